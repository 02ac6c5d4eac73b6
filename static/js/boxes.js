// Ticks the boxes of a note without loading the page again.
//
// A pressed box changes and is sent at once. If it is not saved, it changes back, and the page says why.

const boxes = (form) => [...form.querySelectorAll("[name=box]")];
const boxAt = (form, offset) => boxes(form).find((box) => box.value === offset);
const isTicked = (box) => box.getAttribute("aria-checked") === "true";
const setTick = (box, wantsTick) => box.setAttribute("aria-checked", wantsTick);
/** The note, whichever boxes are ticked */
const textOf = (form) => form.querySelector(".content").textContent + boxes(form).map((box) => box.value);
const parse = async (response) => new DOMParser().parseFromString(await response.text(), "text/html");

/** `shows` gets each response that the page shows. */
export function start(shows, times) {
  const form = document.querySelector("form.boxes");
  const say = (text) => { form.lastElementChild.textContent = text; };
  /** For the offset of each box sent with this version: whether it was ticked before */
  const sent = new Map();
  /** The sent boxes that were pressed again and wait for the next version: whether they are ticked now */
  const waiting = new Map();
  /** The requests without a response, and all requests */
  let [open, count] = [0, 0];
  /** Whether boxes are sent without this script, because the server asks first */
  let isAsked = false;

  form.addEventListener("submit", (event) => {
    if (isAsked || event.submitter?.name !== "box") return;
    event.preventDefault();
    if (open === 0) say("");
    press(event.submitter);
  });

  function press(box) {
    const wasTicked = isTicked(box);
    setTick(box, !wasTicked);
    if (!sent.has(box.value)) return send(box, wasTicked);
    waiting.set(box.value, !wasTicked);
    onbeforeunload = (event) => event.preventDefault();
    if (open === 0) refresh();
  }

  async function send(box, wasTicked) {
    sent.set(box.value, wasTicked);
    open++;
    count++;
    const body = new URLSearchParams({ box: box.value, version: form.elements.version.value });
    // The request goes on when the page is left.
    const problem = await fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true })
      .then(problemOf).catch(() => "The box was not saved, because Notes cannot be reached.");
    open--;
    if (problem !== null) {
      setTick(box, wasTicked);
      sent.delete(box.value);
      waiting.delete(box.value);
      say(problem);
      isAsked = !problem;
      if (isAsked) return form.requestSubmit(box);
    }
    if (open === 0) refresh();
  }

  /** Shows the note as it is, then sends the waiting boxes. */
  async function refresh() {
    const before = count;
    const response = await fetch(form.action.replace(/\/tick(?=\?|$)/, "")).catch(() => {});
    const changed = response?.ok && (await parse(response)).querySelector("form.boxes");
    // A box sent meanwhile leads here again.
    if (count !== before) return;
    const pressed = [...waiting];
    waiting.clear();
    onbeforeunload = null;
    if (!changed) {
      for (const [offset] of pressed) setTick(boxAt(form, offset), !sent.get(offset));
      if (sent.size > 0) say("Notes cannot be reached. Please load the page again.");
      return;
    }
    const isSame = textOf(form) === textOf(changed);
    sent.clear();
    shows(response);
    show(form, changed, times);
    for (const [offset, wantsTick] of pressed) {
      const box = boxAt(form, offset);
      if (!isSame) say("The note was changed meanwhile. Please look at its boxes.");
      else if (isTicked(box) !== wantsTick) press(box);
    }
  }
}

/** Why a box was not saved: null if it was, "" if the server asks first. */
async function problemOf(response) {
  if (response.type === "opaqueredirect") return null;
  const page = await parse(response);
  if (page.querySelector("main > form")) return "";
  return `The box was not saved. ${page.querySelector("h1 + p")?.textContent ?? ""}`;
}

/** Shows the changed note. Focus and scroll position stay. */
function show(form, changed, times) {
  for (const field of document.querySelectorAll(":is(.boxes, .add) [name=version]")) {
    field.value = changed.elements.version.value;
  }
  const index = boxes(form).indexOf(document.activeElement);
  const top = boxes(form)[index]?.getBoundingClientRect().top;
  for (const name of [".meta", ".content"]) {
    const [before, after] = [form, changed].map((each) => each.closest("article").querySelector(name));
    if (!before.isEqualNode(after)) before.replaceWith(after);
  }
  times.show();
  const box = boxes(form)[index];
  box?.focus({ preventScroll: true });
  if (box) scrollBy(0, box.getBoundingClientRect().top - top);
}
