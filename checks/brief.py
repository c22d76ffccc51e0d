"""Looks at a brief in headless chromium, through the DevTools protocol over a pipe. Called by brief.sh.

    brief.py BRIEF.html AXE.js [FOLDER]

A brief in depth, which has two pictures more, may have two pages more.

The page has no scripts, so whatever is measured is asked of the browser from outside; axe-core is put into it by the same
way. Beside the brief its Markdown, and brief-docx.html if it is there, are converted by pandoc, the latter by LibreOffice too.
Exit 1 if anything fails.
"""

import base64
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

import pypandoc
from browser import SECONDS, Browser, axe, complaints, lowest, narrow, open_page, picture, requests, value
from pypdf import PdfReader

NARROW = 360
PAGES = (3, 6)
DEEP = (4, 8)
# Least share of a page's height down to which it is filled; the last page may end anywhere.
FILLED = 0.75
A4 = (210 / 25.4 * 72, 297 / 25.4 * 72)


def converted(source):
    """Pictures in a document that pandoc makes of a file, and pictures that the file names."""
    names = 'alt="' if source.suffix == ".html" else "]("
    with tempfile.TemporaryDirectory() as folder:
        made = pathlib.Path(folder) / "made.docx"
        pypandoc.convert_file(str(source), "docx", outputfile=str(made), extra_args=[f"--resource-path={source.parent}"])
        kept = [name for name in zipfile.ZipFile(made).namelist() if name.startswith("word/media/")]
    return len(kept), source.read_text("utf-8").count(names)


def by_office(source, kind):
    """What LibreOffice makes of a page: the bytes of a file of that kind."""
    filters = {"docx": "docx:MS Word 2007 XML", "odt": "odt", "pdf": "pdf:writer_web_pdf_Export"}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--infilter=HTML (StarWriter)",
                        "--convert-to", filters[kind], "--outdir", folder, str(source)], check=True, timeout=SECONDS,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return (pathlib.Path(folder) / source.with_suffix(f".{kind}").name).read_bytes()


def office(source):
    """Of the .docx and the .odt of a page: pictures, headings and tables in them, and places of files that they name."""
    for kind, pictures, text, heading, table in (
        ("docx", "word/media/", ("word/document.xml", "word/_rels/document.xml.rels"), 'w:pStyle w:val="Heading', "<w:tbl>"),
        ("odt", "Pictures/", ("content.xml",), "<text:h ", "<table:table "),
    ):
        made = zipfile.ZipFile(io.BytesIO(by_office(source, kind)))
        kept = sum(name.startswith(pictures) for name in made.namelist())
        said = "".join(made.read(name).decode("utf-8") for name in text)
        yield kind, (kept, said.count(heading), said.count(table)), said.count("file:") + said.count('href="../')


def main():
    brief = pathlib.Path(sys.argv[1]).resolve()
    script = pathlib.Path(sys.argv[2]).read_text("utf-8")
    folder = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
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
                                   " || !s.getAttribute('aria-label')).length")
    stops = value(browser, page, "document.querySelectorAll('[tabindex]').length")
    pictures = value(browser, page, "document.querySelectorAll('svg').length")
    scripts = value(browser, page, "document.scripts.length")
    ids = value(browser, page, "(a => a.length - new Set(a).size)([...document.querySelectorAll('[id]')].map(e => e.id))")
    browser.ask("Emulation.setDeviceMetricsOverride", page, width=1100, height=900, deviceScaleFactor=1, mobile=False)
    desktop = picture(browser, page)
    browser.ask("Emulation.clearDeviceMetricsOverride", page)
    pdf = base64.b64decode(browser.ask("Page.printToPDF", page, preferCSSPageSize=True, printBackground=True)["data"])
    tagged = browser.ask("Page.printToPDF", page, preferCSSPageSize=True, generateTaggedPDF=True)["data"]
    found, asked = list(complaints(browser)), requests(browser)
    value(browser, page, script + ";0")
    violations = axe(browser, page, dark=False) + axe(browser, page, dark=True)
    narrow(browser, page, NARROW)
    violations += axe(browser, page, dark=False)
    browser.end()
    shutil.rmtree(profile, ignore_errors=True)

    check(not found, f"the browser complains of nothing: {found or 'nothing'}")
    check(asked == [brief.as_uri()], f"nothing but the page itself is asked for: {len(asked)} request(s)")
    check(scripts == 0, f"no script: {scripts}")
    check(wide <= NARROW, f"no scrolling sideways at {NARROW} px: {wide} px wide")
    check(pictures > 0 and unnamed == 0, f"every picture says itself in words: {pictures} pictures")
    check(stops == 0, f"no tab stop on what needs no scrolling: {stops}")
    check(not violations, f"axe-core finds no violation, in light, dark and on a phone: {violations or 'none'}")
    check(ids == 0, f"no id twice: {ids}")
    pages = PdfReader(io.BytesIO(pdf)).pages
    least, most = DEEP if 'id="deep"' in brief.read_text("utf-8") else PAGES
    check(least <= len(pages) <= most, f"prints to {least} to {most} pages: {len(pages)}")
    filled = [round(lowest(page), 2) for page in pages]
    check(min(filled[:-1]) >= FILLED, f"no page but the last is blank from {FILLED} of its height on: {filled}")
    check("/StructTreeRoot" in PdfReader(io.BytesIO(base64.b64decode(tagged))).trailer["/Root"], "its print is tagged")
    sizes = {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages}
    check(all(abs(w - A4[0]) < 2 and abs(h - A4[1]) < 2 for w, h in sizes), f"A4: {sizes}")
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    first = pages[0].extract_text()
    ends = "What would change our mind" in first and "What happens by outcome" not in first
    check(ends, "page 1 ends with what would change our mind")
    wanted = ["Bottom line", "not an intelligence judgement", "how to make it again", "Grounds", "SHA-256"]
    missing = [part for part in wanted if part not in text]
    check(not missing, f"its text can be selected: {missing or f'{len(text)} characters'}")
    for source in [brief.with_suffix(".md"), brief.with_name("brief-docx.html")]:
        if source.exists():
            kept, named = converted(source)
            check(kept == named > 0, f"pandoc keeps the pictures of {source.name}: {kept} of {named}")
    page = brief.with_name("brief-docx.html")
    if page.exists() and not os.environ.get("WRITER"):
        print("  LibreOffice Writer is not there (Debian: apt-get install libreoffice-writer-nogui): its .docx was not looked at")
    elif page.exists():
        text = page.read_text("utf-8")
        named = (text.count("<img "), text.count("<h1") + text.count("<h2"), text.count("<table"))
        for kind, found, places in office(page):
            check(found == named and min(named) > 0 and places == 0,
                  f"LibreOffice's .{kind} has the pictures, headings and tables, and no place of a file: {found} of {named}, {places}")
        if folder:
            (folder / "brief-docx.pdf").write_bytes(by_office(page, "pdf"))
    if folder:
        for name, data in (("brief.pdf", pdf), ("phone.png", phone), ("desktop.png", desktop)):
            (folder / name).write_bytes(data)
    sys.exit(failed > 0)


main()
