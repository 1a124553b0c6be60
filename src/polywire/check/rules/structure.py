"""Rules about lists and lines inside a sentence: (1), (2), a), b), bullets."""

import re
from collections.abc import Iterable

from polywire.article import Severity
from polywire.check.rule import Fault, Pair, declared

_FEWEST = 2
"""One "(1)" is a note or a score in words; two that count on are a list."""
_NUMBERED = re.compile(
    r"(?:(?<=\s)|^)(?:\((?P<in>\d{1,2}|[^\W\d_])\)|(?P<bare>\d{1,2}|[^\W\d_])\)"
    r"|(?P<dot>\d{1,2})\.(?=\s+[^\W\d_]))(?!\w)"
)
_BULLET = re.compile(r"[•·▪▫●○■□►▶‣◦]")
_AT_LINE_START = re.compile(r"^[ \t]*[-*–—][ \t]", re.MULTILINE)


def _list(pair: Pair) -> Iterable[Fault]:
    said, told = _markers(pair.source), _markers(pair.target)
    if len(said) < _FEWEST and len(told) < _FEWEST:
        return
    # Letters of another alphabet count on as well: (a) is (а) or (أ).
    same = [one.isdigit() == other.isdigit() for one, other in zip(said, told)]  # noqa: B905  # lengths are compared beside
    digits = [one for one in said if one.isdigit()]
    if len(said) != len(told) or not all(same):
        yield Fault(f"{_shown(said)} became {_shown(told)}")
    elif digits != [one for one in told if one.isdigit()]:
        yield Fault(f"{_shown(said)} stands as {_shown(told)}")


def _lines(pair: Pair) -> Iterable[Fault]:
    said, told = _count_lines(pair.source), _count_lines(pair.target)
    if told > said:
        yield Fault(f"lines: {said} became {told}", Severity.STOP)
    elif told < said:
        yield Fault(f"{said} lines became {told}")
    bullets = _bullets(pair.source), _bullets(pair.target)
    if bullets[0] != bullets[1]:
        yield Fault(f"bullets: {bullets[0]} became {bullets[1]}")


def _markers(text: str) -> list[str]:
    """Return what numbers the items of a list, if these count on from the first."""
    found = [m["in"] or m["bare"] or m["dot"] for m in _NUMBERED.finditer(text)]
    folded = [str(int(one)) if one.isdecimal() else one for one in found]
    return folded if len(folded) >= _FEWEST and _counts_on(folded) else []


def _counts_on(markers: list[str]) -> bool:
    """Tell whether markers begin with 1 or a first letter, in whatever order."""
    digits = [one for one in markers if one.isdigit()]
    letters = [one for one in markers if not one.isdigit()]
    return (not digits or "1" in digits) and (not letters or len(set(letters)) > 1)


def _shown(markers: list[str]) -> str:
    return ", ".join(f"({one})" for one in markers) or "no list"


def _count_lines(text: str) -> int:
    return sum(bool(line.strip()) for line in text.splitlines())


def _bullets(text: str) -> int:
    return len(_BULLET.findall(text)) + len(_AT_LINE_START.findall(text))


RULES = declared({"list": _list, "lines": _lines})
