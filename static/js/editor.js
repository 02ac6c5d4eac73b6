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
    /** Whether a new note came with text from the address. */
    this.isPrefilled = key && title.defaultValue + content.defaultValue;
    form.addEventListener("submit", () => { this.isSent = true; });
    for (const name of ["input", "pageshow"]) addEventListener(name, () => { this.isSent = false; });
    addEventListener("beforeunload", (event) => {
      if (!this.isSent && this.isUnsaved) event.preventDefault();
    });
  }

  /** Keeps the place in the text over "Save and keep editing". */
  keepPlace() {
    const { form, content } = this;
    const top = () => content.getBoundingClientRect().top;
    form.addEventListener("submit", ({ submitter }) => {
      if (submitter?.value !== "keep") return;
      sessionStorage.setItem("notes-place", [content.selectionStart, content.selectionEnd, top()]);
    });
    const place = sessionStorage.getItem("notes-place");
    sessionStorage.removeItem("notes-place");
    const saved = document.querySelector(".flashes");
    if (!place || !saved) return;
    const [start, end, oldTop] = place.split(",");
    content.focus({ preventScroll: true });
    content.setSelectionRange(start, end);
    scrollBy(0, top() - oldTop);
    saved.classList.add("kept");
    form.addEventListener("input", () => saved.classList.remove("kept"));
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
