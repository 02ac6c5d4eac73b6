"""The programs that are measured, and how each is started."""

import glob
import os
import pathlib
import shutil

import nginx
from databases import stale_notes
from processes import Process, listening_socket, wait_until
from wrk import CONNECTIONS

BENCH = pathlib.Path(__file__).resolve().parent
CHECKOUT = BENCH.parent.parent
# The script `run` builds these programs, and sets NOTES_FCGI.
NOTES_FCGI = os.environ.get("NOTES_FCGI", CHECKOUT / ".build/release/notes-fcgi")
SWIFT_PROGRAMS = BENCH / ".build/release"
PROGRAMS = BENCH / ".build/programs"

# In some apps, each kept connection occupies a worker, even an idle connection. Such an app needs one worker for each
# connection that nginx may keep: the connections of the load, and that of the writer.
OCCUPIED_WORKERS = nginx.WORKERS * (CONNECTIONS + 1)


class Contestant:
    """An app behind the common nginx."""

    is_peer = False
    is_limit = False
    http = False

    def __init__(self, site, databases, count):
        """Adds a site to nginx's configuration. `count` is the number of notes."""
        self.databases, self.count = databases, count
        self.socket, self.port = site.add(self.http, self.parameters())
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
        """Starts a program with the listening socket as its descriptor 0."""
        self.socket.unlink(missing_ok=True)
        with listening_socket(self.socket) as listener:
            return Process([program, *arguments], self.log, stdin=listener, **options)

    def settle(self):
        """Waits until the app has finished its deferred work."""

    def end(self):
        if self.process:
            self.process.end()


class Notes(Contestant):
    name = "ours"
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
        settings = {"DATABASE_URL": f"sqlite:///{database}", "SECRET_KEY": "the key of the benchmark", **self.settings}
        return self.listen(NOTES_FCGI, cwd=home, env={**os.environ, **settings})

    def settle(self):
        wait_until(lambda: stale_notes(self.database) == 0, "indexing new notes", 600, self.process)


class NotesUncached(Notes):
    name = "ours uncached"
    settings = {"ANSWER_CACHE_BYTES": "0"}


class Limit(Contestant):
    name = "limit"
    is_limit = True

    def launch(self):
        return self.listen(SWIFT_PROGRAMS / "fixed-response")


class LimitInC(Contestant):
    name = "limit in C"
    is_limit = True

    def launch(self):
        return self.listen(PROGRAMS / "limit", str(OCCUPIED_WORKERS))


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
        as_root = os.geteuid() == 0
        configuration = self.socket.with_suffix(".conf")
        lines = [
            "[global]", "daemonize = no", "error_log = /dev/stderr", "log_level = warning",
            "[notes]", *["user = root"] * as_root, f"listen = {self.socket}", "listen.backlog = 1024",
            "pm = static", f"pm.max_children = {OCCUPIED_WORKERS}", f"env[NOTES_DB] = {self.database}"]
        configuration.write_text("\n".join(lines) + "\n")
        program = max(glob.glob("/usr/sbin/php-fpm?.*"))
        # These are settings for production: PHP does not look for changed scripts.
        options = ["-d", "opcache.enable=1", "-d", "opcache.validate_timestamps=0"]
        return Process([program, *["-R"] * as_root, "-F", "-y", configuration, *options], self.log)


class Go(Peer):
    protocol = []

    def launch(self):
        return self.listen(PROGRAMS / "notes-go", *self.protocol, "-db", self.database)


class GoFastCGI(Go):
    name = "Go FastCGI"
    protocol = ["-fcgi"]


class GoHTTP(Go):
    name = "Go HTTP"
    http = True


class Flask(Peer):
    name = "Flask"
    http = True

    def launch(self):
        # Only gunicorn's workers with threads keep connections. They keep a connection longer than nginx does. Otherwise nginx
        # might send a request on a connection that gunicorn is closing.
        workers = ["--worker-class", "gthread", "--workers", str((os.cpu_count() or 1) + 1), "--threads", "8", "--keep-alive", "75"]
        return Process(
            ["/usr/bin/gunicorn", "--chdir", BENCH / "peers/flask", "--bind", f"unix:{self.socket}", "--backlog", "1024",
             *workers, "--log-level", "warning", "app:app"],
            self.log, env={**os.environ, "NOTES_DB": str(self.database)})


ALL = (Notes, NotesUncached, Limit, LimitInC, PHP, GoFastCGI, GoHTTP, Flask)
