"""The programs that are measured, and how each is started."""

import glob
import os
import pathlib
import shutil

import nginx
from client import ask
from processes import Group, Process, cores, listening_socket, wait_until

BENCH = pathlib.Path(__file__).resolve().parent
CHECKOUT = BENCH.parent.parent
# The script `run` builds these programs, and sets NOTES_FCGI.
NOTES_FCGI = os.environ.get("NOTES_FCGI", CHECKOUT / ".build-static/release/notes-fcgi")
# A former build of Notes, to be compared with the new one. It must be able to open the same database.
NOTES_FCGI_BEFORE = os.environ.get("NOTES_FCGI_BEFORE")
PROGRAMS = CHECKOUT / ".build-benchmarks"

# A cookie like that of a session of Notes: as long, and of the same characters. For programs without sessions.
OTHER_COOKIE = f"notes_session={'0123456789abcdef' * 2}.6900f00d..{'fedcba9876543210' * 4}"


class Contestant:
    """An app behind the common nginx."""

    is_peer = False
    is_limit = False
    http = False
    # Whether the rows for a browser measure the app too.
    serves_browsers = True
    # Where the app keeps its notes: "SQLite" or "PostgreSQL".
    store = "SQLite"
    # How many processes of the app nginx passes the requests to.
    responders = 1

    def __init__(self, site, databases, count, connections):
        """Adds a site to nginx's configuration. `databases` are those of the contestant's store, `count` is the number of notes,
        and `connections` that of the load's connections."""
        self.databases, self.count, self.connections = databases, count, connections
        self.sockets, self.port = site.add(self.http, self.parameters(), self.responders)
        self.socket = self.sockets[0]
        self.folder = self.socket.parent
        self.log = self.socket.with_suffix(".log")
        self.process = None
        self.database = None

    def parameters(self):
        """Returns FastCGI parameters that the app needs in addition to those of the deployed site."""
        return {}

    def start(self):
        self.process = self.launch()

    def listen(self, program, *arguments, **options):
        """Starts a program for each socket. The listening socket is its descriptor 0."""
        processes = []
        for path in self.sockets:
            path.unlink(missing_ok=True)
            with listening_socket(path) as listener:
                processes.append(Process([program, *arguments], path.with_suffix(".log"), stdin=listener, **options))
        return processes[0] if len(processes) == 1 else Group(processes)

    def cookie(self):
        """Returns the field Cookie of a browser that has a session."""
        return OTHER_COOKIE

    def settle(self, has_written=False):
        """Waits until the app has finished its deferred work."""

    def end(self):
        if self.process:
            self.process.end()


class Notes(Contestant):
    name = "ours"
    program = NOTES_FCGI
    settings = {}

    def launch(self):
        if not self.database:
            adopted = self.databases.adopted(self.count, self.open)
            self.database = self.databases.copy(adopted, self.socket.stem)
        return self.open(self.database)

    def open(self, database):
        home = self.folder / "home"  # the checkout may contain a file .env
        for name in ("templates", "static"):
            shutil.copytree(CHECKOUT / name, home / name, dirs_exist_ok=True)
        settings = {"DATABASE_URL": self.databases.url(database), "SECRET_KEY": "the key of the benchmark", **self.settings}
        return self.listen(self.program, cwd=home, env={**os.environ, **settings})

    def cookie(self):
        # Every page with a form begins a session, unless the browser already has one.
        return ask(self.port, "/notes/new").fields["Set-Cookie"].partition(";")[0]

    def settle(self, has_written=False):
        wait_until(lambda: self.databases.stale_notes(self.database) == 0, "indexing new notes", 600, self.process)
        if has_written and self.databases.merge_seconds:
            self.process.wait_until_idle(self.databases.merge_seconds)


class NotesBefore(Notes):
    name = "before"
    program = NOTES_FCGI_BEFORE


class NotesUncached(Notes):
    name = "uncached"
    settings = {"ANSWER_CACHE_BYTES": "0"}
    serves_browsers = False


class NotesOnPostgres(Notes):
    store = "PostgreSQL"


class NotesOnPostgresUncached(NotesUncached):
    store = "PostgreSQL"


class TwoNotesOnPostgres(NotesOnPostgres):
    name = "two responders"
    responders = 2


class NotesOnSQLite(Notes):
    """For the comparison with PostgreSQL."""

    name = "SQLite"


class NotesOnSQLiteUncached(NotesUncached):
    name = "SQLite, uncached"


class Limit(Contestant):
    """A program in C that sends one response of Notes again and again."""

    is_limit = True
    uses_libfcgi = False

    def launch(self):
        response = self.socket.with_suffix(".response")
        if not response.exists():
            response.write_bytes(b"Content-Type: text/plain\r\n\r\n")
        return self.listen(PROGRAMS / self.program, str(self.threads), response)

    def replay(self, response):
        """Restarts the program. From then on, it sends `response`: the head and the body, as Notes writes them to FCGI_STDOUT."""
        self.end()
        self.socket.with_suffix(".response").write_bytes(response)
        self.start()


class C(Limit):
    """A limit on libfcgi."""

    program = "limit-libfcgi"
    uses_libfcgi = True


class C2(C):
    name, threads = "C 2 threads", 2


class C4(C):
    name, threads = "C 4 threads", 4


class C24(C):
    name, threads = "C 24 threads", 24


class RawC(Limit):
    """A limit without libfcgi. One thread for each core is the best number."""

    name = "raw C"
    program = "limit-raw"

    @property
    def threads(self):
        return cores()


class Peer(Contestant):
    is_peer = True

    def start(self):
        self.database = self.databases.copy(self.databases.indexed(self.count), self.socket.stem)
        super().start()


class PHP(Peer):
    name = "PHP-FPM"

    def parameters(self):
        return {"SCRIPT_FILENAME": BENCH / "peers/php/index.php", "QUERY_STRING": "$query_string"}

    def launch(self):
        # Each connection that nginx keeps occupies a process, even an idle connection: those of the load, and that of the writer.
        processes = nginx.WORKERS * (self.connections + 1)
        as_root = os.geteuid() == 0
        configuration = self.socket.with_suffix(".conf")
        lines = [
            "[global]", "daemonize = no", "error_log = /dev/stderr", "log_level = warning",
            "[notes]", *["user = root"] * as_root, f"listen = {self.socket}", "listen.backlog = 1024",
            "pm = static", f"pm.max_children = {processes}", f'env[NOTES_DB] = "{self.databases.dsn(self.database)}"']
        configuration.write_text("\n".join(lines) + "\n")
        program = max(glob.glob("/usr/sbin/php-fpm?.*"))
        # These are settings for production: PHP does not look for changed scripts.
        options = ["-d", "opcache.enable=1", "-d", "opcache.validate_timestamps=0"]
        return Process([program, *["-R"] * as_root, "-F", "-y", configuration, *options], self.log)


class Go(Peer):
    protocol = []

    def launch(self):
        return self.listen(PROGRAMS / "notes-go", *self.protocol, "-db", self.databases.dsn(self.database))


class GoFastCGI(Go):
    name = "Go FastCGI"
    serves_browsers = False
    protocol = ["-fcgi"]


class GoHTTP(Go):
    name = "Go HTTP"
    http = True


class Flask(Peer):
    name = "Flask"
    http = True
    serves_browsers = False

    def launch(self):
        # Only gunicorn's workers with threads keep connections. They keep a connection longer than nginx does. Otherwise nginx
        # might send a request on a connection that gunicorn is closing.
        workers = ["--worker-class", "gthread", "--workers", str(cores() + 1), "--threads", "8", "--keep-alive", "75"]
        return Process(
            ["/usr/bin/gunicorn", "--chdir", BENCH / "peers/flask", "--bind", f"unix:{self.socket}", "--backlog", "1024",
             *workers, "--log-level", "warning", "app:app"],
            self.log, env={**os.environ, "NOTES_DB": str(self.database)})


class PHPOnPostgres(PHP):
    store = "PostgreSQL"


class GoHTTPOnPostgres(GoHTTP):
    store = "PostgreSQL"


class NotesBeforeOnPostgres(NotesBefore):
    store = "PostgreSQL"


ALL = (
    Notes, *([NotesBefore] if NOTES_FCGI_BEFORE else []), NotesUncached, C2, C4, C24, RawC, PHP, GoFastCGI, GoHTTP, Flask)
# The comparison with PostgreSQL. Notes with SQLite is there for the CPU time only.
ON_POSTGRES = (
    NotesOnPostgres, *([NotesBeforeOnPostgres] if NOTES_FCGI_BEFORE else []), TwoNotesOnPostgres, PHPOnPostgres, GoHTTPOnPostgres,
    NotesOnSQLite, NotesOnSQLiteUncached)
