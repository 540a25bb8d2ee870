// The small questions of the editor, each in a <dialog> of the page. Every method answers null where the person leaves.

import { partsOf } from "./nodes.js";

const ADDRESS = /^(https?:\/\/[^\s/]|mailto:[^\s])/i;
const TYPING_MS = 200;

export class Dialogs {
  constructor(writer) {
    this.writer = writer;
  }

  find(name) {
    return this.writer.querySelector(`dialog[data-dialog="${name}"]`);
  }

  /** Open a dialog; the answer is the value of the button that closed it. */
  open(dialog) {
    dialog.returnValue = "cancel";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
    });
  }

  async link(now) {
    const dialog = this.find("link");
    const field = dialog.querySelector("input");
    const problem = dialog.querySelector("[data-problem]");
    field.value = now;
    problem.hidden = true;
    for (;;) {
      const pressed = await this.open(dialog);
      if (pressed === "remove") return "";
      if (pressed !== "ok") return null;
      if (ADDRESS.test(field.value.trim())) return field.value.trim();
      problem.hidden = false;
    }
  }

  async text(what, now) {
    const dialog = this.find("text");
    const heading = dialog.querySelector("[data-heading]");
    const field = dialog.querySelector("input");
    heading.textContent = heading.dataset[what];
    field.value = now;
    return (await this.open(dialog)) === "ok" ? field.value.trim() : null;
  }

  async table() {
    const dialog = this.find("table");
    if ((await this.open(dialog)) !== "ok") return null;
    const number = (name, most) => Math.min(most, Math.max(1, Number(dialog.querySelector(`[name=${name}]`).value) || 1));
    return { rows: number("rows", 100), columns: number("columns", 12) };
  }

  words() {
    return this.chosen(this.find("words"));
  }

  reference() {
    const dialog = this.find("reference");
    const field = dialog.querySelector("input");
    const list = dialog.querySelector("[data-list]");
    field.value = "";
    list.replaceChildren(...this.parts("").map(line));
    let timer;
    field.oninput = () => {
      clearTimeout(timer);
      // What no longer fits must not wait under the pointer until the server has answered.
      list.replaceChildren(...this.parts(field.value.trim()).map(line));
      timer = setTimeout(() => this.search(field, list), TYPING_MS);
    };
    field.onkeydown = (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      list.querySelector("button")?.click();
    };
    return this.chosen(dialog);
  }

  /** The parts of the text that is being written which fit what was typed. */
  parts(text) {
    const wanted = text.toLowerCase();
    const fits = ({ label, hint }) => `${label} ${hint}`.toLowerCase().includes(wanted);
    return partsOf(this.writer.editor.state.doc, this.writer.words).filter(fits);
  }

  async search(field, list) {
    const asked = field.value.trim();
    const address = `${this.writer.tells.references}?q=${encodeURIComponent(asked)}`;
    let items = [];
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      items = answer.ok ? (await answer.json()).items : [];
    } catch {
      list.replaceChildren(note(this.writer.words.noConnection));
      return;
    }
    if (field.value.trim() !== asked) return; // a later question is under way
    const found = [...this.parts(asked), ...items];
    const none = asked && !found.length ? [note(list.dataset.none)] : [];
    list.replaceChildren(...found.map(line), ...none);
  }

  /** The reference that a button of the dialog's list stands for. */
  async chosen(dialog) {
    let found = null;
    const take = (event) => {
      const button = event.target.closest("[data-kind]");
      if (!button) return;
      found = { kind: button.dataset.kind, key: button.dataset.value, label: button.dataset.label };
      dialog.close("ok");
    };
    dialog.addEventListener("click", take);
    await this.open(dialog);
    dialog.removeEventListener("click", take);
    return found;
  }
}

function line({ kind, key, label, hint }) {
  const item = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button" });
  Object.assign(button.dataset, { kind, value: key, label });
  button.append(Object.assign(document.createElement("b"), { textContent: label }), Object.assign(document.createElement("span"), { textContent: hint }));
  item.append(button);
  return item;
}

const note = (words) => Object.assign(document.createElement("li"), { textContent: words, className: "soft" });
