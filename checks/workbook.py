"""The workbook of a run, opened by LibreOffice with German and Russian settings, beside the tables of the run.

    workbook.py FOLDER      what checks/workbook.sh made there

Every cell of every table is in its place: a number as a number with all digits, a text as text, nothing where the table has
nothing. No cell is an error or a formula. What is shown has the comma of the language. Charts are there with their words.
"""

import csv
import sys
import zipfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

TABLES = {
    "Events": "run/tables/events.csv",
    "Histories": "run/tables/chapters.csv",
    "Quarters": "run/tables/quarters.csv",
    "Metrics": "run/tables/metrics.csv",
    "Assumptions": "run/tables/assumptions.csv",
    "Variants": "varied/variants.csv",
}
SHEETS = ["Read me", "Events", "Outcomes", "Histories", "Quarters", "Metrics", "Assumptions", "Variants", "Charts"]
TEXT = set(
    "branch event chapter quarter quantity metric unit quantiles_over key written grounds variant set reference paired_by felt".split()
)
NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
}
# LibreOffice writes 15 or more digits.
CLOSE = 1e-13


def name(short):
    space, local = short.split(":")
    return f"{{{NAMES[space]}}}{local}"


def cells(row):
    """The cells of a row: type, value, what is shown, formula."""
    for cell in row:
        if cell.tag not in (name("table:table-cell"), name("table:covered-table-cell")):
            continue
        kind = cell.get(name("office:value-type"))
        shown = "\n".join("".join(line.itertext()) for line in cell.findall(name("text:p")))
        found = (kind, cell.get(name("office:value")), shown, cell.get(name("table:formula")))
        repeated = int(cell.get(name("table:number-columns-repeated"), "1"))
        yield from [found] * (repeated if kind else min(repeated, 50))


def read(path):
    """The rows of each sheet."""
    sheets = {}
    for sheet in ElementTree.parse(path).iter(name("table:table")):
        rows = []
        for row in sheet.iter(name("table:table-row")):
            line = list(cells(row))
            repeated = int(row.get(name("table:number-rows-repeated"), "1"))
            rows += [line] * (repeated if any(kind for kind, *_ in line) else 1)
        sheets[sheet.get(name("table:name"))] = rows
    return sheets


def plain(text):
    """What the table says, without the mark that guards CSV."""
    guarded = text[:1] == "'" and text[1:2] in tuple("=+-@\t")
    return text[1:] if guarded else text


def compared(sheet, rows, table):
    """How many cells of a sheet are those of the table."""
    heads, *lines = list(csv.reader(table.open(encoding="utf-8", newline="")))
    assert [cell[2] for cell in rows[0][: len(heads)]] == heads, (sheet, rows[0])
    rows = [row for row in rows[1:] if any(kind for kind, *_ in row)]
    assert len(rows) == len(lines), (sheet, len(rows), len(lines))
    for row, line in zip(rows, lines):
        row = row + [(None, None, "", None)] * (len(heads) - len(row))
        for head, (kind, value, shown, _), expected in zip(heads, row, line):
            place = (sheet, head, kind, value, shown, expected)
            if not expected:
                assert kind is None, place
            elif head in TEXT or (sheet == "Variants" and not number(expected)):
                assert kind == "string" and shown.split() == plain(expected).split(), place
            else:
                assert kind in ("float", "percentage"), place
                assert abs(float(value) - float(expected)) <= CLOSE * max(1.0, abs(float(expected))), place
    return len(lines) * len(heads)


def number(text):
    try:
        return float(text) == float(text)
    except ValueError:
        return False


def outcomes(rows, folder):
    """The shares of the sheet of outcomes are those of the tables of events and of kinds of history."""
    known = {}
    for table, key in (("events", "event"), ("chapters", "chapter")):
        for line in csv.DictReader((folder / f"run/tables/{table}.csv").open(encoding="utf-8", newline="")):
            known.setdefault((line["branch"], line[key]), float(line["probability"]))
    heads = [cell[2] for cell in rows[0]]
    count = 0
    for row in rows[1:]:
        for head, (kind, value, *_) in list(zip(heads, row))[4:]:
            if kind:
                assert kind == "percentage" and abs(float(value) - known[row[0][2], head]) < CLOSE, (row[0], head, value)
                count += 1
    assert count == len(known), (count, len(known))
    return count


def opened(folder, language):
    path = folder / language / "one.fods"
    sheets = read(path)
    assert list(sheets) == SHEETS, list(sheets)
    everything = [cell for rows in sheets.values() for row in rows for cell in row]
    for kind, value, shown, formula in everything:
        assert formula is None, (shown, formula)
        assert not shown.startswith(("Err:", "#")) and kind in (None, "string", "float", "percentage"), (kind, shown)
    count = sum(compared(sheet, sheets[sheet], folder / table) for sheet, table in TABLES.items())
    count += outcomes(sheets["Outcomes"], folder)
    # The settings were in force: decimals are shown with a comma, never with a point.
    shown = [shown for kind, _, shown, _ in everything if kind == "percentage"]
    assert any("," in text for text in shown) and not any("." in text for text in shown), shown[:5]
    print(f"{language}: {count:,} cells as in the tables, in {len(SHEETS)} sheets")


def packed(folder):
    """What LibreOffice does not show: words of pictures, notes of heads, that heads stay in sight, and no time of day."""
    with zipfile.ZipFile(folder / "one.xlsx") as book:
        assert book.read("docProps/core.xml").count(b">2000-01-01T00:00:00Z<") == 2, "the time of day is in it"
        drawings = "".join(book.read(part).decode() for part in book.namelist() if part.startswith("xl/drawings/drawing"))
        notes = [book.read(part).decode() for part in book.namelist() if part.startswith("xl/comments")]
        pictures = [part for part in book.namelist() if part.startswith("xl/media/")]
        sheets = [book.read(part).decode() for part in book.namelist() if part.startswith("xl/worksheets/sheet")]
    assert sum('state="frozen"' in sheet for sheet in sheets) == len(SHEETS) - 2
    charts = list((folder / "run/charts").glob("*.txt"))
    assert len(pictures) == len(charts) > 0, (pictures, charts)
    assert drawings.count('descr="') == len(charts) and 'descr=""' not in drawings
    heads = sum(len(next(csv.reader((folder / table).open(encoding="utf-8", newline="")))) for table in TABLES.values())
    written = sum(note.count("<comment ") for note in notes)
    assert written > heads, f"{written} notes for {heads} heads and those of outcomes"
    print(f"{len(charts)} charts with their words, {written} notes")


if __name__ == "__main__":
    root = Path(sys.argv[1])
    packed(root)
    for tongue in ("de-DE", "ru-RU"):
        opened(root, tongue)
