"""Read and spell amounts of money: "£11million", "€2.5bn", "11 milhões de libras".

Builds on ``numbers.py``; knows signs, codes and words of the usual currencies.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from polywire.language.facts import table
from polywire.language.numbers import numbers
from polywire.language.numbers.number_facts import facts
from polywire.language.numbers.numbers import Number

_SPACE = r"[ \u00a0\u202f]?"
_LETTER = re.compile(r"[ \u00a0]?([A-Za-z]{1,2})(?![^\W_])")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_MILLION = 10**6
_RANGE_GAP = len(" hasta ")


@dataclass(frozen=True, slots=True)
class Money:
    """One amount over ``text[start:end]``, with its sign or word."""

    start: int
    end: int
    text: str
    currency: str
    """ISO 4217 code. A bare "$" is USD, a bare "pesos" MXN, "kronor" SEK."""
    value: Decimal
    number: Number
    """The number inside, with its own place in the text."""


@dataclass(frozen=True, slots=True)
class _Names:
    """Patterns for one language, compiled once."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    reach: int
    """Characters before a number in which its sign stands, and one more to see."""
    last: frozenset[str]
    """What a sign or code ends with: few numbers have one before them."""
    meaning: dict[str, str]
    """Case-folded word or sign -> currency."""


def words(currency: str, language: str) -> tuple[str, ...]:
    """Return the forms of a currency in a language: one, many, then others."""
    forms = (
        table("money")["words"]
        .get(language.split("-", maxsplit=1)[0], {})
        .get(currency)
    )
    return tuple(str(form) for form in forms) if isinstance(forms, list) else ()


@cache
def _names(language: str) -> _Names:
    data, base = table("money"), language.split("-", maxsplit=1)[0]
    signs = {str(k): str(v) for k, v in data["signs"].items()}
    known = data["codes"]["known"]
    codes = {str(code): str(code) for code in known}
    spoken: dict[str, str] = {}
    for currency in data["words"].get(base, {}):
        for form in words(currency, base):
            spoken.setdefault(form.casefold(), currency)
    for phrase, currency in data["qualifiers"].get(base, {}).items():
        folded = str(phrase).casefold()
        spoken[folded] = str(currency)
        if base == "en":
            spoken.setdefault(folded + "s", str(currency))
    # the spoken forms of Romance languages take a "de" after a scale word
    of = data["of"].get(base, "")
    between = of + _SPACE if base == "en" else _SPACE + of
    alone = "" if facts(base).by_sign else r"(?!\w)"
    longest = max(map(len, signs | codes))
    return _Names(
        # a minus before it, a space behind it, and the character before all that
        reach=longest + 3,
        last=frozenset(one[-1] for one in signs | codes),
        before=re.compile(
            rf"(?P<minus>(?<!\S)[-−])?(?<![\w$])(?P<sign>{_any(signs | codes)}){_SPACE}$"
        ),
        after=re.compile(
            rf"{_SPACE}({_any(signs)})(?!\w)|{_SPACE}({_any(codes)})(?!\w)"
            rf"|(?:{between}|-)((?i:{_any(spoken)})){alone}"
        ),
        meaning={k.casefold(): v for k, v in (signs | codes).items()} | spoken,
    )


def _any(entries: dict[str, str]) -> str:
    # A language without words for money: "(?!)" matches nowhere, "" everywhere.
    keys = sorted(entries, key=len, reverse=True)
    return "|".join(re.escape(key) for key in keys) or "(?!)"


def find(text: str, language: str) -> tuple[Money, ...]:
    """Return all amounts of money in a text, in order; they never overlap."""
    names = _names(language)
    return tuple(_amounts(text, numbers.find(text, language), names, language))


def _amounts(
    text: str, found: tuple[Number, ...], names: _Names, language: str
) -> Iterator[Money]:
    last: Money | None = None
    for index, bare in enumerate(found):
        if bare.kind in {"ordinal", "percent", "score"}:
            continue
        number = _with_letter(text, bare, names, language)
        last = (
            _signed(text, number, names, last.end if last else 0)
            or _worded(text, number, names)
            or _shared(text, found, index, names)
            or _continued(last, number)
        )
        if last:
            yield last


def _with_letter(text: str, number: Number, names: _Names, language: str) -> Number:
    """Take in a scale letter that only the currency after it explains: "20m pounds"."""
    if number.scale != 1 or not number.figure:
        return number
    match = _LETTER.match(text, number.end)
    scales = facts(language).money_scales
    scale = scales.get(match[1]) if match else None
    if not match or not scale or not names.after.match(text, match.end()):
        return number
    return replace(
        number,
        end=match.end(),
        text=text[number.start : match.end()],
        value=number.value * scale,
        scale=scale,
    )


def _signed(text: str, number: Number, names: _Names, free_from: int) -> Money | None:
    # Only the last few characters: all of them for each number is quadratic.
    near = max(free_from, number.start - names.reach)
    if text[near : number.start].rstrip()[-1:] not in names.last:
        return None
    before = names.before.search(text[near : number.start])
    if not before:
        return None
    start = near + before.start()
    currency = names.meaning[before["sign"].casefold()]
    if before["minus"]:
        number = replace(number, value=-abs(number.value))
    return Money(
        start, number.end, text[start : number.end], currency, number.value, number
    )


def _worded(text: str, number: Number, names: _Names) -> Money | None:
    after = names.after.match(text, number.end)
    if not after:
        return None
    word = next(group for group in after.groups() if group)
    currency = names.meaning[word.casefold()]
    span = text[number.start : after.end()]
    return Money(number.start, after.end(), span, currency, number.value, number)


def _shared(
    text: str, found: tuple[Number, ...], index: int, names: _Names
) -> Money | None:
    """Give the first end of a range the currency of its second: "5-7 dollars"."""
    first = found[index]
    if first.kind != "range" or index + 1 >= len(found):
        return None
    if _is_year(first.figure) and not _is_year(found[index + 1].figure):
        return None  # "in 1999 to 12,500 soms"
    second = _worded(text, found[index + 1], names)
    if second is None or second.number.kind != "range":
        return None
    return Money(
        first.start, first.end, first.text, second.currency, first.value, first
    )


def _is_year(figure: str) -> bool:
    return bool(_YEAR.fullmatch(figure))


def _continued(last: Money | None, number: Number) -> Money | None:
    """Give the second end of a range the currency of its first: "$5-7 million"."""
    if not last or last.number.kind != "range" or number.kind != "range":
        return None
    if number.start - last.end > _RANGE_GAP:
        return None
    return Money(
        number.start, number.end, number.text, last.currency, number.value, number
    )


def spell(money: Money, language: str) -> str:
    """Write an amount with its currency as a word: "11 million pounds".

    The figure and its scale word stay as written, so the amount must have been
    found in a text of the same language. A currency that has no word in our
    data is written by its code.
    """
    forms = words(money.currency, language)
    amount = _amount(money, language)
    if not forms:
        return f"{amount} {money.currency}"
    one, many = forms[0], forms[1]
    name = one if money.value in {1, -1} else many
    number = money.number
    is_round = number.scale >= _MILLION or (
        not number.figure and number.value % _MILLION == 0
    )
    of_it = language.split("-", maxsplit=1)[0] in {"pt", "es"} and is_round
    return f"{amount} de {name}" if of_it else f"{amount} {name}"


def sign(currency: str, language: str) -> str | None:
    """Return the sign that news of a language writes before a figure, or None."""
    if language == "pt-PT":
        return None
    found = table("money")["written"].get(language.partition("-")[0], {}).get(currency)
    return None if found is None else str(found)


def _amount(money: Money, language: str) -> str:
    """Return figure and scale as words: "2.5bn" is "2.5 billion"."""
    number, written = money.number, facts(language).written
    if number.scale == 1 or not number.figure:
        return number.text.strip()
    powers = dict(zip(_POWERS, written, strict=False))
    if number.scale not in powers:
        tail = number.text[len(number.figure) :].strip(" -\u00a0")
        return f"{number.figure} {tail}"
    one, many = powers[number.scale]
    return f"{number.figure} {one if abs(number.value) == number.scale else many}"


_POWERS = (Decimal(10**3), Decimal(10**6), Decimal(10**9), Decimal(10**12))
