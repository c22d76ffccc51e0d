"""A loaded scenario, and what can be asked of it."""

from __future__ import annotations

import csv
import json
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from ._allegiance import Core
from .errors import Fault, ResultWarning, ScenarioError
from .overrides import overrides
from .results import Run, open_run
from .tables import As, table

Draws = int | str | PathLike[str] | Mapping[str, Sequence[float]]
"""A number of draws, a CSV file with one in each row, or the columns of such a file (a DataFrame, or a dict of lists)."""

_DIMENSIONS = ("draw", "branch", "quarter", "quantity")


class Scenario:
    """A scenario without faults. Made by :func:`allegiance.load`; its file is not read again.

    Whatever is worked out lets other Python threads go on, and Ctrl-C ends it. ``threads`` changes no digit.
    """

    def __init__(self, path: str | PathLike[str] | Core, given: Sequence[str] = ()) -> None:
        self._given = list(given)
        self._core = path if isinstance(path, Core) else Core(path, self._given)

    def __repr__(self) -> str:
        return f"<allegiance.Scenario {self.title!r} from {fspath(self._core.file)!r}>"

    @property
    def title(self) -> str:
        """Its title."""
        return self._core.title

    def changed(self, changes: Mapping[str, Any] | None = None, /, **more: Any) -> Scenario:
        """The same with more changes, as :func:`allegiance.load` takes them.

        Raises:
            ScenarioError: With every fault of the changes.
        """
        more_given = overrides(changes or {}, more)
        return Scenario(self._core.changed(more_given), [*self._given, *more_given])

    def check(self) -> list[Fault]:
        """Reads the file again as it is now, with the changes. Gives every fault; none if it can be loaded.

        Raises:
            OSError: If the file is gone.
        """
        try:
            Core(self._core.file, self._given)
        except ScenarioError as error:
            return error.faults
        return []

    def problem(self) -> dict[str, Any]:
        """The uncertain numbers as SALib takes a problem, ``parameters`` with their keys, ranges and centres."""
        found: dict[str, Any] = json.loads(self._core.problem())
        return found

    def solve(self, *, threads: int | None = None, as_: As | None = None) -> Any:
        """What each side does in every state, with every uncertain number at its central value.

        A row a state and quantity, as ``allegiance solve --format csv``. Values in pp-years, subsidies in pp/yr, the rest
        probabilities.
        """
        return table(_noted(self._core.solve(threads, False))[0], as_)

    def certificate(self, *, threads: int | None = None) -> dict[str, Any]:
        """By government, how exact the solution at central values is: ``certified``, and by how much it is missed."""
        found = json.loads(_noted(self._core.solve(threads, True))[0])
        return {name: solved["certificate"] for name, solved in found["governments"].items()}

    def propagate(
        self,
        *,
        robust: bool = False,
        draws: Draws | None = None,
        by_quarter: bool = True,
        threads: int | None = None,
        as_: As | None = None,
    ) -> Any:
        """Exact means, without noise of sampling, by outcome of the election.

        Subsidies in pp/yr, the rest shares and probabilities. A draw without a certified solution has missing values.

        Args:
            robust: Of every draw of the uncertain numbers, not at central values: a column a quantity.
            draws: The same, of so many draws or of these; implies ``robust``.
            by_quarter: A row a quarter; ``False``, of draws alone: the mean over all quarters.
        """
        robust = robust or draws is not None
        if not robust and not by_quarter:
            raise ValueError("by_quarter=False asks about draws: add robust=True or draws=...")
        core = self.changed({"simulation.draws": draws})._core if isinstance(draws, int) else self._core
        with _file_of(draws) as file:
            found = core.propagate(threads, False, robust, file, robust and by_quarter)
        return table(_noted(found)[0], as_, _DIMENSIONS)

    def run(
        self,
        draws: Draws | None = None,
        paths: int | None = None,
        seed: int | None = None,
        *,
        exact: bool = False,
        by_quarter: bool = False,
        every_path: bool = False,
        folder: str | PathLike[str] | None = None,
        threads: int | None = None,
    ) -> Run:
        """Simulates the scenario as ``allegiance run`` does.

        Args:
            draws: How many draws of the uncertain numbers, or the draws themselves; as the file says if ``None``.
            paths: Histories of each outcome in each draw.
            seed: Of the random numbers.
            exact: The exact probability of each event in each draw as well, in the table ``event_draws``.
            by_quarter: The exact means of every draw by quarter as well, as the table ``means_by_quarter``.
            every_path: Every history as well, as the table ``paths``.
            folder: Where everything is written, with the charts; nothing is if ``None``.

        Raises:
            NoResult: If no draw is certified.
            OSError: If the folder cannot be written, or holds something else.
        """
        counted = {"draws": draws if isinstance(draws, int) else None, "paths": paths, "seed": seed}
        given = overrides({f"simulation.{key}": value for key, value in counted.items() if value is not None})
        with _file_of(draws) as file:
            found = self._core.run(threads, given, file, exact, by_quarter, every_path, folder)
        _, files, _ = _noted(found)
        return Run(dict(files)) if folder is None else open_run(folder)

    def sensitivity(
        self,
        *,
        event: str | None = None,
        quantity: str | None = None,
        branch: str | None = None,
        reference: str | None = None,
        starts: bool = False,
        group: Mapping[str, Sequence[str]] | None = None,
        screen: bool = False,
        trajectories: int | None = None,
        every: bool = False,
        points: int | None = None,
        until: float | None = None,
        threads: int | None = None,
        as_: As | None = None,
    ) -> Any:
        """Which uncertain numbers drive what follows: the table of ``allegiance sensitivity``, whose options these are.

        ``first`` and ``total`` are shares of the variance; effects are in the unit of the row.

        Args:
            group: Numbers that are moved together, ``{"name": ["client.delivery", "patron.patience"]}``.
        """
        groups = [f"{name}={','.join(keys)}" for name, keys in (group or {}).items()]
        options = {
            "event": event, "quantity": quantity, "branch": branch, "reference": reference, "starts": starts,
            "group": groups, "screen": screen, "trajectories": trajectories, "every": every, "points": points,
            "until": until,
        }  # fmt: skip
        return table(_noted(self._core.sensitivity(threads, False, options))[0], as_)


_Found = tuple[bytes, list[tuple[str, bytes]], list[str]]


def _noted(found: _Found) -> _Found:
    """What was found, its notes told as warnings of whoever asked."""
    for note in found[2]:
        warnings.warn(note, ResultWarning, stacklevel=3)
    return found


@contextmanager
def _file_of(draws: Draws | None) -> Iterator[str | PathLike[str] | None]:
    """The file of draws; columns are written to one that is gone afterwards."""
    if draws is None or isinstance(draws, (int, str, PathLike)):
        yield None if isinstance(draws, int) else draws
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draws.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            names = list(draws)
            writer = csv.writer(file)
            writer.writerow(names)
            writer.writerows(zip(*(map(float, draws[name]) for name in names), strict=True))
        yield path
