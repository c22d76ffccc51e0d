"""Headless chromium for the other checks, through the DevTools protocol over a pipe: no server, no network."""

import base64
import json
import os
import select
import subprocess
import time

SECONDS = 60


class Browser:
    """Chromium, spoken to over two pipes; messages end with a zero byte."""

    def __init__(self, profile):
        here_reads, browser_writes = os.pipe()
        browser_reads, here_writes = os.pipe()

        def pipes():
            # The browser reads from 3 and writes to 4; far numbers first, lest one overwrite the other.
            far = (os.dup2(browser_reads, 63), os.dup2(browser_writes, 64))
            for number, end in zip((3, 4), far):
                os.dup2(end, number, inheritable=True)

        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
                   "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND",
                   f"--user-data-dir={profile}"]
        self.process = subprocess.Popen(["chromium", *options, "about:blank"], preexec_fn=pipes, close_fds=False,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        os.close(browser_reads)
        os.close(browser_writes)
        self.reads, self.writes = here_reads, here_writes
        self.number, self.waiting, self.events = 0, b"", []

    def message(self):
        end = time.monotonic() + SECONDS
        while b"\0" not in self.waiting:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.reads], [], [], left)[0]:
                raise SystemExit(f"chromium said nothing for {SECONDS} s")
            part = os.read(self.reads, 1 << 16)
            if not part:
                raise SystemExit("chromium ended")
            self.waiting += part
        text, self.waiting = self.waiting.split(b"\0", 1)
        return json.loads(text)

    def ask(self, method, session=None, **parameters):
        self.number += 1
        asked = {"id": self.number, "method": method, "params": parameters}
        if session:
            asked["sessionId"] = session
        os.write(self.writes, json.dumps(asked).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def wait_for(self, method):
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.message())

    def end(self):
        self.ask("Browser.close")
        self.process.wait(SECONDS)


def open_page(browser, address):
    target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
    page = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Network", "Log", "Runtime"):
        browser.ask(f"{domain}.enable", page)
    browser.events.clear()
    browser.ask("Page.navigate", page, url=address)
    browser.wait_for("Page.loadEventFired")
    return page


def value(browser, page, expression):
    return browser.ask("Runtime.evaluate", page, expression=expression, returnByValue=True)["result"].get("value")


def axe(browser, page, dark):
    """Violations of accessibility that axe-core finds, in one colour scheme."""
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    browser.ask("Emulation.setEmulatedMedia", page, features=scheme)
    asked = "axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify(r.violations.map(v => " \
            "v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(', '))))"
    found = browser.ask("Runtime.evaluate", page, expression=asked, awaitPromise=True, returnByValue=True)
    return json.loads(found["result"]["value"])


def lowest(page):
    """How far down a page its text goes, as a share of its height."""
    ends = []

    def seen(text, page_to_paper, text_to_page, *_):
        if text.strip():
            ends.append(text_to_page[4] * page_to_paper[1] + text_to_page[5] * page_to_paper[3] + page_to_paper[5])

    page.extract_text(visitor_text=seen)
    return 1 - min(ends, default=0) / float(page.mediabox.height)


def narrow(browser, page, width):
    browser.ask("Emulation.setDeviceMetricsOverride", page, width=width, height=740, deviceScaleFactor=2, mobile=True)
    return value(browser, page, "document.documentElement.scrollWidth")


def picture(browser, page):
    size = browser.ask("Page.getLayoutMetrics", page)["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 8000), "scale": 1}
    shot = browser.ask("Page.captureScreenshot", page, format="png", captureBeyondViewport=True, clip=clip)
    return base64.b64decode(shot["data"])


def complaints(browser):
    """Errors and warnings, from the console or the browser itself, and errors of scripts."""
    for event in browser.events:
        told = event.get("params", {})
        match event.get("method"):
            case "Log.entryAdded" if told["entry"]["level"] in ("error", "warning"):
                yield told["entry"]["text"]
            case "Runtime.consoleAPICalled" | "Runtime.exceptionThrown":
                yield json.dumps(told)[:200]


def requests(browser):
    asked = [event["params"]["request"]["url"] for event in browser.events
             if event.get("method") == "Network.requestWillBeSent"]
    return [address for address in asked if not address.startswith("data:")]
