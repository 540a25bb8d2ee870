// A step of a record in a dialog. The link's own page is the source: htmx takes #step out of it (see ui/detail.html).
// The form inside posts as usual; if an answer is wrong, the whole page comes back with the errors on top.

const dialog = document.getElementById("dialog");

// A modified click keeps its meaning (new tab, new window) although htmx listens on the link.
document.addEventListener("click", (event) => {
  const modified = event.ctrlKey || event.metaKey || event.shiftKey;
  if (modified && event.target.closest("a[hx-get]")) event.stopPropagation();
}, true);

document.addEventListener("htmx:afterSwap", (event) => {
  if (!dialog || event.detail.target.id !== "dialog-body") return;
  if (!event.detail.target.firstElementChild) {
    location.assign(event.detail.xhr.responseURL);
    return;
  }
  dialog.setAttribute("aria-labelledby", "dialog-title");
  if (!dialog.open) dialog.showModal();
  const first = dialog.querySelector("[autofocus], input:not([type=hidden]), select, textarea");
  (first ?? dialog).focus();
});

dialog?.addEventListener("close", () => document.getElementById("dialog-body").replaceChildren());
