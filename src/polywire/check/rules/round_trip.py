"""The rule about the way back: what a sensitive sentence says once it is returned.

Compares the original with its translation's translation in one language, where roles
need no dictionary. Only these stop a sentence; negations and opposites are a doubt, and
names and numbers are compared directly only: the way back itself breaks more of them
than it finds (decision 0120).
"""

from collections.abc import Iterable
from dataclasses import replace

from polywire.article import Severity
from polywire.check.rule import Context, Fault, Pair, declared
from polywire.check.rules import meaning, roles

_DOUBTED = frozenset({"negation-lost", "negation-added", "polarity", "accusation"})
_RULES = (*roles.RULES, *(rule for rule in meaning.RULES if rule.name in _DOUBTED))


def _round_trip(pair: Pair) -> Iterable[Fault]:
    if pair.context.back is None:
        return
    again = replace(
        pair,
        target=pair.context.back,
        target_language=pair.source_language,
        context=Context(sensitive=True),
    )
    for rule in _RULES:
        if rule.applies(again):
            for fault in rule.look(again):
                evidence = f"translated back: {fault.evidence}"
                yield Fault(evidence, Severity.DOUBT if rule.name in _DOUBTED else None)


RULES = declared({"round-trip": _round_trip})
