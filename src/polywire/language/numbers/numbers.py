"""Read and write the numbers of a text.

Digits of every script, scale words, number words, ordinals, percent, ranges,
scores, fractions. Knows nothing of money (``money.py``) or of dates.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from functools import cache, lru_cache
from typing import Literal

from babel import Locale
from babel.numbers import format_decimal

from polywire.language.facts import every
from polywire.language.numbers import hanzi
from polywire.language.numbers.number_facts import NumberFacts, facts, locale_of
from polywire.language.numbers.number_words import spelled
from polywire.language.text import codes
from polywire.language.text.spans import Spans

_MINUS = "-−‐"
_CURRENCY_BEFORE = re.compile(
    r"(?:[$€£¥₹₽₴₩₪₺₦₫₱₸₾₼฿]|\b[A-Z]{3}|\bRs\.?|\bkr\.?)[ \u00a0]?$"
)
_GLUED = re.compile(r"(?<![^\W\d_])(?:[A-Z]{3}|Rs)$")
"""Letters that may touch the digits after them: a currency code."""
_GLUED_REACH = 4
"""Three letters and what stands before them."""
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_DOT = re.compile(r"\.(?=[ \u00a0]\w)")
_BETWEEN = re.compile(r"[ \u00a0\u202f]?(?:-(?=[^\W\d_]))?")
_SLASH = re.compile(r"(?<![\d/.,])(\d{1,2})[/⁄](\d{1,2})(?![\d/.,]*\d)")
_LARGEST_PART = 10
"""3/10 is read as a fraction; 3/11 may be a date."""
_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_VULGAR_SIGN = re.compile(f"[{_VULGAR}]")


@dataclass(frozen=True, slots=True)
class Figure:
    """Digits and what belongs to them: ``text[start:end]``."""

    start: int
    end: int
    figure: str
    value: Decimal
    scale: Decimal
    kind: Literal["digits", "ordinal", "percent", "fraction"]


@cache
def _pattern(
    known_groups: frozenset[str], decimal: str, *, indian: bool
) -> re.Pattern[str]:
    """Compile how the digits of a language hang together, best reading first."""
    group = "[" + re.escape("".join(sorted(known_groups))) + "]"
    point = "[" + re.escape(decimal) + "٫]"
    alone = r"(?<![\d][.,])"
    rest = rf"(?:{point}\d+)?(?![.,]?\d)"
    readings = [
        rf"{alone}(?!0)\d{{1,3}}(?P<sep>{group})\d{{3}}(?:(?P=sep)\d{{3}})*{rest}",
        rf"{alone}\d+{point}\d+(?![.,]\d|\d)",
        # a point that cannot part groups of three is a decimal point anywhere
        rf"{alone}\d+\.(?!\d{{3}}(?!\d))\d+(?![.,]\d|\d)",
        r"\d+",
    ]
    if indian:
        readings.insert(1, rf"{alone}(?!0)\d{{1,2}}(?:,\d{{2}})+,\d{{3}}{rest}")
    return re.compile("|".join(readings))


def figures(text: str, known: NumberFacts) -> Iterator[Figure]:
    """Yield the numbers in digits, in order."""
    pattern = _pattern(known.groups, known.decimal, indian=known.indian_groups)
    position = 0
    while match := pattern.search(text, position):
        yield from _vulgar(text, position, match.start())
        figure = None if _is_name(text, match) else _read(text, match, known)
        if figure:
            yield figure
        position = max(match.end(), figure.end if figure else 0)
    yield from _vulgar(text, position, len(text))


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Tell whether a letter touches the digits: "G20", "MH17", "a_1"."""
    before = text[match.start() - 1 : match.start()]
    if before == "_":
        return True
    cased = before.isalpha() and before.lower() != before.upper()
    glued = text[max(0, match.start() - _GLUED_REACH) : match.start()]
    return cased and not _GLUED.search(glued)


def _read(text: str, match: re.Match[str], known: NumberFacts) -> Figure:
    slash = _SLASH.match(text, match.start())
    if slash and 0 < int(slash[1]) < int(slash[2]) <= _LARGEST_PART:
        value = Decimal(slash[1]) / Decimal(slash[2])
        return Figure(
            slash.start(), slash.end(), slash[0], value, Decimal(1), "fraction"
        )
    value = _value(match[0], known)
    end = match.end()
    if end < len(text) and text[end] in _VULGAR:
        value += _of_sign(text[end])
        end += 1
    start = match.start()
    if _has_minus(text, start):
        start, value = start - 1, -value
    figure = text[start:end]
    ordinal = _ordinal_end(text, end, known)
    if ordinal:
        return Figure(start, ordinal, figure, value, Decimal(1), "ordinal")
    end, scale = _scaled(text, start, end, known)
    percent = _percent_end(text, end, known)
    before = text[max(0, start - _BEFORE) : start].casefold().rstrip()
    is_percent = percent or before.endswith(known.percent_before)
    kind: Literal["percent", "digits"] = "percent" if is_percent else "digits"
    return Figure(start, percent or end, figure, value * scale, scale, kind)


_BEFORE = 8
"""Characters that hold the word which makes a percentage of what follows."""


def _has_minus(text: str, start: int) -> bool:
    if start == 0 or text[start - 1] not in _MINUS:
        return False
    return start == 1 or text[start - 2] in ' (\u00a0"“«['


def _value(digits: str, known: NumberFacts) -> Decimal:
    plain = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in digits
    )
    plain = plain.replace("٬", "").replace("٫", "\0")
    grouping = re.fullmatch(r"\d{1,3}(?:[^\d\0]\d{2,3})*[^\d\0]\d{3}(?:\D\d+)?", plain)
    separators = [char for char in plain if not char.isdigit() and char != "\0"]
    if separators and _is_grouped(plain, separators, known) and grouping:
        for separator in set(separators) & known.groups:
            plain = plain.replace(separator, "")
    return Decimal(re.sub(r"\D", ".", plain))


def _is_grouped(plain: str, separators: list[str], known: NumberFacts) -> bool:
    return separators[0] in known.groups and not plain.startswith("0")


def _of_sign(char: str) -> Decimal:
    return {
        "⅓": Decimal(1) / 3,
        "⅔": Decimal(2) / 3,
        "⅙": Decimal(1) / 6,
        "⅚": Decimal(5) / 6,
    }.get(char, Decimal(str(unicodedata.numeric(char))))


def _vulgar(text: str, start: int, end: int) -> Iterator[Figure]:
    for match in _VULGAR_SIGN.finditer(text, start, end):
        value = _of_sign(match[0])
        yield Figure(
            match.start(), match.end(), match[0], value, Decimal(1), "fraction"
        )


def _ordinal_end(text: str, end: int, known: NumberFacts) -> int | None:
    for suffix in known.suffixes:
        stop = end + len(suffix)
        if text[end:stop].casefold() == suffix and not text[stop : stop + 1].isalnum():
            return stop
    return None


def _scaled(text: str, start: int, end: int, known: NumberFacts) -> tuple[int, Decimal]:
    """Take in the scale words after the digits; they multiply ("mil milhões")."""
    scale = Decimal(1)
    if known.by_sign:
        return hanzi.scaled(text, end, known)
    while True:
        gap = _BETWEEN.match(text, end)
        word = _WORD.match(text, gap.end() if gap else end)
        if not word:
            return end, scale
        if scale == 1 and word[0].casefold() in known.of:
            word = _WORD.match(text, word.end() + 1) or word
        factor = known.scales.get(word[0].casefold())
        if factor is None and scale == 1 and _is_money(text, start):
            factor = known.money_scales.get(word[0]) or known.money_scales.get(
                word[0].lower()
            )
        if factor is None:
            return end, scale
        end, scale = word.end(), scale * factor
        # "2,5 Mrd. Euro", "500 тыс. рублей": the dot of the short form
        if word[0].casefold() in _dotted() and _DOT.match(text, end):
            end += 1


@cache
def _dotted() -> frozenset[str]:
    return frozenset(every("numbers", "dotted"))


def _is_money(text: str, start: int) -> bool:
    return bool(_CURRENCY_BEFORE.search(text[max(0, start - 6) : start]))


def _percent_end(text: str, end: int, known: NumberFacts) -> int | None:
    rest = text[end : end + 40].casefold()
    body = rest.lstrip(" \u00a0\u202f-")
    skipped = len(rest) - len(body)
    for word in sorted(known.percent, key=len, reverse=True):
        folded = word.casefold()
        if body.startswith(folded):
            after = body[len(folded) : len(folded) + 1]
            if not (folded[-1].isalpha() and after.isalpha()):
                return end + skipped + len(folded)
    return None


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
        if not (coded.hold(figure.start) or hanzi.is_month(text, figure.end, known))
    ]
    taken = [(number.start, number.end) for number in found] + list(spans)
    found += [
        Number(word.start, word.end, text[word.start : word.end], word.value, word.kind)
        for word in (hanzi.find if known.by_sign else spelled)(text, known, taken)
    ]
    found.sort(key=lambda number: number.start)
    return tuple(_pairs(text, _sums(text, found, known), known))


def write(
    value: Decimal, language: str, *, decimals: int | None = None, grouped: bool = True
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
    return _formatted(str(value), pattern, locale_of(language))


@lru_cache(maxsize=4096)
def _formatted(digits: str, pattern: str, locale: Locale) -> str:
    """Format by CLDR; kept, because each try of a sentence writes its figures again."""
    value = Decimal(digits)  # not the key: 2.50 and 2.5 are equal
    # Python's 28 digits are too few for what stands in some tables.
    with localcontext(prec=len(value.as_tuple().digits) + abs(value.adjusted()) + 9):
        return str(
            format_decimal(
                value, format=pattern, locale=locale, numbering_system="latn"
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
    if left.kind == "percent" != right.kind:
        return None  # "rose 17% to 264p"
    gap = text[left.end : right.start]
    word = gap.strip(" \u00a0").casefold()
    if left.figure and right.figure and word in {"-", "–", "—", "‑", "−"}:
        tight = gap == word and left.scale == right.scale == 1
        return "score" if tight and left.value >= right.value else "range"
    is_result = left.figure and right.figure and left.scale == right.scale == 1
    if is_result and (gap == ":" or gap in known.score):
        return "score"
    if word in known.range and word not in known.joiners and left.value < right.value:
        return "range"
    return None
