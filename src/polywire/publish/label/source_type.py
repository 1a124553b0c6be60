"""IPTC digital source type: how an edition's text came to be.

Neural engines are "trained algorithmic media", rule-based ones "algorithmic
media"; an original carries no value, because nobody told us how it was made.
"""

from collections.abc import Mapping
from typing import Final, Literal

from polywire.article import Edition

SourceType = Literal["trainedAlgorithmicMedia", "algorithmicMedia"]

IPTC: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
"""The vocabulary's own addresses start with http: never rewrite the scheme."""

SCHEMA_ORG: Final[Mapping[SourceType, str]] = {
    "trainedAlgorithmicMedia": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    "algorithmicMedia": "https://schema.org/AlgorithmicMediaDigitalSource",
}

RULE_BASED: Final = frozenset({"apertium"})
"""Kinds of engines that work by rules; any other kind counts as trained."""

_HUMAN: Final = "memory:human"


def engines_of(edition: Edition) -> tuple[str, ...]:
    """Return the engines that made the text, sorted; a sentence may have a chain."""
    if edition.draft is None:
        return ()
    names = {
        name.removeprefix("memory:")
        for made in edition.draft.translations
        if made.engine != _HUMAN
        for name in made.engine.split("+")
        if name
    }
    return tuple(sorted(names))


def source_type(
    edition: Edition, kinds: Mapping[str, str] | None = None
) -> SourceType | None:
    """Return the digital source type of an edition's text, None for an original.

    ``kinds`` are the operator's engine names with their kind. One trained
    engine makes the whole trained; so does an engine that we do not know.
    """
    if not edition.is_translated:
        return None
    names = engines_of(edition)
    found = [(kinds or {}).get(name, name) for name in names]
    if found and all(kind in RULE_BASED for kind in found):
        return "algorithmicMedia"
    return "trainedAlgorithmicMedia"
