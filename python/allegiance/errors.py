"""What can go wrong, as exceptions: the program's exit codes by other names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Fault", "NoResult", "ResultWarning", "ScenarioError"]


@dataclass(frozen=True)
class Fault:
    """One fault of a scenario: what is wrong, and where."""

    file: str
    """File name without folders, or ``--set`` for an override."""
    line: int
    """Line, from 1."""
    column: int
    """Column in characters, from 1."""
    message: str
    """What was found, and what is wrong with it."""
    help: tuple[str, ...] = ()
    """What is allowed, and the nearest valid name."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class ScenarioError(ValueError):
    """The scenario has faults, or asks for more than there is (memory). ``faults`` has those that have a place."""

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = list(faults)


class NoResult(RuntimeError):
    """Nothing can be reported: no draw of the uncertain numbers has a certified solution."""


class ResultWarning(UserWarning):
    """What a reader should know beside the results."""


def of_exit(
    code: int, message: str, faults: Sequence[tuple[str, int, int, str, list[str]]], missing: bool
) -> BaseException:
    """The exception of a failure that ends the program with this exit code; ``missing`` if a file is not there."""
    match code:
        case 1:
            return NoResult(message)
        case 2:
            return ValueError(message)
        case 3:
            places = [Fault(file, line, column, text, tuple(lines)) for file, line, column, text, lines in faults]
            return ScenarioError(message, places)
        case 130:
            return KeyboardInterrupt(message)
        case _:
            return FileNotFoundError(message) if missing else OSError(message)
