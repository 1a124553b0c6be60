"""What the second reader's figures are worth: a probability, and a finding.

Weights and thresholds are measured and stand in ``second_reading.toml``, for each pair
of languages. Does not know how the figures are made.
"""

import math
from dataclasses import dataclass
from typing import Any

from polywire.article import Finding, PartType, SecondReading, Severity
from polywire.language.text.tags import base
from polywire.tables import table

NAME = "second-reader"
SHORTEST, USUAL, LONGEST = 8, 20, 40
"""Words from which on a text is a sentence, for which the limit of doubt is told, and
from which on it stays."""
MOST_COPIED = 2
"""Words left as they are that count: more say no more."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """How many sentences by a bundled model were judged, and refused by one reader."""

    judged: int
    refused: int

    def __str__(self) -> str:
        """Write the share refused, of how many: "34% of 525"."""
        return f"{self.refused / self.judged:.0%} of {self.judged}"


def _measured() -> dict[str, dict[str, Any]]:
    return table("polywire.check", "second_reading.toml")


def _pair(source: str, target: str) -> dict[str, Any]:
    """Return what was measured of a pair; empty where nothing was."""
    found: dict[str, Any] = _measured().get(f"{base(source)}-{base(target)}", {})
    return found


def is_known(source: str, target: str) -> bool:
    """Tell whether weights were fitted for a pair: without them nothing is read."""
    return "weights" in _pair(source, target)


def refusals(source: str, target: str) -> Refusals | None:
    """Return what is known of a pair's bundled model; None where nobody judged it."""
    found = _pair(source, target)
    return Refusals(found["judged"], found["refused"]) if found else None


def chance(
    unsure: float, lost: float, copied: int, *, source: str, target: str
) -> float:
    """Return the probability that a reader would refuse a sentence of a known pair."""
    weights = _pair(source, target)["weights"]
    x = (
        weights["bias"]
        + weights["unsure"] * unsure
        + weights["lost"] * lost
        + weights["copied"] * min(copied, MOST_COPIED)
    )
    return round(1 / (1 + math.exp(-x)), 4)


def thresholds(part: PartType, words: int = USUAL) -> tuple[float, float]:
    """Return from which p on a part of so many words is in doubt, and is stopped.

    The one place where the kind of a text decides: a headline or standfirst that reads
    wrong does more harm than a sentence, and stands well in its own language; it is
    never in doubt. Long sentences have the higher p, right or wrong.
    """
    limits = _measured()["thresholds"]
    if part in limits:
        return limits[part], limits[part]
    longer = min(words, LONGEST) - USUAL if words >= SHORTEST else 0
    usual = limits["doubt"]
    odds = usual / (1 - usual) * math.exp(limits["a_word"] * longer)
    return odds / (1 + odds), limits["stop"]


def finding(reading: SecondReading, part: PartType, words: int) -> Finding | None:
    """Return what a reading says against a sentence of so many words, if anything."""
    doubt, stop = thresholds(part, words)
    if reading.p <= doubt:
        return None
    severity = Severity.STOP if reading.p > stop else Severity.DOUBT
    named = f": {', '.join(reading.suspects)}" if reading.suspects else ""
    # never 1.00: it is an estimate
    p = min(reading.p, 0.99)
    evidence = f"a program estimates at {p:.2f} that a reader would refuse it{named}"
    return Finding(NAME, severity, evidence)


def unread(reason: str) -> Finding:
    """Say that a sentence was judged by the rules alone, and why."""
    return Finding(NAME, Severity.NOTE, f"not read a second time: {reason}")
