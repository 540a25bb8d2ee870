// The frame: theme and density at once, and the buttons that open or close a dialog.
// Without this file the switches post their form and the openers follow their links.

const root = document.documentElement;

/** Shows a look and tells the server, which remembers it for the person. */
function prefer(form, name, value) {
  root.dataset[name] = value;
  for (const button of form.querySelectorAll(`button[name="${name}"]`)) {
    button.setAttribute("aria-pressed", String(button.value === value));
  }
  const answer = new FormData(form);
  answer.set(name, value);
  fetch(form.action, { method: "POST", body: answer, redirect: "manual", keepalive: true }).catch(() => {});
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-preferences]");
  if (!form || !event.submitter?.name) return;
  event.preventDefault();
  prefer(form, event.submitter.name, event.submitter.value);
});

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const opener = event.target.closest("[data-opens]");
  const opened = opener && document.getElementById(opener.dataset.opens);
  if (opened) {
    event.preventDefault();
    opener.closest("[popover]")?.hidePopover();
    opened.showModal();
    return;
  }
  const closer = event.target.closest("[data-closes]");
  const closed = closer && document.getElementById(closer.dataset.closes);
  if (closed?.open) {
    event.preventDefault();
    closed.close();
  }
});

// A click on the shade beside a dialog closes it.
document.addEventListener("pointerdown", (event) => {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement) || !dialog.open) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside) dialog.close();
});
