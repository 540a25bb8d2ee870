// Keys: Ctrl-K and single letters press what carries data-key; "g" and a letter goes to what carries data-go.
// Single letters can be switched off in the list of keys (WCAG 2.1.4); Ctrl-K always works.

const STORE = "everproof:single-keys";
const SEQUENCE_MS = 1200;
let goPressedAt = 0;

const singleKeys = () => localStorage.getItem(STORE) !== "off";

function typing(element) {
  return element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]") !== null;
}

function press(selector) {
  const element = document.querySelector(selector);
  if (!element) return false;
  element.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    if (press('[data-opens="palette"]')) event.preventDefault();
    return;
  }
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  if (modified || !singleKeys() || typing(event.target) || document.querySelector("dialog[open]")) return;

  const follows = Date.now() - goPressedAt < SEQUENCE_MS;
  goPressedAt = 0;
  if (!follows && event.key === "g") {
    goPressedAt = Date.now();
    return;
  }
  const name = follows ? "data-go" : "data-key";
  if (press(`[${name}="${CSS.escape(event.key)}"]`)) event.preventDefault();
});

const choice = document.querySelector("[data-single-keys]");
if (choice) {
  choice.checked = singleKeys();
  choice.addEventListener("change", () => localStorage.setItem(STORE, choice.checked ? "on" : "off"));
}
