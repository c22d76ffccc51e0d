"""CSV of the program as tables: pandas if it is there, otherwise columns by name.

Numbers are read so that no digit is lost. An empty cell is a missing value: NaN in pandas, ``None`` in a plain dict.
"""

from __future__ import annotations

import csv
import importlib.util
import io
from collections.abc import Sequence
from typing import Any, Literal

As = Literal["pandas", "dict", "xarray"]
"""The form of a table."""


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
    return {head: _typed([row[at] for row in rows]) for at, head in enumerate(heads)}


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
    return [cell or None for cell in cells]
