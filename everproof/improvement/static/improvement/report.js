// The form behind a code. A report lies in this browser (IndexedDB) until the server has said that it is there; it goes
// under an id made here, so that sending it again after a broken connection never makes two. An entry:
// {id, url, fields: [[name, text or file, file name]]}.

const PAUSES_S = [2, 5, 15, 30, 60];
const FINAL = new Set([403, 404, 413, 422]);
const form = document.querySelector("[data-report]");
const queue = document.querySelector("report-queue");
let opened;
let pauses = 0;
let timer;
let busy = false;

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

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("everproof-reports", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("reports", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function within(mode, act) {
  const transaction = (await database()).transaction("reports", mode);
  const request = act(transaction.objectStore("reports"));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

const waiting = () => within("readonly", (reports) => reports.getAll());

function say(words, link) {
  const line = document.createElement("p");
  line.className = "notice";
  line.append(words);
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link;
    anchor.textContent = queue.dataset.follow;
    line.append(" ", anchor);
  }
  queue.replaceChildren(line);
}

/** True when nothing more is to be done for this report now. */
async function send(entry) {
  const body = new FormData();
  for (const [name, value, fileName] of entry.fields) fileName ? body.append(name, value, fileName) : body.append(name, value);
  let answer;
  let said = {};
  try {
    answer = await fetch(entry.url, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
    said = await answer.json();
  } catch {
    if (!answer || !FINAL.has(answer.status)) return false;
  }
  if (answer.status === 201) {
    await within("readwrite", (reports) => reports.delete(entry.id));
    say(queue.dataset.arrived.replace("%s", said.number), said.url);
    return true;
  }
  if (!FINAL.has(answer.status)) return false;
  await within("readwrite", (reports) => reports.delete(entry.id));
  say(`${queue.dataset.refused} ${(said.reasons ?? []).join(" ")}`);
  return true;
}

async function sendAll() {
  clearTimeout(timer);
  if (busy) return;
  busy = true;
  try {
    for (const entry of await waiting()) {
      if (!(await send(entry))) {
        const left = (await waiting()).length;
        say(left > 1 ? queue.dataset.waiting.replace("%d", left) : queue.dataset.kept);
        timer = setTimeout(sendAll, 1000 * PAUSES_S[Math.min(pauses++, PAUSES_S.length - 1)]);
        return;
      }
    }
    pauses = 0;
  } finally {
    busy = false;
  }
}

form?.addEventListener("submit", async (event) => {
  if (!window.indexedDB || !form.elements.title.value.trim()) return;
  event.preventDefault();
  const fields = [];
  for (const [name, value] of new FormData(form)) {
    if (!(value instanceof File)) fields.push([name, value]);
    else if (value.size) fields.push([name, value, value.name]);
  }
  for (const note of document.querySelectorAll("voice-note")) if (note.file) fields.push(["uploads", note.file, note.file.name]);
  const id = form.elements.id.value;
  try {
    await within("readwrite", (reports) => reports.put({ id, url: form.action, fields }));
  } catch {
    form.submit(); // no room on the phone: it goes the plain way
    return;
  }
  form.reset();
  form.elements.id.value = newId();
  for (const note of document.querySelectorAll("voice-note")) note.forget();
  queue.scrollIntoView({ block: "nearest" });
  await sendAll();
});

/** Records what somebody says and keeps it with the form as a file; hidden where the browser cannot. */
class VoiceNote extends HTMLElement {
  connectedCallback() {
    if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) return;
    this.hidden = false;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button";
    this.button.addEventListener("click", () => (this.recorder ? this.recorder.stop() : this.file ? this.forget() : this.start()));
    this.append(this.button);
    this.forget();
  }

  async start() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return;
    }
    const type = ["audio/webm", "audio/mp4"].find((one) => MediaRecorder.isTypeSupported(one));
    const recorder = (this.recorder = new MediaRecorder(stream, type ? { mimeType: type } : {}));
    const parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      const ending = recorder.mimeType.startsWith("audio/mp4") ? "mp4" : "webm";
      this.recorder = null;
      this.file = new File(parts, `${this.dataset.name}.${ending}`, { type: recorder.mimeType });
      this.button.textContent = `${this.file.name}: ${this.dataset.forget}`;
    };
    recorder.start();
    this.button.textContent = this.dataset.stop;
  }

  forget() {
    this.file = null;
    if (this.button) this.button.textContent = this.dataset.start;
  }
}

customElements.define("voice-note", VoiceNote);
window.addEventListener("online", sendAll);
sendAll();
