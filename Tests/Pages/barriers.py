"""axe-core in the browser: it finds barriers for people who use a screen reader, a keyboard or large letters."""

import importlib.resources
import json
import pathlib

AXE = importlib.resources.files("axe_playwright_python") / "axe.min.js"
RUN = pathlib.Path(__file__).with_name("axe.js").read_text()

def install(browser):
    """Adds axe-core to every page that the browser opens from now on. The CSP of the page does not apply to it."""
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", source=AXE.read_text())


def find(browser, only_colours=False):
    """Returns one text for each barrier on the page."""
    return browser.run(f"({RUN})({json.dumps(only_colours)})")
