from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any

VERSION: str

# What was found, as text; files by name; notes.
_Found = tuple[bytes, list[tuple[str, bytes]], list[str]]

class Core:
    def __init__(self, file: str | PathLike[str], overrides: Sequence[str]) -> None: ...
    @property
    def file(self) -> Any: ...
    @property
    def title(self) -> str: ...
    def changed(self, overrides: Sequence[str]) -> Core: ...
    def problem(self) -> str: ...
    def solve(self, means: int | None, json: bool) -> _Found: ...
    def propagate(
        self, means: int | None, json: bool, robust: bool, draws: str | PathLike[str] | None, by_quarter: bool
    ) -> _Found: ...
    def run(
        self,
        means: int | None,
        overrides: Sequence[str],
        draws: str | PathLike[str] | None,
        exact: bool,
        by_quarter: bool,
        every_path: bool,
        folder: str | PathLike[str] | None,
    ) -> _Found: ...
    def sensitivity(self, means: int | None, json: bool, options: Mapping[str, Any]) -> _Found: ...
