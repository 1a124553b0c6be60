"""Quotation marks of a text: how many there are, and what they hold.

An apostrophe is no quotation mark, but nobody can always tell: "the workers' fund".
So a text has at least and at most so many marks. Does not compare texts.
"""

import re
from bisect import bisect_right
from collections.abc import Container
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
_GERSHAYIM = re.compile(r"(?<=[\u05d0-\u05ea])[\"“”״](?=[\u05d0-\u05ea])")
"""The mark of a Hebrew acronym: ארה\"ב."""
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


def read(text: str, *, of_names: bool = False) -> Quotes:
    """Read the quotation marks of a text.

    ``of_names``: the language puts names of firms and teams in marks, «Динамо».
    """
    text = _GERSHAYIM.sub("", text)
    double = sum(text.count(mark) for mark in _DOUBLE)
    paired, single, is_even = _singles(text)
    doubtful = sum(len(match[0]) - 1 for match in _TWICE.finditer(text))
    if (double - doubtful) % 2:
        doubtful += len(_TYPED_POSSESSIVE.findall(text)[:1])
    if of_names:
        doubtful += 2 * sum(_is_name(span) for span in _SPAN.findall(text))
    return Quotes(
        double,
        double - doubtful + paired,
        double + single,
        is_even and (double - doubtful) % 2 == 0,
        tuple(_SPAN.findall(text)),
    )


def without(text: str, spans: Container[str]) -> str:
    """Return a text without quotations that hold one of these, in their marks."""
    return _SPAN.sub(lambda m: " " if m[1].strip(" .,") in spans else m[0], text)


_MOST_OF_A_NAME, _MOST_WITHOUT_CASE, _SIGNS = 4, 2, 8
"""Words of the longest name in marks, with capital letters and without, and its signs
where nothing parts words."""


def _is_name(span: str) -> bool:
    words = span.split()
    if not words or span.rstrip().endswith(tuple(",.!?…，。！？")):
        return False
    if span[:1].upper() == span[:1].lower():
        is_short = max(map(len, words)) <= _SIGNS
        return is_short and len(words) <= _MOST_WITHOUT_CASE
    return span[:1].isupper() and len(words) <= _MOST_OF_A_NAME


def _singles(text: str) -> tuple[int, int, bool]:
    """Count single marks in sure pairs, all that may be, and whether none is alone."""
    if not any(mark in text for mark in "'‘’‚‹›"):
        return 0, 0, True
    openings = [match.start() for match in _SINGLE_OPEN.finditer(text)]
    closings = [match.start() for match in _SINGLE_CLOSE.finditer(text)]
    possessives = [match.start() for match in _POSSESSIVE.finditer(text)]
    plural = frozenset(possessives)
    sure = [position for position in closings if position not in plural]
    pairs = at = alone = 0
    for number, opening in enumerate(openings):
        while at < len(sure) and sure[at] <= opening:
            at, alone = at + 1, alone + 1
        if at < len(sure):
            at, pairs = at + 1, pairs + 1
            continue
        end = openings[number + 1] if number + 1 < len(openings) else len(text)
        # ‘furious’ after: what looks like "the workers' fund" closes a quotation
        # that nothing else closes.
        later = bisect_right(possessives, opening)
        if later < len(possessives) and possessives[later] < min(end, opening + _FEW):
            pairs += 1
    is_even = pairs == len(openings) and not alone and at == len(sure)
    return 2 * pairs, len(openings) + len(closings), is_even
