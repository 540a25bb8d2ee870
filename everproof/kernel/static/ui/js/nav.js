// Remembers which groups of the navigation are open, in a cookie that the server reads: the next page comes as this one
// was left. Without this file the group of the current page is open and the others fold out by hand.

const COOKIE = "nav";
const YEAR_S = 365 * 86400;

function remembered() {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${COOKIE}=`));
  return new Set(found ? decodeURIComponent(found.slice(COOKIE.length + 1)).split(".").filter(Boolean) : []);
}

document.getElementById("nav")?.addEventListener("toggle", (event) => {
  const group = event.target.dataset?.group;
  if (!group) return;
  const open = remembered();
  if (event.target.open === open.has(group)) return;
  // What is open because this page lies in it is not somebody's choice.
  if (event.target.open && event.target.querySelector("[aria-current]")) return;
  open[event.target.open ? "add" : "delete"](group);
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${COOKIE}=${encodeURIComponent([...open].join("."))}; path=/; max-age=${YEAR_S}; samesite=lax${secure}`;
}, true);
