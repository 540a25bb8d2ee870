// <ui-notices>: short words at the edge of the page. Says plainly when the connection is lost and what is waiting here;
// says when a part of the page could not be fetched. Other scripts and elements ask for a toast with data-toast.

const SHOWN_MS = 5000;

class Notices extends HTMLElement {
  connectedCallback() {
    addEventListener("offline", () => this.connection());
    addEventListener("online", () => this.connection());
    document.addEventListener("htmx:sendError", () => this.toast(this.dataset.unsent));
    document.addEventListener("htmx:responseError", () => this.toast(this.dataset.failed));
    document.addEventListener("everproof:draft-kept", () => this.standing && this.connection());
    document.addEventListener("click", (event) => {
      const asked = event.target.closest("[data-toast]");
      if (asked) this.toast(asked.dataset.toast);
    });
    if (!navigator.onLine) this.connection();
  }

  connection() {
    this.standing?.remove();
    if (navigator.onLine) {
      this.standing = null;
      this.toast(this.dataset.online);
      return;
    }
    const waiting = Object.keys(localStorage).filter((name) => name.startsWith("everproof:draft:")).length;
    const more = waiting ? ` ${this.dataset.waiting.replace("%d", waiting)}` : "";
    this.standing = this.line(this.dataset.offline + more);
  }

  toast(words) {
    const line = this.line(words);
    setTimeout(() => line.remove(), SHOWN_MS);
  }

  line(words) {
    const line = document.createElement("p");
    line.className = "toast";
    line.textContent = words;
    this.append(line);
    return line;
  }
}

customElements.define("ui-notices", Notices);
