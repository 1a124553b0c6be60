"""Quotation marks of a text: how many there are, and what they hold.

An apostrophe is no quotation mark, but nobody can always tell: "the workers' fund".
So a text has at least and at most so many marks. Does not compare texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DOUBLE = '"“”„‟«»「」『』'
# A single mark opens where a word begins and closes where one ends; between two
# letters, or before a number ("'90s"), it is an apostrophe.
_SINGLE_OPEN = re.compile(r"(?<![\w.,!?’'])['‘‚‹](?=[\w“\"¿¡])(?!\d\ds?\b)")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…”\"])['’›](?!\w)")
_POSSESSIVE = re.compile(r"(?<=s)['’](?= [\w])")
# A double mark typed for an apostrophe: Dragons" Den.
_TYPED_POSSESSIVE = re.compile(r"(?<=\ws)[\"”](?= [^\W\d_])")
_TWICE = re.compile(rf"[{_DOUBLE}][{_DOUBLE}]+")
_SPAN = re.compile(rf"[{_DOUBLE}]([^{_DOUBLE}]*)[{_DOUBLE}]")


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotation marks of one text, opening and closing ones together."""

    double: int
    """Double marks and guillemets."""
    least: int
    """Marks that are surely there."""
    most: int
    """With every mark that may be one."""
    spans: tuple[str, ...]
    """What stands between double marks, in order."""


def read(text: str) -> Quotes:
    """Read the quotation marks of a text."""
    double = sum(text.count(mark) for mark in _DOUBLE)
    paired, single = _singles(text)
    doubtful = sum(len(match[0]) - 1 for match in _TWICE.finditer(text))
    if (double - doubtful) % 2:
        doubtful += len(_TYPED_POSSESSIVE.findall(text)[:1])
    return Quotes(
        double,
        double - doubtful + paired,
        double + single,
        tuple(_SPAN.findall(text)),
    )


def _singles(text: str) -> tuple[int, int]:
    """Count single marks: those that surely stand in pairs, and all that may be."""
    if not any(mark in text for mark in "'‘’‚‹›"):
        return 0, 0
    openings = [match.start() for match in _SINGLE_OPEN.finditer(text)]
    closings = [match.start() for match in _SINGLE_CLOSE.finditer(text)]
    possessives = {match.start() for match in _POSSESSIVE.finditer(text)}
    sure = [position for position in closings if position not in possessives]
    pairs = 0
    for opening in openings:
        later = [position for position in sure if position > opening]
        if later:
            sure.remove(later[0])
            pairs += 1
    return 2 * pairs, len(openings) + len(closings)
