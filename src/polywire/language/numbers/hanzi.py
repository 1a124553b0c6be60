"""Read numbers that are written sign by sign: 三百五十万, 1.2万, 三分之一.

Chinese has no spaces: whether one sign alone counts, what stands behind it says.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from polywire.language.numbers.number_facts import NumberFacts
from polywire.language.numbers.number_words import LARGEST, Spelled
from polywire.language.text.spans import Spans

_MONTH = "月"
_MORE = "多余几"
"""Signs that say "and some" between a number and its scale: 30多万."""
_ONE, _TEN, _HUNDRED = Decimal(1), Decimal(10), Decimal(100)
_MYRIAD = Decimal(10_000)
_FEW = 2
"""First and second are often told in another way."""


def is_month(text: str, end: int, known: NumberFacts) -> bool:
    """Tell whether a number only names a month: "10月"."""
    return known.by_sign and text[end : end + 1] == _MONTH


def scaled(text: str, end: int, known: NumberFacts) -> tuple[int, Decimal]:
    """Take in the scale signs after digits; they multiply."""
    scale = _ONE
    if text[end : end + 1] in _MORE and text[end + 1 : end + 2] in known.scales:
        end += 1
    while (factor := known.scales.get(text[end : end + 1])) and scale < LARGEST:
        end, scale = end + 1, scale * factor
    return end, scale


def find(
    text: str, known: NumberFacts, taken: Sequence[tuple[int, int]]
) -> Iterator[Spelled]:
    """Yield the numbers in signs that do not touch the spans already taken."""
    figures = Spans(taken)
    others = known.not_number.finditer(text) if known.not_number else ()
    words = Spans(match.span() for match in others)
    for match in _pattern("".join(known.words), "".join(known.scales)).finditer(text):
        start, end = match.span()
        is_taken = figures.touch(start, end) or words.touch(start, end)
        if not is_taken and not is_month(text, end, known):
            yield _read(text, match, known)


@cache
def _pattern(signs: str, scales: str) -> re.Pattern[str]:
    run = rf"(?:[{signs}十][{signs}{scales}]*(?:点[{signs}]+[{scales}]*)?)"
    return re.compile(
        rf"(?P<of>百|{run})分之(?P<part>{run})|(?P<nth>第)?(?P<whole>{run})"
    )


def _read(text: str, match: re.Match[str], known: NumberFacts) -> Spelled:
    start, end = match.span()
    if match["of"]:
        of, part = _value(match["of"], known), _value(match["part"], known)
        if of == _HUNDRED:
            return Spelled(start, end, part, "percent")
        return Spelled(start, end, part / (of or _ONE), "fraction")
    whole = match["whole"]
    value = _value(whole, known)
    if match["nth"]:
        return Spelled(start, end, value, "ordinal" if value > _FEW else "vague")
    counts = len(whole) > 1 or (known.counted and known.counted.match(text, end))
    return Spelled(start, end, value, "words" if counts and value != 1 else "vague")


def _value(run: str, known: NumberFacts) -> Decimal:
    """Read a run of signs: 三百五十万, 二〇二五, 一点二, 三点五万, 三万五 (35,000)."""
    whole, _, rest = run.partition("点")
    tail = rest.rstrip("".join(known.scales))
    decimals = "".join(str(known.words[sign]) for sign in tail)
    value = _whole(whole, known) + Decimal(f"0.{decimals or 0}")
    for sign in rest[len(tail) :]:
        value = min(value * known.scales[sign], LARGEST)
    return value.normalize() + 0


def _whole(run: str, known: NumberFacts) -> Decimal:
    if not any(sign in known.scales for sign in run):
        return Decimal("".join(str(known.words[sign]) for sign in run))
    total = part = digit = Decimal(0)
    last = _ONE
    for sign in run:
        scale = known.scales.get(sign)
        if scale is None:
            digit = known.words[sign]
            last = last if digit else _ONE  # 零 counts what is between
        elif scale < _MYRIAD:
            part, digit, last = part + (digit or _ONE) * scale, Decimal(0), scale
        else:
            total = min((total + part + digit) * scale, LARGEST)
            part, digit, last = Decimal(0), Decimal(0), scale
    return total + part + digit * max(_ONE, last / _TEN)
