"""All rules, in the order in which their findings are told."""

from polywire.check.rule import Rule
from polywire.check.rules import (
    answers,
    attribution,
    completeness,
    glossary,
    headlines,
    meaning,
    money,
    names,
    numbers,
    quotations,
    roles,
    round_trip,
    shape,
    structure,
    time,
)

ALL: tuple[Rule, ...] = (
    *shape.RULES,
    *structure.RULES,
    *answers.RULES,
    *completeness.RULES,
    *numbers.RULES,
    *money.RULES,
    *time.RULES,
    *quotations.RULES,
    *attribution.RULES,
    *names.RULES,
    *roles.RULES,
    *glossary.RULES,
    *meaning.RULES,
    *round_trip.RULES,
    *headlines.RULES,
)
"""Every rule that Polywire knows."""
