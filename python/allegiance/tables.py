"""CSV of the program as tables: pandas if it is there, otherwise columns by name.

Numbers are read so that no digit is lost. An empty cell is a missing value: NaN in pandas, ``None`` in a plain dict. Columns
of text are known by their names, as in src/report/workbook/sheet.rs, so that an event called ``2020`` stays text.
"""

from __future__ import annotations

import csv
import importlib.util
import io
from collections.abc import Sequence
from typing import Any, Literal

As = Literal["pandas", "dict", "xarray"]
"""The form of a table."""

TEXT = frozenset(
    "branch chapter column confrontation energy era event found_by government grounds integration key mandate meaning metric number "
    "offer opening paired_by quantiles_over quantity quarter reference set table unit variant written".split()
)
"""Columns of text."""

_FORMULA = ("=", "+", "-", "@", "\t")
"""What a spreadsheet takes for the beginning of a formula."""


def table(text: bytes, as_: As | None, index: Sequence[str] = ()) -> Any:
    """CSV as a table.

    Args:
        text: The CSV, UTF-8.
        as_: ``"pandas"``, ``"dict"`` (columns by name) or ``"xarray"``; ``None`` is pandas if it is installed, else dict.
        index: Columns that xarray takes as dimensions, those of them that there are.
    """
    if as_ is None:
        as_ = "pandas" if importlib.util.find_spec("pandas") else "dict"
    match as_:
        case "dict":
            return columns(text)
        case "pandas":
            return frame(text)
        case "xarray":
            found = frame(text)
            return found.set_index([name for name in index if name in found]).to_xarray()
        case _:
            raise ValueError(f"as_={as_!r}: 'pandas', 'dict' or 'xarray'")


def frame(text: bytes) -> Any:
    """CSV as a DataFrame."""
    import pandas

    # Not by `read_csv`: it loses digits in some versions of pandas, and takes names such as "None" for missing values.
    return pandas.DataFrame(columns(text))


def columns(text: bytes) -> dict[str, list[Any]]:
    """CSV as lists, by the names of the columns."""
    heads, *rows = csv.reader(io.StringIO(text.decode(), newline=""))
    cells = {head: [row[at] for row in rows] for at, head in enumerate(heads)}
    return {head: (_texts if head in TEXT else _typed)(column) for head, column in cells.items()}


def _texts(cells: list[str]) -> list[Any]:
    """Texts, without the mark that keeps a spreadsheet from taking them for formulas."""
    return [(cell[1:] if cell[0] == "'" and cell[1:2] in _FORMULA else cell) if cell else None for cell in cells]


def _typed(cells: list[str]) -> list[Any]:
    """The cells of a column as the first of these types that fits all: integers, numbers, true and false, text."""
    given = [cell for cell in cells if cell]
    if given and set(given) <= {"true", "false"}:
        return [cell == "true" if cell else None for cell in cells]
    for kind in (int, float):
        try:
            return [kind(cell) if cell else None for cell in cells]
        except ValueError:
            continue
    return _texts(cells)
