"""Rules about what is said: negation, opposites, accusation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

from polywire.article import Severity
from polywire.check.rule import Example, Fault, Lexicon, Pair, Rule
from polywire.language.facts import table
from polywire.language.lexicon import stem
from polywire.language.polarity import opposites, stems
from polywire.language.words import parts


def _negation_lost(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.negation, pair.right.negation
    if said is None or told is None:
        return
    if said.said > told.may_become(said):
        yield Fault(f"{said.said} negation(s) became {told.said}")
    elif said.strict and not told.said and not told.idioms:
        yield Fault(
            "the original denies, the translation holds no negative word",
            _severity_of_inherent(pair) if told.inherent > said.inherent else None,
        )
    elif told.alone > said.alone:
        yield Fault("a negative word stands alone that needs another one")
    elif (
        said.idioms
        and not told.said
        and not told.idioms
        and told.inherent <= said.inherent
    ):
        yield Fault("the original says “not only”, the translation holds no “not”")


def _severity_of_inherent(pair: Pair) -> Severity:
    """Accept "failed" for "did not succeed"; where it may hurt, look again."""
    return Severity.DOUBT if pair.context.sensitive else Severity.NOTE


def _negation_added(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.negation, pair.right.negation
    if said is None or told is None:
        return
    if told.said > said.may_become(told):
        yield Fault(f"{said.said} negation(s) became {told.said}")


def _polarity(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.concepts, pair.right.concepts
    if said is None or told is None or _negated_apart(pair):
        return
    fewer = {one for one in said if told[one] < said[one]}
    more = {one for one in told if told[one] > said[one]}
    if not fewer or not more:
        return
    for one, other in opposites():
        for lost, gained in ((one, other), (other, one)):
            if lost in fewer and gained in more:
                yield Fault(f"“{lost}” became “{gained}”")


def _unexplained(pair: Pair) -> Iterable[Fault]:
    """Find a word with an opposite that no word of the original explains."""
    lexicon = pair.context.lexicon
    known = stems("polarity", pair.right.base)
    if lexicon is None or known is None or _negated_apart(pair):
        return
    said = pair.left.concepts or Counter[str]()
    free, against = _free(), _against()
    for word in pair.right.words:
        suspects = [
            concept
            for concept in known.of(word)
            # A word that engines write freely must have its opposite in the original.
            # What the original says in another word of the same meaning is explained.
            if not said[concept]
            and (concept not in free or said[against.get(concept, "")])
        ]
        if suspects and not _is_supported(word, pair, lexicon):
            yield Fault(f"nothing in the original says “{word}”")
            return


@cache
def _free() -> frozenset[str]:
    return frozenset(table("polarity")["free"]["concepts"])


@cache
def _against() -> dict[str, str]:
    """Return each meaning with its opposite."""
    return dict(opposites()) | {other: one for one, other in opposites()}


def _is_supported(word: str, pair: Pair, lexicon: Lexicon) -> bool:
    """Tell whether a word of the original may have become this one."""
    wanted = stem(word)
    return wanted in pair.left.stems or any(
        wanted in lexicon.all_targets(part)
        for said in pair.left.words
        for part in parts(said)
    )


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
        "opposite",
        Severity.STOP,
        "A word that has an opposite has no word of the original behind it.",
        Example("The mayor left the town.", "O prefeito deixou menos a cidade."),
        _unexplained,
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
