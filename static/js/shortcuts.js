// Keyboard shortcuts. `?` lists them. Single keys can be switched off, because speech input may press them (WCAG 2.1.4).

const offKey = "notes-shortcuts-off";
const list = `<dialog aria-labelledby="shortcuts">
<form method="dialog"><h2 id="shortcuts">Keyboard shortcuts</h2><button>Close</button></form>
<dl>
<dt><kbd>?</kbd><dd>Show this list
<dt><kbd>n</kbd><dd>New note
<dt><kbd>/</kbd><dd>Search
<dt><kbd>j</kbd> <kbd>k</kbd><dd>Next or previous note in the list
<dt><kbd>Enter</kbd><dd>Open the note
<dt><kbd>e</kbd><dd>Edit the note
<dt><kbd>p</kbd><dd>Pin or unpin the note
<dt><kbd>Ctrl</kbd> <kbd>Enter</kbd><dd>Save
<dt><kbd>Escape</kbd><dd>Leave a field or an unchanged form
</dl>
<p class="check"><input type="checkbox" id="single"><label for="single">Use single keys</label></p>
</dialog>`;

/** An action returns false if it does not apply to the page. */
const actions = {
  "?": showList, "/": search, n: () => click("header [href$='/notes/new']"), j: () => move(1), k: () => move(-1), e: edit, p: pin,
};

const find = (selector, root = document) => root.querySelector(selector);

let isOff = false;
try { isOff = localStorage.getItem(offKey) !== null; } catch { /* Storage is forbidden. */ }

export function start(editor) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const action = actionFor(event, editor);
    if (action && action() !== false) event.preventDefault();
  });
  const nav = find("footer nav");
  nav.insertAdjacentHTML("beforeend", '<button class="link shortcuts-button">Keyboard shortcuts</button>');
  nav.lastElementChild.addEventListener("click", showList);
  // `/` leads here from a page without a search.
  if (location.hash === "#q") find("#q")?.focus();
}

function actionFor({ key, target, repeat, ctrlKey, metaKey }, editor) {
  if (ctrlKey || metaKey) {
    const form = target.form ?? editor?.form;
    return key === "Enter" && !repeat && form?.method === "post" && (() => save(form));
  }
  if (find("dialog[open]")) return undefined;
  if (key === "Escape") return () => leave(target, editor);
  // Letters on the page of a form are meant for its text.
  const isAllowed = editor ? key === "?" : !repeat || "jk".includes(key);
  return isAllowed && !isOff && !target.matches("input, textarea, select") && actions[key];
}

function save(form) {
  form.requestSubmit(find("[type=submit], button:not([type])", form));
}

function leave(element, editor) {
  if (editor && !editor.isUnsaved && !editor.isPrefilled) return click("[data-cancel]");
  element.blur();
  // The browser itself may clear the field.
  return false;
}

function click(selector) {
  const link = find(selector);
  return link ? link.click() : false;
}

/** The card with the focus, or just pinned. */
const currentCard = () => document.activeElement.closest(".notes > li") ?? find(".notes > li:target");

/** Moves the focus to another card. Enter opens it. */
function move(step) {
  const cards = [...document.querySelectorAll(".notes > li")];
  const index = cards.indexOf(currentCard());
  const next = index < 0 ? cards.at(step > 0 ? 0 : -1) : cards[index + step];
  if (!next) return false;
  find("h2 a", next).focus();
  next.scrollIntoView({ block: "nearest" });
}

function search() {
  const field = find("[type=search]");
  if (!field) return location.assign(`${find("header .brand").href}#q`);
  field.focus();
  field.select();
}

function edit() {
  const card = currentCard();
  const link = card && find("h2 a", card);
  if (/\/notes\/\d+$/.test(link?.pathname)) return location.assign(`${link.pathname}/edit${link.search}`);
  return click(".actions :is([href$='/edit'], [href*='/edit?'])");
}

function pin() {
  const root = find(".notes") ? currentCard() : document;
  const form = root && find("form:is([action$='/pin'], [action*='/pin?'])", root);
  return form ? save(form) : false;
}

function showList() {
  document.body.insertAdjacentHTML("beforeend", list);
  const dialog = find("dialog");
  const single = find("input", dialog);
  single.checked = !isOff;
  single.addEventListener("change", () => {
    isOff = !isOff;
    localStorage[isOff ? "setItem" : "removeItem"](offKey, "1");
  });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}
