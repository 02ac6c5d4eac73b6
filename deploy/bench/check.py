"""Whether a contestant answers as it must: what is wrong is not worth measuring."""

import html.parser
import json
import sqlite3

import data
from client import ask
from processes import Failed
from rows import NEW_NOTE

COLUMNS = ("id", "title", "content", "is_pinned", "created_at", "updated_at")


class Truth:
    """What the database says."""

    def __init__(self, path):
        self.db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.total = self.db.execute("SELECT count(*) FROM note").fetchone()[0]
        self.newest = self.notes("ORDER BY created_at DESC, id DESC LIMIT 10")
        self.second = self.notes("ORDER BY created_at DESC, id DESC LIMIT 10 OFFSET 10")
        self.pinned = self.notes("ORDER BY is_pinned DESC, created_at DESC, id DESC LIMIT 10")
        self.rare = self.notes("WHERE content LIKE ? ORDER BY created_at DESC, id DESC", f"%{data.RARE_WORD}%")
        # Some with markup or more than ASCII in their titles, and some changed since.
        self.samples = self.notes("WHERE id <= 40") + self.pinned[:2]

    def notes(self, rest, *parameters):
        rows = self.db.execute(f"SELECT {', '.join(COLUMNS)} FROM note {rest}", parameters)
        return [as_json(dict(zip(COLUMNS, row))) for row in rows]


def as_json(note):
    times = {name: note[name].replace(" ", "T") + "Z" for name in ("created_at", "updated_at")}
    return {**note, "is_pinned": bool(note["is_pinned"]), **times}


def check(contestant, truth):
    """Raises Failed for the first answer that is wrong."""
    def expect(what, found, expected):
        if found != expected:
            raise Failed(
                f"{contestant.name}, {what}:\n  {str(found)[:2000]}\nis not\n  {str(expected)[:2000]}\n"
                + contestant.process.last_lines())

    def answer(what, status, expected=None, **request):
        found = ask(contestant.port, what, **request)
        expect(f"{request.get('method', 'GET')} {what}", found.status, status)
        if expected is not None:
            expect(what, json.loads(found.body), expected)
        return found

    def page(path):
        return Page(answer(path, 200).body.decode())

    if contestant.is_limit:
        return expect("its size", len(answer("/api/notes?bytes=12345", 200).body), 12345)

    pages = -(-truth.total // 10)
    numbers = {"total": truth.total, "pages": pages, "has_next": True}
    answer("/api/notes", 200, {"notes": truth.newest, **numbers, "current_page": 1, "has_prev": False})
    answer("/api/notes?page=2", 200, {"notes": truth.second, **numbers, "current_page": 2, "has_prev": True})
    found = {"query": data.RARE_WORD, "count": 10, "notes": truth.rare}
    answer(f"/api/notes/search?q={data.RARE_WORD}", 200, found)
    for note in truth.samples:
        answer(f"/api/notes/{note['id']}", 200, note)
        shown = page(f"/notes/{note['id']}")
        expect("a note's page", (shown.heading, shown.content), (note["title"], note["content"]))
    expect("the list's page", page("/notes").links, [(f"/notes/{note['id']}", note["title"]) for note in truth.pinned])
    answer(f"/notes/{truth.total + 1}", 404)
    check_writes(answer, expect)


def check_writes(answer, expect):
    created = answer("/api/notes", 201, method="POST", body=NEW_NOTE)
    note = json.loads(created.body)
    sent = json.loads(NEW_NOTE)
    expect("a new note", (note["title"], note["content"], note["is_pinned"]), (sent["title"], sent["content"].strip(), False))
    path = f"/api/notes/{note['id']}"
    expect("its Location", created.fields["Location"], path)
    answer(path, 200, note)
    changed = json.loads(answer(path, 200, method="PUT", body={"is_pinned": True, "title": " <b> "}).body)
    expect("a changed note", changed, {**note, "is_pinned": True, "title": "<b>", "updated_at": changed["updated_at"]})
    expect("updated_at", changed["updated_at"] > note["updated_at"], True)
    answer(path, 200, method="DELETE")
    answer(path, 404, {"error": "Resource not found"})
    for body, error in (
        ({}, "No data provided"),
        ({"content": "x"}, "Title is required"),
        ({"title": "x"}, "Content is required"),
        ({"title": "é" * 201, "content": "x"}, "Title must be at most 200 characters"),
        (b"{", "Bad request"),
    ):
        answer("/api/notes", 400, {"error": error}, method="POST", body=body)
    answer("/api/notes", 415, {"error": "Unsupported media type"}, method="POST", body=b"x", content_type="text/plain")
    answer("/api/notes/search", 400, {"error": "Search query required"})
    answer("/api/notes", 405, {"error": "Method not allowed"}, method="PUT", body={})


class Page(html.parser.HTMLParser):
    """What a reader sees of a page: the heading, a note's content, and the links to notes."""

    def __init__(self, text):
        super().__init__()
        self.links, self.heading, self.content = [], "", ""
        self.href = self.place = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "a" and attributes.get("href", "").removeprefix("/notes/").isdigit():
            self.href, self.place = attributes["href"], "link"
            self.links.append((self.href, ""))
        elif tag == "h1":
            self.place = "heading"
        elif tag == "div" and attributes.get("class") == "content":
            self.place = "content"

    def handle_endtag(self, tag):
        self.place = None

    def handle_data(self, data):
        if self.place == "link":
            self.links[-1] = (self.href, self.links[-1][1] + data)
        elif self.place:
            setattr(self, self.place, getattr(self, self.place) + data)
