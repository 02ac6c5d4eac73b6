"""Chromium, driven through chromedriver (W3C WebDriver) and its command for the Chrome DevTools Protocol (CDP).

Both speak JSON over HTTP, so the standard library is enough.
"""

import http.client
import json
import pathlib
import re
import subprocess
import time


class Browser:
    """A headless Chromium with a session of its own."""

    def __init__(self, site, folder):
        self.site = site
        self.folder = pathlib.Path(folder, "browser")
        self.folder.mkdir()
        environment = {"HOME": str(self.folder), "TMPDIR": str(self.folder), "PATH": "/usr/bin:/bin"}
        output = self.folder / "output"
        with open(output, "wb") as log:
            self.process = subprocess.Popen(
                ["chromedriver", "--port=0"], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
        # chromedriver chooses a free port and prints it.
        wait_until("chromedriver prints its port", lambda: b"started successfully on port" in output.read_bytes(), 30)
        port = int(re.search(rb"successfully on port (\d+)", output.read_bytes())[1])
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        arguments = [
            "--headless", f"--user-data-dir={self.folder}/profile", "--disable-dev-shm-usage", "--disable-gpu",
            "--no-first-run", "--disable-background-networking", "--disable-component-update",
            # The sandbox does not work for root and in many containers. Chromium opens only our own pages.
            "--no-sandbox",
            # Chromium must not reach any other machine. The name is one that the site refuses (421).
            "--host-resolver-rules=MAP another.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ]
        options = {"binary": "/usr/bin/chromium", "args": arguments}
        # The log of this name lists the events of CDP.
        capabilities = {
            "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"performance": "ALL"}}
        session = self.send("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self.session = session["sessionId"]

    def end(self):
        try:
            self.send("DELETE", f"/session/{self.session}")
        finally:
            self.process.terminate()
            self.process.wait(timeout=10)

    def send(self, method, target, body=None):
        text = None if body is None else json.dumps(body)
        self.connection.request(method, target, text, {"Content-Type": "application/json"})
        response = self.connection.getresponse()
        value = json.loads(response.read())["value"]
        if response.status != 200:
            raise RuntimeError(f"{method} {target}: {value['message']}")
        return value

    def command(self, method, path, body=None):
        return self.send(method, f"/session/{self.session}{path}", body)

    def devtools(self, name, **parameters):
        return self.command("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def run(self, expression):
        """Returns the value of a JavaScript expression, or of its promise. The CSP of the page does not apply to it."""
        value = self.devtools("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in value:
            raise RuntimeError(f"{expression[:100]}: {value['exceptionDetails']}")
        return value["result"].get("value")

    def open(self, target):
        """Opens a path of the site, or a whole address."""
        self.command("POST", "/url", {"url": target if target.startswith("http:") else self.site + target})

    def submit(self, button, **fields):
        """Fills in fields of the page, clicks the button with this CSS selector, and waits for the next page."""
        self.run("""(fields => {
            for (const [name, value] of Object.entries(fields)) {
                document.querySelector(`main form [name="${name}"]`).value = value
            }
            window.isOldPage = true
            const button = document.querySelector(%s)
            if (button.form) button.form.noValidate = true
            button.click()
        })(%s)""" % (json.dumps(button), json.dumps(fields)))
        wait_until(f"a page appears after {button}", lambda: self.run("!window.isOldPage && document.readyState == 'complete'"))

    def forget_cookies(self):
        self.command("DELETE", "/cookie")

    def show(self, width, scheme):
        """Sets the width of the screen in CSS pixels, and the colours that the reader prefers: `light` or `dark`."""
        # Motion is reduced, so that no colour is looked at while it changes.
        features = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": n, "value": v} for n, v in features.items()])
        self.devtools(
            "Emulation.setDeviceMetricsOverride", width=width, height=640 if width < 500 else 800, deviceScaleFactor=1,
            mobile=False)

    def source(self):
        """The HTML of the page as the server sent it. A page that is shown again has none."""
        events = [json.loads(entry["message"])["message"] for entry in self.command("POST", "/se/log", {"type": "performance"})]
        documents = [
            event["params"]["requestId"] for event in events
            if event["method"] == "Network.responseReceived" and event["params"]["type"] == "Document"]
        return self.devtools("Network.getResponseBody", requestId=documents[-1])["body"]

    def picture(self):
        """A PNG of the whole page, in base64."""
        return self.devtools("Page.captureScreenshot", captureBeyondViewport=True)["data"]


def wait_until(what, condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"waited for {seconds} s: {what}")
        time.sleep(0.02)
