"""Close a quotation that an engine left open: the second of two marks in a row.

Engines write “He said, “Go”, she told us, with one mark where the source has two.
Does not look at words.
"""

from __future__ import annotations

import re

_MARK = re.compile(r"[\"“”„«»]")
_CLOSES_TWICE = re.compile(r"[\"”»]{2}")


def close(source: str, target: str) -> str:
    """Return the target with its quotations closed as often as in the source."""
    said, told = list(_MARK.finditer(source)), list(_MARK.finditer(target))
    twice = _CLOSES_TWICE.search(source)
    if twice is None or len(told) != len(said) - 1:
        return target
    number = next(i for i, mark in enumerate(said) if mark.start() == twice.start())
    mark = told[number] if number < len(told) else told[-1]
    return target[: mark.end()] + mark[0] + target[mark.end() :]
