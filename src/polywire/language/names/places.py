"""Places in other languages: which forms of a name are accepted, which is written.

Knows CLDR's territories and the cities of its time zones, and a hand list of short
forms, states and peoples. Forms in letters that the other language does not use are
none of its own (CLDR falls back to them). ``names.py`` finds names in a text; this only answers for
one name. Forms are nominatives: endings are the business of who compares.
"""

from collections.abc import Iterator
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from polywire.language.facts import table
from polywire.language.text import scripts
from polywire.language.text.tags import base
from polywire.language.text.words import fold

_HAND = ("short", "kingdom", "states", "cities", "people")
_REGIONS = {"pt": ("pt", "pt_PT"), "en": ("en", "en_GB"), "es": ("es", "es_MX")}
_EUROPEAN = frozenset({"pt-PT"})
"""Tags whose own form comes first; CLDR's ``pt`` is Brazil's."""


def forms(name: str, source: str, target: str) -> frozenset[str]:
    """Return the forms that a place's name may have in another language.

    A name that nobody knows keeps its own form: ``Karakol`` stays ``Karakol``.
    """
    return frozenset(_known(name, source, target)) or frozenset({name})


def people(name: str, source: str, target: str) -> frozenset[str]:
    """Return what the people of a place are called: ``US`` -> ``americano``.

    A faithful translation may say "the American government" for "the US
    government"; these are no forms to write for the place itself.
    """
    home = _home(fold(name), base(source))
    if home is None:
        return frozenset()
    if base(target) == "en":
        return frozenset(_english_row(home))
    return forms(home, "en", target) - {home}


@cache
def _home(name: str, source: str) -> str | None:
    """Return the English word for the people of a place, named in any language."""
    for line in table("places")["homes"].split("\n"):
        country, _, told = str(line).partition("=")
        if not country:
            continue
        if source == "en":
            row = _english_row(country)
        else:
            row = _table("en", source).get(fold(country), ())
        if name in map(fold, row):
            return told
    return None


def _english_row(country: str) -> tuple[str, ...]:
    """Return all English forms of a country that the hand list has."""
    for group in _HAND:
        for line in table("places")[group].split("\n"):
            forms_there = line.partition(";")[0].split("|")
            if country in forms_there:
                return tuple(forms_there)
    return (country,)


def preferred(name: str, source: str, target: str) -> str | None:
    """Return the one form to write everywhere; None when the name is not known."""
    return next(iter(_known(name, source, target)), None)


def all_forms(source: str, target: str) -> dict[str, tuple[str, ...]]:
    """Return every folded name of a place with its forms in another language."""
    return _table(base(source), base(target))


def is_known(name: str, language: str) -> bool:
    """Tell whether a name is that of a place or people in a language."""
    return fold(name) in _table(
        base(language), "en" if base(language) != "en" else "pt"
    )


@lru_cache(maxsize=4096)
def begins(letters: str, language: str) -> bool:
    """Tell whether the name of any place begins with some folded letters."""
    known = _table(base(language), "en" if base(language) != "en" else "pt")
    return any(f" {name}".find(f" {letters}") >= 0 for name in known)


def is_city(name: str, language: str) -> bool:
    """Tell whether a name is that of a large city, in a language or in English."""
    return fold(name) in _city_names(base(language)) | _city_names("en")


@cache
def _city_names(language: str) -> frozenset[str]:
    locales = [found for tag in _tags(language) if (found := _locale(tag))]
    names = [city for rows in _zones(locales) for city in rows]
    columns: list[str] = table("places")["languages"]
    at = columns.index(language) if language in columns else 0
    for line in table("places")["cities"].split("\n"):
        cells = line.split(";")
        if len(cells) == len(columns):
            names += (cells[at].strip() or cells[0]).split("|")
    return frozenset(map(fold, names))


def _zones(locales: list[Locale]) -> Iterator[list[str]]:
    """Yield the cities of the time zones."""
    for zone in sorted(get_global("zone_territories")):
        if "/" in zone and not zone.startswith("Etc/"):
            yield _cities(locales, zone)


def _known(name: str, source: str, target: str) -> tuple[str, ...]:
    """Return known forms, the one to write first."""
    if base(source) == base(target):
        return (name,)
    found = _table(base(source), base(target)).get(fold(name), ())
    if target in _EUROPEAN:
        own = _european(name, source)
        found = (*(form for form in found if form in own), *found)
    return tuple(dict.fromkeys(found))


@cache
def _table(source: str, target: str) -> dict[str, tuple[str, ...]]:
    """Return folded name in the source -> forms in the target, by preference."""
    found: dict[str, dict[str, None]] = {}
    rows = (*_hand(source, target), *in_cldr(source, target), *_exonyms(source, target))
    for ours, theirs in rows:
        for form in ours:
            # What folds alike is told apart by capitals: "US" is no "us".
            own = (one for one in theirs if scripts.are_home(one, target))
            found.setdefault(fold(form), {}).update(dict.fromkeys(own))
    return {name: tuple(told) for name, told in found.items() if told}


def _hand(source: str, target: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the rows of the hand list; what a column lacks is as in English."""
    columns: list[str] = table("places")["languages"]
    if source not in columns or target not in columns:
        return
    for group in _HAND:
        for line in table("places")[group].split("\n"):
            cells = [cell.strip() for cell in line.split(";")]
            if len(cells) != len(columns):
                continue
            ours = cells[columns.index(source)] or cells[0]
            theirs = cells[columns.index(target)] or cells[0]
            yield ours.split("|"), theirs.split("|")


def _exonyms(source: str, target: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the places of a hand list that both languages have."""
    ours, theirs = _called(source), _called(target)
    for place, names in ours.items():
        if place in theirs:
            yield names, theirs[place]


@cache
def _called(language: str) -> dict[str, list[str]]:
    """Return place, by its first English form -> what a language calls it."""
    if language == "en":
        rows = [row for told in table("exonyms").values() for row in told.split()]
    else:
        rows = table("exonyms").get(language, "").split()
    found: dict[str, list[str]] = {}
    for row in rows:
        english, _, own = row.replace(".", " ").partition("=")
        place = english.split("|")[0]
        found.setdefault(place, []).extend(
            (english if language == "en" else own).split("|")
        )
    return found


def in_cldr(source: str, target: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the names that a territory or a zone's city has in each language."""
    ours = [found for tag in _tags(source) if (found := _locale(tag))]
    theirs = [found for tag in _tags(target) if (found := _locale(tag))]
    for code in sorted({str(code) for locale in ours for code in locale.territories}):
        if code.isalpha():
            yield _territory(ours, code), _territory(theirs, code)
    yield from zip(_zones(ours), _zones(theirs), strict=True)


def _territory(locales: list[Locale], code: str) -> list[str]:
    return [
        locale.territories[code] for locale in locales if code in locale.territories
    ]


def _cities(locales: list[Locale], zone: str) -> list[str]:
    """Return a zone's city; in Latin script the zone's own name is the fallback."""
    return [
        locale.time_zones.get(zone, {}).get("city")
        or zone.rpartition("/")[2].replace("_", " ")
        for locale in locales
    ]


def _european(name: str, source: str) -> frozenset[str]:
    """Return what CLDR's Portuguese of Portugal says."""
    locale, ours = _locale("pt_PT"), _locale(_tags(base(source))[0])
    if locale is None or ours is None:
        return frozenset()
    codes = [
        code for code, told in ours.territories.items() if fold(told) == fold(name)
    ]
    zones = [
        zone
        for zone in get_global("zone_territories")
        if any(fold(city) == fold(name) for city in _cities([ours], zone))
    ]
    return frozenset(
        (
            *(form for code in codes for form in _territory([locale], code)),
            *(form for zone in zones for form in _cities([locale], zone)),
        )
    )


def _tags(language: str) -> tuple[str, ...]:
    return _REGIONS.get(language, (language,))


@cache
def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag)
    except (UnknownLocaleError, ValueError):
        return None
