"""The word lists of ``extract/data``, and the expressions that are made of them."""

from collections.abc import Iterable
from typing import Any

from polywire import tables


def table(name: str) -> dict[str, Any]:
    """Return a whole data file, such as ``table("phrases")``."""
    return tables.table("polywire.extract", f"data/{name}.toml")


def any_of(words: Iterable[str]) -> str:
    """Return an expression that matches what one of these matches."""
    return f"(?:{'|'.join(words)})"
