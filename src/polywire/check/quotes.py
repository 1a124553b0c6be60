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
_FEW = 30
"""Characters of a short quotation, as headlines have them: ‘furious’."""
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
    is_even: bool
    """All that opens closes, as far as one can tell."""
    spans: tuple[str, ...]
    """What stands between double marks, in order."""


def read(text: str) -> Quotes:
    """Read the quotation marks of a text."""
    double = sum(text.count(mark) for mark in _DOUBLE)
    paired, single, is_even = _singles(text)
    doubtful = sum(len(match[0]) - 1 for match in _TWICE.finditer(text))
    if (double - doubtful) % 2:
        doubtful += len(_TYPED_POSSESSIVE.findall(text)[:1])
    return Quotes(
        double,
        double - doubtful + paired,
        double + single,
        is_even and (double - doubtful) % 2 == 0,
        tuple(_SPAN.findall(text)),
    )


def _singles(text: str) -> tuple[int, int, bool]:
    """Count single marks in sure pairs, all that may be, and whether none is alone."""
    if not any(mark in text for mark in "'‘’‚‹›"):
        return 0, 0, True
    openings = [match.start() for match in _SINGLE_OPEN.finditer(text)]
    closings = [match.start() for match in _SINGLE_CLOSE.finditer(text)]
    possessives = {match.start() for match in _POSSESSIVE.finditer(text)}
    sure = [position for position in closings if position not in possessives]
    pairs = 0
    for number, opening in enumerate(openings):
        end = openings[number + 1] if number + 1 < len(openings) else len(text)
        later = [position for position in sure if position > opening]
        # ‘furious’ after: what looks like "the workers' fund" closes a quotation
        # that nothing else closes.
        end = min(end, opening + _FEW)
        last = [p for p in possessives if opening < p < end] if not later else []
        if later:
            sure.remove(later[0])
        if later or last:
            pairs += 1
    is_even = pairs == len(openings) and not sure
    return 2 * pairs, len(openings) + len(closings), is_even
