"""The word lists of ``extract/data``, and the expressions that are made of them."""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """Return a whole data file, such as ``table("phrases")``."""
    path = resources.files("polywire.extract") / "data" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def any_of(words: Iterable[str]) -> str:
    """Return an expression that matches what one of these matches."""
    return f"(?:{'|'.join(words)})"
