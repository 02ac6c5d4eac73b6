"""What our own answers are made of: the parts of one, timed within one process."""

import json
import subprocess

from contestants import CHECKOUT
from processes import Failed


def run(database):
    """Prints and returns the figures of micro/main.swift, in nanoseconds, on a database that ours has opened before."""
    program = CHECKOUT / ".build/release/notes-micro"
    output = subprocess.run([program, database, CHECKOUT / "templates"], capture_output=True, text=True, check=False)
    if output.returncode:
        raise Failed(f"{program.name}:\n{output.stdout}{output.stderr}")
    figures = json.loads(output.stdout)

    print("\nWhat an answer is made of, in µs (CPU; carrying it comes on top: see the limit)")
    print(f"  {'':24}{'route':>8}{'make':>8}{'query':>8}{'all':>8}{'kept':>8}")
    for answer in figures["answers"]:
        route, memory, whole = figures["route"], answer["from memory"], answer["from SQLite"]
        parts = (route, memory - route, whole - memory, whole, answer["kept"])
        print(f"  {'GET ' + answer['target']:24}" + "".join(f"{part / 1000:>8.1f}" for part in parts))
    for name, value in figures.items():
        if name not in ("answers", "route"):
            print(f"  {name:40}{value / 1000:>8.1f}")
    return figures
