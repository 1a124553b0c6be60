"""Names in two scripts: whether a word and a Latin spelling are one name.

Compares what is heard of the consonants (``sounds.py``), because vowels and endings
change with languages and cases: Харьковом is Kharkiv, Херсоном is not. A name whose
letters lead back is held to them; a foreign one may be spelt as it is at home. Knows
the places of ``places.py`` and the Russian first names; knows no people.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal

from polywire.language.facts import table
from polywire.language.names import places, slavic_names, sounds
from polywire.language.text import scripts
from polywire.language.text.likeness import are_alike
from polywire.language.text.words import fold

Likeness = Literal["same", "near", "other"]

_LATIN, _CYRILLIC = "LATIN", "CYRILLIC"
_NEAR, _NEAR_WITHOUT_VOWELS = 0.4, 0.3
"""Share of the consonants of a foreign name that may be spelt in an unknown way; in
scripts that do not write vowels there is less to know a name by."""
_ALIKE = 0.7
"""Two spellings of one place in one script share this much."""
_KEY = 2
"""Consonants by which a place is known in any case: Вене, Вена; Рим is too short."""


def reads(letters: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether names in letters of one script can be found in another one."""
    both = (letters | others) - sounds.BESIDE_CHINESE
    return bool(letters and others) and all(
        one == _LATIN or sounds.is_known(one) for one in both
    )


@cache
def is_plain(language: str) -> bool:
    """Tell whether a language has Latin letters, and names without endings."""
    declined = table("sounds")["latin"]["declined"].split()
    return _LATIN in scripts.used_by(language) and language not in declined


@lru_cache(maxsize=65_536)  # each word of a sentence is compared with each name
def likeness(name: str, word: str, source: str, target: str) -> Likeness:
    """Say whether a word of the target may be a name of the source, in any case.

    "other" as well where nothing is known of their letters.
    """
    first, second = sounds.script(name), sounds.script(word)
    if is_plain(source) or second == sounds.CHINESE:
        if is_plain(target) or first == sounds.CHINESE:
            return "other"
        return likeness(word, name, target, source)
    is_long = max(len(name), len(word)) > sounds.LONGEST_NAME
    if is_long or not second or not sounds.is_known(first):
        return "other"
    if fold(word) in _forms(name, source, target):
        return "same"
    if places.is_known(word, target) and not _may_be_place(name, word, source, target):
        return "other"
    return _by_sound_of(name, word, source, target)


def _may_be_place(name: str, word: str, source: str, target: str) -> bool:
    """Tell whether a name that is in no list may be a place that is in one.

    Without capitals a place is one only under a name much like the one in the list.
    """
    if sounds.script(name) in {_CYRILLIC, _LATIN}:
        return not place_forms(name, source, target)
    known = places.all_forms(target, source).get(fold(word), ())
    if sounds.script(name) == sounds.CHINESE or not known:
        return not known
    return any(
        are_alike(fold(one), fold(form), _ALIKE)
        for one in sounds.bare(name, source)
        for form in known
    )


def _by_sound_of(name: str, word: str, source: str, target: str) -> Likeness:
    letters = sounds.script(name)
    share = _NEAR if letters == _CYRILLIC else _NEAR_WITHOUT_VOWELS
    most = share * sounds.consonants(word)
    if letters == sounds.CHINESE:
        far = sounds.slips_in(name, word)
    elif is_plain(target):
        far = sounds.slips(name, word, source, most)
    else:
        far = sounds.slips_of_both(name, word, source, target, most)
    if far == 0:
        return "same"
    is_near = far <= most and not _leads_back(name, word, source, target)
    return "near" if is_near else "other"


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
    return _closest(name, tuple(words), source, target)


@lru_cache(maxsize=4096)  # the same name stands in a text more than once
def _closest(name: str, words: tuple[str, ...], source: str, target: str) -> Likeness:
    found = {likeness(name, word, source, target) for word in dict.fromkeys(words)}
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
        if are_alike(fold(one), name, _ALIKE)
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
