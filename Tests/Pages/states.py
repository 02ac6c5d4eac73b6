"""Every page, in every state that a reader can see."""

import json
import urllib.parse

import notes
from browser import wait_until

# Each entry is the name of a page, and a function that makes the browser show it. The pages are visited in this order: the
# first ones need a site without notes, and later ones may rely on what earlier ones did.
STATES = []


class Visit:
    """What the functions of the pages work with."""

    def __init__(self, browser):
        self.browser = browser
        self.api = notes.API(browser.site)
        self.ids = {}

    def note(self, name, rest=""):
        """The path of a note, or of a page below it."""
        return f"/notes/{self.ids[name]}{rest}"


def at(name, target):
    """Adds a page that has an address. In the address, `{name}` is the id of the note with this name."""
    STATES.append((name, lambda visit: visit.browser.open(target.format_map(visit.ids))))


def state(function):
    """Adds a page that takes steps to reach, with the name of the function."""
    STATES.append((function.__name__.replace("_", "-"), function))
    return function


at("empty-list", "/notes")
at("empty-search", "/notes?q=nothing")
at("empty-trash", "/notes/trash")
at("empty-trash-confirmation", "/notes/trash/empty")


@state
def list_of_notes(visit):
    visit.ids = notes.fill(visit.api)
    visit.browser.open("/notes")


at("list-page-2", "/notes?page=2")
at("list-past-the-end", "/notes?page=99")
at("search", "/notes?q=day")
at("search-page-2", "/notes?q=day&page=2")
at("search-long", "/notes?q=" + urllib.parse.quote(notes.LONG_WORD))
at("search-arabic", "/notes?q=" + urllib.parse.quote("العربية"))
at("search-without-results", "/notes?q=" + urllib.parse.quote("nothing" * 30))
at("search-with-some-words", "/notes?q=" + urllib.parse.quote("nothing " + notes.LONG_TITLE))
at("note-markdown", "/notes/{markdown}")
at("note-wide", "/notes/{wide}")
at("note-arabic", "/notes/{arabic}")
at("note-cjk", "/notes/{cjk}")
at("note-emoji", "/notes/{emoji}")
at("note-short", "/notes/{short}")
at("note-long-title", "/notes/{long}")
at("note-html", "/notes/{html}")
at("note-tasks", "/notes/{tasks}")
at("note-beyond-limits", "/notes/{deep}")
at("note-as-typed", "/notes/{markdown}?view=text")
at("note-as-typed-wide", "/notes/{wide}?view=text")
at("note-as-typed-arabic", "/notes/{arabic}?view=text")
at("help", "/notes/help")
at("tags", "/notes/tags")
at("new", "/notes/new")
at("new-prefilled", "/notes/new?" + urllib.parse.urlencode({"title": notes.LONG_TITLE, "content": notes.ARABIC}))
at("new-copy", "/notes/new?copy={markdown}")
at("edit", "/notes/{markdown}/edit")
at("edit-wide", "/notes/{wide}/edit")
at("edit-arabic", "/notes/{arabic}/edit")
at("delete", "/notes/{markdown}/delete")
at("delete-wide", "/notes/{wide}/delete")
at("history", "/notes/{tasks}/history")
at("history-short", "/notes/{short}/history")
at("history-deleted", "/notes/{deleted markdown}/history")
at("trash", "/notes/trash")
at("trash-page-2", "/notes/trash?page=2")
at("trash-past-the-end", "/notes/trash?page=99")
at("trash-search", "/notes/trash?q=a")
at("trash-search-without-results", "/notes/trash?q=nothing")
at("purge", "/notes/trash/{deleted markdown}/delete")
at("empty-the-trash", "/notes/trash/empty")
at("missing-note", "/notes/404404")
at("missing-page", "/nothing")
at("missing-file", "/static/nothing")
at("address-without-meaning", "/notes/%ff?q=%ff")
# nginx sends these two pages itself. Its other errors have the same HTML with another text.
at("address-too-long", "/notes?q=" + "x" * 40000)


@state
def another_host(visit):
    visit.browser.open(visit.browser.site.replace("127.0.0.1", "another.test") + "/notes")


def open_version(visit, number):
    """Opens a version of the note with many changes: 0 is the newest."""
    visit.browser.open(visit.note("tasks", "/history"))
    visit.browser.open(visit.browser.run(f"document.querySelectorAll('.versions h2 a')[{number}].href"))


@state
def version_current(visit):
    open_version(visit, 0)


@state
def version_before(visit):
    open_version(visit, 1)


@state
def version_with_differences(visit):
    open_version(visit, 3)


@state
def version_oldest(visit):
    visit.browser.open(visit.note("tasks", "/history"))
    visit.browser.open(visit.browser.run("[...document.querySelectorAll('.versions h2 a')].at(-1).href"))


@state
def version_deleted(visit):
    visit.browser.open("/notes/trash")
    visit.browser.open(visit.browser.run("document.querySelector('.notes h2 a').href"))


SAVE = "form.edit button[type=submit]"
KEEP = "form.edit button[value=keep]"
PREVIEW = "form.edit button[formaction*=preview]"


@state
def new_preview(visit):
    visit.browser.open("/notes/new")
    visit.browser.submit(PREVIEW, title=notes.LONG_TITLE, content=notes.MARKDOWN)


@state
def new_preview_invalid(visit):
    visit.browser.open("/notes/new")
    visit.browser.submit(PREVIEW, title=" ", content="text")


@state
def edit_preview(visit):
    visit.browser.open(visit.note("wide", "/edit"))
    visit.browser.submit(PREVIEW)


@state
def edit_preview_arabic(visit):
    visit.browser.open(visit.note("arabic", "/edit"))
    visit.browser.submit(PREVIEW)


@state
def created_flash(visit):
    visit.browser.open("/notes/new")
    visit.browser.submit(SAVE, title="A new note", content="- [ ] first\n- [ ] second")


@state
def created_twice(visit):
    """The form that has created a note is sent again with another text."""
    visit.browser.open("/notes/new")
    form = visit.browser.run("[...new FormData(document.querySelector('form.edit'))]")
    visit.browser.submit(SAVE, title="Sent twice", content="first")
    visit.browser.open("/notes/new")
    fields = {name: value for name, value in form if name in ("key", "csrf_token")}
    visit.browser.submit(SAVE, **fields, title="Sent twice", content="second")


@state
def new_invalid(visit):
    visit.browser.open("/notes/new")
    visit.browser.submit(SAVE, title=" ", content=" ")


@state
def edit_invalid(visit):
    visit.browser.open(visit.note("markdown", "/edit"))
    visit.browser.submit(SAVE, title="x" * 201, content=notes.MARKDOWN)


@state
def edit_conflict(visit):
    note = visit.api.create("Plan", "1\n2\n3\n4\n5\n6\n" + notes.LONG_WORD)
    visit.browser.open(f"/notes/{note}/edit")
    visit.api.change(note, title="Plan of Anna", content="1\nAnna\n3\n4\n5\n6\nالخبز")
    visit.browser.submit(SAVE, title="Plan of Ben", content="1\nBen\n3\n4\n5\n6\n7")


@state
def edit_expired(visit):
    visit.browser.open(visit.note("day 3", "/edit"))
    visit.browser.forget_cookies()
    visit.browser.submit(SAVE, title="Day 3", content="typed for an hour")


@state
def edit_saved(visit):
    visit.browser.open(visit.note("day 3", "/edit"))
    visit.browser.submit(SAVE, title="Day 3", content="saved")


@state
def edit_kept(visit):
    """The form is saved and stays open."""
    visit.browser.open(visit.note("day 3", "/edit"))
    visit.browser.submit(KEEP, title="Day 3", content="saved, and still open")


@state
def edit_deleted(visit):
    """The note went to the trash while its form was open."""
    visit.browser.open(visit.note("day 4", "/edit"))
    visit.api.delete(visit.ids["day 4"])
    visit.browser.submit(SAVE, title="Day 4", content="typed meanwhile")


@state
def delete_changed(visit):
    """The note was changed while the page asked whether to delete it."""
    visit.browser.open(visit.note("day 5", "/delete"))
    visit.api.change(visit.ids["day 5"], content="changed")
    visit.browser.submit("main form button.danger")


@state
def deleted_flash_with_undo(visit):
    visit.browser.open(visit.note("day 6", "/delete"))
    visit.browser.submit("main form button.danger")


@state
def restored_flash(visit):
    visit.browser.open("/notes/trash")
    visit.browser.submit(".notes button")


@state
def purge_expired(visit):
    visit.browser.open(f"/notes/trash/{visit.ids['deleted tasks']}/delete")
    visit.browser.forget_cookies()
    visit.browser.submit("main form button.danger")


@state
def purged_flash(visit):
    visit.browser.open(f"/notes/trash/{visit.ids['deleted tasks']}/delete")
    visit.browser.submit("main form button.danger")


def wait_for(visit, selector):
    """Waits for an element that a script adds."""
    wait_until(selector, lambda: visit.browser.run(f"document.querySelector({json.dumps(selector)}) != null"))


@state
def keyboard_shortcuts(visit):
    visit.browser.open("/notes")
    wait_for(visit, ".shortcuts-button")
    visit.browser.run("document.querySelector('.shortcuts-button').click()")
    wait_for(visit, "dialog")


def type_text(visit, selector, text):
    """Types text into a field, and waits for suggestions."""
    field = f"document.querySelector({json.dumps(selector)})"
    wait_until("the script has started", lambda: visit.browser.run(f"{field}.oninput != null"))
    visit.browser.run(f"{field}.focus()")
    visit.browser.devtools("Input.insertText", text=text)
    wait_for(visit, "#suggestions a")
    # The first one is chosen.
    for kind in ("keyDown", "keyUp"):
        visit.browser.devtools("Input.dispatchKeyEvent", type=kind, key="ArrowDown")


@state
def search_suggestions(visit):
    visit.browser.open("/notes")
    type_text(visit, "#q", "day")


@state
def new_suggestions(visit):
    visit.browser.open("/notes/new")
    type_text(visit, "#content", "See [[day")


@state
def unsaved_text(visit):
    """The form offers a text that was typed there and not saved, and that started from an older version."""
    draft = {"fields": json.dumps(["Day 7", "typed", False]), "start": "2026-01-01T00:00:00.000000Z"}
    path = visit.note("day 7", "/edit")
    visit.browser.run(f"""{{
        const draft = {{ ...{json.dumps(draft)}, time: Date.now() }};
        localStorage.setItem("notes-draft:{path}:", JSON.stringify(draft));
    }}""")
    visit.browser.open(path)
    wait_for(visit, ".flash")
