"""A PostgreSQL server in a temporary folder, and its databases, which have the methods of `Databases`."""

import glob
import os
import pathlib
import shutil
import subprocess
import tempfile

import data
from processes import Failed, Process, wait_until

USER = "notes"
# Each process of PHP-FPM keeps a connection, and each responder of Notes up to 24.
SETTINGS = {"max_connections": 200, "listen_addresses": ""}

SCHEMA = """
    CREATE TABLE note (
        id BIGSERIAL PRIMARY KEY,
        title VARCHAR(200) NOT NULL,
        content TEXT NOT NULL,
        is_pinned BOOLEAN,
        created_at TIMESTAMP,
        updated_at TIMESTAMP
    )
"""
# Indexes for the orders of the two lists and for the search, as a programmer would add them. An index of SQLite always
# ends with the id; here it is named.
INDEXES = """
    CREATE INDEX ix_note_created_at ON note (created_at, id);
    CREATE INDEX ix_note_is_pinned_created_at ON note (is_pinned, created_at, id);
    CREATE EXTENSION pg_trgm;
    CREATE INDEX ix_note_title ON note USING gin (title gin_trgm_ops);
    CREATE INDEX ix_note_content ON note USING gin (content gin_trgm_ops);
"""


class PostgresDatabases:
    """Makes each database once, from a template, and copies it for each contestant.

    The server has its default settings: each commit waits until it is on the disk."""

    # The search index has no segments.
    merge_seconds = 0

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="notes-bench-pg.", dir="/var/tmp"))
        self.process = None
        self.names = set()
        try:
            self.start()
        except BaseException:
            self.end()
            raise

    def start(self):
        as_user = []
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self.folder, "postgres", "postgres")
            as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        programs = max(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))
        cluster, log = self.folder / "data", self.folder / "log"
        options = ["--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C.UTF-8"]
        command = [*as_user, f"{programs}/initdb", *options, "-D", cluster]
        made = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
        if made.returncode:
            raise Failed(f"initdb failed:\n{made.stdout}{made.stderr}")
        settings = {**SETTINGS, "unix_socket_directories": self.folder}
        self.process = Process(
            [*as_user, f"{programs}/postgres", "-D", cluster, *(f"--{name}={value}" for name, value in settings.items())],
            log, cwd="/")
        wait_until(lambda: self.psql("postgres", "SELECT").returncode == 0, "starting PostgreSQL", 60, self.process)

    def psql(self, database, *commands, stdin=subprocess.DEVNULL):
        options = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]
        return subprocess.run(
            ["psql", *options, f"--host={self.folder}", f"--username={USER}", f"--dbname={database}",
             *(f"--command={command}" for command in commands)],
            stdin=stdin, capture_output=True, text=True, check=False)

    def run(self, database, *commands, stdin=subprocess.DEVNULL):
        """Runs SQL, and returns its output. `stdin` is a file for COPY FROM STDIN."""
        ran = self.psql(database, *commands, stdin=stdin)
        if ran.returncode:
            raise Failed(f"psql {database}: {' '.join(commands)[:200]}\n{ran.stderr}")
        return ran.stdout.strip()

    def plain(self, count):
        """Returns a database with the notes in the table of SQLAlchemy, and nothing else."""
        def make(name):
            with tempfile.TemporaryFile("w+", dir=self.folder, encoding="utf-8") as lines:
                for note in data.notes(count):
                    # The format of COPY. No text contains a tab.
                    fields = (str(value).replace("\\", "\\\\").replace("\n", "\\n") for value in note)
                    lines.write("\t".join(fields) + "\n")
                lines.seek(0)
                self.run(name, SCHEMA, "COPY note FROM STDIN", stdin=lines)
            self.run(name, "SELECT setval(pg_get_serial_sequence('note', 'id'), max(id)) FROM note")
        return self.made(f"plain_{count}", "template0", make)

    def indexed(self, count):
        """Returns a database with the indexes that the peers expect."""
        return self.made(
            f"indexed_{count}", self.plain(count), lambda name: self.run(name, *filter(str.strip, INDEXES.split(";"))))

    def adopted(self, count, start):
        """Returns a database that Notes, started by `start(name)`, has opened and indexed."""
        def make(name):
            process = start(name)
            try:
                wait_until(lambda: self.stale_notes(name) is not None, "adopting the database", 600, process)
                wait_until(lambda: self.stale_notes(name) == 0, "indexing the database", 7200, process)
            finally:
                process.end()
        return self.made(f"adopted_{count}", self.plain(count), make)

    def made(self, name, template, make):
        if name not in self.names:
            print(f"making the database {name}", flush=True)
            self.run("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
            make(name)
            self.run(name, "VACUUM ANALYZE")
            self.names.add(name)
        return name

    def copy(self, original, name):
        self.run("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {original}")
        self.run("postgres", "CHECKPOINT")  # now, and not during a measurement
        return name

    def url(self, name):
        """Returns the DATABASE_URL of Notes for a database."""
        return f"postgresql://{USER}@/{name}?host={self.folder}"

    def dsn(self, name):
        """Returns what the peers open."""
        return f"pgsql:host={self.folder};user={USER};dbname={name}"

    def stale_notes(self, name):
        """Returns 0 if the search index of Notes contains all notes, and 1 if not; None before Notes has opened the database."""
        if not self.run(name, "SELECT to_regclass('note_stale')"):
            return None
        return int(self.run(name, "SELECT count(*) FROM (SELECT FROM note_stale LIMIT 1) AS first"))

    def end(self):
        if self.process:
            self.process.end()
        shutil.rmtree(self.folder, ignore_errors=True)
