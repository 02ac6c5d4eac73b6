"""Starts, measures and ends the contestants behind their nginx."""

import wrk
from client import is_up
from nginx import Nginx
from processes import Failed, wait_until
from rows import NEW_NOTE


class Stage:
    """A context manager: it starts all programs, and ends them even after an error."""

    def __init__(self, folder, databases, kinds, counts):
        self.folder = folder
        self.site = Nginx(folder)
        self.contestants = [kind(self.site, databases, count) for kind in kinds for count in counts]

    def __enter__(self):
        try:
            self.site.start()
            for contestant in self.contestants:
                contestant.start()
                wait_until(lambda: is_up(contestant.port), f"the first response of {contestant.name}", 60, contestant.process)
                contestant.settle()
            # nginx reports errors until each contestant has started.
            self.expected_errors = self.nginx_errors()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for contestant in self.contestants:
            contestant.end()
        self.site.end()

    def measure(self, row, contestant, seconds, size=0):
        """Measures one run. A limit sends responses of `size` bytes."""
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
        # Deferred work counts too, and must not disturb the next run. The same is true for the requests that wrk leaves
        # behind at its end, one on each connection.
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
        """Raises Failed if a program has ended, or if nginx has reported an error."""
        for each in (self.site, *self.contestants):
            each.process.check()
        new = self.nginx_errors().removeprefix(self.expected_errors)
        if new:
            raise Failed(f"nginx reports errors:\n{new}")

    def nginx_errors(self):
        return self.site.process.log.read_text(errors="replace")
