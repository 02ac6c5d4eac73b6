"""Processes that the benchmark starts, watches and ends."""

import os
import pathlib
import signal
import socket
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    """An error that makes the figures useless. Its text is for the person at the terminal."""


class Process:
    """A process and all its children. Their output goes to a log file."""

    def __init__(self, arguments, log, **options):
        self.name = pathlib.Path(arguments[0]).name
        self.log = pathlib.Path(log)
        with open(log, "wb") as output:
            # The process gets a session of its own. Ctrl-C then reaches only the benchmark, which ends the process.
            self.child = subprocess.Popen(
                arguments, stdout=output, stderr=output, start_new_session=True,
                **{"stdin": subprocess.DEVNULL, **options})

    def check(self):
        """Raises Failed if the process has ended."""
        if self.child.poll() is not None:
            raise Failed(f"{self.name} ended with status {self.child.returncode}:\n{self.last_lines()}")

    def last_lines(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])

    def end(self):
        if self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(timeout=8)
            except subprocess.TimeoutExpired:
                pass
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.child.wait()

    def ids(self):
        """Returns the ids of the process and of all its descendants."""
        children = {}
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    children.setdefault(int(stat(entry.name)[1]), []).append(int(entry.name))
                except (FileNotFoundError, ProcessLookupError):
                    pass
        found = [self.child.pid]
        for process in found:
            found += children.get(process, [])
        return found

    def cpu_seconds(self):
        """Returns the CPU time that the process has used so far, with that of ended children."""
        while True:
            self.check()
            try:
                # utime, stime, cutime and cstime are the fields 14 to 17 in proc(5), counted from 1.
                return sum(sum(map(int, stat(process)[11:15])) for process in self.ids()) / TICKS
            except (FileNotFoundError, ProcessLookupError):
                pass  # a child has ended since its id was read; its parent has its time now

    def wait_until_idle(self, seconds=4 / TICKS):
        """Waits until the process has used no CPU time for some seconds."""
        before = None
        while before != (before := self.cpu_seconds()):
            time.sleep(seconds)

    def memory_mib(self):
        """Returns the resident memory. Shared memory counts for each process in `resident`, and once in `proportional`."""
        sizes = {"resident": 0, "proportional": 0}
        for process in self.ids():
            for line in pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                name, _, rest = line.partition(":")
                if name in ("Rss", "Pss"):
                    sizes["resident" if name == "Rss" else "proportional"] += int(rest.split()[0])
        return {name: round(kib / 1024, 1) for name, kib in sizes.items()}


class Group(Process):
    """Several processes that are measured as one app."""

    def __init__(self, processes):
        self.processes = processes

    def check(self):
        for process in self.processes:
            process.check()

    def last_lines(self):
        return "\n".join(process.last_lines() for process in self.processes)

    def end(self):
        for process in self.processes:
            process.end()

    def ids(self):
        return [id_ for process in self.processes for id_ in process.ids()]


def cores():
    """Returns how many cores the benchmark and its programs may use."""
    return len(os.sched_getaffinity(0))


def stat(process):
    """Returns the fields of /proc/<id>/stat after the command's name, which may contain spaces: state, parent, …"""
    return pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def listening_socket(path):
    """Returns a unix socket that can become descriptor 0 of a process, as with spawn-fcgi and systemd."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    os.chmod(path, 0o660)
    listener.listen(1024)
    return listener


def wait_until(condition, what, seconds, process=None):
    deadline = time.monotonic() + seconds
    while not condition():
        if process:
            process.check()
        if time.monotonic() > deadline:
            raise Failed(f"{what}: not within {seconds} seconds" + (f"\n{process.last_lines()}" if process else ""))
        time.sleep(0.05)
