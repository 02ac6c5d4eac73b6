"""Checks that a contestant responds correctly before it is measured."""

import html.parser
import json
import sqlite3

import data
import fastcgi
from client import ask
from processes import Failed
from rows import NEW_NOTE

COLUMNS = ("id", "title", "content", "is_pinned", "created_at", "updated_at")


class Expected:
    """The correct responses, read from the database."""

    def __init__(self, path):
        self.db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.total = self.db.execute("SELECT count(*) FROM note").fetchone()[0]
        self.newest = self.notes("ORDER BY created_at DESC, id DESC LIMIT 10")
        self.second = self.notes("ORDER BY created_at DESC, id DESC LIMIT 10 OFFSET 10")
        self.pinned = self.notes("ORDER BY is_pinned DESC, created_at DESC, id DESC LIMIT 10")
        self.rare = self.notes("WHERE content LIKE ? ORDER BY created_at DESC, id DESC", f"%{data.RARE_WORD}%")
        # Some of these titles contain markup or other characters than ASCII. Some of these notes were updated.
        self.samples = self.notes("WHERE id <= 40") + self.pinned[:2]

    def notes(self, rest, *parameters):
        rows = self.db.execute(f"SELECT {', '.join(COLUMNS)} FROM note {rest}", parameters)
        return [as_json(dict(zip(COLUMNS, row))) for row in rows]


def as_json(note):
    times = {name: note[name].replace(" ", "T") + "Z" for name in ("created_at", "updated_at")}
    return {**note, "is_pinned": bool(note["is_pinned"]), **times}


def check(contestant, expected):
    """Raises Failed for the first wrong response."""
    def expect(what, found, wanted):
        if found != wanted:
            raise Failed(
                f"{contestant.name}, {what}:\n  {str(found)[:2000]}\nis not\n  {str(wanted)[:2000]}\n"
                + contestant.process.last_lines())

    def fetch(path, status, wanted=None, **request):
        response = ask(contestant.port, path, **request)
        expect(f"{request.get('method', 'GET')} {path}", response.status, status)
        if wanted is not None:
            body = json.loads(response.body)
            body.pop("detail", None)  # Notes adds this member to some errors
            expect(path, body, wanted)
        return response

    def page(path):
        return Page(fetch(path, 200).body.decode())

    pages = -(-expected.total // 10)
    numbers = {"total": expected.total, "pages": pages, "has_next": True}
    fetch("/api/notes", 200, {"notes": expected.newest, **numbers, "current_page": 1, "has_prev": False})
    fetch("/api/notes?page=2", 200, {"notes": expected.second, **numbers, "current_page": 2, "has_prev": True})
    found = {"query": data.RARE_WORD, "count": 10, "notes": expected.rare}
    fetch(f"/api/notes/search?q={data.RARE_WORD}", 200, found)
    for note in expected.samples:
        fetch(f"/api/notes/{note['id']}", 200, note)
        shown = page(f"/notes/{note['id']}")
        # Notes formats the text as Markdown, so its white space differs.
        words = [shown.heading, *shown.content.split()]
        expect("a note's page", words, [note["title"], *note["content"].split()])
    expect("the list's page", page("/notes").links, [(f"/notes/{note['id']}", note["title"]) for note in expected.pinned])
    fetch(f"/notes/{expected.total + 1}", 404)
    check_writes(fetch, expect)


def check_limit(limit, response):
    """Raises Failed if a limit does not send `response`, through nginx or to a client that sends each byte on its own."""
    body = response.partition(b"\r\n\r\n")[2]
    if ask(limit.port, "/notes").body != body or fastcgi.exchange(limit.socket, "/notes", is_split=True) != response:
        raise Failed(f"{limit.name} does not send the response of Notes")


def check_writes(fetch, expect):
    created = fetch("/api/notes", 201, method="POST", body=NEW_NOTE)
    note = json.loads(created.body)
    sent = json.loads(NEW_NOTE)
    expect("a new note", (note["title"], note["content"], note["is_pinned"]), (sent["title"], sent["content"].strip(), False))
    path = f"/api/notes/{note['id']}"
    expect("its Location", created.fields["Location"], path)
    fetch(path, 200, note)
    changed = json.loads(fetch(path, 200, method="PUT", body={"is_pinned": True, "title": " <b> "}).body)
    expect("a changed note", changed, {**note, "is_pinned": True, "title": "<b>", "updated_at": changed["updated_at"]})
    expect("updated_at", changed["updated_at"] > note["updated_at"], True)
    fetch(path, 200, method="DELETE")
    fetch(path, 404, {"error": "Resource not found"})
    for body, error in (
        ({}, "No data provided"),
        ({"content": "x"}, "Title is required"),
        ({"title": "x"}, "Content is required"),
        ({"title": "é" * 201, "content": "x"}, "Title must be at most 200 characters"),
        (b"{", "Bad request"),
    ):
        fetch("/api/notes", 400, {"error": error}, method="POST", body=body)
    fetch("/api/notes", 415, {"error": "Unsupported media type"}, method="POST", body=b"x", content_type="text/plain")
    fetch("/api/notes/search", 400, {"error": "Search query required"})
    fetch("/api/notes", 405, {"error": "Method not allowed"}, method="PUT", body={})


class Page(html.parser.HTMLParser):
    """The visible parts of a page: the heading, a note's content, and the links to notes."""

    def __init__(self, text):
        super().__init__()
        self.links, self.heading, self.content = [], "", ""
        self.depth = 0  # how many elements are open inside the content
        self.href = self.place = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if self.place == "content":
            self.depth += tag not in ("br", "hr")
        elif tag == "a" and attributes.get("href", "").removeprefix("/notes/").isdigit():
            self.href, self.place = attributes["href"], "link"
            self.links.append((self.href, ""))
        elif tag == "h1":
            self.place = "heading"
        elif tag == "div" and attributes.get("class") == "content":
            self.place = "content"

    def handle_endtag(self, tag):
        if self.place == "content" and self.depth > 0:
            self.depth -= 1
        else:
            self.place = None

    def handle_data(self, data):
        if self.place == "link":
            self.links[-1] = (self.href, self.links[-1][1] + data)
        elif self.place:
            setattr(self, self.place, getattr(self, self.place) + data)
