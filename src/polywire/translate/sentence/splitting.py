"""Where a sentence may be cut for the engine, and how its pieces are joined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from polywire.language.facts import every
from polywire.translate.sentence.options import MAX_PIECE

_COMMA = re.compile(r"(?<=,) (?=\S)")
_BLANK = re.compile(r" (?=\S)")
_DATELINE = re.compile(
    r"[A-ZÀ-Ý][A-ZÀ-Ý.' /-]{2,}(?:, [^-()]{2,30})?(?: \([^)]{2,30}\))? - (?=\S)"
)
"""WARSAW, March 3 - : translated by itself, or the first word after it is not."""
_SHORTEST = 12
"""A piece of fewer characters says nothing by itself."""


@cache
def _points() -> re.Pattern[str]:
    """Return what finds where a clause begins, in any language that we know."""
    return re.compile(
        r"(?<=[.!?]) (?=\S)"  # a sentence end that the splitter let pass
        r"|(?<=[;:]) (?=\S)"
        r"| (?=- \S)"
        r"|(?<=[.!?,]\") (?=\S)"
        rf"|(?<=,) (?=(?:{'|'.join(every('clauses', 'cut'))})\b)"
    )


def split_points(text: str) -> tuple[int, ...]:
    """Return where clauses begin, so that each may be translated by itself."""
    points: list[int] = []
    last = 0
    for match in _points().finditer(text):
        if match.end() - last >= _SHORTEST and len(text) - match.end() >= _SHORTEST:
            points.append(match.end())
            last = match.end()
    return tuple(points)


def pieces(text: str, *, split: bool = False) -> tuple[str, ...]:
    """Cut a text for the engine: at clauses when asked, else only when too long."""
    dateline = _DATELINE.match(text)
    start = dateline.end() if dateline else 0
    parts = [text[:start].strip()] if start else []
    body = text[start:]
    parts += _cut(body, split_points(body)) if split else [body]
    return tuple(short for part in parts for short in _shortened(part))


def _cut(text: str, points: Sequence[int]) -> list[str]:
    edges = [0, *points, len(text)]
    parts = (text[a:b].strip() for a, b in pairwise(edges))
    return [part for part in parts if part]


def _shortened(text: str) -> list[str]:
    """Halve a text near its middle until every piece is short enough."""
    if len(text) <= MAX_PIECE:
        return [text]
    point = _best_point(text)
    halves = text[:point].strip(), text[point:].strip()
    return [piece for half in halves if half for piece in _shortened(half)]


def _best_point(text: str) -> int:
    """Prefer a clause, then a comma, then a blank; the one nearest the middle."""
    middle = len(text) // 2
    for pattern in (_points(), _COMMA, _BLANK):
        points = [
            match.end()
            for match in pattern.finditer(text)
            if len(text) // 5 < match.end() < len(text) * 4 // 5
        ]
        if points:
            return min(points, key=lambda point: abs(point - middle))
    return middle


def join(outputs: Sequence[str], inputs: Sequence[str]) -> str:
    """Join what became of the pieces; a clause keeps its small first letter."""
    joined: list[str] = []
    for index, (output, source) in enumerate(zip(outputs, inputs, strict=True)):
        text = output.strip()
        if index and source[:1].islower() and not text[1:2].isupper():
            text = text[:1].lower() + text[1:]
        if not _ends(source) and _ends(text):
            text = text.rstrip(".")
        joined.append(text)
    return " ".join(text for text in joined if text)


def _ends(text: str) -> bool:
    return text.rstrip("\"')]").endswith(".")
