"""Rules about money and units of measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from polywire.article import Severity
from polywire.check.rule import Example, Fault, Pair, Rule
from polywire.language.facts import table


def _currency(pair: Pair) -> Iterable[Fault]:
    said = Counter((m.currency, m.value) for m in pair.left.money)
    told = Counter((m.currency, m.value) for m in pair.right.money)
    spoken = {m.currency for m in pair.right.money}
    for currency, value in (said - told).elements():
        others = [c for c, v in (told - said) if v == value]
        if others:
            yield Fault(f"{value} {currency} became {value} {others[0]}")
        elif currency not in spoken:
            yield Fault(f"{value} {currency}: the currency is missing")
    if said - told:
        return
    for money in pair.right.money:
        # "um franco-atirador", "uma coroa": one of anything may be no money at all.
        is_one = money.value == 1 and not money.number.figure
        if not is_one and money.currency not in {m.currency for m in pair.left.money}:
            yield Fault(f"{money.text} does not stand in the original")


def _unit(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.units, pair.right.units
    if said is None or told is None:
        return
    for kind in table("measures")["kinds"].values():
        lost = [unit for unit in kind if told[unit] < said[unit]]
        gained = [unit for unit in kind if told[unit] > said[unit]]
        if lost and gained:
            yield Fault(f"{lost[0]} became {gained[0]}")


RULES = (
    Rule(
        "currency",
        Severity.STOP,
        "A sum of money is in another currency, or in none.",
        Example("The fund is worth £11 million.", "O fundo vale 11 milhões de euros."),
        _currency,
    ),
    Rule(
        "unit",
        Severity.STOP,
        "A measure is given in another unit without being converted.",
        Example("The bridge is 16 miles long.", "A ponte tem 16 quilômetros."),
        _unit,
        "measures",
    ),
)
