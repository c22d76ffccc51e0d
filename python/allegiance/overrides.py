"""Overrides as the program takes them: ``client.delivery=1.0``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def overrides(*given: Mapping[str, Any]) -> list[str]:
    """Each value as ``key=value`` in TOML. Two underscores in a key stand for a dot."""
    return [f"{key.replace('__', '.')}={toml(value)}" for changes in given for key, value in changes.items()]


def toml(value: Any) -> str:
    """A value in TOML, a number to its last digit.

    Raises:
        TypeError: If TOML has no such value.
    """
    value = value.item() if hasattr(value, "item") else value  # a number of NumPy
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return _text(value)
        case Mapping():
            return "{" + ", ".join(f"{_text(str(key))} = {toml(of)}" for key, of in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(toml(item) for item in value) + "]"
        case _:
            raise TypeError(f"no value of a scenario: {value!r}")


def _text(text: str) -> str:
    """A text in TOML: as in JSON, but without surrogates, which TOML refuses, and with one more character escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
