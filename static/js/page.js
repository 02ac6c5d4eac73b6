// Reloads a page that the browser has restored, if the page has changed since then.
//
// Going back sends no request. A script cannot read the ETag of its page, but that of the copy in the browser's cache.

/** The tag of a response. nginx makes it weak when it compresses a page. */
const tagOf = (response) => response.headers.get("ETag")?.replace(/^W\//, "");

/** Returns a function for each response that the page shows later. */
export function start() {
  const [navigation] = performance.getEntriesByType("navigation");
  // An old form for a note cannot overwrite a newer text. Reloading an error could send a form again.
  if (document.querySelector("form.edit") || navigation?.responseStatus >= 400) return () => {};
  // Browsers keep no page with a message that shows only once.
  let tag = document.querySelector(".flashes") ? Promise.resolve() : storedTag();
  addEventListener("pageshow", (event) => event.persisted && reloadUnless(tag));
  if (navigation?.type === "back_forward") tag.then((value) => value && reloadUnless(value));
  return (response) => { tag = tagOf(response); };
}

const storedTag = () => fetch(location.href, { cache: "only-if-cached", mode: "same-origin" }).then(tagOf).catch(() => {});

async function reloadUnless(tag) {
  // Typed text stays.
  const fields = [...document.querySelectorAll("input, textarea")];
  if (fields.some((field) => field.value !== field.defaultValue)) return;
  // Without a connection, this fails, and the old page stays.
  const response = await fetch(location.href, { method: "HEAD", cache: "no-store" });
  const isChanged = response.ok && !response.redirected && tagOf(response) !== await tag;
  if (isChanged || response.status === 404) location.reload();
}
