"""Times the parts of a response of Notes within one process."""

import json
import subprocess

from contestants import CHECKOUT
from processes import Failed


def run(database):
    """Prints and returns the figures of notes-micro, in nanoseconds. Notes must have opened the database before."""
    program = CHECKOUT / ".build-static/release/notes-micro"
    output = subprocess.run([program, database, CHECKOUT / "templates"], capture_output=True, text=True, check=False)
    if output.returncode:
        raise Failed(f"{program.name}:\n{output.stdout}{output.stderr}")
    figures = json.loads(output.stdout)

    print("\nThe parts of a response, in µs of CPU time, without nginx. An exchange includes its client.")
    print(f"  {'':24}{'route':>8}{'make':>8}{'query':>8}{'all':>8}{'cached':>8}{'browser':>9}")
    for response in figures["responses"]:
        route, memory, whole = figures["route"], response["from memory"], response["from SQLite"]
        parts = (route, memory - route, whole - memory, whole, response["cached"])
        browser = f"{response['browser'] / 1000:>9.1f}"
        print(f"  {'GET ' + response['target']:24}" + "".join(f"{part / 1000:>8.1f}" for part in parts) + browser)
    for name, value in figures.items():
        if name not in ("responses", "route"):
            print(f"  {name:48}{value / 1000:>8.1f}")
    return figures
