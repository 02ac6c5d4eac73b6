// Loads the modules that add to this page. Every page works without them.
//
// Browsers keep a file whose address has a version, `?v=…`. The other modules get the version of this one, which a static import
// cannot give them.

const load = (name) => import(new URL(`${name}.js${new URL(import.meta.url).search}`, import.meta.url));

const form = document.querySelector("form.edit");
const editor = form && load("editor").then((module) => new module.Editor(form));
const shows = load("page").then((module) => module.start());

load("shortcuts").then(async (module) => module.start(await editor));
load("drafts").then(async (module) => module.start(await editor, await load("times")));
if (form && !CSS.supports("field-sizing", "content")) load("grow").then((module) => module.start(form));
if (document.querySelector("form.boxes")) {
  load("boxes").then(async (module) => module.start(await shows, await load("times")));
}
