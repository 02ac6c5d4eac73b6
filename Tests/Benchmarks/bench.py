"""Compares the speed of Notes with the same app on other stacks, all behind one nginx. Start it with Tests/Benchmarks/run."""

import argparse
import fcntl
import json
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import time
import zlib

import comparison
import contestants
import growth
import report
import rows
from databases import Databases
from postgres import PostgresDatabases
from processes import Failed

# The default folder for the databases. Each checkout has its own.
WORK = f"/var/tmp/notes-bench-{os.getuid()}-{zlib.crc32(os.fsencode(contestants.CHECKOUT)):08x}"


def arguments():
    parser = argparse.ArgumentParser(prog="Tests/Benchmarks/run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short run for some of the rows: about two minutes, rough figures")
    parser.add_argument("--growth", action="store_true", help="measure only Notes, with 10,000 and with 1,000,000 notes")
    parser.add_argument("--postgres", action="store_true", help="measure with PostgreSQL; Notes also with SQLite")
    parser.add_argument("--json", metavar="FILE", type=pathlib.Path, help="also write all figures to FILE")
    parser.add_argument(
        "--work", metavar="DIR", type=lambda path: pathlib.Path(path).resolve(), help="keep the databases in DIR (default: %(default)s)",
        default=WORK)
    parser.add_argument(
        "--contestants", metavar="NAME", nargs="+", choices=dict.fromkeys(kind.name for kind in contestants.ALL + contestants.ON_POSTGRES),
        help="measure only these programs: %(choices)s")
    parser.add_argument(
        "--rows", metavar="ROW", nargs="+", choices=[row.key for row in rows.ALL],
        help="measure only these rows: %(choices)s")
    parser.add_argument(
        "--connections", metavar="N", type=int, default=16, help="how many requests the load keeps in progress (default: %(default)s)")
    parser.add_argument(
        "--cpus", metavar="LIST", type=processors,
        help="run everything on these processors only, for example 0 or 0,2")
    return parser.parse_args()


def processors(text):
    numbers = {int(number) for number in text.split(",")}
    if not numbers <= os.sched_getaffinity(0):
        raise argparse.ArgumentTypeError(f"the processors are {sorted(os.sched_getaffinity(0))}")
    return numbers


def work_folder(path):
    """Makes the folder and locks it for this process. Returns the descriptor that holds the lock."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_uid != os.getuid():
        sys.exit(f"{path} belongs to someone else; name another folder with --work")
    # A file is locked and not the folder, because Notes locks the folder while it opens a database there.
    lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"another benchmark uses {path}; name another folder with --work")
    return lock


def main():
    options = arguments()
    if options.cpus:
        os.sched_setaffinity(0, options.cpus)  # all programs inherit it
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda *_: sys.exit(130))  # runs `finally`, which ends all programs
    if options.json and not options.json.parent.is_dir():
        sys.exit(f"the folder {options.json.parent} does not exist")
    lock = work_folder(options.work)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="notes-bench.", dir="/tmp"))  # a socket's path has at most 107 bytes
    stores = {"SQLite": Databases(contestants.CHECKOUT, options.work)}
    start = time.monotonic()
    machine = report.machine()
    print(f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, Linux {machine['kernel']}")
    try:
        if options.postgres:
            stores["PostgreSQL"] = PostgresDatabases()
        if options.growth:
            figures = growth.run(folder, stores, options)
        else:
            figures = comparison.run(folder, stores, options)
        figures = {"machine": machine, **figures}
        if options.json:
            options.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    except Failed as error:
        sys.exit(f"Tests/Benchmarks/run: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        for databases in stores.values():
            databases.end()
        os.close(lock)
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
