"""The contestants behind their nginx, started, measured and ended."""

import wrk
from client import is_up
from nginx import Nginx
from processes import Failed, wait_until
from rows import NEW_NOTE


class Stage:
    """Use it with `with`: it starts everything, and ends it whatever happens."""

    def __init__(self, folder, databases, kinds, counts):
        self.folder = folder
        self.site = Nginx(folder)
        self.contestants = [kind(self.site, databases, count) for kind in kinds for count in counts]

    def __enter__(self):
        try:
            self.site.start()
            for contestant in self.contestants:
                contestant.start()
                wait_until(lambda: is_up(contestant.port), f"{contestant.name} answers", 60, contestant.process)
                contestant.settle()
            # It had to try until each was up.
            self.expected_complaints = self.complaints()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for contestant in self.contestants:
            contestant.end()
        self.site.end()

    def measure(self, row, contestant, seconds, size=0):
        """One run. A limit answers with `size` bytes."""
        paths = self.folder / "paths"
        paths.write_text("".join(f"{self.sized(path, contestant, size)}\n" for path in row.paths(contestant.count)))
        body = None
        if row.body:
            body = self.folder / "note.json"
            body.write_bytes(row.body)
        writer = wrk.Writer(contestant.port, self.sized("/api/notes", contestant, size), NEW_NOTE) if row.writes else None

        before = contestant.process.cpu_seconds()
        if writer:
            writer.start()
        try:
            run = wrk.run(contestant.port, paths, seconds, body)
        finally:
            written = writer.stop() if writer else 0
        # What an app puts off, it has not saved: it is waited for, so as to be counted, and not to disturb the next. So are
        # the requests that wrk left unanswered at its end, one on each connection.
        contestant.process.wait_until_idle()
        contestant.settle()
        run["cpu_seconds"] = round(contestant.process.cpu_seconds() - before, 2)
        run["processed"] = run["requests"] + wrk.CONNECTIONS + written
        if writer:
            run["writes_per_second"] = round(written / run["seconds"], 1)
        self.check()
        return run

    @staticmethod
    def sized(path, contestant, size):
        return f"{path}{'&' if '?' in path else '?'}bytes={size}" if contestant.is_limit else path

    def check(self):
        """Raises Failed if anything has ended, or if nginx complains."""
        for each in (self.site, *self.contestants):
            each.process.check()
        new = self.complaints().removeprefix(self.expected_complaints)
        if new:
            raise Failed(f"nginx says:\n{new}")

    def complaints(self):
        return self.site.process.log.read_text(errors="replace")
