"""Visits every page. Then checks it, or saves pictures of it.

Usage: check.py SITE FOLDER [PICTURES]
"""

import base64
import os
import pathlib
import re
import sys
import time

import barriers
import states
import validator
from browser import Browser

WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")
FIT = pathlib.Path(__file__).with_name("fit.js").read_text()


def save_pictures(browser, name, folder):
    for scheme in SCHEMES:
        for width in WIDTHS:
            browser.show(width, scheme)
            picture = folder / f"{name}-{width}-{scheme}.png"
            picture.write_bytes(base64.b64decode(browser.picture()))


def problems(browser):
    """What is wrong with the page that the browser shows: one line for each problem, with the widths and colours."""
    places = {}
    for scheme in SCHEMES:
        for width in WIDTHS:
            browser.show(width, scheme)
            for problem in [*barriers.find(browser), *browser.run(FIT)]:
                places.setdefault(problem, []).append(f"{width} {scheme}")
    return [f"{', '.join(names)}: {problem}" for problem, names in places.items()]


def check_checks(browser):
    """Makes mistakes in a page. Each check has to find its own."""
    browser.open("/notes/new")
    browser.run("""document.querySelector('main').insertAdjacentHTML('beforeend', `
        <img src="/static/icon.svg"><p id="pale">pale text</p><p id="wide">wide text</p><button id="low">x</button>`)""")
    browser.run("""document.querySelector('#pale').style = 'color: #999; background: #aaa'
        document.querySelector('#wide').style.width = '9999px'
        document.querySelector('#low').style = 'min-block-size: 0; padding: 0'""")
    found = "\n".join(problems(browser))
    for mistake in ("image-alt", "color-contrast.*pale", "scrolls sideways", "cut off.*wide", r"\d px: .*low"):
        if not re.search(mistake, found):
            raise SystemExit(f"the checks do not find a mistake: {mistake}\n{found}")


def main():
    site, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    pictures = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
    wanted = re.compile(os.environ.get("PAGES", ""))
    browser = Browser(site, folder)
    count = 0
    try:
        visit = states.Visit(browser)
        documents = {}
        if not pictures:
            barriers.install(browser)
        for name, show in states.STATES:
            # The notes are made even if only other pages are wanted.
            if not wanted.search(name) and show is not states.list_of_notes:
                continue
            start = time.monotonic()
            browser.show(WIDTHS[0], SCHEMES[0])
            show(visit)
            if pictures:
                save_pictures(browser, name, pictures)
                continue
            documents[name] = browser.source()
            for problem in problems(browser):
                count += 1
                print(f"{name} at {problem}", flush=True)
            if os.environ.get("TIMES"):
                print(f"{name}: {time.monotonic() - start:.1f} s", flush=True)
        if not pictures:
            check_checks(browser)
    finally:
        browser.end()
    if pictures:
        return
    for problem in validator.problems(documents, folder):
        count += 1
        print(problem)
    if count:
        raise SystemExit(f"{count} problems")
    print(f"{len(documents)} pages at {len(WIDTHS)} widths in light and dark colours: no problem")


main()
