"""The rows of the table: the requests that are measured."""

import json
import random
import urllib.parse

import data
from client import ask
from processes import Failed

# The note that POST requests send: 1 kB, without the rare and the common word.
NEW_NOTE = json.dumps(
    {"title": "Größe und façade — 笔记", "content": "A sentence that somebody wrote down, for later.\n" * 21}
).encode()

# The number of ids that a run requests. Most runs request each of them about once.
SAMPLE = 20_000


class Row:
    def __init__(self, key, title, path, body=None, writes=False, has_limit=True):
        """`path` makes a path from an id. `body` is posted. With `writes`, another client posts notes during each run."""
        self.key, self.title, self.path = key, title, path
        self.body, self.writes, self.has_limit = body, writes, has_limit

    def paths(self, count):
        """Returns the paths that a run requests in this order, again and again, if there are `count` notes."""
        ids = random.Random(self.key).choices(range(1, count + 1), k=SAMPLE)
        return list(dict.fromkeys(self.path(note) for note in ids))

    def size(self, port, count):
        """Returns the mean length of some responses, in bytes."""
        paths = self.paths(count)[:50]
        responses = [ask(port, path) for path in paths]
        if any(response.status != 200 for response in responses):
            raise Failed(f"{paths[0]} and others: status {[response.status for response in responses]}")
        return sum(len(response.body) for response in responses) // len(responses)


GETS = [
    Row("one", "GET /api/notes/<random id>", lambda note: f"/api/notes/{note}"),
    Row("list", "GET /api/notes", lambda _: "/api/notes"),
    Row("page", "GET /notes/<random id>", lambda note: f"/notes/{note}"),
    Row("pages", "GET /notes", lambda _: "/notes"),
]
WRITTEN = [Row(f"{row.key}+writes", f"{row.title}, 50 writes/s", row.path, writes=True) for row in GETS]
SEARCH = Row(
    "search", "GET /api/notes/search?q=<rare word>",
    lambda _: "/api/notes/search?q=" + urllib.parse.quote(data.RARE_WORD))
# This row is the last, because afterwards each contestant has another number of notes.
POST = Row("post", "POST /api/notes", lambda _: "/api/notes", body=NEW_NOTE, has_limit=False)

ALL = [*GETS, *WRITTEN, SEARCH, POST]
