// Ticks the boxes of a note without loading the page again.

const boxes = (form) => [...form.querySelectorAll("[name=box]")];
const boxAt = (form, offset) => boxes(form).find((box) => box.value === offset);
const isTicked = (box) => box.getAttribute("aria-checked") === "true";
/** The text of the note, whichever boxes are ticked. */
const textOf = (form) => form.querySelector(".content").textContent;

/** `shows` gets each response that the page shows. */
export function start(shows, times) {
  /** The clicked boxes, sent one after the other. A box stays until it is sent. */
  const queue = [];
  let isLeaving = false;

  document.addEventListener("submit", (event) => {
    const { target: form, submitter: box } = event;
    if (isLeaving || !form.matches("form.boxes") || box?.name !== "box") return;
    event.preventDefault();
    // An offset is valid only together with its version.
    const wantsTick = !isTicked(box);
    queue.push({ box: box.value, version: form.elements.version.value, wantsTick });
    box.setAttribute("aria-checked", wantsTick);
    if (queue.length === 1) sendAll(form);
  });

  async function sendAll(form) {
    while (queue.length > 0) {
      const changed = await send(form, queue[0]).catch(() => null);
      if (!changed) return sendNormally(form, queue[0]);
      queue.shift();
      if (queue.length > 0 && textOf(form) === textOf(changed)) {
        // If the text has changed too, the server finds the lines of the waiting boxes.
        setVersion(changed);
        for (const waiting of queue) waiting.version = form.elements.version.value;
        // Somebody else may have ticked a waiting box. With the new version, the server would clear it again.
        while (queue.length > 0 && isTicked(boxAt(changed, queue[0].box)) === queue[0].wantsTick) queue.shift();
      }
      if (queue.length === 0) show(form, changed, times);
    }
  }

  /** Returns the form on the page that the server redirects to; null if the note was not changed. */
  async function send(form, { box, version }) {
    const body = new URLSearchParams({ box, version });
    const response = await fetch(form.action, { method: "POST", body });
    if (!response.ok || !response.redirected) return null;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    shows(response);
    return page.querySelector("form.boxes");
  }

  /** Sends the box as without this script. The next page says what went wrong. */
  function sendNormally(form, { box, version }) {
    isLeaving = true;
    form.elements.version.value = version;
    form.requestSubmit(boxAt(form, box));
    // After Back, the page would show boxes that were not sent.
    addEventListener("pageshow", () => location.reload());
  }
}

function setVersion(changed) {
  for (const field of document.querySelectorAll(":is(.boxes, .add) [name=version]")) {
    field.value = changed.elements.version.value;
  }
}

/** Shows the changed note. The focus and the scroll position stay. */
function show(form, changed, times) {
  setVersion(changed);
  const index = boxes(form).indexOf(document.activeElement);
  const top = boxes(form)[index]?.getBoundingClientRect().top;
  const note = form.closest("article");
  for (const name of [".meta", ".content"]) {
    const [before, after] = [note, changed.closest("article")].map((article) => article.querySelector(name));
    if (!before.isEqualNode(after)) before.replaceWith(after);
  }
  times.show();
  const box = boxes(form)[index];
  box?.focus({ preventScroll: true });
  if (box) scrollBy(0, box.getBoundingClientRect().top - top);
}
