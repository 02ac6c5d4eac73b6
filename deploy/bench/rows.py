"""What is asked for: the rows of the table."""

import json
import random
import urllib.parse

import data
from client import ask
from processes import Failed

# A note that is posted: 1 kB, neither with the rare word nor with the common one.
NEW_NOTE = json.dumps(
    {"title": "Größe und façade — 笔记", "content": "A sentence that somebody wrote down, for later.\n" * 21}
).encode()

# Of all ids, those that are asked for; enough for each to be asked for about once in a run.
SAMPLE = 20_000


class Row:
    def __init__(self, key, title, path, body=None, writes=False, has_limit=True):
        """`path` gets an id. With `writes`, one client posts meanwhile. `body` is posted."""
        self.key, self.title, self.path = key, title, path
        self.body, self.writes, self.has_limit = body, writes, has_limit

    def paths(self, count):
        """To be asked for in this order, again and again, where there are `count` notes."""
        ids = random.Random(self.key).choices(range(1, count + 1), k=SAMPLE)
        return list(dict.fromkeys(self.path(note) for note in ids))

    def size(self, port, count):
        """Of an answer, in bytes: the mean of a few."""
        paths = self.paths(count)[:50]
        answers = [ask(port, path) for path in paths]
        if any(answer.status != 200 for answer in answers):
            raise Failed(f"{paths[0]} and others: status {[answer.status for answer in answers]}")
        return sum(len(answer.body) for answer in answers) // len(answers)


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
# Last, since it leaves each contestant with as many more notes as it is faster.
POST = Row("post", "POST /api/notes", lambda _: "/api/notes", body=NEW_NOTE, has_limit=False)

ALL = [*GETS, *WRITTEN, SEARCH, POST]
