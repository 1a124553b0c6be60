"""Rules about numbers, compared as values, and telephone numbers, digit for digit."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from polywire.article import Severity
from polywire.check.rule import Fault, Pair, Placed, declared, exchanged
from polywire.check.side import Side
from polywire.language.facts import facts, pattern, table
from polywire.language.meaning.polarity import stems
from polywire.language.numbers import phones
from polywire.language.numbers.numbers import Number
from polywire.language.numbers.phones import Phone

_MIXED = re.compile(r"(?<!\w)(?:[A-Z]+-?\d+|\d+&\d+|(?:[a-z]+\d|[A-Z]\w*\d)\w*)(?!\w)")
_WHOLE = re.compile(r"(?<![\w.,:/-])\d+(?![.,:/-]?\w)")
_ZEROED = re.compile(r"(?<![\w.,:/-])0\d{2,}(?![.,:/-]?\w)")
_HALF = Decimal("0.5")
_FIGURES = re.compile(r"\d+")
_YEARS = frozenset(map(Decimal, range(1900, 2100)))
_PLACED = frozenset({"digits", "words", "percent", "range"})
_SHORT_YEARS = frozenset(map(Decimal, range(100)))
_ROMAN_END = 40
_ROMAN = re.compile(r"(?<!\w)([XVI]+)(?:er?|ème)?(?!\w)")
_ROMAN_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_TRUNK = "0"
"""What national forms of a telephone number begin with and international ones leave out."""
_LONGEST_COUNTRY = 3


def _lost(pair: Pair) -> Iterable[Fault]:
    missing, _ = _unanswered(pair)
    for number in missing:
        yield Fault(f"{number.text.strip()} is missing")
    indian = table("numbers")["indian"]
    if pair.right.base in indian["languages"]:
        return
    for number in pair.right.values:
        scale = number.text.casefold().split()[-1:]
        if scale and scale[0] in indian["scales"]:
            evidence = f"few readers know “{scale[0]}”"
            yield Fault(evidence, Severity.DOUBT)


def _invented(pair: Pair) -> Iterable[Fault]:
    _, extra = _unanswered(pair)
    for number in extra:
        yield Fault(f"{number.text.strip()} does not stand in the original")


def _unanswered(pair: Pair) -> tuple[list[Number], list[Number]]:
    """Return the firm numbers of each side that the other does not answer."""
    said, told = pair.left.values, pair.right.values
    missing, extra = _without(said, told), _without(told, said)
    if not (missing or extra):
        return missing, extra
    for one, other, side in ((missing, extra, pair.right), (extra, missing, pair.left)):
        halves = pattern("numbers", side.base, "and_a_half").search(side.text)
        for number in tuple(one if other else ()):
            if not halves and not _may_be_a_part(number):
                continue
            partner = next((n for n in other if _is_apart(number, n, side)), None)
            if partner is not None:
                one.remove(number)
                other.remove(partner)
    return _unsaid(missing, pair.right), _unsaid(extra, pair.left)


def _may_be_a_part(number: Number) -> bool:
    """Tell whether a number reads like a part: "a third child", "um quarto filho"."""
    return number.kind == "fraction" or (number.kind == "vague" and number.value < 1)


def _is_apart(number: Number, other: Number, side: Side) -> bool:
    """Find "dois anos e meio" for "two and a half years", "a third child" as third."""
    if number.value == other.value + _HALF:
        halves = pattern("numbers", side.base, "and_a_half")
        return halves.search(side.text, other.end) is not None
    return (
        _may_be_a_part(number)
        and other.kind in {"ordinal", "vague"}
        and round(number.value * other.value, 6) == 1
    )


@dataclass(frozen=True, slots=True)
class _Otherwise:
    """What a side says of numbers without a figure or a number word for them."""

    text: str
    romans: frozenset[str]
    values: frozenset[Decimal]
    """Inside words, and hours that read like times of day: "18hrs" is "18 horas"."""

    @classmethod
    def of(cls, side: Side) -> _Otherwise:
        """Read a side once, for all numbers of the other."""
        hours = {Decimal(clock.written) / _HOUR for clock in side.clocks}
        romans = frozenset(_ROMAN.findall(side.text))
        return cls(side.text, romans, frozenset(_hidden(side) | hours))


def _unsaid(numbers: Sequence[Number], side: Side) -> list[Number]:
    """Return the numbers that a side does not say in another way either."""
    if not numbers:
        return []
    other = _Otherwise.of(side)
    return [number for number in numbers if not _is_said(number, other)]


def _is_said(number: Number, other: _Otherwise) -> bool:
    """Tell whether a number may be missing, or is said in another way."""
    return (
        number.kind == "vague"
        or _roman(number.value) in other.romans
        or number.value in other.values
        or _is_part_of_a_name(number, other.text)
    )


_HOUR = 60
"""Minutes."""


def _is_part_of_a_name(number: Number, other: str) -> bool:
    """Tell whether a number in words was rightly kept: Ten Hag, Nine News."""
    return (
        not number.figure
        and number.text[:1].isupper()
        and re.search(rf"(?<!\w){re.escape(number.text)}(?!\w)", other) is not None
    )


def _hidden(side: Side) -> set[Decimal]:
    """Return values inside words: tricampeão, foursome, fortnight."""
    known = stems("inside_words", side.base)
    ends: dict[str, str] = table("inside_words")["endings"].get(side.base, {})
    found = {
        value
        for value, end in ends.items()
        if any(re.search(f"{end}$", word) for word in side.words)
    }
    return {
        Decimal(value)
        for value in {*found, *(known.count(side.words) if known else ())}
    }


def _roman(value: Decimal) -> str:
    """Write a small number as in "século XIX"; empty for others."""
    if value != int(value) or not 1 <= value < _ROMAN_END:
        return ""
    tens, ones = divmod(int(value), 10)
    return "X" * tens + _ROMAN_ONES[ones]


def _without(these: Sequence[Number], others: Sequence[Number]) -> list[Number]:
    """Return what of ``these`` has no partner of the same value in ``others``.

    Firm numbers choose first: "one of 1" must not lose its 1 to a vague "one".
    """
    left = Counter(value for number in others for value in _readings(number))
    rest = []
    for number in sorted(these, key=lambda n: n.kind == "vague"):
        found = next((v for v in _readings(number) if left[v] > 0), None)
        if found is None:
            found = _short_year(number, left)
        if found is None:
            rest.append(number)
        else:
            left[found] -= 1
    return sorted(rest, key=lambda n: n.start)


def _readings(number: Number) -> tuple[Decimal, ...]:
    """Return the values that a number may have: "from £53 to 461 billion"."""
    if number.kind == "range" and number.scale != 1:
        return number.value, number.value / number.scale
    return (number.value,)


def _short_year(number: Number, left: Counter[Decimal]) -> Decimal | None:
    """Find the 80 of "anos 80" for "the 1980s", and the other way round."""
    if number.value in _YEARS and left[number.value % 100] > 0:
        return number.value % 100
    if number.value in _SHORT_YEARS and number.figure:
        years = (1900 + number.value, 2000 + number.value)
        return next((year for year in years if left[year] > 0), None)
    return None


def _mixed(pair: Pair) -> Iterable[Fault]:
    """Compare what mixes figures and other signs: WW1, G20, 2&1; and codes: 0417."""
    yield from _zeroed(pair)
    said, told = _MIXED.findall(pair.left.plain), _MIXED.findall(pair.right.plain)
    here, there = frozenset(said), frozenset(told)
    shapes: dict[str, list[str]] = defaultdict(list)
    for one in told:
        shapes[_FIGURES.sub("#", one)].append(one)
    for token in said:
        others = shapes.get(_FIGURES.sub("#", token), [])
        if token not in there and not here.issuperset(others):
            yield Fault(f"{token} became {others[0]}")


def _percent(pair: Pair) -> Iterable[Fault]:
    said, told = _percents(pair.left), _percents(pair.right)
    for value in (said - told).elements():
        yield Fault(f"{value}% is no longer a percentage")
    for value in (told - said - Counter(_hidden(pair.left))).elements():
        yield Fault(f"{value} became a percentage")


def _percents(side: Side) -> Counter[Decimal]:
    return Counter(n.value for n in side.values if n.kind == "percent")


def _placed(side: Side) -> list[Placed]:
    """Return the firm numbers, shares apart; years move as adverbs do."""
    return [
        ((one.kind == "percent", one.value), one.start, one.end)
        for one in side.values
        if one.kind in _PLACED and one.value not in _YEARS
    ]


def _order(pair: Pair) -> Iterable[Fault]:
    yield from _turned(pair)
    if turned := list(exchanged(pair, _placed(pair.left), _placed(pair.right))):
        yield from turned
        return  # told once
    told = [number.value for number in pair.right.values]
    together = set(pairwise(told))
    for one, other in pairwise(pair.left.values):
        if one.kind != other.kind or one.kind not in {"score", "range"}:
            continue
        first, second = one.value, other.value
        if (
            first != second
            and (first, second) not in together
            and (second, first) in together
        ):
            yield Fault(f"{one.text}-{other.text} stands the other way round")


def _phone(pair: Pair) -> Iterable[Fault]:
    said = pair.left.phones
    if not said:
        return
    told = pair.right.phones
    runs = phones.groups(pair.target)
    for phone in said:
        if _stands(phone.digits, runs):
            continue
        if any(one.digits == phone.digits or _is_same(phone, one) for one in told):
            continue
        if any(_is_same(one, phone) for one in told if not one.is_international):
            evidence = f"{phone.text} lost its country code"
            yield Fault(evidence, Severity.DOUBT)
        else:
            yield Fault(f"{phone.text} is missing or has other digits")


def _stands(digits: str, runs: tuple[str, ...]) -> bool:
    """Tell whether runs of digits that follow each other give just these digits."""
    for start in range(len(runs)):
        joined = ""
        for run in runs[start:]:
            joined += run
            if joined in {digits, f"00{digits}"}:
                return True
            if len(joined) > len(digits):
                break
    return False


def _is_same(home: Phone, abroad: Phone) -> bool:
    """Tell whether one is the other with a country code in place of the first 0."""
    if home.is_international or not abroad.is_international:
        return False
    bare = re.sub(rf"^{_TRUNK}+", "", home.digits)
    code = len(abroad.digits) - len(bare)
    return abroad.digits.endswith(bare) and 1 <= code <= _LONGEST_COUNTRY


_STEP = 30
"""Characters between the two numbers of a change: "by 2 percentage points to 61%"."""


def _steps(side: Side) -> dict[tuple[Decimal, Decimal], bool]:
    """Return the pairs of numbers with a "to" between, and whether a "from" is before."""
    known: dict[str, str] = facts("numbers", side.base).get("step", {})
    found: dict[tuple[Decimal, Decimal], bool] = {}
    for first, second in pairwise(side.numbers if known else ()):
        between = side.plain[first.end : second.start]
        if len(between) <= _STEP and _ends_with(known["to"], between):
            is_from = _ends_with(known["from"], side.plain[: first.start])
            found[first.value, second.value] = is_from
    return found


_BESIDE = 40
"""Characters before a number in which its small words stand."""


def _ends_with(words: str, text: str) -> bool:
    """Tell whether one of some words ends a text, but for "about", an article, a £."""
    end = rf"(?i)(?<!\w)(?:{words}) (?:[^\W\d]+ )?(?:[A-Z]{{0,3}}[^\w\s] ?)?$"
    return re.search(end, text[-_BESIDE:]) is not None


def _turned(pair: Pair) -> Iterable[Fault]:
    """Find "by 130 to 4,070" told as "from 130 to 4,070": the values are the same."""
    said = _steps(pair.left)
    for ends, is_from in _steps(pair.right).items():
        if is_from and said.get(ends) is False:
            yield Fault(f"by {ends[0]} to {ends[1]} became from {ends[0]}")


def _zeroed(pair: Pair) -> Iterable[Fault]:
    """Find a code that lost the noughts before it: 0417 is no 417."""
    phones_ = " ".join(phone.text for phone in pair.left.phones)
    told = set(_WHOLE.findall(pair.right.plain))
    for code in _ZEROED.findall(pair.left.plain):
        bare = code.lstrip("0")
        if code not in told and bare in told and code not in phones_:
            yield Fault(f"{code} became {bare}")


RULES = declared(
    {
        "number-lost": _lost,
        "number-invented": _invented,
        "code-number": _mixed,
        "percent": _percent,
        "number-order": _order,
        "phone": _phone,
    }
)
