// <draft-keeper data-key data-person>: nothing typed is ever lost. What a form holds is kept in this browser, per form and
// person, put back with a notice, and forgotten only when the server has said that it arrived (<draft-done data-key>).
// Passwords, files and hidden fields are never kept.

const PREFIX = "everproof:draft:";
const WAIT_MS = 400;
const KEEP_DAYS = 30;
const NEVER = new Set(["password", "file", "hidden", "submit", "button", "reset"]);

const fields = (form) => [...form.elements].filter((field) => field.name && !NEVER.has(field.type));

function read(form) {
  return fields(form).flatMap((field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked ? [[field.name, field.value]] : [];
    if (field.type === "select-multiple") return [...field.selectedOptions].map((option) => [field.name, option.value]);
    return [[field.name, field.value]];
  });
}

function write(form, pairs) {
  const kept = Map.groupBy ? Map.groupBy(pairs, ([name]) => name) : group(pairs);
  for (const field of fields(form)) {
    const values = (kept.get(field.name) ?? []).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = values.includes(option.value);
    else if (values.length) field.value = values[0];
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  // Boxes that choice.js made are not there yet.
  for (const choices of form.querySelectorAll("record-choices")) {
    const values = (kept.get(choices.dataset.box) ?? []).map(([, value]) => value);
    customElements.whenDefined("record-choices").then(() => choices.restore(values));
  }
}

function group(pairs) {
  const groups = new Map();
  for (const pair of pairs) groups.set(pair[0], [...(groups.get(pair[0]) ?? []), pair]);
  return groups;
}

class DraftKeeper extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.store = `${PREFIX}${this.dataset.person}:${this.dataset.key}`;
    this.blank = JSON.stringify(read(this.form));
    if (!("bound" in this.dataset)) this.restore();
    this.form.addEventListener("input", () => this.later());
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.querySelector("[data-draft-discard]").addEventListener("click", () => this.discard());
    addEventListener("pagehide", () => this.dirty && this.save());
  }

  restore() {
    const kept = JSON.parse(localStorage.getItem(this.store) ?? "null");
    if (!kept || JSON.stringify(kept.pairs) === this.blank) return;
    write(this.form, kept.pairs);
    this.querySelector("[data-draft-note]").hidden = false;
  }

  later() {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), WAIT_MS);
  }

  save() {
    clearTimeout(this.timer);
    this.dirty = false;
    const pairs = read(this.form);
    if (JSON.stringify(pairs) === this.blank) return;
    localStorage.setItem(this.store, JSON.stringify({ at: Date.now(), pairs }));
    this.tell(this.dataset.kept);
    document.dispatchEvent(new CustomEvent("everproof:draft-kept"));
  }

  submit(event) {
    this.save();
    if (navigator.onLine) return;
    event.preventDefault();
    this.tell(this.dataset.offline);
  }

  discard() {
    clearTimeout(this.timer);
    localStorage.removeItem(this.store);
    this.form.reset();
    this.querySelector("[data-draft-note]").hidden = true;
    this.tell("");
  }

  tell(words) {
    const state = this.querySelector("[data-draft-state]");
    if (state) state.textContent = words;
  }
}

/** The server's word that a draft arrived. */
class DraftDone extends HTMLElement {
  connectedCallback() {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX) && name.endsWith(`:${this.dataset.key}`)) localStorage.removeItem(name);
    }
  }
}

function forgetOld() {
  const limit = Date.now() - KEEP_DAYS * 24 * 3600 * 1000;
  for (const name of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    if ((JSON.parse(localStorage.getItem(name))?.at ?? 0) < limit) localStorage.removeItem(name);
  }
}

forgetOld();
customElements.define("draft-done", DraftDone);
customElements.define("draft-keeper", DraftKeeper);
