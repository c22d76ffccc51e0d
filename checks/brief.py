"""Looks at a brief in headless chromium, through the DevTools protocol over a pipe. Called by brief.sh.

    brief.py BRIEF.html [FOLDER]

The page has no scripts, so whatever is measured is asked of the browser from outside. Exit 1 if anything fails.
"""

import base64
import io
import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import tempfile
import time

from pypdf import PdfReader

NARROW = 360
MOST_PAGES = 8
A4 = (210 / 25.4 * 72, 297 / 25.4 * 72)
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
    return browser.ask("Runtime.evaluate", page, expression=expression, returnByValue=True)["result"]["value"]


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


def main():
    brief = pathlib.Path(sys.argv[1]).resolve()
    folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    failed = 0

    def check(holds, text):
        nonlocal failed
        failed += not holds
        print(f"  {'holds' if holds else 'FAILS'}  {text}")

    profile = tempfile.mkdtemp()
    browser = Browser(profile)
    page = open_page(browser, brief.as_uri())
    wide = narrow(browser, page, NARROW)
    phone = picture(browser, page)
    unnamed = value(browser, page, "[...document.querySelectorAll('svg')].filter(s => s.getAttribute('role') !== 'img'"
                                   " || !s.querySelector('title') || !s.querySelector('desc')).length")
    pictures = value(browser, page, "document.querySelectorAll('svg').length")
    scripts = value(browser, page, "document.scripts.length")
    ids = value(browser, page, "(a => a.length - new Set(a).size)([...document.querySelectorAll('[id]')].map(e => e.id))")
    browser.ask("Emulation.setDeviceMetricsOverride", page, width=1100, height=900, deviceScaleFactor=1, mobile=False)
    desktop = picture(browser, page)
    browser.ask("Emulation.clearDeviceMetricsOverride", page)
    pdf = base64.b64decode(browser.ask("Page.printToPDF", page, preferCSSPageSize=True, printBackground=True)["data"])
    found, asked = list(complaints(browser)), requests(browser)
    browser.end()
    shutil.rmtree(profile, ignore_errors=True)

    check(not found, f"the browser complains of nothing: {found or 'nothing'}")
    check(asked == [brief.as_uri()], f"nothing but the page itself is asked for: {len(asked)} request(s)")
    check(scripts == 0, f"no script: {scripts}")
    check(wide <= NARROW, f"no scrolling sideways at {NARROW} px: {wide} px wide")
    check(pictures > 0 and unnamed == 0, f"every picture has a title and a description: {pictures} pictures")
    check(ids == 0, f"no id twice: {ids}")
    pages = PdfReader(io.BytesIO(pdf)).pages
    check(len(pages) <= MOST_PAGES, f"prints to at most {MOST_PAGES} pages: {len(pages)}")
    sizes = {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages}
    check(all(abs(w - A4[0]) < 2 and abs(h - A4[1]) < 2 for w, h in sizes), f"A4: {sizes}")
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    wanted = ["The answer", "not an intelligence judgement", "How to make it again", "Grounds", "SHA-256"]
    missing = [part for part in wanted if part not in text]
    check(not missing, f"its text can be selected: {missing or f'{len(text)} characters'}")
    if folder:
        for name, data in (("brief.pdf", pdf), ("phone.png", phone), ("desktop.png", desktop)):
            (folder / name).write_bytes(data)
    sys.exit(failed > 0)


main()
