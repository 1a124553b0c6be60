"""Russian names of people: from any case to the nominative, and into English letters.

Words of one name agree in gender and case, so they are read together: the first
name or the patronymic says what the surname's ending means. Knows no people but
a few whose names other languages write in their own way.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Literal, get_args

import iuliia

from polywire.language.facts import table
from polywire.language.names.declension import (
    Case,
    Gender,
    Reading,
    declined,
    patronymics,
    surnames,
)

_JOINED = re.compile(r"([ -])")
_MOST = 4
"""Words of one name; longer ones are lists of people."""
_VOWELS = "аеёиоуыэюя"
_HUSHING = "жшчщ"
_PRIOR_CASE: dict[Case, float] = {"nomn": 1.0, "gent": 0.96, "accs": 0.93}
_PRIOR_OTHER = 0.9
_HERS = 0.9
"""Men are named three times as often as women in the news that we know."""
_AS_GOOD = 0.85
"""Share of the best score above which another reading is accepted as well."""
Part = Literal["first", "patronymic", "surname"]


@dataclass(frozen=True, slots=True)
class _Word:
    """One reading of one word of a name."""

    part: Part
    reading: Reading


def nominative(name: str, gender: Gender | None = None) -> str:
    """Return a person's name in the nominative; ``gender`` where it is known.

    What can be his in an oblique case or hers is read as his, because news have
    more of them: ``Путина`` is Путин, ``Александра Иванова`` Александр Иванов.
    Who knows better from the article says so by ``gender``.
    """
    best = next(iter(_agreeing(name, gender)), None)
    return _plain_form(best[1]) if best else name


def gender(name: str) -> Gender | None:
    """Return whether a full name is his or hers; None where it may be both."""
    agreeing = _agreeing(name, None)
    likely = [words for score, words in agreeing if score >= agreeing[0][0] * _AS_GOOD]
    found = {words[0].reading.gender for words in likely}
    return found.pop() if len(found) == 1 else None


def is_first_name(word: str) -> bool:
    """Tell whether a word is a first name of the table, in any case."""
    return _plain(word) in _first_names()


def is_patronymic(word: str) -> bool:
    """Tell whether a word is made of a father's name, in any case."""
    return any(True for _ in patronymics(word))


def english(name: str, gender: Gender | None = None) -> str:
    """Return the usual English form of a Russian name in any case."""
    return _written(name, gender)[0]


def forms(name: str, gender: Gender | None = None) -> frozenset[str]:
    """Return all accepted English forms of a Russian name in any case.

    Where his name and hers look alike, the forms of both are accepted.
    """
    return frozenset(_written(name, gender))


def _written(name: str, gender: Gender | None) -> tuple[str, ...]:
    """Return the forms of a name, the usual one first."""
    agreeing = _agreeing(name, gender)
    if not agreeing:
        return (romanise(name),)
    found: list[str] = []
    for score, words in agreeing:
        if score < _AS_GOOD * agreeing[0][0]:
            break
        found += _people().get(_plain_form(words), ())
        found += map(" ".join, product(*map(_english_word, words)))
    return tuple(dict.fromkeys(found))


def _plain_form(words: tuple[_Word, ...]) -> str:
    return " ".join(word.reading.nominative for word in words)


def romanise(text: str) -> str:
    """Write Cyrillic as English-language news do: Roizman, Khrushchev, Beria."""
    return "".join(
        part if part in {" ", "-", ""} else _romanised(part)
        for part in _JOINED.split(text)
    )


def _agreeing(
    name: str, gender: Gender | None
) -> list[tuple[float, tuple[_Word, ...]]]:
    """Return the readings of a name in which all words agree, the likely ones first."""
    words = name.split()
    if not 0 < len(words) <= _MOST:
        return []
    choices = [list(_readings(word, gender)) for word in words]
    firsts = [read for read in choices if any(one.part == "first" for one in read)]
    if len(words) > 1 and not firsts:
        choices[0] += list(_unknown_firsts(words[0], gender))
    scored = [(_score(each), each) for each in product(*choices)]
    kept = [(score, each) for score, each in scored if score > 0]
    return sorted(kept, key=lambda pair: -pair[0])


def _score(words: tuple[_Word, ...]) -> float:
    """Return how likely readings are together; 0 when they do not agree."""
    genders = {word.reading.gender for word in words}
    cases = {word.reading.case for word in words}
    if len(genders) > 1 or len(cases) > 1:
        return 0.0
    parts = [word.part for word in words]
    # A name has one first name and one surname at most, in any order.
    if any(parts.count(part) > 1 for part in ("first", "patronymic")):
        return 0.0
    if parts.count("surname") > 1 and "first" not in parts:
        return 0.0
    score = _PRIOR_CASE.get(words[0].reading.case, _PRIOR_OTHER)
    if len(words) > 1 and "first" in parts:
        score *= 1.5
    for word in words:
        score *= word.reading.weight
    if words[0].reading.gender == "femn" and (
        len(words) == 1 or _can_be_his(words[0].reading)
    ):
        score *= _HERS
    return score


def _can_be_his(reading: Reading) -> bool:
    """Tell whether her first name looks like a case of his: Александра, Евгения."""
    stem = reading.nominative[:-1]
    his = stem + "й" if reading.nominative.endswith("ия") else stem
    return his in _names() and his not in table("slavic")["rarer"].split()


def _readings(word: str, gender: Gender | None) -> Iterator[_Word]:
    """Yield what a word of a name can be."""
    for reading in _first_names().get(_plain(word), ()):
        if gender in {None, reading.gender}:
            yield _Word("first", reading)
    for part, found in (
        ("patronymic", patronymics(word)),
        ("surname", _known_surnames(word)),
    ):
        for reading in found:
            if gender in {None, reading.gender}:
                yield _Word(
                    "patronymic" if part == "patronymic" else "surname", reading
                )


def _unknown_firsts(word: str, gender: Gender | None) -> Iterator[_Word]:
    """Yield what a word may be as a first name that the table does not hold."""
    for reading in surnames(word, frozenset()):
        last = reading.nominative[-1]
        is_hers = reading.gender == "femn"
        rare = 2 if is_hers and last not in "ая" else 1  # Чулпан, Айгерим
        fits = is_hers or last not in "ая"
        is_adjective = reading.nominative.endswith(("ая", "ый", "ов", "ин"))
        if fits and not is_adjective and gender in {None, reading.gender}:
            yield _Word("first", replace(reading, weight=reading.weight / 2 / rare))


def _known_surnames(word: str) -> Iterator[Reading]:
    """Yield what a word is as a surname; some are known never to change."""
    if word in _fixed():
        for gender, case in product(get_args(Gender), get_args(Case)):
            yield Reading(word, gender, case, 1.0)
    else:
        yield from surnames(word, _stressed())


def _english_word(word: _Word) -> tuple[str, ...]:
    """Return the English forms of one word of a name."""
    name = word.reading.nominative
    if word.part == "first" and name in _names():
        return _names()[name]
    if word.part == "surname" and _plain(name) in _surnames():
        return _surnames()[_plain(name)]
    usual, plain = romanise(name), iuliia.WIKIPEDIA.translate(name)
    return (usual,) if usual == plain else (usual, plain)


def _romanised(word: str) -> str:
    """Write one word in English letters; the scheme is Wikipedia's, then usage."""
    lower = word.lower()
    # Хрущёв is Khrushchev: the dots change nothing after a hushing consonant.
    for letter in _HUSHING:
        lower = lower.replace(letter + "ё", letter + "е")
    lower = re.sub(rf"(?<=[{_VOWELS}])й(?=[^{_VOWELS}ьъ\W])", "и", lower)
    if lower.endswith(("ай", "ей", "уй")) or _is_short_oi(lower):
        lower = lower[:-1] + "и"
    if lower.endswith("ия"):
        lower = lower[:-2] + "иа"
    lower = re.sub(rf"(?<=[{_VOWELS}])е", "йе", lower)  # Aliyev, Tokayev, Sergeyev
    found: str = iuliia.WIKIPEDIA.translate(lower)
    return found[:1].upper() + found[1:] if word[:1].isupper() else found


def _is_short_oi(word: str) -> bool:
    """Tell ``Цой`` (Tsoi) from ``Толстой`` (Tolstoy)."""
    return word.endswith("ой") and sum(letter in _VOWELS for letter in word) == 1


def _plain(word: str) -> str:
    """Return a word without the dots of ё, which texts rarely write."""
    return word.replace("ё", "е").replace("Ё", "Е")


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Return first name in the nominative -> English forms."""
    rows = [*table("slavic")["men"].split("\n"), *table("slavic")["women"].split("\n")]
    split = (row.split(" ") for row in rows if row)
    return {name: tuple(told.split("|")) for name, told in split}


@cache
def _first_names() -> dict[str, tuple[Reading, ...]]:
    """Return first name in any case, without dots -> what it can be."""
    found: dict[str, list[Reading]] = {}
    groups: tuple[tuple[str, Gender], ...] = (("men", "masc"), ("women", "femn"))
    for group, gender in groups:
        for row in table("slavic")[group].split("\n"):
            name = row.partition(" ")[0]
            for case, form in declined(name, gender) if name else ():
                reading = Reading(name, gender, case, 1.0)
                found.setdefault(_plain(form), []).append(reading)
    return {form: tuple(readings) for form, readings in found.items()}


@cache
def _surnames() -> dict[str, tuple[str, ...]]:
    rows = (row.split(" ") for row in table("slavic")["surnames"].split("\n") if row)
    return {_plain(name): tuple(told.split("|")) for name, told in rows}


@cache
def _people() -> dict[str, tuple[str, ...]]:
    rows = (row.split("=") for row in table("slavic")["people"].split("\n") if row)
    return {name: tuple(told.split("|")) for name, told in rows}


@cache
def _stressed() -> frozenset[str]:
    return frozenset(table("slavic")["stressed"].split())


@cache
def _fixed() -> frozenset[str]:
    return frozenset(table("slavic")["fixed"].split())
