"""Say which of the configured languages a text is written in.

Looks at the words only. Does not know feeds or pages; what they declare comes in
as a prior, which decides only where the words leave room for doubt.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from copy import copy
from functools import lru_cache
from typing import Protocol, cast

UNKNOWN = "und"
"""BCP 47 for "undetermined"."""

ENOUGH = 4_000
"""Characters that are looked at: more change nothing and cost time."""

PRIOR_MARGIN = 0.25
"""A declared language wins when its own score is within this of the best: six
words in Bosnian and Croatian differ by less, English and Swahili by far more."""

_SAME = {"nb": "no", "iw": "he", "in": "id", "fil": "tl", "cmn": "zh"}
"""Tags that the model knows by another name."""

_loading = threading.Lock()


class _Identifier(Protocol):
    """The part of py3langid's identifier that we use."""

    labels: list[str]

    def rank(self, text: str) -> list[tuple[str, float]]: ...


def identify(
    text: str, *, candidates: Sequence[str], prior: str | None = None
) -> tuple[str, float]:
    """Return the likeliest candidate and its share of the belief (0 to 1).

    The tag comes back as it was given in ``candidates``; with no candidates any
    language may win. Text without letters gives ``("und", 0.0)``.
    """
    sample = text[:ENOUGH]
    if not any(char.isalpha() for char in sample):
        return UNKNOWN, 0.0
    tags = _tags(candidates)
    if len(tags) == 1:
        # One candidate wins always, so its belief is its share among all languages.
        label, tag = next(iter(tags.items()))
        return tag, dict(_identifier(frozenset()).rank(sample)).get(label, 0.0)
    ranked = _identifier(frozenset(tags)).rank(sample)
    best, score = ranked[0]
    declared = _base(prior) if prior else None
    for label, value in ranked:
        if label == declared and score - value <= PRIOR_MARGIN:
            best, score = label, value
    return tags.get(best, best), float(score)


def _tags(candidates: Sequence[str]) -> dict[str, str]:
    """Return the model's name of each candidate that it knows -> the tag given."""
    known = set(_identifier(frozenset()).labels)
    found: dict[str, str] = {}
    for tag in candidates:
        label = _base(tag)
        if label in known:
            found.setdefault(label, tag)
    return found


def _base(tag: str) -> str:
    """Return the model's name for the language of a tag: "pt-BR" is "pt"."""
    language = tag.replace("_", "-").split("-")[0].lower()
    return _SAME.get(language, language)


def _identifier(languages: frozenset[str]) -> _Identifier:
    """Return the view of the model for a set of languages, all when empty."""
    # A cache alone lets each of eight threads load the model at a run's start:
    # eight times half a second, and 90 MB each.
    with _loading:
        return _view(languages)


@lru_cache(maxsize=16)
def _view(languages: frozenset[str]) -> _Identifier:
    """Load the model once and keep one view of it for each set of languages."""
    # numpy and the model cost half a second: only who identifies pays for it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    if not languages:
        whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        return cast("_Identifier", whole)
    view = copy(cast("LanguageIdentifier", _view(frozenset())))
    view.set_languages(languages)
    return cast("_Identifier", view)
