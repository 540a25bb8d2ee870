// <command-palette data-url data-search data-none data-offline>: asks the server for matches and shows them as a list.
// The server answers {"groups": [{"label", "items": [{"label", "url", "number"?, "hint"?}]}]}; see docs/developing/ui.md.

const WAIT_MS = 120;

class CommandPalette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.input = this.querySelector("input");
    this.list = this.querySelector("[role=listbox]");
    this.input.addEventListener("input", () => this.later());
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    // A dialog has no event for opening; its attribute tells.
    new MutationObserver(() => this.dialog.open && this.opened()).observe(this.dialog, { attributeFilter: ["open"] });
  }

  opened() {
    this.input.value = "";
    this.input.focus();
    this.ask();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    this.running?.abort();
    this.running = new AbortController();
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("q", this.input.value.trim());
    try {
      const answer = await fetch(url, { signal: this.running.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      this.show((await answer.json()).groups);
    } catch (error) {
      if (error.name !== "AbortError") this.say(this.dataset.offline);
    }
  }

  show(groups) {
    const filled = groups.filter((group) => group.items.length > 0);
    if (filled.length === 0) return this.say(this.dataset.none);
    this.options = [];
    this.list.replaceChildren(...filled.map((group, index) => this.group(group, index)));
    this.choose(0);
  }

  say(words) {
    this.options = [];
    const line = document.createElement("div");
    line.className = "palette-none";
    line.setAttribute("role", "option");
    line.setAttribute("aria-disabled", "true");
    line.textContent = words;
    this.list.replaceChildren(line);
    this.input.removeAttribute("aria-activedescendant");
  }

  group(group, index) {
    const box = document.createElement("div");
    box.setAttribute("role", "group");
    box.setAttribute("aria-labelledby", `palette-group-${index}`);
    const title = span("", group.label);
    title.id = `palette-group-${index}`;
    box.append(title, ...group.items.map((item) => this.option(item)));
    return box;
  }

  option(item) {
    const link = document.createElement("a");
    link.href = item.url;
    link.id = `palette-option-${this.options.length}`;
    link.tabIndex = -1;
    link.setAttribute("role", "option");
    if (item.number) link.append(span("number", item.number));
    link.append(span("label", item.label));
    if (item.hint) link.append(span("hint", item.hint));
    const position = this.options.push(link) - 1;
    link.addEventListener("pointermove", () => this.choose(position));
    return link;
  }

  choose(position) {
    if (this.options.length === 0) return;
    this.chosen = (position + this.options.length) % this.options.length;
    this.options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.chosen)));
    const option = this.options[this.chosen];
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    // In a search field the first Escape would only empty it.
    if (event.key === "Escape") {
      this.dialog.close();
      event.preventDefault();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.choose(this.chosen + step);
      event.preventDefault();
    } else if (event.key === "Enter" && this.options?.length && event.target === this.input) {
      const { ctrlKey, metaKey } = event;
      this.options[this.chosen].dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey }));
      event.preventDefault();
    }
  }
}

function span(name, words) {
  const element = document.createElement("span");
  if (name) element.className = name;
  element.textContent = words;
  return element;
}

customElements.define("command-palette", CommandPalette);
