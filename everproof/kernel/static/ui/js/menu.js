// Menus are native popovers. This adds arrow keys, and places them where the browser cannot yet do it with CSS.

const PLACED_BY_CSS = CSS.supports("position-area", "block-end");
const ITEMS = "a[href], button:not([disabled]), input:not([type=hidden]), select";
const PHONE = matchMedia("(max-width: 47.99rem)");

function place(menu) {
  const opener = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (!opener || PHONE.matches) return;
  const at = opener.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const left = menu.classList.contains("end") ? at.right - size.width : at.left;
  const below = at.bottom + size.height + 8 <= innerHeight || at.top < size.height;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - size.width - 8))}px`;
  menu.style.top = `${below ? at.bottom : at.top - size.height - 8}px`;
}

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.(".menu") || event.newState !== "open") return;
  if (!PLACED_BY_CSS) place(menu);
  menu.querySelector("[autofocus], input:not([type=hidden], [type=checkbox]), select")?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.matches("select, input[type=number]")) return;
  const menu = event.target.closest(".menu") ?? openMenuOf(event.target);
  if (!menu) return;
  const items = [...menu.querySelectorAll(ITEMS)].filter((item) => item.checkVisibility());
  const here = items.indexOf(document.activeElement);
  const next = here < 0 && step < 0 ? items.length - 1 : (here + step + items.length) % items.length;
  items[next]?.focus();
  event.preventDefault();
});

function openMenuOf(element) {
  const opener = element.closest("[popovertarget]");
  const menu = opener && document.getElementById(opener.getAttribute("popovertarget"));
  return menu?.matches(".menu:popover-open") ? menu : null;
}
