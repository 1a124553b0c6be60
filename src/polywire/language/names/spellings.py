"""Names in two scripts: whether a word and a Latin spelling are one name.

Compares what is heard of the consonants (``sounds.py``), because vowels and endings
change with languages and cases: Харьковом is Kharkiv, Херсоном is not. A name whose
letters lead back is held to them; a foreign one may be spelt as it is at home. Knows
the places of ``places.py`` and the Russian first names; knows no people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal

from polywire.language.facts import table
from polywire.language.names import places, slavic_names, sounds
from polywire.language.text.words import fold

Likeness = Literal["same", "near", "other"]

_LATIN, _CYRILLIC = "LATIN", "CYRILLIC"
_NEAR, _NEAR_WITHOUT_VOWELS = 0.4, 0.3
"""Share of the consonants of a foreign name that may be spelt in an unknown way; in
scripts that do not write vowels there is less to know a name by."""
_KEY = 2
"""Consonants by which a place is known in any case: Вене, Вена; Рим is too short."""
_STEM = 4


def reads(letters: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether names in letters of one script can be found in another one."""
    both = (letters | others) - sounds.BESIDE_CHINESE
    return bool(letters and others) and all(
        one == _LATIN or sounds.is_known(one) for one in both
    )


def are_comparable(one: str, other: str) -> bool:
    """Tell whether one word is Latin and the other one of a script that is known."""
    first, second = sounds.script(one), sounds.script(other)
    return (first == _LATIN) != (second == _LATIN) and all(
        letters == _LATIN or sounds.is_known(letters) for letters in (first, second)
    )


@lru_cache(maxsize=65_536)  # each word of a sentence is compared with each name
def likeness(name: str, word: str, source: str, target: str) -> Likeness:
    """Say whether a word of the target may be a name of the source, in any case."""
    if not are_comparable(name, word):
        return "other"
    if sounds.script(name) == _LATIN:
        return likeness(word, name, target, source)
    if fold(word) in _forms(name, source, target):
        return "same"
    if places.is_known(word, target) and place_forms(name, source, target):
        return "other"
    if sounds.script(name) == sounds.CHINESE:
        far = sounds.slips_in(name, word)
    else:
        far = sounds.slips(name, word, source)
    if far == 0:
        return "same"
    has_vowels = sounds.script(name) == _CYRILLIC
    share = _NEAR if has_vowels else _NEAR_WITHOUT_VOWELS
    is_near = far <= share * sounds.consonants(word)
    return (
        "near" if is_near and not _leads_back(name, word, source, target) else "other"
    )


def _leads_back(name: str, word: str, source: str, target: str) -> bool:
    """Tell whether a name has no other spelling than that of its letters."""
    return bool(
        place_forms(name, source, target)
        or places.is_known(word, target)
        or is_person(name)
        or is_person(word)
    )


def is_person(word: str) -> bool:
    """Tell whether a word has the form of a Slavic surname or is a first name."""
    ending = table("sounds")["native"].get(sounds.script(word), "(?!)")
    return bool(re.search(ending, fold(word))) or (
        sounds.script(word) == _CYRILLIC and slavic_names.is_first_name(word)
    )


def closest(name: str, words: Iterable[str], source: str, target: str) -> Likeness:
    """Say how like the likest of some words is to a name."""
    found = {likeness(name, word, source, target) for word in words}
    order: tuple[Likeness, ...] = ("same", "near", "other")
    return next((one for one in order if one in found), "other")


@lru_cache(maxsize=4096)
def _forms(name: str, source: str, target: str) -> frozenset[str]:
    """Return the folded words that geography and grammar know for a name."""
    told = [
        word
        for form in place_forms(name, source, target)
        for word in re.split(r"[\s-]+", fold(form))
    ]
    if source == "ru" and sounds.script(name) == _CYRILLIC:
        told += [fold(form) for form in slavic_names.forms(name)]
    return frozenset(told)


def place_forms(word: str, source: str, target: str) -> tuple[str, ...]:
    """Return the forms of the places whose name, in some case, a word may be."""
    known = _by_sound(source, target)
    return tuple(
        form
        for one in sounds.bare(word.casefold(), source)
        for name, form in known.get(_key(one), ())
        if name[0] == one[0] and abs(len(name) - len(one)) <= _STEM
    )


@cache
def _by_sound(source: str, target: str) -> dict[str, list[tuple[str, str]]]:
    """Return names of places and their forms by the consonants of the name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, told in places.all_forms(source, target).items():
        found.setdefault(_key(name), []).extend((name, form) for form in told)
    return found


@lru_cache(maxsize=16_384)
def _key(word: str) -> str:
    """Return the consonants of a word; the whole word where it has hardly any."""
    plain = fold(word)
    heard = re.sub(r"[аеёиоуыэюяіїєйьъaeiouy\s'-]", "", plain)
    return heard if len(heard) >= _KEY else plain
