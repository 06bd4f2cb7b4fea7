"""Drives Chromium by the WebDriver protocol of the W3C, which chromedriver speaks. Used by browser/ and bench/html.

with Browser() as browser:
    browser.open("/tmp/report.html")
    browser.type("#filter", "check:leak")
"""

import base64
import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import time

# What the protocol calls keys that are no characters.
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "ArrowUp": "\ue013", "ArrowDown": "\ue015", "Tab": "\ue004", "Backspace": "\ue003",
        "End": "\ue010", "Home": "\ue011"}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


def find_browser():
    """The paths of the driver and the browser, or None when one of them is missing."""
    driver = shutil.which("chromedriver")
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return (driver, browser) if driver and browser else None


class Browser:
    def __init__(self, width=1400, height=900, dark=False):
        driver, binary = find_browser()
        self.process = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        # It prints on which port it listens.
        for line in self.process.stdout:
            match = re.search(r"started successfully on port (\d+)", line)
            if match:
                break
        else:
            raise RuntimeError("chromedriver did not start")
        self.port = int(match[1])
        # No page of a test needs a network; as root there is no sandbox.
        arguments = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
                     "--force-color-profile=srgb", f"--window-size={width},{height}"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        options = {"binary": binary, "args": arguments}
        self.path = ""
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.path = "/session/" + session["sessionId"]
        self.resize(width, height)
        self.emulate("prefers-color-scheme", "dark" if dark else "light")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("DELETE", "")
        finally:
            self.process.terminate()
            self.process.wait()

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        text = json.dumps(body if body is not None else {}) if method == "POST" else None
        connection.request(method, self.path + path, text, {"Content-Type": "application/json"})
        value = json.load(connection.getresponse())["value"]
        connection.close()
        if isinstance(value, dict) and "error" in value:
            raise RuntimeError(f"{value['error']}: {value['message']}")
        return value

    def command(self, name, **parameters):
        """One of the commands of the browser's developer tools."""
        return self.call("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def emulate(self, feature, value):
        self.command("Emulation.setEmulatedMedia", features=[{"name": feature, "value": value}])

    def resize(self, width, height):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def open(self, path, anchor=""):
        """Loads the page of a file anew."""
        self.call("POST", "/url", {"url": "about:blank"})
        self.call("POST", "/url", {"url": pathlib.Path(path).resolve().as_uri() + anchor})

    def run(self, script, *arguments):
        """The result of a function's body."""
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, script, what):
        """Waits until an expression is true."""
        for _ in range(200):
            if self.run(f"return Boolean({script})"):
                return
            time.sleep(0.05)
        raise AssertionError(f"{what}: {script}")

    def find(self, selector):
        return self.call("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        self.call("POST", f"/element/{self.find(selector)}/click")

    def press(self, *keys):
        """Keys for what has the focus: characters, or names of KEYS."""
        actions = [{"type": kind, "value": KEYS.get(key, key)} for key in keys for kind in ("keyDown", "keyUp")]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def type(self, selector, text):
        """Puts text into a field in place of what is there."""
        self.run("document.querySelector(arguments[0]).select()", selector)
        self.press(*(text or ["Backspace"]))

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0])?.innerText ?? null", selector)

    def texts(self, selector):
        return self.run("return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText)", selector)

    def messages(self):
        """What the page's scripts, and what it failed to load, put on the console since the last call."""
        return [entry["message"] for entry in self.call("POST", "/se/log", {"type": "browser"})]

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("GET", "/screenshot")))

    def print(self, path):
        """Writes what the printed page is, as PDF."""
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("POST", "/print", {"background": True})))
