"""Rules about what is said: negation, opposites, accusation."""

from __future__ import annotations

from collections.abc import Iterable

from polywire.article import Severity
from polywire.check.rule import Example, Fault, Pair, Rule
from polywire.language.polarity import opposites


def _negation_lost(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.negation, pair.right.negation
    if said is None or told is None:
        return
    if said.strict > told.most:
        yield Fault(f"{said.strict} negation(s) became {told.said}")
    elif said.strict and not told.said and not told.idioms:
        yield Fault(
            "the original denies, the translation holds no negative word",
            _severity_of_inherent(pair) if told.inherent else None,
        )


def _severity_of_inherent(pair: Pair) -> Severity:
    """Accept "failed" for "did not succeed"; where it may hurt, look again."""
    return Severity.DOUBT if pair.context.sensitive else Severity.NOTE


def _negation_added(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.negation, pair.right.negation
    if said is None or told is None:
        return
    if told.strict > said.most:
        yield Fault(f"{said.said} negation(s) became {told.strict}")


def _polarity(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.concepts, pair.right.concepts
    if said is None or told is None or _negated_apart(pair):
        return
    for one, other in opposites():
        for lost, gained in ((one, other), (other, one)):
            if told[lost] < said[lost] and told[gained] > said[gained]:
                yield Fault(f"“{lost}” became “{gained}”")


def _negated_apart(pair: Pair) -> bool:
    """Tell whether one side denies more: "failed" is well said as "did not succeed"."""
    said, told = pair.left.negation, pair.right.negation
    return said is not None and told is not None and said.said != told.said


def _accusation(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.modality, pair.right.modality
    if said is None or told is None:
        return
    if said.hedged and not told.hedged and not told.reported:
        yield Fault(
            "the original reports an accusation, the translation states it",
            Severity.STOP if told.proven > said.proven else None,
        )
    if said.proven and not told.proven:
        yield Fault("a verdict of the original is missing")
    if told.proven and not said.proven and not said.hedged:
        yield Fault("the translation convicts, the original does not")


RULES = (
    Rule(
        "negation-lost",
        Severity.STOP,
        "The original says no and the translation does not.",
        Example("The law does not apply here.", "A lei se aplica aqui."),
        _negation_lost,
        "negation",
    ),
    Rule(
        "negation-added",
        Severity.STOP,
        "The translation says no and the original does not.",
        Example("The law applies here.", "A lei não se aplica aqui."),
        _negation_added,
        "negation",
    ),
    Rule(
        "polarity",
        Severity.STOP,
        "A word became its opposite: rose and fell, before and after.",
        Example("Prices rose in May.", "Os preços caíram em maio."),
        _polarity,
        "polarity",
    ),
    Rule(
        "accusation",
        Severity.DOUBT,
        "Alleged, suspected and convicted are not the same.",
        Example("The alleged thief was seen.", "O ladrão foi visto."),
        _accusation,
        "modality",
    ),
)
