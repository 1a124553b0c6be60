"""The operator's board: one plain page of what became of each article, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

import jinja2

_MOST = 500
"""Cells that one page lists; those that need the operator come first."""

_ORDER = (
    "withheld",
    "not-allowed",
    "pending",
    "withdrawn",
    "published-partly",
    "filtered",
    "published",
)


def page(status: Mapping[str, Any], name: str) -> str:
    """Return the board as a page."""
    cells: Sequence[Mapping[str, Any]] = status.get("cells", [])
    ordered = sorted(cells, key=_rank)
    return (
        _environment()
        .get_template("board.html")
        .render(
            name=name,
            articles=status.get("articles", 0),
            languages=status.get("languages", []),
            sources=status.get("sources", []),
            decisions=status.get("decisions", []),
            counts=_counts(cells),
            cells=ordered[:_MOST],
            hidden=max(0, len(ordered) - _MOST),
            states=_ORDER,
        )
    )


def style() -> bytes:
    """Return the board's style sheet: the content policy allows no inline one."""
    return (resources.files("polywire.web") / "templates" / "board.css").read_bytes()


def _rank(cell: Mapping[str, Any]) -> tuple[int, str, str]:
    state = str(cell.get("state", ""))
    place = _ORDER.index(state) if state in _ORDER else -1
    return place, str(cell.get("language", "")), str(cell.get("article", ""))


def _counts(cells: Sequence[Mapping[str, Any]]) -> dict[str, Counter[str]]:
    """Count the states of each language."""
    counts: dict[str, Counter[str]] = {}
    for cell in cells:
        language = str(cell.get("language", ""))
        counts.setdefault(language, Counter())[str(cell.get("state", ""))] += 1
    return dict(sorted(counts.items()))


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("polywire.web", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
