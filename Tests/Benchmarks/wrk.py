"""The load: a run of wrk, and a client that posts notes during the run."""

import http.client
import json
import pathlib
import subprocess
import threading
import time

from processes import Failed

WRITES_PER_SECOND = 50

SCRIPT = pathlib.Path(__file__).with_name("load.lua")


def run(port, paths, seconds, connections, fields, method="GET", body=None):
    """Requests each path of the file `paths` in turn, or sends the file `body` there, with the header fields `fields`.

    Each connection sends its next request after each response. Returns the number of responses, the duration in seconds, and p50
    and p99 in milliseconds. Raises Failed if a request got no response or an error."""
    command = [
        "wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--timeout", "10s",
        *(f"--header={name}: {value}" for name, value in fields.items()), "--script", SCRIPT, f"http://127.0.0.1:{port}", "--", paths]
    output = subprocess.run(
        command + ([method, body] if body else []), capture_output=True, text=True, timeout=seconds + 30, check=False)
    try:
        result = json.loads(output.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        raise Failed(f"wrk failed:\n{output.stdout}{output.stderr}") from None
    if result["failures"] or not result["requests"]:
        raise Failed(f"some requests got no response or an error:\n{output.stdout}")
    return {
        "requests": result["requests"],
        "seconds": result["microseconds"] / 1e6,
        "p50_ms": result["p50"] / 1e3,
        "p99_ms": result["p99"] / 1e3,
    }


class Writer(threading.Thread):
    """A client that posts notes at a steady rate over one kept connection until `stop`."""

    def __init__(self, port, path, body):
        super().__init__(daemon=True)
        self.port, self.path, self.body = port, path, body
        self.count = 0
        self.failure = None
        self.stopping = threading.Event()

    def run(self):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            start = time.monotonic()
            # The clock sets the rate: after a late response, the next request follows at once.
            while not self.stopping.wait(max(0, start + self.count / WRITES_PER_SECOND - time.monotonic())):
                connection.request("POST", self.path, self.body, {"Content-Type": "application/json"})
                response = connection.getresponse()
                response.read()
                if not 200 <= response.status < 300:
                    raise Failed(f"the writer got status {response.status}")
                self.count += 1
            connection.close()
        except Exception as error:  # `stop` raises it in the thread of the benchmark
            self.failure = error

    def stop(self):
        """Ends the thread. Returns how many notes the client posted."""
        self.stopping.set()
        self.join()
        if self.failure:
            raise Failed(f"the writer failed: {self.failure}")
        return self.count
