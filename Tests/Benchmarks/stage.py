"""Starts, measures and ends the contestants behind their nginx."""

import check
import wrk
from client import is_up
from nginx import Nginx
from processes import Failed, wait_until
from rows import NEW_NOTE


class Stage:
    """A context manager: it starts all programs, and ends them even after an error."""

    def __init__(self, folder, stores, kinds, counts, connections):
        """`stores` maps each store of the contestants to its databases."""
        self.folder, self.connections = folder, connections
        self.site = Nginx(folder)
        self.contestants = [kind(self.site, stores[kind.store], count, connections) for kind in kinds for count in counts]

    def __enter__(self):
        try:
            self.site.start()
            for contestant in self.contestants:
                contestant.start()
                self.await_start(contestant)
                contestant.settle()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for contestant in self.contestants:
            contestant.end()
        self.site.end()

    def await_start(self, contestant):
        wait_until(lambda: is_up(contestant.port), f"the first response of {contestant.name}", 60, contestant.process)
        # nginx reports errors until the contestant has started.
        self.expected_errors = self.nginx_errors()

    def replay(self, response, limits):
        """Makes the limits send `response`, which Notes wrote to FCGI_STDOUT."""
        for limit in limits:
            limit.replay(response)
            self.await_start(limit)
            check.check_limit(limit, response)

    def measure(self, row, contestant, seconds):
        """Measures one run."""
        paths = self.folder / "paths"
        paths.write_text("".join(f"{path}\n" for path in row.paths(contestant.count)))
        body = None
        if row.body:
            body = self.folder / "note.json"
            body.write_bytes(row.body)
        writer = wrk.Writer(contestant.port, "/api/notes", NEW_NOTE) if row.writes else None

        fields = row.fields(contestant)
        server = contestant.databases.process
        before = contestant.process.cpu_seconds()
        before_server = server.cpu_seconds() if server else 0
        if writer:
            writer.start()
        try:
            run = wrk.run(contestant.port, paths, seconds, self.connections, fields, row.method, body)
        finally:
            written = writer.stop() if writer else 0
        # Deferred work counts too, and must not disturb the next run. The same is true for the requests that wrk leaves
        # behind at its end, one on each connection.
        contestant.process.wait_until_idle()
        contestant.settle(has_written=bool(row.writes or row.body))
        run["cpu_seconds"] = round(contestant.process.cpu_seconds() - before, 2)
        run["server_cpu_seconds"] = round(server.cpu_seconds() - before_server, 2) if server else 0
        run["processed"] = run["requests"] + self.connections + written
        if writer:
            run["writes_per_second"] = round(written / run["seconds"], 1)
        self.check()
        return run

    def check(self):
        """Raises Failed if a program has ended, or if nginx has reported an error."""
        for each in (self.site, *self.contestants):
            each.process.check()
        new = self.nginx_errors().removeprefix(self.expected_errors)
        if new:
            raise Failed(f"nginx reports errors:\n{new}")

    def nginx_errors(self):
        return self.site.process.log.read_text(errors="replace")
