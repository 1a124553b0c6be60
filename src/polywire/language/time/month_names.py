"""Names of the months in the languages that feeds are written in.

From Babel's CLDR. A name that means different months in two languages
(*listopad* is October in Croatian, November in Polish) is only read when the
source's language is known.
"""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError

_ENGLISH = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
# CLDR has one set for Arabic; feeds use three.
_REGIONS = {"ar": ("ar", "ar_LB", "ar_IQ", "ar_DZ", "ar_MA", "ar_TN"), "pt": ("pt",)}
_SHORTEST = 3
"""Letters of a Latin short name; two letters are zones and particles."""

_LANGUAGES_NAMES = """
    af ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr
    hu hy id is it ja ka kk ko ky lt lv mk ml mr ms mt nb nl pl pt ro ru sk sl sq
    sr sv sw ta te tg th tr uk ur uz vi zh
"""
_LANGUAGES = tuple(_LANGUAGES_NAMES.split())


def month_of(name: str, language: str | None) -> int | None:
    """Return the number of a month by its name or short name, or None."""
    word = name.casefold().rstrip(".")
    if word in _ENGLISH and (not language or language.startswith("en")):
        return _ENGLISH[word]
    if language:
        own = _names_of(language.partition("-")[0].lower())
        if word in own:
            return own[word]
    if word in _ENGLISH:
        return _ENGLISH[word]
    if word.isascii() and len(word) < _SHORTEST:
        return None
    return _all_names().get(word)


@lru_cache(maxsize=64)
def _names_of(language: str) -> dict[str, int]:
    """Return the names in one language, full and short, in all its forms."""
    found: dict[str, int] = {}
    for tag in _REGIONS.get(language, (language,)):
        try:
            months = Locale.parse(tag).months
        except (UnknownLocaleError, ValueError):
            continue
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    found.setdefault(_key(name), number)
    # A three-letter beginning is how many programs shorten a month.
    starts: dict[str, set[int]] = {}
    for name, number in found.items():
        if len(name) > 3 and not name[0].isdigit():  # noqa: PLR2004 - three letters
            starts.setdefault(name[:3], set()).add(number)
    for start, numbers in starts.items():
        if len(numbers) == 1:
            found.setdefault(start, next(iter(numbers)))
    return {name: number for name, number in found.items() if not name.isdigit()}


def _key(name: str) -> str:
    return name.casefold().rstrip(".")


@lru_cache(maxsize=1)
def _all_names() -> dict[str, int]:
    """Return the names that mean the same month in every language."""
    seen: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for name, number in _names_of(language).items():
            seen.setdefault(name, set()).add(number)
    return {name: min(found) for name, found in seen.items() if len(found) == 1}
