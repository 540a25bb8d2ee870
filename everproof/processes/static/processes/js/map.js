// <process-map>: looking at a process brings its links forward. With data-arrange, boxes are dragged to another place of
// their band, or moved by the arrow keys; each move is posted like the form's, and the answer is the new drawing.

class ProcessMap extends HTMLElement {
  connectedCallback() {
    this.addEventListener("pointerover", (event) => this.look(event.target.closest(".map-box")));
    this.addEventListener("pointerleave", () => this.look(null));
    this.addEventListener("focusin", (event) => this.look(event.target.closest(".map-box")));
    this.addEventListener("focusout", () => this.look(null));
    if (!this.dataset.arrange) return;
    this.addEventListener("pointerdown", (event) => this.take(event));
    this.addEventListener("pointermove", (event) => this.drag(event));
    this.addEventListener("pointerup", (event) => this.drop(event));
    this.addEventListener("pointercancel", () => this.release());
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("click", (event) => event.target.closest(".map-box") && event.preventDefault());
    this.addEventListener("dragstart", (event) => event.preventDefault());
  }

  get boxes() {
    return [...this.querySelectorAll(".map-box")];
  }

  // Looking -----------------------------------------------------------------------------------------------------------

  look(box) {
    if (this.held) return;
    const drawing = this.querySelector("[data-drawing] svg");
    if (!drawing) return;
    for (const one of drawing.querySelectorAll(".near, .here")) one.classList.remove("near", "here");
    drawing.classList.toggle("looking", box !== null && !this.dataset.arrange);
    if (!box || this.dataset.arrange) return;
    box.classList.add("here");
    const key = box.dataset.key;
    for (const link of drawing.querySelectorAll(".map-link")) {
      const { from, to } = link.dataset;
      if (from !== key && to !== key) continue;
      link.classList.add("near");
      const other = from === key ? to : from;
      drawing.querySelector(`.map-box[data-key="${other}"]`)?.classList.add("near");
    }
  }

  // Arranging ---------------------------------------------------------------------------------------------------------

  band(box) {
    const kind = box.classList[1];
    return this.boxes.filter((one) => one.classList[1] === kind);
  }

  take(event) {
    const box = event.target.closest(".map-box");
    if (!box || event.button !== 0) return;
    event.preventDefault();
    box.focus();
    box.setPointerCapture(event.pointerId);
    const scale = box.ownerSVGElement.getScreenCTM().a || 1;
    this.held = { box, x: event.clientX, y: event.clientY, scale, target: null };
    box.classList.add("held");
  }

  drag(event) {
    if (!this.held) return;
    const { box, x, y, scale } = this.held;
    box.setAttribute("transform", `translate(${(event.clientX - x) / scale} ${(event.clientY - y) / scale})`);
    const target = this.band(box).find((one) => one !== box && holds(one, event));
    this.held.target?.classList.remove("target");
    this.held.target = target ?? null;
    target?.classList.add("target");
  }

  drop() {
    if (!this.held) return;
    const { box, target } = this.held;
    this.release();
    if (target) this.move(box, this.band(box).indexOf(target));
  }

  release() {
    if (!this.held) return;
    const { box, target } = this.held;
    box.classList.remove("held");
    box.removeAttribute("transform");
    target?.classList.remove("target");
    this.held = null;
  }

  key(event) {
    const box = event.target.closest(".map-box");
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!box || !by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const band = this.band(box);
    const place = band.indexOf(box) + by;
    if (place >= 0 && place < band.length) this.move(box, place);
  }

  async move(box, place) {
    if (this.busy) return;
    this.busy = true;
    const band = this.band(box);
    band.splice(place, 0, ...band.splice(band.indexOf(box), 1));
    const form = document.querySelector(".arrange-form");
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, group: box.classList[1] });
    for (const one of band) body.append("order", one.dataset.key);
    try {
      const answer = await fetch(this.dataset.arrange, { method: "POST", body, headers: { "HX-Request": "true" } });
      const text = await answer.text();
      if (answer.ok) this.redraw(text, box.dataset.key, place);
      else this.say(text);
    } catch {
      location.reload();
    } finally {
      this.busy = false;
    }
  }

  redraw(html, key, place) {
    const made = new DOMParser().parseFromString(html, "text/html").querySelector("[data-drawing]");
    this.querySelector("[data-drawing]").replaceWith(made);
    const box = this.querySelector(`.map-box[data-key="${key}"]`);
    box?.focus();
    this.say(`${this.dataset.moved} ${place + 1}`);
    this.order(key, place);
  }

  // The form below shows the same order.
  order(key, place) {
    const button = document.querySelector(`.arrange-form button[value^="${key}:"]`);
    const row = button?.closest("li");
    const rows = row && [...row.parentElement.children];
    if (!rows) return;
    const from = rows.indexOf(row);
    rows[place][from < place ? "after" : "before"](row);
  }

  say(words) {
    this.querySelector("[data-said]").textContent = words;
  }
}

function holds(box, event) {
  const { left, right, top, bottom } = box.querySelector(".shape").getBoundingClientRect();
  return event.clientX > left && event.clientX < right && event.clientY > top && event.clientY < bottom;
}

customElements.define("process-map", ProcessMap);
