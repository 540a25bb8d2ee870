// <record-choice data-url data-none data-some data-more>: makes the text input in it a combobox that finds records on the
// server (ui/views/choices.py answers {"items": [{"title", "number", "text"}], "more"}). What is chosen is written into the
// input as words that the server takes, so drafts, errors and forms without this file work alike.
//
// <record-choices data-box data-url? data-taken …>: the same for several. The boxes in it that are ticked stay in sight below
// the input; one that is found is ticked, or made and ticked. Without data-url the boxes themselves are searched.

const WAIT_MS = 150;
let count = 0;

class RecordChoice extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    if (!this.input || !this.canFind || this.list) return;
    this.options = [];
    this.here = -1;
    this.taken = this.input.value.trim();
    this.build();
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("click", () => this.isOpen || this.enter());
    this.input.addEventListener("focus", () => this.input.value === this.taken && this.input.select());
    this.input.addEventListener("blur", () => this.close());
    // The press must not take the focus from the input, or the list closes before the click.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(this.options.indexOf(option));
    });
  }

  get canFind() {
    return Boolean(this.dataset.url);
  }

  build() {
    this.list = document.createElement("ul");
    this.list.id = `choice-list-${(count += 1)}`;
    this.list.setAttribute("role", "listbox");
    const label = this.input.getAttribute("aria-label") ?? this.input.labels?.[0]?.textContent.trim();
    if (label) this.list.setAttribute("aria-label", label);
    this.list.hidden = true;
    this.status = document.createElement("span");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.append(this.list, this.status);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(roles)) this.input.setAttribute(name, value);
  }

  get isOpen() {
    return !this.list.hidden;
  }

  /** What is chosen is marked whole, so that the first letter replaces it. */
  enter() {
    if (this.input.value === this.taken) this.input.select();
    this.ask();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    clearTimeout(this.timer);
    this.running?.abort();
    this.running = new AbortController();
    // What was chosen is no search: opened again, it shows the others too.
    const text = this.input.value.trim();
    try {
      const found = await this.find(text === this.taken ? "" : text, this.running.signal);
      if (document.activeElement === this.input) this.show(found);
    } catch (error) {
      // The input goes on taking words; the server says what it cannot find.
      if (error.name !== "AbortError") this.close();
    }
  }

  async find(text, signal) {
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("q", text);
    const answer = await fetch(url, { signal, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  }

  show({ items, more }) {
    this.options = items.map((item, place) => this.option(item, place));
    const note = items.length === 0 ? this.dataset.none : more ? this.dataset.more : "";
    this.list.replaceChildren(...this.options, ...(note ? [this.note(note)] : []));
    this.list.hidden = false;
    this.list.scrollTop = 0;
    this.input.setAttribute("aria-expanded", "true");
    this.status.textContent = [items.length > 0 && this.dataset.some.replace("{n}", items.length), note].filter(Boolean).join(" ");
    this.point(-1);
  }

  option({ title, number, text }, place) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.text = text;
    const name = document.createElement("span");
    name.textContent = title;
    const reference = document.createElement("span");
    reference.className = "choice-number";
    reference.textContent = number;
    option.append(name, " ", reference);
    return option;
  }

  note(words) {
    const line = document.createElement("li");
    line.className = "choice-note";
    line.setAttribute("role", "option");
    line.setAttribute("aria-disabled", "true");
    line.textContent = words;
    return line;
  }

  point(place) {
    this.options[this.here]?.setAttribute("aria-selected", "false");
    this.here = place;
    const option = this.options[place];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  take(place) {
    const option = this.options[place];
    if (!option) return;
    this.taken = this.input.value = option.dataset.text;
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    clearTimeout(this.timer);
    this.running?.abort();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.point(-1);
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!this.isOpen) this.ask();
      else if (this.options.length > 0) this.point(this.next(step));
    } else if (event.key === "Enter" && this.isOpen && this.here >= 0) {
      event.preventDefault();
      this.take(this.here);
    } else if (event.key === "Escape" && this.isOpen) {
      // A dialog around it stays open.
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab" && this.isOpen && this.here >= 0) {
      this.take(this.here);
    }
  }

  next(step) {
    if (this.here < 0) return step > 0 ? 0 : this.options.length - 1;
    return (this.here + step + this.options.length) % this.options.length;
  }
}

const OFFERED = 20;
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

class RecordChoices extends RecordChoice {
  connectedCallback() {
    this.choices = this.querySelector(".choices");
    super.connectedCallback();
    this.tidy();
    this.choices.addEventListener("change", () => this.tidy());
    this.leadHere();
  }

  get canFind() {
    return true;
  }

  get boxes() {
    return [...this.choices.querySelectorAll("input[type=checkbox]")];
  }

  /** Ticked boxes stand below the input; one that is unticked here stays, so that it can be ticked again. */
  tidy() {
    for (const box of this.boxes) {
      const label = box.closest("label");
      if (box.checked) label.hidden = false;
      else if (!label.contains(document.activeElement)) label.hidden = true;
    }
  }

  /** A link of the error summary leads to the first box, which may be hidden: the input takes its place. */
  leadHere() {
    const first = this.boxes[0];
    if (!first || this.input.name) return;
    const id = first.id;
    first.closest("label").htmlFor = first.id = `${id}_box`;
    this.input.id = id;
  }

  async find(text, signal) {
    const boxes = this.boxes;
    if (this.dataset.url) {
      const { items, more } = await super.find(text, signal);
      const ticked = new Set(boxes.filter((box) => box.checked).map((box) => this.titleOf(box) + (box.dataset.number ?? "")));
      return { items: items.filter(({ title, number }) => !ticked.has(title + number)), more };
    }
    const words = folded(text).split(/\s+/).filter(Boolean);
    const found = boxes.filter((box) => {
      const own = folded(`${this.titleOf(box)} ${box.dataset.number ?? ""}`);
      return !box.checked && words.every((word) => own.includes(word));
    });
    const items = found.slice(0, OFFERED).map((box) => ({ title: this.titleOf(box), number: box.dataset.number ?? "", text: box.value }));
    return { items, more: found.length > OFFERED };
  }

  titleOf(box) {
    return box.closest("label").querySelector("span").textContent;
  }

  take(place) {
    const option = this.options[place];
    if (!option) return;
    const box = this.boxes.find((one) => one.value === option.dataset.text) ?? this.add(option);
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    this.input.value = "";
    this.close();
    this.status.textContent = this.dataset.taken.replace("{title}", this.titleOf(box));
  }

  /** A box for a record that was found on the server; its value are words that the server takes. */
  add(option) {
    const [title, number] = [...option.children].map((part) => part.textContent);
    return this.make(option.dataset.text, title, number);
  }

  make(value, title, number) {
    const label = document.createElement("label");
    label.className = "choice";
    const box = document.createElement("input");
    Object.assign(box, { type: "checkbox", name: this.dataset.box, value, id: `${this.list.id}-box-${(count += 1)}` });
    box.dataset.number = number;
    label.htmlFor = box.id;
    const name = document.createElement("span");
    name.textContent = title;
    label.append(box, name);
    this.choices.append(label);
    return box;
  }

  /** Values that a draft kept: those without a box were found on the server. */
  restore(values) {
    const known = new Set(this.boxes.map((box) => box.value));
    for (const value of values) {
      const [, title, number] = value.match(/^(.*) \(([^()]+)\)$/) ?? [];
      if (!known.has(value) && title) this.make(value, title, number).checked = true;
    }
    this.tidy();
  }

  close() {
    super.close();
    // Half a word that nothing would read must not look like an answer.
    if (!this.input.name && document.activeElement !== this.input) this.input.value = "";
  }

  key(event) {
    if (event.key === "Enter" && this.here < 0) {
      // A word that was typed is taken; with the list open or half a word typed, the form is not sent.
      const typed = this.input.value.trim();
      if (typed && this.isOpen && this.options.length > 0) this.point(0);
      else if (this.isOpen || (typed && !this.input.name)) return event.preventDefault();
    }
    super.key(event);
  }
}

customElements.define("record-choice", RecordChoice);
customElements.define("record-choices", RecordChoices);
