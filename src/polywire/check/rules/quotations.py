"""Rules about quotations: count, balance and what stands between the marks."""

import re
from collections.abc import Iterable
from math import exp

from polywire.check.rule import Fault, Pair, declared
from polywire.check.side import Side
from polywire.language.facts import facts
from polywire.language.text.words import words

# 1,338 pairs of ntrex-dev keep the length of a quotation between 0.5 and 2.1.
_SHORT, _LONG = 0.45, 2.2
_LONG_ENOUGH = 12
_FAR = 0.5
"""From here on (log) a language is so short that the limits move: Chinese."""
_QUOTED = re.compile(r"[\"“”„«»][^\"“”„«»]*[\"“”„«»]")
_SPEAKER = 2
"""Words of the shortest attribution: "she said"."""


def _lost(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.quotes, pair.right.quotes
    if told.most < said.least:
        yield Fault(f"{said.least} quotation marks became {told.most}")
    elif not told.is_even and told.double % 2 and said.is_even:
        yield Fault("a quotation is open on one side")


def _added(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.quotes, pair.right.quotes
    if told.least > said.most:
        yield Fault(f"{said.most} quotation marks became {told.least}")


def _length(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.quotes.spans, pair.right.quotes.spans
    if len(said) != len(told):
        return
    for source, target in zip(said, told, strict=True):
        if len(source) <= _LONG_ENOUGH:
            continue
        usual = exp(_usual(pair.right) - _usual(pair.left))
        if not _SHORT <= len(target) / len(source) / usual <= _LONG:
            yield Fault(f"the quotation “{source[:40]}” became “{target[:40]}”")


def _usual(side: Side) -> float:
    """Return how long texts of a language are, where that is far from usual."""
    log = float(facts("lengths", side.base).get("log", 0.0))
    return log if abs(log) > _FAR else 0.0


def _speaker(pair: Pair) -> Iterable[Fault]:
    said, told = _outside(pair.left), _outside(pair.right)
    if len(said) >= _SPEAKER and not told:
        yield Fault(f"missing beside the quotation: {' '.join(said[:4])}")


def _outside(side: Side) -> tuple[str, ...]:
    """Return the words that stand before, between and after the quotations."""
    if not side.quotes.spans or side.quotes.double % 2:
        return ("",)
    return words(_QUOTED.sub(" ", side.plain))


RULES = declared(
    {
        "quotation-lost": _lost,
        "quotation-added": _added,
        "quotation-moved": _length,
        "speaker-lost": _speaker,
    }
)
