"""Say which language the words of a text are in, and how surely.

Looks at the words only. Does not know what feeds, pages or operators declare:
``language.text.language_evidence`` weighs that against what is found here.
"""

import re
import threading
from collections.abc import Mapping, Sequence
from copy import copy
from functools import lru_cache
from math import sqrt
from typing import Protocol, cast

from polywire.tongue import UNKNOWN

ENOUGH = 4_000
"""Characters that are looked at: more change nothing and cost time."""

_SAME = {"nb": "no", "iw": "he", "in": "id", "fil": "tl", "cmn": "zh"}
"""Tags that the model knows by another name."""

_WITHIN = {
    "ary": "ar",
    "arz": "ar",
    "grc": "el",
    "hbo": "he",
    "uzs": "uz",
    "wuu": "zh",
    "yue": "zh",
    "zxx": UNKNOWN,
}
"""Varieties of the model that news in print does not tell from the language."""

_QUOTED = re.compile(
    r"«[^«»]{1,600}»|“[^“”]{1,600}”|„[^„“”]{1,600}[“”]"
    r'|"[^"]{1,600}"|「[^「」]{1,600}」|『[^『』]{1,600}』'
)
_FEWEST_LETTERS = 20
"""A text that is shorter without its names or quotations keeps them."""

_loading = threading.Lock()


class _Identifier(Protocol):
    """The part of py3langid's identifier that we use."""

    labels: list[str]

    def rank(self, text: str) -> list[tuple[str, float]]: ...


def identify(text: str, *, candidates: Sequence[str]) -> tuple[str, float]:
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
    best, score = _identifier(frozenset(tags)).rank(sample)[0]
    return tags.get(best, best), float(score)


def shares(text: str) -> dict[str, float]:
    """Return each language's share of the belief in a running text; they add up to 1.

    Names and quotations are often in another language than the text: it is read
    with and without them, and both readings count alike. Of 48 short texts, half
    of them full of foreign names and quotations, 2 are taken for another language
    by the middle of both, 11 by the whole and 5 by the rest alone; of 10,200
    translated single sentences 34, 35 and 50 (decision 0200).
    """
    sample = text[:ENOUGH]
    if not any(char.isalpha() for char in sample):
        return {}
    model = _identifier(frozenset())
    whole, plain = (_folded(model.rank(view)) for view in (sample, _plain(sample)))
    middle = {label: sqrt(share * plain[label]) for label, share in whole.items()}
    total = sum(middle.values())
    return {label: share / total for label, share in middle.items()}


def label_of(tag: str) -> str:
    """Return the model's name for the language of a tag: "pt-BR" is "pt"."""
    language = tag.replace("_", "-").split("-")[0].lower()
    label = _SAME.get(language, language)
    return _WITHIN.get(label, label)


def _plain(text: str) -> str:
    """Return a text without quotations and words with a capital, if enough is left."""
    unquoted = _QUOTED.sub(" ", text)
    base = unquoted if _letters(unquoted) > _FEWEST_LETTERS else text
    small = " ".join(word for word in base.split() if not _is_capital(word))
    return small if _letters(small) >= _FEWEST_LETTERS else base


def _is_capital(word: str) -> bool:
    return next((char.isupper() for char in word if char.isalpha()), False)


def _letters(text: str) -> int:
    return sum(char.isalpha() for char in text)


def _folded(ranked: Sequence[tuple[str, float]]) -> Mapping[str, float]:
    """Add the shares of varieties to those of their language."""
    found: dict[str, float] = {}
    for label, share in ranked:
        name = _WITHIN.get(label, label)
        found[name] = found.get(name, 0.0) + float(share)
    return found


def _tags(candidates: Sequence[str]) -> dict[str, str]:
    """Return the model's name of each candidate that it knows -> the tag given."""
    known = set(_identifier(frozenset()).labels)
    found: dict[str, str] = {}
    for tag in candidates:
        label = label_of(tag)
        if label in known:
            found.setdefault(label, tag)
    return found


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
