"""Names of months and weekdays: CLDR's (Babel), and those of ``data/dates.toml``.

A name that means different months in two languages (*listopad* is October in
Croatian, November in Polish) is only read when the language is known.
"""

from functools import cache, lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError

from polywire.language.facts import facts
from polywire.language.text.tags import base

Kind = Literal["months", "weekdays"]

# CLDR has one set for Arabic; feeds use three.
_REGIONS = {"ar": ("ar", "ar-LB", "ar-IQ", "ar-DZ", "ar-MA", "ar-TN")}
_BEGINNING = 3
"""Letters of a Latin short name; two letters are zones and particles."""

_LANGUAGES = """
    af ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr
    hu hy id is it ja ka kk ko ky lt lv mk ml mr ms mt nb nl pl pt ro ru sk sl sq
    sr sv sw ta te tg th tr uk ur uz vi zh
"""


@lru_cache(maxsize=256)
def names(language: str, kind: Kind) -> dict[str, int]:
    """Return all names with their numbers; January and Monday are 1.

    In lower case, in all forms that CLDR and we know, short ones without their dot.
    """
    own: dict[str, int] = facts("dates", base(language)).get(kind, {})
    return _names(language, kind, "abbreviated") | full_names(language, kind) | own


@lru_cache(maxsize=256)
def full_names(language: str, kind: Kind) -> dict[str, int]:
    """Return CLDR's full names with their numbers; empty where it has none."""
    return _names(language, kind, "wide")


def _names(language: str, kind: Kind, width: str) -> dict[str, int]:
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return {}
    table, first = (locale.months, 1) if kind == "months" else (locale.days, 0)
    return {
        _key(name): number - first + 1
        for context in ("format", "stand-alone")
        for number, name in table[context][width].items()
        if not name.isdigit()
    }


def month_of(name: str, language: str | None) -> int | None:
    """Return the number of a month by its name or short name, or None."""
    word = _key(name)
    for tag in (language or "en", "en"):
        number = _with_beginnings(base(tag)).get(word)
        if number:
            return number
    if word.isascii() and len(word) < _BEGINNING:
        return None
    return _all_names().get(word)


# A feed may state any language.
@lru_cache(maxsize=64)
def _with_beginnings(language: str) -> dict[str, int]:
    """Return the names in one language, and how programs shorten them: three letters."""
    found: dict[str, int] = {}
    for tag in _REGIONS.get(language, (language,)):
        found = names(tag, "months") | found
    starts: dict[str, set[int]] = {}
    for name, number in found.items():
        if len(name) > _BEGINNING and not name[0].isdigit():
            starts.setdefault(name[:_BEGINNING], set()).add(number)
    sure = {
        start: min(numbers) for start, numbers in starts.items() if len(numbers) == 1
    }
    return sure | found


def _key(name: str) -> str:
    return name.casefold().rstrip(".")


@cache
def _all_names() -> dict[str, int]:
    """Return the names that mean the same month in every language."""
    seen: dict[str, set[int]] = {}
    for language in _LANGUAGES.split():
        for name, number in _with_beginnings(language).items():
            seen.setdefault(name, set()).add(number)
    return {name: min(found) for name, found in seen.items() if len(found) == 1}
