// Pictures on their way into the text: chosen, pasted or dropped. Each stands in the text at once and is sent in the
// background; saving waits until all are there.

const isPicture = (file) => /^image\/(png|jpeg|webp|gif)$/.test(file.type);

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = 0x40 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export class Pictures {
  constructor(writer) {
    this.writer = writer;
    this.underway = new Set();
    this.input = writer.querySelector("[data-pick]");
    this.input.accept = writer.tells.accept;
    this.input.addEventListener("change", () => {
      this.add([...this.input.files]);
      this.input.value = "";
    });
  }

  pick() {
    this.input.click();
  }

  /** Whether a paste or drop was pictures; then they are taken. */
  take(data, event) {
    const files = [...(data?.files ?? [])].filter(isPicture);
    // A table copied from a spreadsheet comes with a picture of itself; its words are wanted.
    if (!files.length || (event.type === "paste" && data.types.includes("text/html") && /<(table|p)[\s>]/i.test(data.getData("text/html")))) return false;
    event.preventDefault();
    const at = event.type === "drop" ? this.writer.editor.view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos : undefined;
    this.add(files, at);
    return true;
  }

  noteForeign(html) {
    if (/<img(?![^>]*data-file=["'][0-9a-f]{64})/i.test(html)) this.writer.tell(this.writer.words.foreign, true);
    return html;
  }

  add(files, at) {
    for (const file of files) {
      const sending = this.addOne(file, at).finally(() => this.underway.delete(sending));
      this.underway.add(sending);
    }
  }

  /** Resolves when nothing is on its way any more. */
  async settled() {
    while (this.underway.size) await Promise.all(this.underway);
  }

  async addOne(file, at) {
    const { editor, tells, words } = this.writer;
    if (file.size > tells.largest) {
      this.writer.tell(`${file.name}: ${words.tooLarge}`, true);
      return;
    }
    const waits = URL.createObjectURL(file);
    const node = { type: "figure", attrs: { waits, alt: "" } };
    if (at === undefined) editor.chain().focus().insertContent(node).run();
    else editor.commands.insertContentAt(at, node);
    this.writer.tell(words.sending);
    const answer = await this.send(file);
    if (answer.digest) {
      tells.known[answer.digest] = answer.url;
      this.settle(waits, { file: answer.digest });
      this.writer.tell("");
    } else {
      this.settle(waits, null);
      this.writer.tell(`${words.pictureFailed} ${answer.reasons.join(" ")}`, true);
    }
  }

  async send(file) {
    const { tells, words } = this.writer;
    const headers = { "X-CSRFToken": this.writer.token(), "X-File-Name": encodeURIComponent(file.name || "picture.png"), "Content-Type": "application/octet-stream", Accept: "application/json" };
    try {
      const answer = await fetch(tells.pictures.replace("00000000-0000-0000-0000-000000000000", newId()), { method: "PUT", body: file, headers });
      if (answer.redirected || !(answer.headers.get("content-type") ?? "").startsWith("application/json")) return { reasons: [words.signedOut] };
      return await answer.json();
    } catch {
      return { reasons: [words.noConnection] };
    }
  }

  /** Give a waiting figure its file, or take it out again. */
  settle(waits, given) {
    const { editor } = this.writer;
    editor.state.doc.descendants((node, place) => {
      if (node.type.name !== "figure" || node.attrs.waits !== waits) return true;
      const change = editor.state.tr;
      if (given) change.setNodeMarkup(place, null, { ...node.attrs, ...given });
      else change.delete(place, place + node.nodeSize);
      editor.view.dispatch(change);
      return false;
    });
  }
}
