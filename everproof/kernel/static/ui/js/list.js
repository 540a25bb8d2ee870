// <record-list>: j and k move between rows, x chooses, Enter opens (it is a link); a click anywhere in a row opens it.
// Choosing counts, chooses all, and with Shift a range. The bar of bulk actions itself is shown by CSS.

const INTERACTIVE = "a, button, input, label, select, textarea, summary";

class RecordList extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("change", (event) => this.change(event));
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
    this.tell();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey);
  }

  get links() {
    return [...this.querySelectorAll("tbody .k-number a")];
  }

  get boxes() {
    return [...this.querySelectorAll("tbody .k-pick input")];
  }

  key(event) {
    const away = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey;
    const elsewhere = event.target.closest("input:not([type=checkbox]), textarea, select, dialog, .menu");
    if (away || elsewhere || localStorage.getItem("everproof:single-keys") === "off") return;
    const row = document.activeElement.closest("tbody tr");
    if (event.key === "j" || event.key === "k") this.move(row, event.key === "j" ? 1 : -1);
    else if (event.key === "x" && row) row.querySelector(".k-pick input")?.click();
    else return;
    event.preventDefault();
  }

  move(row, step) {
    const links = this.links;
    const here = links.findIndex((link) => row?.contains(link));
    const next = here < 0 ? 0 : Math.max(0, Math.min(links.length - 1, here + step));
    links[next]?.focus({ focusVisible: true });
    links[next]?.scrollIntoView({ block: "nearest" });
  }

  click(event) {
    if (event.target.closest("[data-pick-none]")) {
      // Without scripts the form's reset clears the boxes; here they are cleared at once, so that the count is never late.
      for (const box of this.boxes) box.checked = false;
      this.tell();
      return;
    }
    if (event.target.matches(".k-pick input") && event.shiftKey) this.range(event.target);
    const row = event.target.closest("tbody tr");
    if (!row || event.target.closest(INTERACTIVE) || event.target.closest(".k-pick") || String(getSelection())) return;
    const { ctrlKey, metaKey } = event;
    row.querySelector(".k-number a")?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey }));
  }

  range(box) {
    const boxes = this.boxes;
    const [from, to] = [boxes.indexOf(this.last ?? box), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
  }

  change(event) {
    if (event.target.matches("[data-pick-all]")) {
      for (const box of this.boxes) box.checked = event.target.checked;
    } else if (event.target.matches(".k-pick input")) {
      this.last = event.target;
    }
    this.tell();
  }

  tell() {
    const boxes = this.boxes;
    const chosen = boxes.filter((box) => box.checked).length;
    const all = this.querySelector("[data-pick-all]");
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    const words = this.querySelector("[data-chosen]");
    if (words && chosen) words.textContent = chosen === 1 ? this.dataset.chosenOne : this.dataset.chosenMany.replace("%d", chosen);
  }
}

customElements.define("record-list", RecordList);
