"""The rows of the table: the requests that are measured."""

import dataclasses
import json
import random
import urllib.parse
from collections.abc import Callable

import data
import fastcgi
from client import ask
from processes import Failed

# The note that POST requests send: 1 kB, without the rare and the common word.
NEW_NOTE = json.dumps(
    {"title": "Größe und façade — 笔记", "content": "A sentence that somebody wrote down, for later.\n" * 21}
).encode()

# The number of ids that a run requests. Most runs request each of them about once.
SAMPLE = 20_000


# The header fields of a browser that follows a link, apart from Host and Cookie.
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Referer": "http://127.0.0.1/notes?page=2",
    "DNT": "1",
    "Connection": "keep-alive",
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-User": "?1",
}


@dataclasses.dataclass(frozen=True)
class Row:
    key: str
    title: str
    # Makes a path from the id of a note.
    path: Callable[[int], str]
    # What is sent.
    body: bytes | None = None
    method: str = "GET"
    # Whether another client posts notes during each run.
    writes: bool = False
    # Whether the requests carry a browser's header fields and a session cookie.
    browser: bool = False
    # Whether the requests have the entity tag of the response in If-None-Match, so that the response is a 304. No peer has tags.
    revalidates: bool = False
    # The targets of "ours": see `report.RATIOS`. In every row, p99 must be no worse than that of the best peer.
    targets: dict[str, float] = dataclasses.field(default_factory=dict)

    def __post_init__(self):
        object.__setattr__(self, "targets", {**self.targets, "p99_to_best_peer": 1})

    @property
    def has_limit(self):
        # The limits send responses that are made already. A write has to wait for the disk.
        return self.body is None

    def measures(self, contestant):
        return (
            (self.has_limit or not contestant.is_limit) and (not self.browser or contestant.serves_browsers)
            and not (self.revalidates and contestant.is_peer))

    def fields(self, contestant):
        """Returns the header fields that a client sends with each request."""
        fields = {**BROWSER, "Cookie": contestant.cookie()} if self.browser else {}
        if self.revalidates:
            fields["If-None-Match"] = ask(contestant.port, self.path(1)).fields["ETag"]
        return fields

    def paths(self, count):
        """Returns the paths that a run requests in this order, again and again, if there are `count` notes."""
        # A note that is changed for the first time has no entity tag yet.
        ids = random.Random(self.key).choices(range(1, count + 1), k=1_000 if self.method == "PUT" else SAMPLE)
        return list(dict.fromkeys(self.path(note) for note in ids))

    def size(self, port, count):
        """Returns the mean length of some responses, in bytes."""
        paths = self.paths(count)[:50]
        responses = [ask(port, path) for path in paths]
        if any(response.status != 200 for response in responses):
            raise Failed(f"{paths[0]} and others: status {[response.status for response in responses]}")
        return sum(len(response.body) for response in responses) // len(responses)

    def typical_response(self, notes):
        """Returns a response of the contestant `notes`, as it writes it to FCGI_STDOUT: of some, the nearest to their mean length."""
        fields = self.fields(notes)
        tag = {"HTTP_IF_NONE_MATCH": fields["If-None-Match"]} if self.revalidates else {}
        responses = [fastcgi.exchange(notes.socket, path, tag) for path in self.paths(notes.count)[:50]]
        mean = sum(map(len, responses)) / len(responses)
        return min(responses, key=lambda response: abs(len(response) - mean))


def for_browser(row, **changes):
    return dataclasses.replace(row, key=f"{row.key}+browser", title=f"{row.title}, browser", browser=True, **changes)


ONE = Row(
    "one", "GET /api/notes/<random id>", lambda note: f"/api/notes/{note}",
    targets={"to_limit": 0.9, "to_best_peer": 2.2})
LIST = Row(
    "list", "GET /api/notes", lambda _: "/api/notes",
    targets={"to_limit": 0.95, "to_best_peer": 3, "cpu_to_c": 1.1})
PAGE = Row(
    "page", "GET /notes/<random id>", lambda note: f"/notes/{note}",
    targets={"to_limit": 0.85, "to_best_peer": 2.7})
PAGES = Row(
    "pages", "GET /notes", lambda _: "/notes",
    targets={"to_limit": 0.95, "to_best_peer": 4, "cpu_to_c": 1.1})
SEARCH = Row(
    "search", "GET /api/notes/search?q=<rare word>",
    lambda _: "/api/notes/search?q=" + urllib.parse.quote(data.RARE_WORD),
    targets={"to_limit": 0.9, "to_best_peer": 200})
UNCHANGED = Row(
    "unchanged", "GET /api/notes, 304", lambda _: "/api/notes", revalidates=True, targets={"to_limit": 0.9})
PUT = Row(
    "put", "PUT /api/notes/<random id>, If-Match", lambda note: f"/api/notes/{note}", method="PUT",
    body=NEW_NOTE.replace(b"A sentence", b"NUMBER. A sentence", 1), targets={"to_best_peer": 2.2})
# This row is the last, because afterwards each contestant has another number of notes.
POST = Row("post", "POST /api/notes", lambda _: "/api/notes", body=NEW_NOTE, method="POST", targets={"to_best_peer": 2.4})

GETS = [ONE, LIST, PAGE, PAGES]
BROWSER_GETS = [
    for_browser(ONE, targets={}),
    for_browser(LIST, targets={**LIST.targets, "cpu_to_c": 1.2}),
    for_browser(PAGE, targets={}),
    for_browser(PAGES, targets={**PAGES.targets, "cpu_to_c": 1.2}),
]
WRITTEN = [
    dataclasses.replace(
        row, key=f"{row.key}+writes", title=f"{row.title}, 50 writes/s", writes=True,
        targets={"to_limit": to_limit, "to_best_peer": to_best_peer})
    for row, to_limit, to_best_peer in [(ONE, 0.75, 1.8), (LIST, 0.75, 1.8), (PAGE, 0.6, 1.5), (PAGES, 0.6, 1.5)]]
ALL = [
    *GETS, *BROWSER_GETS, *WRITTEN, *(for_browser(row, targets={}) for row in WRITTEN), SEARCH,
    for_browser(SEARCH, targets={}), UNCHANGED, PUT, POST]
# The rows of the comparison with PostgreSQL.
ON_POSTGRES = [
    *(dataclasses.replace(row, targets={"to_best_peer": 2.5}) for row in GETS),
    dataclasses.replace(SEARCH, targets={"to_best_peer": 1}),
    dataclasses.replace(POST, targets={"to_best_peer": 1.8}),
]
# The rows of a quick run.
QUICK = [*GETS, BROWSER_GETS[3], WRITTEN[1], SEARCH, PUT, POST]
