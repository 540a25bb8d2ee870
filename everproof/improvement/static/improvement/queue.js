// The queue of reports by keyboard: j and k move, Enter opens, a letter follows the link that carries it. The keys can be
// switched off with all other single keys (keys.js), and do nothing while somebody types or a dialog is open.

const rows = [...document.querySelectorAll("[data-queue] > li")];
const opening = (row) => row?.querySelector("[data-queue-open]");
const current = () => rows.findIndex((row) => row.contains(document.activeElement));

function move(step) {
  const next = Math.min(rows.length - 1, Math.max(0, current() + step));
  opening(rows[next])?.focus();
  rows[next]?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable=true]");
  if (event.defaultPrevented || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (localStorage.getItem("everproof:single-keys") === "off" || document.querySelector("dialog[open]")) return;
  if (event.key === "j" || event.key === "k") {
    move(event.key === "j" ? 1 : -1);
    event.preventDefault();
    return;
  }
  const link = rows[current()]?.querySelector(`[data-queue-key="${CSS.escape(event.key)}"]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});
