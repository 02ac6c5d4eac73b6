"""SQLite files: made once, kept in the work folder, and copied for each contestant. See also `postgres`."""

import hashlib
import os
import shutil
import sqlite3

import data
from processes import wait_until


class Databases:
    # SQLite has no server.
    process = None
    # If Notes has been idle for so long after a write, it has also merged the segments of its search index.
    merge_seconds = 3

    def __init__(self, checkout, work):
        self.work = work
        self.copies = work / "copies"
        shutil.rmtree(self.copies, ignore_errors=True)
        self.copies.mkdir()
        # Any change of these targets may change the schema or the search index.
        sources = sorted(path for name in ("Notes", "NotesSQLite") for path in (checkout / "Sources" / name).rglob("*.swift"))
        self.schema = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:8]

    def plain(self, count):
        """Returns a file with the notes in the table of SQLAlchemy, and nothing else."""
        return self.kept(f"notes-{count}", data.version(), lambda path: data.make(path, count))

    def indexed(self, count):
        """Returns a file with the indexes that the peers expect."""
        def make(path):
            shutil.copyfile(self.plain(count), path)
            data.add_indexes(path)
        return self.kept(f"indexed-{count}", data.version(), make)

    def adopted(self, count, start):
        """Returns a file that Notes, started by `start(path)`, has opened and indexed. Indexing a million notes takes long."""
        def make(path):
            shutil.copyfile(self.plain(count), path)
            process = start(path)
            try:
                # The table of stale notes exists as soon as it contains every note.
                wait_until(lambda: self.stale_notes(path) is not None, "adopting the database", 600, process)
                wait_until(lambda: self.stale_notes(path) == 0, "indexing the database", 7200, process)
                process.wait_until_idle(self.merge_seconds)
            finally:
                process.end()
            db = sqlite3.connect(path)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.close()
        return self.kept(f"adopted-{count}", f"{data.version()}-{self.schema}", make)

    def kept(self, name, version, make):
        path = self.work / f"{name}-{version}.db"
        if not path.exists():
            print(f"making {path}", flush=True)
            for old in self.work.glob(f"{name}-*"):
                old.unlink()
            part = path.with_suffix(".part")
            make(part)
            os.rename(part, path)
        return path

    def copy(self, original, name):
        path = self.copies / f"{name}.db"
        for old in self.copies.glob(f"{name}.db*"):
            old.unlink()  # SQLite would read an old WAL file as part of the new copy
        shutil.copyfile(original, path)
        os.sync()  # now, and not during a measurement
        return path

    def url(self, path):
        """Returns the DATABASE_URL of Notes for a file."""
        return f"sqlite:///{path}"

    def dsn(self, path):
        """Returns what the peers open."""
        return f"sqlite:{path}"

    def stale_notes(self, path):
        """Returns how many notes the search index of Notes does not contain yet; None before Notes has opened the file."""
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
        try:
            return db.execute("SELECT count(*) FROM note_stale").fetchone()[0]
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return None
            raise
        finally:
            db.close()

    def end(self):
        shutil.rmtree(self.copies, ignore_errors=True)
