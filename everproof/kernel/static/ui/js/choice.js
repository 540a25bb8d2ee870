// <record-choice data-url data-none data-some data-more>: makes the text input in it a combobox that finds records on the
// server (ui/views/choices.py answers {"items": [{"title", "number", "text"}], "more"}). What is chosen is written into the
// input as words that the server takes, so drafts, errors and forms without this file work alike.

const WAIT_MS = 150;
let count = 0;

class RecordChoice extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    if (!this.input || !this.dataset.url || this.list) return;
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

  build() {
    this.list = document.createElement("ul");
    this.list.id = `choice-list-${(count += 1)}`;
    this.list.setAttribute("role", "listbox");
    const label = this.input.labels?.[0]?.textContent.trim();
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
    const url = new URL(this.dataset.url, location.href);
    // What was chosen is no search: opened again, it shows the others too.
    const text = this.input.value.trim();
    url.searchParams.set("q", text === this.taken ? "" : text);
    try {
      const answer = await fetch(url, { signal: this.running.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      if (document.activeElement === this.input) this.show(await answer.json());
    } catch (error) {
      // The input goes on taking words; the server says what it cannot find.
      if (error.name !== "AbortError") this.close();
    }
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

customElements.define("record-choice", RecordChoice);
