"""Read and write the numbers of a text.

Digits of every script, scale words, number words, ordinals, percent, ranges,
scores, fractions. Knows nothing of money (``money.py``) or of dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Literal

from babel.numbers import format_decimal

from polywire.language.numbers.number_digits import Figure, figures
from polywire.language.numbers.number_facts import NumberFacts, facts, locale_of
from polywire.language.numbers.number_words import spelled
from polywire.language.text import codes
from polywire.language.text.spans import Spans

Kind = Literal[
    "digits", "words", "ordinal", "percent", "range", "score", "fraction", "vague"
]
"""``vague``: a word that may stand for a number and may not ("one", "first",
"dozens"). It may answer a number of the other side but need not be answered."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number over ``text[start:end]``, with the words that belong to it."""

    start: int
    end: int
    text: str
    value: Decimal
    """With its scale: "2.5 million" is 2500000; "12.7%" is 12.7."""
    kind: Kind
    figure: str = ""
    """The bare digits as written ("2.5"); empty for number words."""
    scale: Decimal = Decimal(1)


_WIDE = 10_000
"""Some languages part groups only from five digits on."""


# One check reads a sentence up to four times: for numbers, for money, both sides.
@lru_cache(maxsize=512)
def find(text: str, language: str) -> tuple[Number, ...]:
    """Return all numbers of a text in order; they never overlap.

    Each end of a range or score is a number of its own. Digits inside codes
    (addresses, handles) and names such as "G20" are not read.
    """
    known = facts(language)
    spans = codes.find(text)
    coded = Spans(spans)
    found = [
        _of_figure(text, figure)
        for figure in figures(text, known)
        if not coded.hold(figure.start)
    ]
    taken = [(number.start, number.end) for number in found] + list(spans)
    found += [
        Number(word.start, word.end, text[word.start : word.end], word.value, word.kind)
        for word in spelled(text, known, taken)
    ]
    found.sort(key=lambda number: number.start)
    return tuple(_pairs(text, _sums(text, found, known), known))


def write(
    value: Decimal,
    language: str,
    *,
    decimals: int | None = None,
    grouped: bool = True,
) -> str:
    """Write a number in the CLDR format of a language, in Western digits.

    Without ``decimals`` the value's own decimal places are kept: 2.50 stays so.
    ``grouped=False`` is for what the source wrote without separators: years.
    """
    if decimals is None:
        exponent = value.as_tuple().exponent
        decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    known = facts(language)
    grouped = grouped and not (known.wide_grouping and abs(value) < _WIDE)
    pattern = ("#,##0" if grouped else "0") + ("." + "0" * decimals if decimals else "")
    # Python's 28 digits are too few for what stands in some tables.
    with localcontext(prec=len(value.as_tuple().digits) + abs(value.adjusted()) + 9):
        return str(
            format_decimal(
                value,
                format=pattern,
                locale=locale_of(language),
                numbering_system="latn",
            )
        )


def _of_figure(text: str, figure: Figure) -> Number:
    return Number(
        figure.start,
        figure.end,
        text[figure.start : figure.end],
        figure.value,
        figure.kind,
        figure.figure,
        figure.scale,
    )


def _sums(text: str, numbers: list[Number], known: NumberFacts) -> Iterator[Number]:
    """Join "2 млн 300 тыс." and "3 milhões e 200 mil" to one number."""
    last: Number | None = None
    for number in numbers:
        if last and _continues(text, last, number, known):
            last = replace(
                last,
                end=number.end,
                text=text[last.start : number.end],
                value=last.value + number.value,
            )
            continue
        if last:
            yield last
        last = number
    if last:
        yield last


def _continues(text: str, left: Number, right: Number, known: NumberFacts) -> bool:
    gap = text[left.end : right.start].strip(" .\u00a0").casefold()
    return (
        left.kind == right.kind == "digits"
        and left.scale > right.scale > 1
        and right.value < left.scale
        and left.end < right.start
        and (not gap or gap in known.joiners)
    )


def _pairs(
    text: str, numbers: Iterator[Number], known: NumberFacts
) -> Iterator[Number]:
    """Mark ranges and scores; a range's first end takes the scale of its second."""
    last: Number | None = None
    for number in numbers:
        this = number
        if last and (kind := _pair_kind(text, last, this, known)):
            last, this = _paired(last, this, kind)
        if last:
            yield last
        last = this
    if last:
        yield last


def _paired(left: Number, right: Number, kind: Kind) -> tuple[Number, Number]:
    if kind == "range" and left.scale == 1 < right.scale and left.figure:
        bare = right.value / right.scale
        if left.value < bare:
            left = replace(left, value=left.value * right.scale, scale=right.scale)
    if right.kind == "percent" and left.kind in {"digits", "words"}:
        return replace(left, kind="percent"), right
    if right.kind == "percent":
        return left, right
    return replace(left, kind=kind), replace(right, kind=kind)


def _pair_kind(
    text: str, left: Number, right: Number, known: NumberFacts
) -> Kind | None:
    if not {left.kind, right.kind} <= {"digits", "words", "percent"}:
        return None
    gap = text[left.end : right.start]
    word = gap.strip(" \u00a0").casefold()
    if left.figure and right.figure and word in {"-", "–", "—", "‑", "−"}:
        tight = gap == word and left.scale == right.scale == 1
        return "score" if tight and left.value >= right.value else "range"
    if word in known.range and word not in known.joiners and left.value < right.value:
        return "range"
    return None
