// Files on their way to a record. <file-upload> takes them (chosen, photographed, dropped, pasted), <upload-queue> stands on
// every page and says what still waits. A file lies in this browser (IndexedDB) until the server has said that it is there;
// it goes under an id made here, so that sending again after a broken connection never adds it twice.
// An entry: {id, person, url, draft, name, size, file, at, state: held|ready|refused, tries, words}. "held" belongs to a
// form that was not sent yet (data-draft) and becomes "ready" with the server's <draft-done>.

const KEEP_DAYS = 30;
const PAUSES_S = [2, 5, 15, 30, 60];
const STALLED_MS = 60_000;
const FINAL = new Set([403, 404, 413, 422]);
const CHANGED = "upload:changed";

const token = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["x-csrftoken"] ?? "";
const person = () => document.querySelector("upload-queue")?.dataset.person ?? "";
const tell = (detail) => document.dispatchEvent(new CustomEvent(CHANGED, { detail }));

/** A UUID that sorts by time (version 7), as the server makes them. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = BigInt(Date.now());
  for (let place = 0; place < 6; place += 1) bytes[place] = Number((now >> BigInt(8 * (5 - place))) & 0xffn);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// What waits in this browser -------------------------------------------------------------------------------------------

let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("everproof-uploads", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("files", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function within(mode, act) {
  const transaction = (await database()).transaction("files", mode);
  const request = act(transaction.objectStore("files"));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

const keep = (entry) => within("readwrite", (files) => files.put(entry));
const forget = (id) => within("readwrite", (files) => files.delete(id));

/** The entries of this person, oldest first. */
async function waiting() {
  const found = await within("readonly", (files) => files.getAll());
  return found.filter((entry) => entry.person === person()).sort((one, other) => (one.id < other.id ? -1 : 1));
}

// Sending --------------------------------------------------------------------------------------------------------------

class Sender {
  pauses = 0;

  /** Send all that is ready, one after the other; only one page of the browser does so at a time. */
  async start() {
    clearTimeout(this.timer);
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    try {
      const all = () => this.sendAll();
      await (navigator.locks ? navigator.locks.request("everproof-uploads", { ifAvailable: true }, (lock) => (lock ? all() : this.later())) : all());
    } finally {
      this.busy = false;
    }
    if (this.again) {
      this.again = false;
      this.start();
    }
  }

  async sendAll() {
    for (const { id } of (await waiting()).filter((entry) => entry.state === "ready")) {
      const entry = (await waiting()).find((one) => one.id === id);
      if (entry && !(await this.sendOne(entry))) return this.later();
    }
    this.pauses = 0;
  }

  /** True when nothing more is to be done for this entry now; false to try again later. */
  async sendOne(entry) {
    if (!navigator.onLine) return false;
    entry.tries += 1;
    await keep(entry);
    let answer = null;
    if (entry.tries > 1 && (await this.isThere(entry))) answer = { status: 200, said: {} };
    answer ??= await this.put(entry);
    if (answer.status === 200 || answer.status === 201) {
      await forget(entry.id);
      tell({ id: entry.id, arrived: entry.name, url: entry.url });
      return true;
    }
    if (!FINAL.has(answer.status) || (!answer.said && answer.status !== 404)) {
      tell({ id: entry.id, waits: answer.signedOut ? "signedOut" : "waits" });
      return false;
    }
    entry.state = "refused";
    entry.words = answer.said?.reasons?.join(" ") ?? "";
    entry.status = answer.status;
    await keep(entry);
    tell({ id: entry.id, refused: true });
    return true;
  }

  async isThere(entry) {
    try {
      const answer = await fetch(entry.url, { headers: { Accept: "application/json" } });
      return answer.ok && isJson(answer.headers.get("content-type")) && (await answer.json()).there;
    } catch {
      return false;
    }
  }

  put(entry) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      let stalled;
      const alive = () => {
        clearTimeout(stalled);
        stalled = setTimeout(() => request.abort(), STALLED_MS);
      };
      request.upload.onprogress = (event) => {
        alive();
        tell({ id: entry.id, sent: event.loaded / Math.max(1, event.total) });
      };
      request.onloadend = () => {
        clearTimeout(stalled);
        const said = isJson(request.getResponseHeader("content-type")) ? JSON.parse(request.responseText) : null;
        // A session that ended answers with the sign-in page, whatever its status.
        const signedOut = request.status !== 0 && !said && request.status < 404;
        resolve({ status: signedOut ? 401 : request.status, said, signedOut });
      };
      request.open("PUT", entry.url);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.setRequestHeader("X-CSRFToken", token());
      request.setRequestHeader("X-File-Name", encodeURIComponent(entry.name));
      alive();
      request.send(entry.file);
    });
  }

  later() {
    const seconds = PAUSES_S[Math.min(this.pauses, PAUSES_S.length - 1)];
    this.pauses += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start(), seconds * 1000);
  }
}

const isJson = (type) => (type ?? "").startsWith("application/json");
const sender = new Sender();

// The element that takes files -----------------------------------------------------------------------------------------

class FileUpload extends HTMLElement {
  async connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.list = this.querySelector("[data-upload-list]");
    this.form = this.closest("form");
    this.adding = Promise.resolve();
    try {
      await database();
    } catch {
      return; // A browser that keeps nothing posts the plain form.
    }
    this.furnish();
    this.listen();
    if (this.dataset.draft) await this.takeOver();
    this.draw();
  }

  get url() {
    return this.dataset.url.replace("{id}", this.form?.elements.id?.value ?? "");
  }

  furnish() {
    const send = this.form?.querySelector("[data-upload-send]");
    if (send) send.hidden = true;
    this.querySelector("[data-upload-hint]").hidden = matchMedia("(pointer: coarse)").matches;
    const button = this.querySelector("[data-upload-camera]");
    button.hidden = !matchMedia("(pointer: coarse)").matches;
    this.camera = Object.assign(document.createElement("input"), { type: "file", accept: "image/*", hidden: true });
    this.camera.setAttribute("capture", "environment");
    this.append(this.camera);
    this.classList.add("ready");
    button.addEventListener("click", () => this.camera.click());
  }

  listen() {
    for (const input of [this.input, this.camera]) {
      input.addEventListener("change", () => {
        this.add([...input.files]);
        input.value = "";
      });
    }
    this.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.classList.add("over");
    });
    this.addEventListener("dragleave", () => this.classList.remove("over"));
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      this.classList.remove("over");
      this.add([...event.dataTransfer.files]);
    });
    document.addEventListener("paste", (event) => {
      if (this.isConnected && event.clipboardData.files.length) this.add([...event.clipboardData.files]);
    });
    document.addEventListener(CHANGED, (event) => this.isConnected && this.hear(event.detail));
    this.form?.addEventListener("submit", (event) => this.hold(event));
    this.closest("draft-keeper")?.querySelector("[data-draft-discard]")?.addEventListener("click", () => this.discard());
  }

  /** A form that is sent while files are still being kept waits for them. */
  hold(event) {
    if (!this.isAdding) return;
    event.preventDefault();
    const { submitter } = event;
    this.adding.then(() => this.form.requestSubmit(submitter));
  }

  add(files) {
    this.isAdding = true;
    this.adding = this.adding.then(() => this.keepAll(files)).finally(() => {
      this.isAdding = false;
    });
  }

  async keepAll(files) {
    for (const file of files) {
      const entry = { id: newId(), person: person(), draft: this.dataset.draft ?? "", name: file.name, size: file.size, file, at: Date.now(), tries: 0, words: "" };
      entry.url = `${this.url}${entry.id}/`;
      entry.state = this.dataset.draft ? "held" : "ready";
      if (file.size > Number(this.dataset.largest)) Object.assign(entry, { state: "refused", words: this.dataset.tooLarge, file: null });
      await keep(entry);
    }
    await this.draw();
    sender.start();
  }

  /** Files that were chosen for this form before, on a page that is gone: they go with the form as it is now. */
  async takeOver() {
    for (const entry of await this.mine()) {
      entry.url = `${this.url}${entry.id}/`;
      await keep(entry);
    }
  }

  async mine() {
    const { draft } = this.dataset;
    return (await waiting()).filter((entry) => (draft ? entry.draft === draft && entry.state !== "ready" : this.isOurs(entry.url)));
  }

  /** Whether an address belongs to this record: a form that made it knew its id, this page its number. */
  isOurs(url) {
    return url.startsWith(this.url) || (this.dataset.record && url.includes(`/${this.dataset.record}/files/`));
  }

  async discard() {
    for (const entry of await this.mine()) await forget(entry.id);
    this.draw();
  }

  async draw() {
    const entries = await this.mine();
    this.list.replaceChildren(...entries.map((entry) => this.row(entry)));
    tell({ drawn: true });
  }

  row(entry) {
    const row = document.createElement("li");
    row.dataset.id = entry.id;
    row.classList.toggle("refused", entry.state === "refused");
    const name = Object.assign(document.createElement("span"), { className: "upload-name", textContent: entry.name });
    const state = Object.assign(document.createElement("span"), { className: "upload-state", textContent: this.words(entry) });
    const remove = Object.assign(document.createElement("button"), { className: "link-button", type: "button", textContent: this.dataset.remove });
    remove.setAttribute("aria-label", `${this.dataset.remove} ${entry.name}`);
    remove.addEventListener("click", async () => {
      await forget(entry.id);
      await this.draw();
      this.input.focus();
    });
    row.append(name, remove, state);
    return row;
  }

  words(entry) {
    if (entry.state === "held") return this.dataset.waitsForForm;
    if (entry.state === "ready") return navigator.onLine ? this.dataset.sending : this.dataset.waits;
    return entry.words || (entry.status === 404 ? this.dataset.gone : this.dataset.refused);
  }

  hear(change) {
    if (change.drawn) return;
    const row = this.list.querySelector(`[data-id="${change.id}"]`);
    if (change.arrived && this.isOurs(change.url)) {
      this.querySelector("[data-upload-said]").textContent = this.dataset.arrived.replace("%s", change.arrived);
      this.renew();
    }
    if (change.arrived || change.refused) this.draw();
    else if (row && change.waits) row.querySelector(".upload-state").textContent = this.dataset[change.waits];
    else if (row && "sent" in change) this.progress(row, change.sent);
  }

  progress(row, part) {
    let meter = row.querySelector("progress");
    if (!meter) {
      meter = Object.assign(document.createElement("progress"), { className: "meter", max: 1 });
      meter.setAttribute("aria-label", row.querySelector(".upload-name").textContent);
      row.append(meter);
    }
    meter.value = part;
    row.querySelector(".upload-state").textContent = `${this.dataset.sending} ${Math.round(part * 100)} %`;
  }

  /** Show the list as the server has it now, and once more when the pictures should be made. */
  renew() {
    if (!document.getElementById("file-list")) return;
    const fetchList = () => htmx.ajax("GET", location.pathname, { target: "#file-list", select: "#file-list", swap: "outerHTML" });
    clearTimeout(this.soon);
    clearTimeout(this.once);
    this.soon = setTimeout(fetchList, 200);
    this.once = setTimeout(fetchList, 6000);
  }
}

// What every page does -------------------------------------------------------------------------------------------------

class UploadQueue extends HTMLElement {
  async connectedCallback() {
    try {
      await this.tidy();
    } catch {
      return;
    }
    for (const event of ["online", "pageshow"]) addEventListener(event, () => this.wake());
    document.addEventListener(CHANGED, (event) => "sent" in event.detail || this.say());
    await this.say();
    sender.start();
  }

  wake() {
    sender.pauses = 0;
    sender.start();
  }

  /** Let go what is too old, and let what belonged to a form that has arrived be sent. */
  async tidy() {
    const arrived = new Set([...document.querySelectorAll("draft-done")].map((done) => done.dataset.key));
    const oldest = Date.now() - KEEP_DAYS * 24 * 3600 * 1000;
    for (const entry of await waiting()) {
      if (entry.at < oldest) await forget(entry.id);
      else if (entry.state === "held" && arrived.has(entry.draft)) await keep({ ...entry, state: "ready" });
      else if (entry.state === "refused" && arrived.has(entry.draft)) await forget(entry.id);
    }
  }

  /** Lines for what waits or was refused and is shown by no element of this page. */
  async say() {
    const shown = new Set([...document.querySelectorAll("file-upload [data-id]")].map((row) => row.dataset.id));
    const rest = (await waiting()).filter((entry) => entry.state !== "held" && !shown.has(entry.id));
    const ready = rest.filter((entry) => entry.state === "ready").length;
    const lines = rest.filter((entry) => entry.state === "refused").map((entry) => this.refused(entry));
    if (ready) lines.push(this.line(ready === 1 ? this.dataset.waitingOne : this.dataset.waiting.replace("%d", ready)));
    this.replaceChildren(...lines);
  }

  refused(entry) {
    const line = this.line(`${entry.name} ${this.dataset.refused} ${entry.words}`);
    const button = Object.assign(document.createElement("button"), { type: "button", className: "link-button", textContent: this.dataset.dismiss });
    button.addEventListener("click", async () => {
      await forget(entry.id);
      this.say();
    });
    line.append(button);
    return line;
  }

  line(words) {
    const line = document.createElement("p");
    line.append(Object.assign(document.createElement("span"), { textContent: words }));
    return line;
  }
}

customElements.define("upload-queue", UploadQueue);
customElements.define("file-upload", FileUpload);
