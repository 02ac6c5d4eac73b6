// Suggests tags and titles while they are typed.

const [list, field] = document.querySelectorAll("#suggestions, [aria-controls=suggestions]");
const isSearch = field.id === "q";
// Code is indented and no list, or after an odd backtick.
const pattern = isSearch ? /(.+)/ : /^(?! {4,}[^-*+\d ]).*?(\[\[[^[\]|]+|(?<![\w/&#])#[^\s#]+)$/;
const pages = {};
let links, index, before, typed, request;

field.oninput = async () => {
  request?.abort();
  const { signal } = request = new AbortController();
  before = field.value.slice(0, field.selectionStart);
  typed = before.split("`").length % 2 && before.split("\n").at(-1).match(pattern)?.[1] || "";
  const words = typed.match(/[^\s"“”„[]+/g)?.join('" "');
  if (!words) return close();
  const isTag = typed[0] === "#";
  // Quoted words have no special meaning. The API sends whole texts.
  const page = list.dataset.notes + (isTag ? "/tags" : `?q=in:title "${encodeURIComponent(words)}"`);
  await new Promise((done) => setTimeout(done, 150));
  pages[page] ||= await fetch(page, { signal }).then((response) => response.text()).catch(() => "");
  if (signal.aborted) return;
  show([...new DOMParser().parseFromString(pages[page], "text/html").querySelectorAll(".tags a, h2 a")].filter(({ text }) => isTag
    ? !text.slice(0, typed.length).localeCompare(typed, "en", { sensitivity: "base" })
    : isSearch || !/[[\]|\n]/.test(text)).slice(0, 8));
};

function show(found, chosen = -1) {
  [links, index] = [found, chosen];
  links.forEach((link, place) => Object.assign(link, { role: "option", tabIndex: -1, ariaSelected: place === index }));
  list.previousElementSibling.textContent = before;
  list.parentNode.style.marginTop = `${-field.scrollTop}px`;
  list.replaceChildren(...links);
  links[index]?.scrollIntoView({ block: "nearest" });
  field.ariaActiveDescendantElement = links[index];
  if (isSearch) [field.role, field.ariaExpanded] = ["combobox", !!links[0]];
}

function close() {
  request?.abort();
  before = "";
  show([]);
}

close();
onpagehide = field.onblur = field.form.onsubmit = close;
document.onselectionchange = () => field.selectionStart !== before.length && close();
field.onkeydown = (event) => {
  const { key } = event;
  if (!links[0] || event.isComposing) return;
  if (key === "Escape") close();
  else if (key === "ArrowDown") show(links, (index + 1) % links.length);
  else if (index < 0) return;
  else if (key === "ArrowUp") show(links, index - 1);
  else if (key === "Enter" || key === "Tab") links[index].click();
  else return;
  event.preventDefault();
};
list.onmousedown = (event) => event.preventDefault();
if (!isSearch) list.onclick = (event) => {
  event.preventDefault();
  let { text } = event.target;
  field.selectionStart -= typed.length;
  if (typed[0] === "[") {
    text = `[[${text.replace(/[\\`*<~]|\b_|_\b/g, "\\$&")}]]`;
    if (field.value.startsWith("]]", before.length)) field.selectionEnd += 2;
  }
  // Unlike setRangeText, this can be undone.
  document.execCommand("insertText", false, text);
  close();
};
