// Keeps unsaved text in the browser, and offers it after a crash or an expired session.
//
// A draft is {fields, start, time, page} in localStorage. `history.state` has its key, so two tabs never share one.

const prefix = "notes-draft:";
/** In sessionStorage: the draft just sent. */
const sentKey = "notes-sent";
const lifetime = 30 * 24 * 3600_000;

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

/** The drafts whose keys begin like this, newest first. */
function drafts(beginning) {
  return Object.keys(localStorage).filter((key) => key.startsWith(beginning))
    .map((key) => ({ ...read(key), key }))
    .sort((one, other) => other.time - one.time);
}

/** Whether the form before this page was saved: the server redirected to the note, or to its new form. */
function wasSaved(draft, editor) {
  return performance.getEntriesByType("navigation")[0]?.redirectCount > 0
    && /\/notes\/\d+(\/edit)?$/.test(location.pathname)
    && !editor?.isReturned && editor?.start.value !== draft?.start;
}

export function start(editor, times) {
  for (const { key, time } of drafts(prefix)) {
    if (!(time > Date.now() - lifetime)) localStorage.removeItem(key);
  }
  const sent = sessionStorage.getItem(sentKey);
  sessionStorage.removeItem(sentKey);
  if (sent && wasSaved(read(sent), editor)) localStorage.removeItem(sent);
  if (editor) keep(editor, times, sent);
}

function keep(editor, times, sent) {
  const { form } = editor;
  const beginning = `${prefix}${new URL(form.action).pathname}:`;
  /** The key of the form's own draft */
  let key = null;
  const offer = form.querySelector(".offer");
  /** A lock. While this page is open, other tabs do not offer its drafts. */
  const page = `${Math.random()}`;
  let timer;

  // Pages over plain HTTP have no locks. A page kept for Back is not open.
  const lock = () => navigator.locks?.request(page,
    () => new Promise((leave) => addEventListener("pagehide", leave, { once: true })));

  /** Goes on with a draft after Back or a reload. */
  function goOn(earlier) {
    const draft = earlier && read(earlier);
    // Text that the browser did not bring back is offered.
    key = draft?.fields === editor.fields ? earlier : null;
    // The reader went back to a saved text.
    if (earlier && !draft) editor.markAsStored();
    // Text may have been typed before this script started.
    save();
  }

  function save() {
    clearTimeout(timer);
    if (!editor.isUnsaved) return localStorage.removeItem(key);
    key ??= beginning + Date.now() + Math.random();
    try {
      localStorage.setItem(key, JSON.stringify({ fields: editor.fields, start: editor.start.value, time: Date.now(), page }));
      history.replaceState({ draft: key }, "");
    } catch { /* The storage is full. */ }
  }

  /** Offers the newest other draft. */
  async function offerNext() {
    offer.replaceChildren();
    const { held } = await navigator.locks?.query() ?? { held: [] };
    for (const draft of drafts(beginning)) {
      if (draft.key === key || held.some(({ name }) => name === draft.page && name !== page)) continue;
      if (draft.fields !== editor.fields) return show(draft);
      // The form shows this text.
      if (editor.isUnsaved) key ??= draft.key; else localStorage.removeItem(draft.key);
    }
  }

  function show(draft) {
    const isOlder = editor.start.name === "version" && draft.start < editor.start.value;
    offer.innerHTML = `<div class="flash"><p>You have unsaved text <q dir="auto"></q> from ${times.absolute(new Date(draft.time))}.
${isOlder ? "The note was changed meanwhile. Saving merges both changes." : ""}</p>
<div><button type="button">Use it</button> <button type="button">Discard it</button></div></div>`;
    const [title, use, discard] = offer.querySelectorAll("q, button");
    title.textContent = JSON.parse(draft.fields)[0];
    use.addEventListener("click", () => fill(draft));
    discard.addEventListener("click", () => {
      localStorage.removeItem(draft.key);
      offerNext();
    });
  }

  /** Puts a draft into the form. Text that was typed there is offered next. */
  function fill(draft) {
    save();
    key = null;
    editor.fill(draft.fields, draft.start);
    save();
    if (read(key)) localStorage.removeItem(draft.key);
    offerNext();
    editor.content.focus();
  }

  lock();
  if (editor.isReturned) {
    // The form came back with the text that was sent, and keeps its draft.
    key = sent;
    save();
  } else {
    goOn(history.state?.draft);
  }
  offerNext();
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 300);
  });
  form.addEventListener("submit", () => {
    save();
    if (read(key)) sessionStorage.setItem(sentKey, key);
  });
  addEventListener("pagehide", () => editor.isSent || save());
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    lock();
    sessionStorage.removeItem(sentKey);
    goOn(key);
  });
}
