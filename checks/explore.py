"""Uses the pages of `allegiance explore` in headless chromium as a reader does. Called by explore.sh.

    explore.py PROGRAM AXE.js [FOLDER]

Three scenarios are opened from disk. Dials are moved at random, and every number that the page then shows is held against
`propagate --format json` of the command line that the page itself gives. Exit 1 if anything fails. How long an answer takes
is printed; other work on the machine shows in it, so that only a multiple of what is promised fails.
"""

import base64
import csv
import io
import json
import pathlib
import random
import shlex
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml

from browser import Browser, axe, complaints, lowest, narrow, open_page, picture, requests, value
from pypdf import PdfReader

ROOT = pathlib.Path(__file__).resolve().parent.parent
# A scenario and how many settings are tried: the seed case, one of another year, the template.
CASES = (("belarus-2020", 26), ("belarus-2014", 14), ("template", 14))
# What is promised, and what fails here, milliseconds at the 95th percentile from a change to the painted answer.
PROMISED, FAILS = 100, 200
SERIES = 3
LARGEST = 1_500_000
NARROW = 390
# Least share of a printed page's height down to which it is filled: charts are not broken over pages.
FILLED = 0.25
HOSTILE = "</script><img src=x onerror=document.title='broken'>"

# What a reader sees, by the place that the page says of it.
SHOWN = """(() => { const all = {};
  for (const cell of document.querySelectorAll('#events [data-value], #room [data-value], #quarters [data-value]'))
    all[cell.dataset.place] = cell.dataset.value;
  return JSON.stringify(all); })()"""

# Moves so many dials at random places, through their own elements and events.
MOVE = """((count, draw) => { const tell = (element, kind) => element.dispatchEvent(new Event(kind, {bubbles: true}));
  const rolls = draw; let at = 0; const roll = () => rolls[at++ % rolls.length];
  const one = (list) => list[Math.floor(roll() * list.length)];
  for (let moved = 0; moved < count; moved++) {
    const kind = one(['[data-odds]', 'select[data-key]', '.dial input[type=range]:not([data-odds])', '#first input[data-key]', '#rest input[type=range]']);
    const all = [...document.querySelectorAll('#dials ' + kind)];
    if (!all.length) continue;
    const dial = one(all);
    if (dial.tagName === 'SELECT') { dial.value = one([...dial.options]).value; }
    else if (dial.type === 'range') { dial.value = Number(dial.min) + roll() * (Number(dial.max) - Number(dial.min)); tell(dial, 'input'); }
    else { const slider = dial.parentElement.querySelector('input[type=range]'); if (!slider) continue;
      dial.value = (Number(slider.min) + roll() * (Number(slider.max) - Number(slider.min))).toFixed(4); }
    tell(dial, 'change');
  } })"""

STOPS = """[...document.querySelectorAll('button, input, select, textarea, summary, a[href], pre[tabindex]')]
  .filter(e => !e.disabled && e.checkVisibility() && !e.closest('dialog')).length"""
FOCUSED = """(() => { const e = document.activeElement; if (!e || e === document.body) return -1;
  const known = (window.visited = window.visited || new Map()); if (!known.has(e)) known.set(e, known.size); return known.get(e); })()"""


class Page:
    """A page that is open, and what is done with it."""

    def __init__(self, browser, path):
        self.browser, self.path = browser, path
        self.session = open_page(browser, path.as_uri())
        self.settle()

    def value(self, expression):
        return value(self.browser, self.session, expression)

    def settle(self):
        """Waits for the answer. A document that is still being opened has no elements, or none that are filled."""
        end = time.monotonic() + 60
        while self.value("document.getElementById('answers')?.getAttribute('aria-busy')") != "false":
            if time.monotonic() > end or self.value("document.getElementById('fault')?.textContent.startsWith('The page could not')"):
                raise SystemExit(f"{self.path.name}: {self.value('document.body.innerText')[:400]}")
            time.sleep(0.02)

    def click(self, name):
        self.value(f"document.getElementById('{name}').click()")
        self.settle()

    def key(self, key, code, text=None):
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if text and kind == "keyDown" else {}
            self.browser.ask("Input.dispatchKeyEvent", self.session, type=kind, key=key, code=key, windowsVirtualKeyCode=code, **more)

    def shown(self):
        """Every number of the page, those of each outcome by quarter included."""
        found = {}
        count = self.value("document.getElementById('outcome').options.length")
        for at in range(count):
            self.value(f"(s => {{ s.selectedIndex = {at}; s.dispatchEvent(new Event('change')) }})(document.getElementById('outcome'))")
            found.update(json.loads(self.value(SHOWN)))
        return found

    def command(self):
        return self.value("document.getElementById('command').value")

    def fault(self):
        return self.value("document.getElementById('fault').textContent")

    def times(self):
        return json.loads(self.value("JSON.stringify(performance.getEntriesByName('answer').map(e => e.duration))"))


def told(program, desk, command):
    """What the program prints for a command of the page."""
    words = shlex.split(command)
    done = subprocess.run([program, *words[1:], "--format", "json"], cwd=desk, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command}\n{done.stderr}")
    return json.loads(done.stdout)


def there(found, place):
    """The number at a place of the page in what the program printed."""
    kind, outcome, *rest = place
    if kind == "room":
        family, end = rest
        start = next(start for start in found["starts"] if start["branch"] == outcome)
        return next(row for row in start["ranges"] if row["family"] == family)[end]
    case = found["all"] if outcome == "all outcomes" else found["branches"][outcome]
    match kind:
        case "event":
            return case["events"][rest[0]][-1]
        case "by":
            return case["events"][rest[0]][rest[1]]
        case "mean":
            return case["quarters"][rest[0]][rest[1]]
        case "contract":
            return case["quarters"][rest[0]]["contract"][rest[1]]
    raise KeyError(place)


def of_row(found, row):
    """The number that a row of the page's CSV stands for in what the program printed."""
    case = found["all"] if row["outcome"] == "all outcomes" else found["branches"][row["outcome"]]
    at, what = [quarter["quarter"] for quarter in case["quarters"]].index(row["quarter"]), row["what"]
    for start, of in (("contract: ", lambda name: case["quarters"][at]["contract"][name]), ("event so far: ", lambda name: case["events"][name][at])):
        if what.startswith(start):
            return of(what.removeprefix(start))
    return case["quarters"][at][what]


def differences(page, program, desk):
    """How many numbers of a page were held against the program, and those that differ."""
    found, own = told(program, desk, page.command()), page.shown()
    wrong = [place for place, text in own.items() if float(text) != there(found, json.loads(place))]
    return len(own), wrong


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def saved(page, folder, name, button):
    """What a button of the page gives to be saved under a name. It is pressed by a key: of a page that saves by itself the
    browser keeps only the first ten files."""
    page.browser.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    page.value(f"{button}.focus()")
    page.key("Enter", 13, "\r")
    end = time.monotonic() + 20
    # The file is there before anything is in it: it is whole once it no longer grows.
    size = 0
    while time.monotonic() < end:
        time.sleep(0.05)
        now = (folder / name).stat().st_size if (folder / name).exists() else 0
        if now and now == size:
            break
        size = now
    return (folder / name).read_bytes()


class Checks:
    def __init__(self, program, desk):
        self.program, self.desk, self.failed = program, desk, 0

    def check(self, holds, text):
        self.failed += not holds
        print(f"  {'holds' if holds else 'FAILS'}  {text}", flush=True)

    def page(self, browser, name, *more):
        path = self.desk / f"{name}.explore.html"
        subprocess.run([self.program, "explore", f"{name}.toml", *more], cwd=self.desk, check=True, capture_output=True)
        return Page(browser, path)

    def numbers(self, page, count, draw):
        """Random settings, each held against the program."""
        held, wrong, refused = 0, [], 0
        before = len(page.times())
        for _ in range(count):
            page.click("reset") if draw.random() < 0.3 else None
            rolls = json.dumps([draw.random() for _ in range(40)])
            page.value(f"{MOVE}({draw.randint(1, 4)}, {rolls})")
            page.settle()
            refused += bool(page.fault())
            some, differ = differences(page, self.program, self.desk)
            held, wrong = held + some, wrong + differ
        self.check(not wrong and not refused and held > 0,
                   f"{page.path.stem}: {held} numbers of {count} settings are those of its command line: {wrong[:3] or 'all'}"
                   + (f"; {refused} refused: {page.fault()}" if refused else ""))
        return page.times()[before:]

    def state(self, page):
        """Undo, redo, reset, the address and what is kept."""
        page.click("reset")
        plain = page.shown()
        page.value(f"{MOVE}(1, [0.99, 0.5, 0.9])")
        page.settle()
        moved = page.shown()
        page.click("undo")
        back = page.shown()
        page.click("redo")
        self.check(plain != moved and back == plain and page.shown() == moved, "undo and redo give the answers before and after")
        page.click("keep")
        time.sleep(0.4)
        address = page.value("location.href")
        for place in ("about:blank", address):
            # The events of one page are waited for before the next is opened, lest one be taken for the other's.
            page.browser.events.clear()
            page.browser.ask("Page.navigate", page.session, url=place)
            page.browser.wait_for("Page.loadEventFired")
        page.settle()
        kept = page.value("document.querySelectorAll('#board tbody tr').length")
        self.check(page.shown() == moved and kept == 3, f"the address alone brings the state and what is kept back: {kept} rows")
        page.click("reset")
        self.check(page.shown() == plain, "reset gives what was shipped")
        page.click("undo")

    def keyboard(self, page):
        page.value("document.querySelectorAll('#dials > details').forEach(d => d.open = false); document.activeElement.blur()")
        wanted, seen = page.value(STOPS), set()
        for _ in range(wanted + 5):
            page.key("Tab", 9)
            seen.add(page.value(FOCUSED))
        seen.discard(-1)
        self.check(len(seen) >= wanted, f"Tab reaches every control: {len(seen)} of {wanted}")
        page.value("(s => { s.selectedIndex = 0; s.dispatchEvent(new Event('change')) })(document.getElementById('outcome'))")
        for what, where in (("an outcome", "#events thead button"), ("a deal", "#room tbody button"), ("a quarter", "#quarters tbody tr:nth-child(3) button")):
            page.value(f"document.getElementById('why-head').textContent = ''; document.querySelector('{where}').focus()")
            page.key("Enter", 13, "\r")
            time.sleep(0.5)
            text = page.value("document.getElementById('why').open ? document.getElementById('why').innerText : ''")
            self.check("Worth" in text and "Without an agreement" in text, f"Enter on {what} tells why: {len(text)} characters")
            page.key("Escape", 27)
            time.sleep(0.1)
        self.check(not page.value("document.getElementById('why').open"), "Escape closes it")

    def exports(self, page, name):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.desk))
        own = page.shown()
        scenario = saved(page, folder, f"{name}-variant.toml", "document.getElementById('save-scenario')")
        (self.desk / "exported.toml").write_bytes(scenario)
        found = told(self.program, self.desk, "allegiance propagate exported.toml")
        same = all(float(text) == there(found, json.loads(place)) for place, text in own.items())
        self.check(same, f"the scenario file gives the same numbers: {len(own)}")
        variants = saved(page, folder, f"{name}-variants.toml", "document.getElementById('save-variants')")
        (self.desk / "variants.toml").write_bytes(variants)
        compared = subprocess.run([self.program, "compare", f"{name}.toml", "--variants", "variants.toml", "--set", "simulation.draws=2",
                                   "--set", "simulation.paths=2"], cwd=self.desk, capture_output=True, text=True, check=False)
        self.check(compared.returncode == 0, f"compare takes the variants file: {compared.stderr[:200] or 'no complaint'}")
        rows = list(csv.DictReader(io.StringIO(saved(page, folder, f"{name}-numbers.csv", "document.getElementById('save-csv')").decode())))
        found = told(self.program, self.desk, page.command())
        wrong = [row for row in rows if float(row["value"]) != of_row(found, row)]
        self.check(len(rows) > 100 and not wrong, f"the CSV has the program's numbers: {len(rows)} rows, {wrong[:2] or 'all'}")
        ids = json.loads(page.value("JSON.stringify([...document.querySelectorAll('#figures figure')].map(f => f.dataset.id))"))
        for at, chart in enumerate(ids):
            press = "document.querySelectorAll('#figures figure')[{}].querySelectorAll('button')[{}]"
            svg, png, table = (saved(page, folder, f"{name}-{chart}.{form}", press.format(at, button))
                               for button, form in enumerate(("svg", "png", "csv")))
            good = xml.fromstring(svg).tag.endswith("svg") and png.startswith(b"\x89PNG") and list(csv.reader(io.StringIO(table.decode())))
            self.check(bool(good), f"{chart}: SVG, PNG of {len(png)} bytes and CSV can be read")
        self.check(len(ids) >= 4, f"charts: {ids}")

    def looks(self, browser, page, script, folder):
        wide = narrow(browser, page.session, NARROW)
        self.check(wide <= NARROW, f"no scrolling sideways at {NARROW} px: {wide}")
        page.value(script + ";0")
        violations = axe(browser, page.session, dark=False)
        pictures = {"phone.png": picture(browser, page.session)}
        browser.ask("Emulation.setDeviceMetricsOverride", page.session, width=1280, height=900, deviceScaleFactor=1, mobile=False)
        for dark in (True, False):
            violations += axe(browser, page.session, dark=dark)
            pictures[f"{'dark' if dark else 'light'}.png"] = picture(browser, page.session)
        page.value("document.querySelector('#room tbody button').click()")
        time.sleep(0.5)
        violations += axe(browser, page.session, dark=False)
        pictures["why.png"] = base64.b64decode(browser.ask("Page.captureScreenshot", page.session, format="png")["data"])
        page.value("document.getElementById('why').close()")
        self.check(not violations, f"axe-core finds no violation, in light, dark, at {NARROW} px and of the reasons: {violations or 'none'}")
        unnamed = page.value("[...document.images].filter(i => !i.alt).length")
        self.check(unnamed == 0, f"every chart says itself in words: {unnamed} do not")
        pdf = base64.b64decode(browser.ask("Page.printToPDF", page.session, preferCSSPageSize=True, printBackground=True)["data"])
        filled = [round(lowest(one), 2) for one in PdfReader(io.BytesIO(pdf)).pages]
        self.check(min(filled[:-1]) > FILLED and filled[-1] > 0, f"no printed page but the last is blank from {FILLED} of its height on: {filled}")
        if folder:
            for name, data in {**pictures, "print.pdf": pdf}.items():
                (folder / name).write_bytes(data)


def hostile(text):
    """A scenario whose names are markup."""
    text = text.replace('title  = "', f'title  = "{HOSTILE}', 1)
    return text.replace('"weakened incumbent"', '"<img src=x onerror=document.title=1>"').replace('"trade war of a year"', f'"war {HOSTILE}"')


def scenarios(program, desk):
    for file in (ROOT / "scenarios").glob("*.toml"):
        (desk / file.name).write_bytes(file.read_bytes())
    (desk / "history").mkdir()
    for file in (ROOT / "scenarios/history").glob("*.csv"):
        (desk / "history" / file.name).write_bytes(file.read_bytes())
    (desk / "hostile.toml").write_text(hostile((desk / "belarus-2020.toml").read_text("utf-8")), "utf-8")
    subprocess.run([program, "init", "template"], cwd=desk, check=True, capture_output=True)


def main():
    program, script = sys.argv[1], pathlib.Path(sys.argv[2]).read_text("utf-8")
    folder = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
    draw = random.Random(16)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        desk = pathlib.Path(place)
        scenarios(program, desk)
        checks = Checks(program, desk)
        browser = Browser(tempfile.mkdtemp(dir=desk))
        for name, count in CASES:
            page = checks.page(browser, name)
            if name == CASES[0][0]:
                size = page.path.stat().st_size
                checks.check(size < LARGEST, f"the page of {name} has fewer than {LARGEST} bytes: {size}")
            times = checks.numbers(page, count, draw)
            if name == CASES[0][0]:
                # What else the machine does only adds to it: a series that fails is measured again, twice at most.
                for again in range(SERIES):
                    times = checks.numbers(page, count, draw) if again else times
                    slow = percentile(times, 0.95)
                    print(f"  {name}: from a change to the painted answer {percentile(times, 0.5):.0f} ms in the middle, {slow:.0f} ms at the "
                          f"95th percentile of {len(times)}; {PROMISED} ms are promised on an idle machine", flush=True)
                    if slow < FAILS:
                        break
                checks.check(slow < FAILS, f"that is less than {FAILS} ms")
                checks.state(page)
                checks.keyboard(page)
                checks.exports(page, name)
                found, asked = list(complaints(browser)), requests(browser)
                checks.check(not found, f"the browser complains of nothing: {found[:3] or 'nothing'}")
                outside = [one for one in asked if not one.startswith(("file:", "blob:", "about:"))]
                checks.check(not outside, f"nothing is asked of a network: {outside or len(asked)}")
                checks.looks(browser, page, script, folder)
            browser.events.clear()
        page = checks.page(browser, "hostile")
        broken = page.value("document.title.startsWith('What if: </script><img') && document.querySelectorAll('img[src=x]').length === 0")
        checks.check(broken and HOSTILE in page.value("document.getElementById('title').textContent"), "markup in names stays text")
        browser.end()
    sys.exit(checks.failed > 0)


main()
