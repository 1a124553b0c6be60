"""Which repairs may help against which findings, the likeliest first.

A name is masked only when another stands in its place, and then as a whole: a mask
leaves words in the source language and costs chrF (decision 0032). What is put back is
in the target's letters and in no case of the source's (decision 0205).
"""

from collections.abc import Sequence

from polywire.article import Finding, Severity
from polywire.desk.repair.attempt import Try
from polywire.language.facts import table
from polywire.language.names import whole_names
from polywire.language.names.names import find as names_of
from polywire.language.names.names import is_translated
from polywire.language.names.names import places as places_of
from polywire.language.names.places import preferred
from polywire.language.text import scripts
from polywire.language.text.tags import base
from polywire.language.text.words import fold, words
from polywire.translate.engines.engine import Translator
from polywire.translate.sentence.options import Options, Protected
from polywire.translate.sentence.prepare import split_points

_NUMBERS = frozenset(
    {
    "number-lost", "number-invented", "number-order", "number-doubled", "percent",
    "currency", "unit", "clock", "month", "placeholder-lost", "placeholder-doubled",
}
)  # fmt: skip
_NAMES = frozenset({"name", "place", "letters-lost", "name-order"})
_SHOUTING = 4
"""Letters of a word in capitals that is no acronym."""


def repairs(
    text: str,
    findings: Sequence[Finding],
    *,
    engine: Translator,
    later: Sequence[Translator],
    names: frozenset[str],
) -> list[Try]:
    """Return the tries that a sentence with these findings should be given."""
    rules = {f.rule for f in findings if f.severity is not Severity.NOTE}
    has_figures = any(char.isdigit() for char in text)
    stops = {f.rule for f in findings if f.severity is Severity.STOP}
    is_lost = stops & _NAMES or "name-order" in rules
    told = " ".join(f.evidence for f in findings if f.rule in _NAMES)
    masks = _masks(text, names, told, engine) if is_lost else ()
    planned = []
    if _shouts(text):
        planned.append(Try(engine, Options(calm=True), repair="calm"))
    if masks:
        planned.append(Try(engine, names=masks, repair="names"))
    if has_figures and rules & _NUMBERS:
        planned.append(Try(engine, Options(numbers="all"), repair="stand-ins"))
    if split_points(text):
        planned.append(Try(engine, Options(split=True), repair="split"))
        if has_figures:
            both = Options(numbers="all", split=True)
            planned.append(Try(engine, both, repair="stand-ins+split"))
    if has_figures and not rules & _NUMBERS:
        planned.append(Try(engine, Options(numbers="all"), repair="stand-ins"))
    if has_figures:
        planned.append(Try(engine, Options(numbers="none"), repair="bare-numbers"))
    planned += [Try(other, repair=f"engine {other.id}") for other in later]
    return planned


def _shouts(text: str) -> bool:
    return any(len(word) >= _SHOUTING and word.isupper() for word in words(text))


def _masks(
    text: str, names: frozenset[str], told: str, engine: Translator
) -> tuple[Protected, ...]:
    """Protect the people of a sentence as they are, and a place by its form there.

    Titles and parts of longer names of places ("Reino Unido") are for the engine, and
    so are names that the target writes in other letters or without the source's case.
    """
    source = base(engine.source)
    placed = places_of(words(text), source, base(engine.target))
    longer = {word for place, _ in placed if " " in place for word in place.split()}
    is_free = source not in table("names")["head_last"]
    full = {
        one.text
        for one in names_of(text, source)
        if one.has_neighbour and (one.text in told or (is_free and not one.is_first))
    }
    known = {
        word
        for word in names | full
        if fold(word) not in longer and not is_translated(fold(word), source)
    }
    masks = []
    for name in dict.fromkeys(whole_names.find(text, known, source)):
        form = preferred(name, engine.source, engine.target)
        if form is None and source in table("names")["undeclined"]:
            form = name
        if form and scripts.are_home(form, engine.target):
            masks.append(Protected(name, form))
    return tuple(masks)
