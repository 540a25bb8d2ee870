// What the tools above the text do, and how they show where the cursor stands.

const MARKS = { bold: "bold", italic: "italic", underline: "underline", strike: "strike", sub: "subscript", sup: "superscript", code: "code" };
const ACTIVE = { ...MARKS, bullets: "bulletList", numbers: "orderedList", link: "link" };

export function commandsOf(writer) {
  const { editor, dialogs } = writer;
  const chain = () => editor.chain().focus();
  const act = (name, ...given) => () => chain()[name](...given).run();
  const marks = Object.fromEntries(Object.entries(MARKS).map(([tool, mark]) => [tool, act("toggleMark", mark)]));
  return {
    ...marks,
    bullets: act("toggleBulletList"),
    numbers: act("toggleOrderedList"),
    rule: act("setHorizontalRule"),
    undo: act("undo"),
    redo: act("redo"),
    rowBefore: act("addRowBefore"),
    rowAfter: act("addRowAfter"),
    rowGone: act("deleteRow"),
    columnBefore: act("addColumnBefore"),
    columnAfter: act("addColumnAfter"),
    columnGone: act("deleteColumn"),
    join: act("mergeCells"),
    split: act("splitCell"),
    headRow: act("toggleHeaderRow"),
    headColumn: act("toggleHeaderColumn"),
    tableGone: act("deleteTable"),
    block: (kind) => setBlock(chain(), kind),
    picture: () => writer.pictures.pick(),
    async link() {
      const address = await dialogs.link(editor.getAttributes("link").href ?? "");
      if (address === null) return;
      const ready = chain().extendMarkRange("link");
      if (!address) ready.unsetLink().run();
      else if (editor.state.selection.empty && !editor.isActive("link")) {
        chain().insertContent({ type: "text", text: address, marks: [{ type: "link", attrs: { href: address } }] }).run();
      } else ready.setLink({ href: address }).run();
    },
    async reference() {
      const found = await dialogs.reference();
      if (found) chain().insertContent([{ type: "reference", attrs: found }, { type: "text", text: " " }]).run();
    },
    async words() {
      const found = await dialogs.words();
      if (found) chain().insertContent([{ type: "reference", attrs: found }, { type: "text", text: " " }]).run();
    },
    async table() {
      const size = await dialogs.table();
      if (size) chain().insertTable({ rows: size.rows, cols: size.columns, withHeaderRow: true }).run();
    },
    async caption() {
      const words = await dialogs.text("caption", editor.getAttributes("table").caption ?? "");
      if (words !== null) chain().updateAttributes("table", { caption: words || null }).run();
    },
    async alt() {
      const words = await dialogs.text("alt", editor.getAttributes("figure").alt ?? "");
      if (words !== null) chain().updateAttributes("figure", { alt: words }).run();
    },
  };
}

function setBlock(chain, kind) {
  if (kind === "p") chain.setParagraph().run();
  else if (kind === "pre") chain.toggleCodeBlock().run();
  else if (kind === "quote") chain.toggleBlockquote().run();
  else chain.setHeading({ level: Number(kind[1]) }).run();
}

/** Show in the tools where the cursor stands. */
export function markTools(writer) {
  const { editor } = writer;
  for (const [tool, name] of Object.entries(ACTIVE)) {
    writer.querySelector(`[data-do="${tool}"]`).setAttribute("aria-pressed", String(editor.isActive(name)));
  }
  writer.querySelector('[data-do="undo"]').disabled = !editor.can().undo();
  writer.querySelector('[data-do="redo"]').disabled = !editor.can().redo();
  writer.querySelector("[data-table-tools]").hidden = !editor.isActive("table");
  writer.querySelector("[data-picture-tools]").hidden = !editor.isActive("figure");
  const level = editor.getAttributes("heading").level;
  const block = editor.isActive("heading") ? `h${level}` : editor.isActive("codeBlock") ? "pre" : editor.isActive("blockquote") ? "quote" : "p";
  writer.querySelector("[data-block]").value = block;
}
