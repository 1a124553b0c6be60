"""The rule about the operator's glossary: its terms stand in one of their forms."""

from collections.abc import Iterable

from polywire.check.rule import Fault, Pair, declared
from polywire.language.text.words import fold


def _glossary(pair: Pair) -> Iterable[Fault]:
    if not pair.context.terms:
        return
    told = _line(pair.target)
    for term in pair.context.terms:
        if not any(_line(form) in told for form in term.told):
            yield Fault(f"{term.said} is not {term.told[0]}")


def _line(text: str) -> str:
    """Return folded words in a row, so that a term is found as whole words."""
    kept = (char if char.isalnum() else " " for char in fold(text))
    return f" {' '.join(''.join(kept).split())} "


RULES = declared({"glossary": _glossary})
