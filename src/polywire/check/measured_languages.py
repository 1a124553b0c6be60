"""In which languages a rule was measured, and how it did there.

A rule about facts of languages stops only where they were measured; elsewhere what it
finds is a doubt.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from polywire.tables import table

# One or two of 24 good sentences each way may be stopped in all.
_MOST_FALSE = 4
_BESIDE = "en"
"""All others were measured beside it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of one rule in one language."""

    false: int
    """Good translations that the rule stops, into English and out of it."""
    caught: int
    """Planted faults that it alone stops."""

    @property
    def is_good(self) -> bool:
        """Tell whether the rule may stop a sentence of this language."""
        return self.false <= _MOST_FALSE


@cache
def measured(rule: str) -> dict[str, Measured] | None:
    """Return language -> figures; None for a rule that needs no facts of a language."""
    known = table("polywire.check", "measured_languages.toml")["rules"].get(rule)
    return known and {language: Measured(*row) for language, row in known.items()}


@cache
def stops_in(rule: str) -> frozenset[str] | None:
    """Return the languages in which a rule may stop; None where it may in all."""
    known = measured(rule)
    if known is None:
        return None
    return frozenset({_BESIDE, *(one for one, row in known.items() if row.is_good)})


def may_stop(rule: str, languages: Iterable[str]) -> bool:
    """Tell whether a rule was measured in all of some languages, and did well."""
    known = stops_in(rule)
    return known is None or known.issuperset(languages)
