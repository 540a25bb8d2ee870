// <form-limits data-words>: says at once that a number lies outside its limits, and shows the field for the remark only
// then. Without scripts the field for the remark is always there, and the server says the same.

const number = (text) => {
  const value = text.trim().replace(",", ".");
  return value === "" || Number.isNaN(Number(value)) ? null : Number(value);
};

const isOutside = (input) => {
  const value = number(input.value);
  if (value === null) return false;
  const { low, high } = input.dataset;
  return (low !== undefined && value < Number(low)) || (high !== undefined && value > Number(high));
};

class FormLimits extends HTMLElement {
  connectedCallback() {
    this.remarks = [...this.querySelectorAll("[data-remark-of]")];
    for (const type of ["input", "change"]) this.addEventListener(type, () => this.judge());
    // A kept draft is put back after this element is there.
    addEventListener("load", () => this.judge());
    this.judge();
  }

  judge() {
    for (const remark of this.remarks) {
      const name = remark.dataset.remarkOf;
      const inputs = [...this.querySelectorAll("[data-low], [data-high]")].filter(
        (input) => input.name === name || input.name.startsWith(`${name}-`),
      );
      let any = false;
      for (const input of inputs) {
        const outside = isOutside(input);
        any ||= outside;
        input.classList.toggle("outside", outside);
        if (outside) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
      this.show(remark, any);
    }
  }

  show(remark, any) {
    const field = remark.closest(".field");
    const isNeeded = any || remark.value.trim() !== "" || field.classList.contains("wrong");
    field.hidden = !isNeeded;
    let note = field.querySelector(".limit-note");
    if (any && !note) {
      note = document.createElement("p");
      note.className = "limit-note";
      note.setAttribute("role", "status");
      note.textContent = this.dataset.words;
      field.prepend(note);
    } else if (!any && note) {
      note.remove();
    }
  }
}

customElements.define("form-limits", FormLimits);
