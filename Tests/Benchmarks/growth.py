"""Compares Notes with 1,000,000 notes and with 10,000 notes, measured in turn."""

import statistics
import time

import check
import data
import report
import rows
from client import ask
from contestants import Notes, NotesOnPostgresUncached, NotesUncached
from processes import Failed
from stage import Stage

SMALL, LARGE = 10_000, 1_000_000
STARTS = 5

ROWS = [row for row in rows.GETS if row.key in ("one", "list", "pages")] + [rows.SEARCH, rows.POST]


def run(folder, stores, options):
    """Measures, prints and returns all figures: with SQLite first with the cache, then with every response made from the
    database. With PostgreSQL, only without the cache."""
    rounds, seconds = (1, 1) if options.quick else (5, 2)
    figures = {}
    for kind in (NotesOnPostgresUncached,) if options.postgres else (Notes, NotesUncached):
        place = folder / str(len(figures))
        place.mkdir()
        with Stage(place, stores, [kind], [SMALL, LARGE], options.connections) as stage:
            figures[kind.name] = measure(stage, check.Expected(stores["SQLite"].plain(LARGE)), rounds, seconds)
    return {"growth": figures}


def measure(stage, expected, rounds, seconds):
    small, large = stage.contestants
    print(f"\n{small.name:40}{SMALL:>12,}{LARGE:>12,} notes, requests/s")
    idle = large.process.memory_mib()
    check.check(large, expected)
    results = []
    for row in ROWS:
        runs = {SMALL: [], LARGE: []}
        for _ in range(rounds):
            for contestant in small, large:
                runs[contestant.count].append(stage.measure(row, contestant, seconds))
        summaries = {count: report.summary(each) for count, each in runs.items()}
        speeds = [summaries[count]["requests_per_second"] for count in (SMALL, LARGE)]
        cost = round(speeds[0] / speeds[1], 2)
        results.append({"row": row.key, "title": row.title, "notes": summaries, "cost": cost})
        print(f"  {row.title:38}{speeds[0]:>12,}{speeds[1]:>12,} {cost} times the cost")

    times = {path: milliseconds(large, path) for path in (
        f"/api/notes?page={LARGE // 10}", f"/notes?page={LARGE // 10}", f"/api/notes/search?q={data.COMMON_WORD}")}
    memory = {"idle": idle, "after": large.process.memory_mib()}
    starts = [start(large) for _ in range(STARTS)]
    times["start"] = round(statistics.median(starts), 1)
    for what, time_ in times.items():
        print(f"  {'from exec to the first response' if what == 'start' else 'GET ' + what:50}{time_:>12} ms")
    for when, sizes in memory.items():
        print(f"  {'resident, ' + ('at the start' if when == 'idle' else 'at the end'):50}{sizes['resident']:>12} MiB")
    return {"rows": results, "milliseconds": times, "memory_mib": memory}


def milliseconds(contestant, path):
    """Sends requests one after another. Returns the median time of one, in milliseconds."""
    times = []
    for _ in range(11):
        before = time.perf_counter()
        response = ask(contestant.port, path)
        times.append((time.perf_counter() - before) * 1000)
        if response.status != 200:
            raise Failed(f"{path}: status {response.status}")
    return round(statistics.median(times), 1)


def start(contestant):
    """Restarts the app. Returns the time from exec to its first response, a page, in milliseconds."""
    contestant.end()
    before = time.perf_counter()
    contestant.start()
    response = ask(contestant.port, "/notes")
    time_ = (time.perf_counter() - before) * 1000
    if response.status != 200:
        raise Failed(f"after a start: status {response.status}")
    return time_
