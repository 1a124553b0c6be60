"""How Russian first names, patronymics and surnames are declined.

First names are declined forwards from their nominative. Surnames are read
backwards: an ending says which nominatives it may belong to, and how likely.
Pure rules; no list of surnames.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Case = Literal["nomn", "gent", "datv", "accs", "ablt", "loct"]
Gender = Literal["masc", "femn"]

_OBLIQUE: tuple[Case, ...] = ("gent", "datv", "accs", "ablt", "loct")
_VOWELS = "аеёиоуыэюя"
_SOFT_STEM = "гкхжчшщ"
"""After these letters ы is written и."""
_HISSING = "жчшщц"
"""After these the instrumental has ей and ем."""
_IRREGULAR = {"Лев": "Льв", "Павел": "Павл", "Пётр": "Петр"}
_POSSESSIVE = ("ов", "ев", "ёв", "ин", "ын")
_FOREIGN_ENDINGS = "оеиуюыэ"
"""Surnames that end so are not declined: Шойгу, Бондаренко, Саакашвили."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a form can be."""

    nominative: str
    gender: Gender
    case: Case
    weight: float
    """How likely a surname of this kind is, against other readings of the form."""


def declined(name: str, gender: Gender) -> Iterator[tuple[Case, str]]:
    """Yield the forms of a first name in all cases."""
    yield "nomn", name
    if gender == "femn" and name.endswith("ь") and name != "Любовь":
        for case in _OBLIQUE:  # Айгуль, Асель: declined by some, not by most
            yield case, name
    for case, form in zip(_OBLIQUE, _oblique(name, gender), strict=False):
        yield case, form
        if case == "ablt" and form.endswith(("ой", "ей")):
            yield case, form[:-1] + "ю"  # Анною: old, and in verse


def _oblique(name: str, gender: Gender) -> tuple[str, ...]:
    """Return genitive, dative, accusative, instrumental and prepositional."""
    stem, last = name[:-1], name[-1]
    if last in "ая":
        return _in_a(stem) if last == "а" else _in_ja(stem)
    if last == "ь" and gender == "femn":
        return stem + "и", stem + "и", name, stem + "ью", stem + "и"
    if last in "ьй":
        prepositional = "и" if stem.endswith("и") else "е"
        return stem + "я", stem + "ю", stem + "я", stem + "ем", stem + prepositional
    if last in _VOWELS or gender == "femn":
        return (name,) * 5
    stem = _IRREGULAR.get(name, name)
    ending = "ем" if stem[-1] in _HISSING else "ом"
    return stem + "а", stem + "у", stem + "а", stem + ending, stem + "е"


def _in_ja(stem: str) -> tuple[str, ...]:
    dative = "и" if stem.endswith("и") else "е"
    return stem + "и", stem + dative, stem + "ю", stem + "ей", stem + dative


def _in_a(stem: str) -> tuple[str, ...]:
    genitive = "и" if stem[-1] in _SOFT_STEM else "ы"
    instrumental = "ей" if stem[-1] in _HISSING else "ой"
    return stem + genitive, stem + "е", stem + "у", stem + instrumental, stem + "е"


def patronymics(form: str) -> Iterator[Reading]:
    """Yield what a form can be as a patronymic: Иванович, Ильинична."""
    his: tuple[tuple[str, tuple[Case, ...]], ...] = (
        ("", ("nomn",)),
        ("а", ("gent", "accs")),
        ("у", ("datv",)),
        ("ем", ("ablt",)),
        ("е", ("loct",)),
    )
    hers: tuple[tuple[str, tuple[Case, ...]], ...] = (
        ("а", ("nomn",)),
        ("ы", ("gent",)),
        ("е", ("datv", "loct")),
        ("у", ("accs",)),
        ("ой", ("ablt",)),
    )
    for ending, cases in his:
        stem = _without(form, ending)
        if stem.endswith(("ович", "евич", "ьич", "мич", "кич")):
            for case in cases:
                yield Reading(stem, "masc", case, 1.2)
    for ending, cases in hers:
        stem = _without(form, ending)
        if stem.endswith(("овн", "евн", "ичн", "иничн")):
            for case in cases:
                yield Reading(stem + "а", "femn", case, 1.2)


def surnames(form: str, stressed: frozenset[str]) -> Iterator[Reading]:
    """Yield what a form can be as a surname, likely ones with greater weight.

    ``stressed`` holds stems of adjectives in -ой, whose forms are like others'.
    The readings of a part multiply those of the next one: more than three parts are
    read as one word.
    """
    head, _, tail = form.rpartition("-")
    if not head or head.count("-") > 1:
        yield from _surname(form, stressed)
        return
    firsts = list(surnames(head, stressed))
    # Some first halves never change: Кара-Мурза, Римский-... does.
    firsts += [
        Reading(head, gender, case, 0.3)
        for gender in get_args(Gender)
        for case in get_args(Case)
    ]
    for last in _surname(tail, stressed):
        for first in firsts:
            if (first.gender, first.case) == (last.gender, last.case):
                joined = f"{first.nominative}-{last.nominative}"
                weight = first.weight * last.weight
                yield Reading(joined, last.gender, last.case, weight)


def _surname(form: str, stressed: frozenset[str]) -> Iterator[Reading]:
    if len(form) < 2:  # noqa: PLR2004 - initials have no endings
        return
    yield from _fixed(form)
    yield from _possessive(form)
    yield from _adjective(form, stressed)
    yield from _consonant(form)
    yield from _noun_in_a(form)


def _fixed(form: str) -> Iterator[Reading]:
    """Surnames that never change: Черных, Бондаренко, Шойгу; hers in a consonant."""
    genders: tuple[Gender, ...] = ("masc", "femn")
    weight = 0.0
    if form.endswith(("ых", "их", "ко", "аго", "яго", "ово", "швили", "дзе")):
        weight = 0.9
    elif form[-1] in _FOREIGN_ENDINGS:
        weight = 0.2 if form[-1] in "еуы" else 0.35  # those are mostly cases of -а
    elif form.endswith(("иа", "уа", "оа")):
        weight = 0.6
    elif form[-1] not in _VOWELS:
        genders, weight = ("femn",), 0.5
        if form.endswith((*_POSSESSIVE, "ий", "ый", "ым", "ой", "ом")):
            weight = 0.02  # then it would be Петрова, Невская; or a case of those
    for gender in genders if weight else ():
        for case in ("nomn", *_OBLIQUE):
            yield Reading(form, gender, case, weight)


def _possessive(form: str) -> Iterator[Reading]:
    """Петров, Петрова; Путин, Путина."""
    his: tuple[tuple[str, tuple[Case, ...]], ...] = (
        ("", ("nomn",)),
        ("а", ("gent", "accs")),
        ("у", ("datv",)),
        ("ым", ("ablt",)),
        ("е", ("loct",)),
    )
    hers: tuple[tuple[str, tuple[Case, ...]], ...] = (
        ("а", ("nomn",)),
        ("ой", ("gent", "datv", "ablt", "loct")),
        ("ою", ("ablt",)),
        ("у", ("accs",)),
    )
    for ending, cases in his:
        stem = _without(form, ending)
        if stem.endswith(_POSSESSIVE) and len(stem) > 3:  # noqa: PLR2004 - Лев, Сын, Ким are none
            for case in cases:
                yield Reading(stem, "masc", case, 1.0)
    for ending, cases in hers:
        stem = _without(form, ending)
        if stem.endswith(_POSSESSIVE) and len(stem) > 3:  # noqa: PLR2004
            for case in cases:
                yield Reading(stem + "а", "femn", case, 1.0)


def _adjective(form: str, stressed: frozenset[str]) -> Iterator[Reading]:
    """Невский, Невская; Навальный; Толстой."""
    his: tuple[tuple[str, tuple[Case, ...]], ...] = (
        ("ого", ("gent", "accs")),
        ("его", ("gent", "accs")),
        ("ому", ("datv",)),
        ("ему", ("datv",)),
        ("ым", ("ablt",)),
        ("им", ("ablt",)),
        ("ом", ("loct",)),
        ("ем", ("loct",)),
    )
    hers: tuple[tuple[str, tuple[Case, ...]], ...] = (
        ("ой", ("gent", "datv", "ablt", "loct")),
        ("ей", ("gent", "datv", "ablt", "loct")),
        ("ую", ("accs",)),
        ("юю", ("accs",)),
    )
    if form.endswith(("ий", "ый")):
        yield Reading(form, "masc", "nomn", 1.0)
    if form.endswith("ой"):  # mostly her oblique case, when it stands alone
        weight = 1.0 if form[:-2] in stressed else 0.5
        yield Reading(form, "masc", "nomn", weight)
    if form.endswith(("ая", "яя")):
        yield Reading(form, "femn", "nomn", 1.0)
    for ending, cases in his:
        stem = _without(form, ending)
        if _is_adjective_stem(stem):
            for case in cases:
                yield Reading(
                    stem + _his_ending(stem, ending, stressed),
                    "masc",
                    case,
                    _adjective_weight(stem, stressed),
                )
    for ending, cases in hers:
        stem = _without(form, ending)
        is_soft = ending in {"ей", "юю"}
        if not _is_adjective_stem(stem) or (is_soft and stem[-1] not in "нжчшщ"):
            continue
        for case in cases:
            nominative = stem + ("яя" if is_soft and stem[-1] == "н" else "ая")
            weight = 0.4 if is_soft else _adjective_weight(stem, stressed)
            yield Reading(nominative, "femn", case, weight)


def _is_adjective_stem(stem: str) -> bool:
    return len(stem) > 1 and stem[-1] not in _VOWELS and stem[-1] != "ь"


def _adjective_weight(stem: str, stressed: frozenset[str]) -> float:
    """Weigh a stem: most adjectives among surnames end in -ск, -цк or -н."""
    if stem in stressed:
        return 1.1
    if stem.endswith(("ск", "цк")):
        return 1.0
    if stem.endswith(_POSSESSIVE):
        return 0.2  # Петровой is Петрова, not Петровая
    if stem[-1] == "к":
        return 0.6 if stem[-2] == "ь" else 0.3  # Горький; Скрипкой is Скрипка
    return 0.75 if stem[-1] in "ндтвлр" else 0.3


def _his_ending(stem: str, ending: str, stressed: frozenset[str]) -> str:
    if stem in stressed:
        return "ой"
    if stem[-1] in _SOFT_STEM or ending in {"его", "ему", "ем"}:
        return "ий"
    return "ий" if ending == "им" else "ый"


def _consonant(form: str) -> Iterator[Reading]:
    """His surnames that are declined as nouns: Ройзман, Коваль, Гайдай."""
    hard: tuple[tuple[str, tuple[Case, ...]], ...] = (
        ("", ("nomn",)),
        ("а", ("gent", "accs")),
        ("у", ("datv",)),
        ("ом", ("ablt",)),
        ("ем", ("ablt",)),
        ("е", ("loct",)),
    )
    soft: tuple[tuple[str, tuple[Case, ...]], ...] = (
        ("я", ("gent", "accs")),
        ("ю", ("datv",)),
        ("ем", ("ablt",)),
        ("е", ("loct",)),
    )
    for ending, cases in hard:
        stem = _without(form, ending)
        if _is_noun_stem(stem) and (ending != "ем" or stem[-1] in _HISSING):
            for case in cases:
                yield Reading(stem, "masc", case, _noun_weight(stem))
    for ending, cases in soft:
        stem = _without(form, ending)
        if len(stem) < 2 or stem[-1] in _SOFT_STEM + "ц":  # noqa: PLR2004 - no name is one letter
            continue
        nominative = stem + ("й" if stem[-1] in _VOWELS else "ь")
        for case in cases:
            yield Reading(nominative, "masc", case, 0.55)


def _is_noun_stem(stem: str) -> bool:
    return (
        len(stem) > 1
        and stem[-1] not in _VOWELS
        and (not stem.endswith(_POSSESSIVE) or len(stem) < 4)  # noqa: PLR2004 - Ким, Лев
    )


def _noun_weight(stem: str) -> float:
    """Weigh a stem: a word does not end in a cluster that cannot be said."""
    if stem.endswith(("ий", "ый", "ых", "их", "ск", "цк")):
        return 0.1
    if stem.endswith(("им", "ым")) and len(stem) > 3:  # noqa: PLR2004 - Ким is one
        return 0.1
    if stem[-1] == "й":
        return 0.5
    is_cluster = len(stem) > 1 and stem[-2] not in _VOWELS + "йрлнмсь"
    return 0.25 if is_cluster else 0.6


def _noun_in_a(form: str) -> Iterator[Reading]:
    """Surnames of both in -а and -я: Кучерена, Глинка, Заря."""
    endings: tuple[tuple[str, str, tuple[Case, ...]], ...] = (
        ("а", "а", ("nomn",)),
        ("ы", "а", ("gent",)),
        ("и", "а", ("gent",)),
        ("е", "а", ("datv", "loct")),
        ("у", "а", ("accs",)),
        ("ой", "а", ("ablt",)),
        ("ей", "а", ("ablt",)),
        ("я", "я", ("nomn",)),
        ("и", "я", ("gent",)),
        ("ю", "я", ("accs",)),
        ("ей", "я", ("ablt",)),
    )
    genders: tuple[Gender, ...] = ("masc", "femn")
    for ending, last, cases in endings:
        stem = _without(form, ending)
        if len(stem) < 2 or not _takes(stem, ending, last):  # noqa: PLR2004 - no name is one letter
            continue
        weight = 0.45 if stem[-1] == "к" or ending in {"ы", "а"} else 0.35
        for gender, case in ((g, c) for g in genders for c in cases):
            yield Reading(stem + last, gender, case, weight)


def _takes(stem: str, ending: str, last: str) -> bool:
    """Tell whether a stem and an ending can stand together."""
    if stem.endswith(_POSSESSIVE) and len(stem) > 3:  # noqa: PLR2004 - those are Петрова
        return False
    if last == "я":
        return stem[-1] not in _SOFT_STEM + "ц"
    if ending == "и":
        return stem[-1] in _SOFT_STEM
    if ending == "ей":
        return stem[-1] in _HISSING
    return stem[-1] not in _VOWELS and (ending != "ы" or stem[-1] not in _SOFT_STEM)


def _without(form: str, ending: str) -> str:
    """Return a form without an ending; empty when it does not have it."""
    if not ending:
        return form
    return form[: -len(ending)] if form.endswith(ending) else ""
