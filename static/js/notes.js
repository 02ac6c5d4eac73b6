// Loads the modules that add to this page. Every page works without them.
//
// They get the version of this one, `?v=…`, so that browsers keep them. A static import cannot give it to them.

const load = (name) => import(import.meta.url.replace("notes.js?", `${name}.js?`));

const form = document.querySelector("form.edit");
const editor = form && load("editor").then((module) => new module.Editor(form));
const shows = load("page").then((module) => module.start());

load("shortcuts").then(async (module) => module.start(await editor));
load("drafts").then(async (module) => module.start(await editor, await load("times")));
const grown = form && !CSS.supports("field-sizing", "content") && load("grow").then((module) => module.start(form));
Promise.all([editor, grown]).then(([value]) => value?.keepPlace());
if (document.querySelector("#suggestions")) load("suggestions");
if (document.querySelector("form.boxes")) {
  load("boxes").then(async (module) => module.start(await shows, await load("times")));
}
