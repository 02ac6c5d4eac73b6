// The form of a note. It asks before unsaved text is left.

export class Editor {
  /** `fields` as the server has stored them; undefined if unknown. */
  #stored;
  isSent = false;

  constructor(form) {
    const { title, content, is_pinned: pin, key, version } = form.elements;
    Object.assign(this, { form, title, content, pin });
    /** The hidden field with the key of a new note, or the version that the text started from. */
    this.start = key ?? version;
    /** Whether the form came back unsaved. */
    this.isReturned = "unsaved" in form.dataset;
    if (!this.isReturned) {
      this.#stored = JSON.stringify([title.defaultValue.replace(/[\r\n]/g, ""), content.defaultValue, pin.defaultChecked]);
    }
    form.addEventListener("submit", () => { this.isSent = true; });
    for (const name of ["input", "pageshow"]) addEventListener(name, () => { this.isSent = false; });
    addEventListener("beforeunload", (event) => {
      if (!this.isSent && this.isUnsaved) event.preventDefault();
    });
  }

  /** The typed text, as JSON. */
  get fields() { return JSON.stringify([this.title.value, this.content.value, this.pin.checked]); }

  get isUnsaved() { return this.fields !== this.#stored; }

  markAsStored() { this.#stored = this.fields; }

  /** Shows another text, and what it started from. */
  fill(fields, start) {
    [this.title.value, this.content.value, this.pin.checked] = JSON.parse(fields);
    this.start.value = start;
    this.content.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
