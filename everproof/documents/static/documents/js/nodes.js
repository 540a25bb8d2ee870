// What a body holds beside plain text, as nodes of the editor: references, figures, tables with a title. Each is written
// and read in the form in which the server stores it (documents/content/shaping.py).

const REFERENCES = ["document", "record", "part", "snippet", "variable"];

/** The words of a reference; a line break inside is a newline. */
const words = (element) => [...element.childNodes].map((node) => (node.nodeName === "BR" ? "\n" : node.textContent)).join("");

export function nodesOf(editor) {
  const { Node, Extension, Table } = editor;

  const Reference = Node.create({
    name: "reference",
    group: "inline",
    inline: true,
    atom: true,
    marks: "_",
    addAttributes: () => ({ kind: { default: "document" }, key: { default: "" }, label: { default: "" } }),
    parseHTML: () =>
      REFERENCES.map((kind) => ({
        tag: `span[data-${kind}]`,
        priority: 80,
        getAttrs: (element) => ({ kind, key: element.getAttribute(`data-${kind}`), label: words(element) }),
      })),
    renderHTML: ({ node }) => ["span", { [`data-${node.attrs.kind}`]: node.attrs.key, class: "doc-chip" }, node.attrs.label || node.attrs.key],
    renderText: ({ node }) => node.attrs.label,
  });

  const Figure = Node.create({
    name: "figure",
    group: "block",
    content: "inline*",
    isolating: true,
    draggable: true,
    addOptions: () => ({ urlOf: () => "", caption: "" }),
    addAttributes: () => ({ file: { default: null }, alt: { default: "" }, waits: { default: null } }),
    parseHTML: () => [
      {
        tag: "figure",
        getAttrs: (element) => {
          const image = element.querySelector("img[data-file]");
          return image ? { file: image.dataset.file, alt: image.getAttribute("alt") ?? "" } : false;
        },
        contentElement: (element) => element.querySelector("figcaption") ?? document.createElement("figcaption"),
      },
      { tag: "img[data-file]", getAttrs: (image) => ({ file: image.dataset.file, alt: image.getAttribute("alt") ?? "" }) },
    ],
    renderHTML: ({ node }) => ["figure", ["img", { "data-file": node.attrs.file ?? "", alt: node.attrs.alt }], ["figcaption", 0]],
    addNodeView() {
      return ({ node }) => figureView(node, this.options);
    },
    addKeyboardShortcuts() {
      return {
        Enter: ({ editor: { state, commands } }) => {
          const { $from } = state.selection;
          if ($from.parent.type.name !== "figure") return false;
          const after = $from.after();
          return commands.insertContentAt(after, { type: "paragraph" }) && commands.focus(after + 1);
        },
      };
    },
  });

  const TitledTable = Table.extend({
    addAttributes() {
      return {
        ...this.parent?.(),
        caption: {
          default: null,
          parseHTML: (element) => element.dataset.caption || element.querySelector("caption")?.textContent || null,
          renderHTML: ({ caption }) => (caption ? { "data-caption": caption } : {}),
        },
      };
    },
    parseHTML: () => [{ tag: "table" }, { tag: "caption", ignore: true }, { tag: "colgroup", ignore: true }],
  });

  const Direction = Extension.create({
    name: "direction",
    addGlobalAttributes: () => [
      {
        types: ["paragraph", "heading", "bulletList", "orderedList", "blockquote"],
        attributes: {
          dir: { default: null, parseHTML: (element) => element.getAttribute("dir"), renderHTML: ({ dir }) => (dir ? { dir } : {}) },
        },
      },
    ],
  });

  const Numbers = Extension.create({
    name: "numbers",
    addProseMirrorPlugins: () => [new editor.pm.state.Plugin({ props: { decorations: (state) => numbersOf(state, editor.pm.view) } })],
  });

  return { Reference, Figure, TitledTable, Direction, Numbers };
}

/** The headings of a document with their numbers, counted as the server counts them (documents/content/outline.py). */
export function headingsOf(doc) {
  const counts = [];
  const found = [];
  doc.forEach((node, place) => {
    if (node.type.name !== "heading" || !node.textContent.trim()) return;
    let before = 0;
    while (counts.length && counts.at(-1).level >= node.attrs.level) before = counts.pop().count;
    counts.push({ level: node.attrs.level, count: before + 1 });
    const number = counts.map(({ count }) => count).join(".");
    found.push({ number, depth: counts.length, text: node.textContent, place, size: node.nodeSize });
  });
  return found;
}

/** The words of a heading or title as the key of a reference, as the server makes it (documents/content/parts.py). */
const nameOf = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 80);

/** What a reference can name in the text itself: its headings, figures, and tables with a title. */
export function partsOf(doc, words) {
  const found = headingsOf(doc).map(({ number, text }) => ({ key: `heading:${nameOf(text)}`, label: `${words.section} ${number}`, hint: text }));
  let figures = 0;
  let tables = 0;
  doc.descendants((node) => {
    if (node.type.name === "figure") {
      figures += 1;
      if (node.attrs.file) found.push({ key: `figure:${node.attrs.file}`, label: `${words.picture} ${figures}`, hint: node.textContent });
    } else if (node.type.name === "table") {
      tables += 1;
      if (node.attrs.caption) found.push({ key: `table:${nameOf(node.attrs.caption)}`, label: `${words.grid} ${tables}`, hint: node.attrs.caption });
    }
  });
  return found.filter(({ key }) => !key.endsWith(":")).map((part) => ({ ...part, kind: "part" }));
}

function numbersOf(state, { Decoration, DecorationSet }) {
  const marks = headingsOf(state.doc).map(({ number, place, size }) => Decoration.node(place, place + size, { "data-number": number }));
  return DecorationSet.create(state.doc, marks);
}

/** A picture with its caption. The picture is made by the server in the background, so it is asked for again until it is there. */
function figureView(node, { urlOf, caption }) {
  const dom = document.createElement("figure");
  const image = document.createElement("img");
  const contentDOM = document.createElement("figcaption");
  contentDOM.dataset.placeholder = caption;
  image.contentEditable = "false";
  dom.append(image, contentDOM);
  let tries = 0;
  let shown = "";
  const show = ({ file, alt, waits }) => {
    const url = waits ?? urlOf(file);
    image.alt = alt;
    dom.classList.toggle("waits", !file);
    if (url !== shown) {
      shown = url;
      if (url) image.src = url;
    }
  };
  image.addEventListener("error", () => {
    tries += 1;
    if (tries <= 15 && shown && !shown.startsWith("blob:")) setTimeout(() => (image.src = `${shown}?again=${tries}`), 1000 + 500 * tries);
  });
  show(node.attrs);
  return {
    dom,
    contentDOM,
    ignoreMutation: (mutation) => mutation.type !== "selection" && !contentDOM.contains(mutation.target),
    update: (next) => {
      if (next.type !== node.type) return false;
      show(next.attrs);
      return true;
    },
  };
}
