"""How a patron and a client state bargain over an alliance: a solved game, simulated by election outcome.

    >>> import allegiance
    >>> scenario = allegiance.load("my-alliance.toml", client__delivery=1.0)
    >>> scenario.propagate()                      # exact means by outcome and quarter
    >>> scenario.run(draws=100, paths=50).events  # how often each event happens, by outcome

The numbers are those of the program ``allegiance``, to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import Any

from ._allegiance import VERSION as __version__
from .errors import Fault, NoResult, ResultWarning, ScenarioError
from .overrides import overrides
from .results import Run, open_run
from .scenario import Scenario

__all__ = [
    "Fault", "NoResult", "ResultWarning", "Run", "Scenario", "ScenarioError", "__version__", "check", "load", "open_run",
]  # fmt: skip


def load(path: str | PathLike[str], changes: Mapping[str, Any] | None = None, /, **more: Any) -> Scenario:
    """Reads a scenario file, with the files that it names as its bases, and checks it.

    Args:
        path: The file.
        changes: Keys with their values, ``{"client.delivery": 1.0}``.
        more: The same as keywords, with two underscores for a dot: ``client__delivery=1.0``.

    Raises:
        ScenarioError: With every fault of file, bases and changes.
        OSError: If a file cannot be read.
    """
    return Scenario(path, overrides(changes or {}, more))


def check(path: str | PathLike[str], changes: Mapping[str, Any] | None = None, /, **more: Any) -> list[Fault]:
    """Every fault of a scenario file, with its place; none if it can be loaded. Takes what :func:`load` takes."""
    try:
        load(path, changes, **more)
    except ScenarioError as error:
        return error.faults
    return []
