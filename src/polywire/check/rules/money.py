"""Rules about money and units of measure."""

from collections import Counter
from collections.abc import Iterable

from polywire.check.rule import Fault, Pair, declared
from polywire.check.side import Side
from polywire.language.facts import facts, table
from polywire.language.meaning.polarity import stems
from polywire.language.numbers.money import Money, words
from polywire.language.text.words import fold


def _currency(pair: Pair) -> Iterable[Fault]:
    here, there = _sums(pair.left), _sums(pair.right)
    said = Counter((m.currency, m.value) for m in here)
    told = Counter((m.currency, m.value) for m in there)
    spoken = {m.currency for m in there}
    for currency, value in (said - told).elements():
        others = [c for c, v in (told - said) if v == value]
        if others:
            yield Fault(f"{value} {currency} became {value} {others[0]}")
        elif currency not in spoken:
            yield Fault(f"{value} {currency}: the currency is missing")
    if said - told:
        return
    for money in there:
        if money.currency not in {m.currency for m in here} and not _is_named(
            money, pair.left
        ):
            yield Fault(f"{money.text} does not stand in the original")


def _is_named(money: Money, side: Side) -> bool:
    """Tell whether the original names the currency: "millions of dollars" has no sum."""
    if money.number.figure:
        return False
    forms = {fold(form) for form in words(money.currency, side.base)}
    return not forms.isdisjoint(side.words)


def _is_explained(unit: str, pair: Pair) -> bool:
    """Accept a year for a bare age ("Jones, 52"), and a unit away from its number."""
    return unit == "year" or _is_stated(unit, pair)


def _is_stated(unit: str, pair: Pair) -> bool:
    """Tell whether the original has a unit that stands after no number."""
    known, counted = stems("measures", pair.left.base), pair.left.units
    if known is None or counted is None:
        return True
    every = pair.left.in_unit_words(pair.left.plain)
    return known.count(part for parts in every for part in parts)[unit] > counted[unit]


def _sums(side: Side) -> list[Money]:
    """Return the sums of money; no "four real mothers", no "um franco-atirador"."""
    doubtful = tuple(
        f" {form}" for form in facts("money", "doubtful").get(side.base, ())
    )
    return [
        money
        for money in side.money
        if not money.text.endswith(doubtful)
        and (money.value != 1 or money.number.figure)
    ]


def _unit(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.units, pair.right.units
    if said is None or told is None:
        return
    for kind in table("measures")["kinds"].values():
        lost = [unit for unit in kind if told[unit] < said[unit]]
        gained = [unit for unit in kind if told[unit] > said[unit]]
        if lost:
            # "dix premiers jours": the unit stands away from its number
            gained = [unit for unit in gained if not _is_stated(unit, pair)]
        if lost and gained:
            yield Fault(f"{lost[0]} became {gained[0]}")
        elif gained and not _is_explained(gained[0], pair):
            yield Fault(f"{gained[0]} does not stand in the original")


RULES = declared({"currency": _currency, "unit": _unit})
