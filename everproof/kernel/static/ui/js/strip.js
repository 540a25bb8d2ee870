// <conformity-strip>: pointer and arrow keys name a requirement, Enter opens it (the line in the head is a link).
// Left and right go along the row, up and down along the column, Home and End to either end, f to the next that is not met.
// A mark that changed since this browser last showed the strip moves once.

const SVG = "http://www.w3.org/2000/svg";
const words = new Map();

/** The texts of an edition, asked for once: the address changes with the catalogue, so browsers keep it. */
function textsOf(url) {
  if (!words.has(url)) words.set(url, fetch(url).then((answer) => (answer.ok ? answer.json() : {}), () => ({})));
  return words.get(url);
}

class ConformityStrip extends HTMLElement {
  connectedCallback() {
    this.marks = [...this.querySelectorAll(".strip-drawing a")];
    this.here = this.querySelector(".strip-here");
    if (!this.here || !this.marks.length) return;
    this.labels = {};
    for (const item of this.querySelectorAll(".strip-key .outcome")) {
      this.labels[item.classList[1]] = item.textContent.replace(/^\s*\d+\s*/, "").trim();
    }
    this.rest = this.marks.find((mark) => mark.dataset.id === this.here.dataset.id) ?? this.marks[0];
    this.addEventListener("pointerover", (event) => this.over(event));
    this.querySelector(".strip-drawing").addEventListener("pointerleave", () => this.show(this.rest, this.here.matches(":focus")));
    this.here.addEventListener("keydown", (event) => this.key(event));
    this.here.addEventListener("focus", () => this.show(this.rest, true));
    this.here.addEventListener("blur", () => this.mark(null));
    this.tellChanges();
    this.show(this.rest, false);
  }

  over(event) {
    const mark = event.target.closest(".strip-drawing a");
    if (mark) this.show(mark, true);
  }

  async show(mark, marked) {
    this.shown = mark;
    const outcome = this.here.querySelector("[data-outcome]");
    const text = this.here.querySelector("[data-words]");
    this.here.href = mark.getAttribute("href");
    this.here.dataset.id = mark.dataset.id;
    this.here.querySelector(".number").textContent = mark.dataset.id;
    outcome.textContent = this.labels[mark.classList[0]] ?? "";
    this.mark(marked ? mark : null);
    if (!this.dataset.words) return;
    const found = await textsOf(this.dataset.words);
    if (this.shown === mark) text.textContent = found[mark.dataset.id] ?? "";
  }

  mark(mark) {
    this.cursor?.remove();
    if (!mark) return;
    const box = mark.querySelector("path").getBBox();
    const [x, y] = [box.x + box.width / 2 - 7.5, box.y + box.height / 2 - 7.5];
    this.cursor ??= document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries({ class: "strip-cursor", x, y, width: 15, height: 15, rx: 2 })) {
      this.cursor.setAttribute(name, value);
    }
    mark.ownerSVGElement.append(this.cursor);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const here = this.marks.indexOf(this.rest);
    const end = this.marks.length - 1;
    const next = {
      ArrowDown: () => here + 1,
      ArrowUp: () => here - 1,
      ArrowRight: () => this.beside(here, 1),
      ArrowLeft: () => this.beside(here, -1),
      Home: () => 0,
      End: () => end,
      f: () => this.unmet(here),
    }[event.key]?.();
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.rest = this.marks[Math.max(0, Math.min(end, next))];
    this.show(this.rest, true);
  }

  /** The mark that stands nearest to the left or right. */
  beside(here, step) {
    const from = this.marks[here].getBoundingClientRect();
    let [best, least] = [here, Infinity];
    for (const [index, mark] of this.marks.entries()) {
      const to = mark.getBoundingClientRect();
      const along = (to.left + to.width / 2 - from.left - from.width / 2) * step;
      const across = Math.abs(to.top + to.height / 2 - from.top - from.height / 2);
      if (along > 3 && along + across * 4 < least) [best, least] = [index, along + across * 4];
    }
    return best;
  }

  unmet(here) {
    const after = [...this.marks.slice(here + 1), ...this.marks.slice(0, here)];
    const found = after.find((mark) => mark.classList.contains("fail"));
    return found ? this.marks.indexOf(found) : here;
  }

  // A strip of another day names no edition: it is neither compared with what was seen last, nor remembered.
  tellChanges() {
    if (!this.dataset.edition) return;
    const key = `everproof:strip:${location.pathname.split("/")[1]}:${this.dataset.edition}`;
    const now = Object.fromEntries(this.marks.map((mark) => [mark.dataset.id, mark.classList[0]]));
    try {
      const before = JSON.parse(localStorage.getItem(key) ?? "null");
      for (const mark of before ? this.marks : []) {
        const was = before[mark.dataset.id];
        if (was && was !== now[mark.dataset.id]) mark.classList.add("changed");
      }
      localStorage.setItem(key, JSON.stringify(now));
    } catch {
      // A browser that keeps nothing shows the strip without moving it.
    }
  }
}

customElements.define("conformity-strip", ConformityStrip);
