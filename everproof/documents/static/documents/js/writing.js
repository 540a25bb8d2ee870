// <doc-writer data-editor data-tells>: the editor of a draft over a plain field, which it keeps up to date. Without this
// script the field itself is the editor. What is typed is kept by <draft-keeper>; saving goes over fetch and leaves the
// page as it is, and where that fails the form is sent the plain way, which shows what the server says.

import { commandsOf, markTools } from "./commands.js";
import { Dialogs } from "./dialogs.js";
import { headingsOf, nodesOf } from "./nodes.js";
import { Pictures } from "./pictures.js";

const PRESENCE_MS = 30_000;
const QUIET_MS = 250;

class Writer extends HTMLElement {
  async connectedCallback() {
    this.form = this.querySelector("form");
    this.field = this.form.elements.body;
    this.tells = JSON.parse(this.dataset.tells);
    this.words = this.querySelector("template[data-words]").dataset;
    const library = await import(this.dataset.editor);
    this.pictures = new Pictures(this);
    this.dialogs = new Dialogs(this);
    this.furnish(library);
    this.listen();
    this.outline();
    this.watch();
  }

  token() {
    return this.form.elements.csrfmiddlewaretoken.value;
  }

  // The editor ---------------------------------------------------------------------------------------------------------

  furnish(library) {
    const page = this.querySelector("[data-page]");
    this.querySelector("[data-plain]").hidden = true;
    page.hidden = false;
    this.editor = new library.Editor({
      element: page,
      injectCSS: false,
      content: this.field.value,
      extensions: this.extensions(library),
      editorProps: {
        attributes: { role: "textbox", "aria-multiline": "true", "aria-label": this.querySelector("[data-plain] b").textContent },
        handlePaste: (_view, event) => this.pictures.take(event.clipboardData, event),
        handleDrop: (_view, event, _slice, moved) => !moved && this.pictures.take(event.dataTransfer, event),
        transformPastedHTML: (html) => this.pictures.noteForeign(html),
      },
      onUpdate: () => this.changed(),
      onTransaction: () => this.editor && markTools(this),
    });
    this.commands = commandsOf(this);
    const tools = this.querySelector("[data-tools]");
    tools.hidden = false;
    this.dataset.ready = "";
    markTools(this);
  }

  extensions(library) {
    const { Reference, Figure, TitledTable, Direction, Numbers } = nodesOf(library);
    const plain = ["Document", "Paragraph", "Text", "HardBreak", "BulletList", "OrderedList", "ListItem", "Blockquote", "HorizontalRule", "CodeBlock"];
    const marks = ["Bold", "Italic", "Underline", "Strike", "Subscript", "Superscript", "Code"];
    const help = ["History", "Gapcursor", "Dropcursor", "TableRow", "TableHeader", "TableCell"];
    return [
      ...[...plain, ...marks, ...help].map((name) => library[name]),
      library.Heading.configure({ levels: [1, 2, 3, 4] }),
      library.Link.configure({ openOnClick: false, autolink: true, protocols: ["http", "https", "mailto"], HTMLAttributes: { target: null, rel: null } }),
      library.Placeholder.configure({ placeholder: this.words.empty }),
      Reference,
      Figure.configure({ urlOf: (file) => this.tells.known[file] ?? "", caption: this.words.figure }),
      TitledTable.configure({ resizable: false }),
      Direction,
      Numbers,
    ];
  }

  changed() {
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.carry(), QUIET_MS);
  }

  /** Put what the editor holds into the field, and let the keeper of drafts know. */
  carry() {
    clearTimeout(this.quiet);
    this.quiet = null;
    const html = this.editor.isEmpty ? "" : this.editor.getHTML();
    if (html === this.carried) return;
    this.carried = html;
    this.field.value = html;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.outline();
  }

  listen() {
    // The keeper puts a draft back by writing the field; discarding it resets the form.
    this.field.addEventListener("change", () => this.takeOver());
    this.form.addEventListener("reset", () => setTimeout(() => this.takeOver()));
    this.form.addEventListener("submit", (event) => this.submit(event), { capture: true });
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        this.save();
      }
    });
    const tools = this.querySelector("[data-tools]");
    tools.addEventListener("click", (event) => {
      const tool = event.target.closest("[data-do]");
      if (tool) this.commands[tool.dataset.do]();
    });
    tools.addEventListener("keydown", (event) => walk(tools, event));
    this.querySelector("[data-block]").addEventListener("change", (event) => this.commands.block(event.target.value));
    addEventListener("pagehide", () => this.quiet && this.carry());
  }

  takeOver() {
    if (this.field.value === this.carried) return;
    this.carried = this.field.value;
    this.editor.commands.setContent(this.field.value, { emitUpdate: false });
    this.outline();
  }

  // Saving -------------------------------------------------------------------------------------------------------------

  submit(event) {
    this.carry();
    if (event.submitter?.name === "close" || this.plainly) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.save();
  }

  async save() {
    if (this.saving) return;
    this.saving = true;
    try {
      this.tell(this.words.saving);
      await this.pictures.settled();
      this.carry();
      await this.send();
    } finally {
      this.saving = false;
    }
  }

  async send() {
    const sent = this.field.value;
    let answer;
    try {
      answer = await fetch(this.tells.save, { method: "POST", body: new FormData(this.form), headers: { Accept: "application/json" } });
    } catch {
      this.tell(this.words.noConnection);
      return;
    }
    if (answer.redirected || !(answer.headers.get("content-type") ?? "").startsWith("application/json")) {
      this.tell(this.words.signedOut);
      return;
    }
    const said = await answer.json();
    if (answer.status === 409) {
      // The whole page shows both texts.
      this.plainly = true;
      this.form.requestSubmit(this.querySelector("[data-save]"));
    } else if (answer.ok) this.arrived(said, sent);
    else this.tell(`${this.words.notSaved} ${said.reasons.join(" ")}`, true);
  }

  /** The server has it: the draft in this browser may go, unless more was typed meanwhile. */
  arrived(said, sent) {
    this.form.elements.version.value = said.version;
    if (this.field.value === sent && !this.quiet) {
      this.field.value = said.body;
      this.field.defaultValue = said.body;
      this.carried = this.editor.isEmpty ? "" : this.editor.getHTML();
      const done = Object.assign(document.createElement("draft-done"), { hidden: true });
      done.dataset.key = this.closest("draft-keeper").dataset.key;
      this.append(done);
    }
    this.tell(said.words);
    this.querySelector("[data-others]").textContent = "";
  }

  tell(words, isProblem = false) {
    const state = this.querySelector("[data-draft-state]");
    state.textContent = words;
    state.classList.toggle("bad", isProblem);
  }

  // Contents and company -----------------------------------------------------------------------------------------------

  outline() {
    const contents = this.querySelector("[data-contents]");
    const lines = headingsOf(this.editor.state.doc).map(({ number, depth, text, place }) => {
      const line = document.createElement("li");
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: `${number} ${text}` });
      button.dataset.level = depth;
      button.addEventListener("click", () => this.editor.view.nodeDOM(place)?.scrollIntoView({ block: "center" }));
      line.append(button);
      return line;
    });
    contents.querySelector("ol").replaceChildren(...lines);
    contents.hidden = !lines.length;
  }

  watch() {
    const ask = async () => {
      if (document.hidden || !navigator.onLine) return;
      try {
        const answer = await fetch(this.tells.presence, { method: "POST", headers: { "X-CSRFToken": this.token(), Accept: "application/json" } });
        if (answer.ok && !answer.redirected) this.company(await answer.json());
      } catch {
        // Without a connection nobody is asked; the next turn asks again.
      }
    };
    ask();
    setInterval(ask, PRESENCE_MS);
  }

  company({ others, version, by }) {
    const lines = [];
    if (others.length) lines.push(`${this.words.others} ${others.join(", ")}.`);
    if (version > Number(this.form.elements.version.value)) lines.push(`${by} ${this.words.newer}`);
    this.querySelector("[data-others]").textContent = lines.join(" ");
  }
}

/** Arrow keys go from tool to tool. */
function walk(tools, event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || event.target.tagName === "SELECT") return;
  const all = [...tools.querySelectorAll("button")].filter((tool) => tool.offsetParent);
  all[(all.indexOf(event.target) + step + all.length) % all.length].focus();
  event.preventDefault();
}

customElements.define("doc-writer", Writer);
