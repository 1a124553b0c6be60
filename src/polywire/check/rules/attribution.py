"""The rule about the verb beside a quotation: who said, denied or admitted it."""

from __future__ import annotations

from collections.abc import Iterable

from polywire.article import Severity
from polywire.check.rule import Example, Fault, Pair, Rule
from polywire.language.meaning import speech
from polywire.language.meaning.speech import Speech

_AGAINST = (("deny", "confirm"), ("confirm", "deny"))


def _attribution(pair: Pair) -> Iterable[Fault]:
    said = speech.read(pair.left.plain, pair.left.base)
    told = speech.read(pair.right.plain, pair.right.base)
    if said is None or told is None:
        return
    for one, other in _AGAINST:
        is_gone = said.near[one] and not told.anywhere[one]
        if is_gone and told.anywhere[other] > said.anywhere[other]:
            yield Fault(f"“{one}” beside the quotation became “{other}”")
            return
    if _denial_appears(said, told):
        yield Fault("the translation denies what the original only says")
    elif said.near["deny"] and not told.anywhere["deny"] and not _negated(pair):
        yield Fault("a denial beside the quotation is gone", Severity.DOUBT)
    elif said.near["core"] and not told.anywhere:
        yield Fault("the verb beside the quotation is gone", Severity.DOUBT)


def _denial_appears(said: Speech, told: Speech) -> bool:
    """Tell whether somebody who only spoke now denies."""
    is_new = told.near["deny"] and not said.anywhere["deny"]
    spoke = told.near["core"] - told.near["deny"]
    return bool(is_new and spoke < said.near["core"])


def _negated(pair: Pair) -> bool:
    """Accept "said that he had not" for "denied having"."""
    said, told = pair.left.negation, pair.right.negation
    return said is not None and told is not None and told.said > said.said


RULES = (
    Rule(
        "attribution",
        Severity.STOP,
        "The verb beside a quotation was turned: denied is not confirmed; a lost one "
        "is a doubt.",
        Example(
            "“We knew nothing,” the mayor denied.",
            "“Não sabíamos de nada”, confirmou o prefeito.",
        ),
        _attribution,
        "speech",
    ),
)
