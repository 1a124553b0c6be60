"""Names in two alphabets: whether a Cyrillic and a Latin spelling are one name.

Compares what is heard of the consonants, because vowels and endings change with
languages and cases: Харьковом is Kharkiv, Херсоном is not. Knows no people; knows the
places of ``places.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Literal

from polywire.language.names import places, slavic_names
from polywire.language.text import scripts
from polywire.language.text.words import fold

Likeness = Literal["same", "near", "other"]

_CYRILLIC, _LATIN = "CYRILLIC", "LATIN"
# One sign for each consonant; г is g in one language and h in the next.
_HEARD = {
    "б": "b", "в": "v", "ў": "v", "г": "h", "ґ": "h", "ғ": "h", "ѓ": "h", "х": "h",
    "һ": "h", "д": "d", "ђ": "J", "џ": "J", "ж": "Z", "з": "z", "ѕ": "z",
    "к": "k", "қ": "k", "ќ": "k", "л": "l", "љ": "l", "м": "m", "н": "n", "њ": "n",
    "ң": "n", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "C", "ф": "f", "ц": "T",
    "ч": "C", "ш": "S", "щ": "S",
}  # fmt: skip
_HEARD_LATIN = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|sch|sh", "S"), ("tch|ch", "C"), ("zh", "Z"), ("dzh|dj", "J"),
        ("ts|tz", "T"), ("ph", "f"), ("th", "t"), ("kh|gh", "h"), ("ck|q", "k"),
        ("x", "ks"), ("w", "v"), ("c(?=[eiy])", "s"), ("c", "k"),
        ("g", "h"),
    )
)  # fmt: skip
"""Read in this order; signs in capitals are done and not read again."""
_SILENT = re.compile(r"(?<=[aeiouy])h(?![aeiouy])")
"""The h of Johnson and Sarah; that of Bohdan is heard, so both are tried."""
_VOWELS = re.compile(r"[aeiouyj]")
_ENDINGS = (
    "ом", "ем", "ём", "ым", "им", "ого", "его", "ому", "ему", "ами", "ями",
    "ах", "ях", "ові", "еві", "єві", "єм", "ім", "їм", "ій",
)  # fmt: skip
"""Case endings with a consonant; those without are not heard here."""
_STEM, _PLACE_STEM, _LONGEST_ENDING = 3, 4, 3
_NEAR = 0.75
"""Names that share so much of what is heard may be two ways to write one."""


def reads(letters: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether names in letters of one script can be found in another one."""
    return bool(letters and others) and letters | others <= {_CYRILLIC, _LATIN}


def are_comparable(one: str, other: str) -> bool:
    """Tell whether one word is Cyrillic and the other one Latin."""
    return {_alphabet(one), _alphabet(other)} == {_CYRILLIC, _LATIN}


@lru_cache(maxsize=16_384)
def _alphabet(word: str) -> str:
    found = scripts.scripts_of(word)
    return next(iter(found)) if len(found) == 1 else ""


def likeness(name: str, word: str, source: str, target: str) -> Likeness:
    """Say whether a word of the target may be a name of the source, in any case."""
    if not are_comparable(name, word):
        return "other"
    if fold(word) in _forms(name, source, target):
        return "same"
    if fold(name) in _forms(word, target, source):
        return "same"
    cyrillic, latin = (name, word) if _alphabet(name) == _CYRILLIC else (word, name)
    wanted, heard = _latin_keys(latin), _cyrillic_keys(cyrillic)
    if wanted & heard:
        return "same"
    near = any(
        SequenceMatcher(None, one, other).ratio() >= _NEAR
        for one in wanted
        for other in heard
    )
    return "near" if near else "other"


def closest(name: str, words: Iterable[str], source: str, target: str) -> Likeness:
    """Say how like the likest of some words is to a name."""
    found = {likeness(name, word, source, target) for word in words}
    order: tuple[Likeness, ...] = ("same", "near", "other")
    return next((one for one in order if one in found), "other")


@lru_cache(maxsize=4096)
def _forms(name: str, source: str, target: str) -> frozenset[str]:
    """Return the folded words that geography and grammar know for a name."""
    known = places.all_forms(source, target)
    told = [
        word
        for place in _places_of(fold(name), source)
        for form in known.get(place, ())
        for word in re.split(r"[\s-]+", fold(form))
    ]
    if source == "ru" and target != "ru" and _alphabet(name) == _CYRILLIC:
        told += [fold(form) for form in slavic_names.forms(name)]
    return frozenset(told)


def _places_of(word: str, language: str) -> tuple[str, ...]:
    """Return the places whose name, in some case, a folded word may be."""
    return tuple(
        place
        for stem, place in _stems(language).get(word[:_STEM], ())
        if word.startswith(stem) and len(word) - len(stem) <= _LONGEST_ENDING
    )


@cache
def _stems(language: str) -> dict[str, list[tuple[str, str]]]:
    """Return stem and name of the places of a language, by their first letters."""
    found: dict[str, list[tuple[str, str]]] = {}
    other = "en" if language != "en" else "ru"
    for place in places.all_forms(language, other):
        stem = place.rstrip("аяоеьйиыіїaeo") if len(place) > _PLACE_STEM else place
        if len(stem) >= _STEM:
            found.setdefault(place[:_STEM], []).append((stem, place))
    return found


@lru_cache(maxsize=16_384)
def _cyrillic_keys(word: str) -> frozenset[str]:
    """Return what is heard of a Cyrillic name, with and without its case ending."""
    small = "".join(char for char in word.casefold() if char.isalpha())
    bare = [
        small.removesuffix(end)
        for end in _ENDINGS
        if small.endswith(end) and len(small) - len(end) >= _STEM
    ]
    return frozenset(_cyrillic_key(form) for form in (small, *bare))


def _cyrillic_key(word: str) -> str:
    first = "" if word[:1] in _HEARD else "a"
    heard = "".join(_HEARD.get(char, "") for char in word.replace("дж", "џ"))
    return first + _single(heard)


@lru_cache(maxsize=16_384)
def _latin_keys(word: str) -> frozenset[str]:
    """Return what is heard of a Latin name."""
    text = "".join(char for char in fold(word) if char.isalpha())
    return frozenset(map(_latin_key, {text, _SILENT.sub("", text)}))


def _latin_key(text: str) -> str:
    first = "a" if re.match(r"[aeiou]|y[aeiou]", text) else ""
    text = re.sub(r"j(?=[aeiou])", "J", text)
    for pattern, sound in _HEARD_LATIN:
        text = pattern.sub(sound, text)
    return first + _single(_VOWELS.sub("", text))


def _single(heard: str) -> str:
    return re.sub(r"(.)\1+", r"\1", heard)
