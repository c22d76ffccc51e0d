"""The results of a run: its tables and its summary, from memory or from a folder."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

from .tables import As, table


class Run:
    """A simulated scenario. Its tables have the columns of ``tables/`` in a run folder; ``codebook`` says what each means.

    Shares are from 0 to 1, subsidies in pp/yr (hundredths of the client's output a year); ``_se`` is a standard error.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = dict(files)

    def __repr__(self) -> str:
        return f"<allegiance.Run with {', '.join(self.tables)}>"

    @property
    def tables(self) -> list[str]:
        """Names of all tables."""
        names = [Path(name).name.split(".")[0] for name in self._files if name.startswith("tables/")]
        return sorted(names)

    def table(self, name: str, as_: As | None = None) -> Any:
        """A table by its name.

        Raises:
            KeyError: If the run has no such table.
        """
        for file, read in ((f"tables/{name}.csv", bytes), (f"tables/{name}.csv.gz", gzip.decompress)):
            if file in self._files:
                return table(read(self._files[file]), as_)
        raise KeyError(f"no table {name!r}; there is: {', '.join(self.tables)}")

    @cached_property
    def events(self) -> Any:
        """How often each event happens by the end, by outcome of the election."""
        return self.table("events")

    @cached_property
    def quarters(self) -> Any:
        """Means of every quantity by outcome and quarter."""
        return self.table("quarters")

    @cached_property
    def metrics(self) -> Any:
        """What paths come to, by outcome."""
        return self.table("metrics")

    @cached_property
    def draws(self) -> Any:
        """The uncertain numbers of every draw, and whether it is certified."""
        return self.table("draws")

    @cached_property
    def codebook(self) -> Any:
        """What each column of each table means, with its unit."""
        return self.table("codebook")

    @cached_property
    def summary(self) -> dict[str, Any]:
        """Everything that the tables and charts show, as in ``summary.json``."""
        found: dict[str, Any] = json.loads(self._files["summary.json"])
        return found


def open_run(folder: str | PathLike[str]) -> Run:
    """The results in a folder that ``allegiance run`` or :meth:`Scenario.run` wrote.

    Raises:
        OSError: If the folder or its ``summary.json`` cannot be read.
    """
    root = Path(folder)
    files = [root / "summary.json", *sorted(root.glob("tables/*.csv*"))]
    return Run({file.relative_to(root).as_posix(): file.read_bytes() for file in files})
