// Goes from change to change: the buttons, and their keys n and p (keys.js presses them).

const changes = [...document.querySelectorAll("[data-changed]")];
let here = -1;

/** The change that one would go to next, seen from where the page stands. */
function step(by) {
  if (!changes.length) return;
  here = Math.min(changes.length - 1, Math.max(0, here + by));
  const change = changes[here];
  change.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  change.focus({ preventScroll: true });
}

for (const button of document.querySelectorAll("[data-change]")) {
  button.addEventListener("click", () => step(Number(button.dataset.change)));
}
