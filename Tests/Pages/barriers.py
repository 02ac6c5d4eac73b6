"""axe-core in the browser: it finds barriers for people who use a screen reader, a keyboard or large letters."""

import importlib.resources
import pathlib

AXE = importlib.resources.files("axe_playwright_python") / "axe.min.js"
RUN = pathlib.Path(__file__).with_name("axe.js").read_text()

# Results that are no mistake, each with its reason.
EXCEPTIONS = {
}


def install(browser):
    """Adds axe-core to every page that the browser opens from now on. The CSP of the page does not apply to it."""
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", source=AXE.read_text())


def find(browser):
    """Yields one text for each barrier on the page."""
    for finding in browser.run(RUN):
        yield f"{finding['kind']} of {finding['rule']}: {finding['element']} at {finding['selector']}: {' '.join(finding['reasons'])} {finding['keys']}"
