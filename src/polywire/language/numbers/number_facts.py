"""What we know of numbers in each language: data file and CLDR, read once.

Does not look at any text; see ``numbers.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

from polywire.language.facts import table

SPACES = "\u00a0\u202f\u2009"
"""Spaces that part groups of digits in any language."""

_TEN, _TWENTY = 10, 20

_Words = dict[str, Decimal]

# CLDR "minimumGroupingDigits" 2: four digits stand without a separator.
# Babel does not carry this field, so it stands here (CLDR 46, supplemental).
_WIDE_GROUPING = frozenset({"es", "pt_PT", "pl", "bg", "hu", "lv", "it", "be", "et"})


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """How one language writes numbers."""

    decimal: str
    group: str
    """The separator that we write."""
    groups: frozenset[str]
    """Separators that may be read."""
    wide_grouping: bool = False
    """Four digits stand together; only five and more are parted."""
    indian_groups: bool = False
    ordinal_tens: bool = False
    """Tens before an ordinal are ordinals too: vigésimo segundo."""
    percent: tuple[str, ...] = ("%", "٪")
    joiners: frozenset[str] = frozenset()
    range: frozenset[str] = frozenset()
    suffixes: tuple[str, ...] = ()
    dozens: frozenset[str] = frozenset()
    scales: _Words = field(default_factory=dict)
    money_scales: _Words = field(default_factory=dict)
    written: tuple[tuple[str, str], ...] = ()
    """How we write 10^3, 10^6, 10^9 and 10^12: one, many."""
    words: _Words = field(default_factory=dict)
    weak: _Words = field(default_factory=dict)
    vague: _Words = field(default_factory=dict)
    ordinals: _Words = field(default_factory=dict)
    fractions: _Words = field(default_factory=dict)
    starters: frozenset[str] = field(init=False)
    """Words that a number in words may begin with: all others are passed over."""

    def __post_init__(self) -> None:
        """Gather the starters of all tables."""
        tables = (
            self.words,
            self.weak,
            self.vague,
            self.ordinals,
            self.fractions,
            self.scales,
        )
        whole = {word for table in tables for word in table}
        # "quatre-vingt-dix" is one entry and three words
        first = {word.partition("-")[0].casefold() for word in whole}
        object.__setattr__(self, "starters", frozenset(whole | first))


@lru_cache(maxsize=256)
def locale_of(language: str) -> Locale:
    """Return the CLDR locale of a BCP 47 tag; the root locale when unknown.

    ``pt`` alone is Brazilian, as in CLDR.
    """
    for tag in (language, language.split("-", maxsplit=1)[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    return Locale.parse("en")


@cache
def facts(language: str) -> NumberFacts:
    """Return what we know of numbers in a language; CLDR alone where no data is."""
    locale = locale_of(language)
    raw = table("numbers").get(language.split("-", maxsplit=1)[0], {})
    group = get_group_symbol(locale, numbering_system="latn")
    decimal = get_decimal_symbol(locale, numbering_system="latn")
    groups = {group, *SPACES, "٬"} - {decimal, " "}
    if raw.get("plain_space"):
        groups.add(" ")
    if group == "’":
        groups.add("'")
    return NumberFacts(
        decimal=decimal,
        group=group,
        groups=frozenset(groups),
        wide_grouping=str(locale) in _WIDE_GROUPING
        or locale.language in _WIDE_GROUPING,
        indian_groups=bool(raw.get("indian_groups")),
        ordinal_tens=bool(raw.get("ordinal_tens")),
        percent=_strings(raw, "percent") or ("%", "٪"),
        joiners=frozenset(_strings(raw, "joiners")),
        range=frozenset(_strings(raw, "range")),
        suffixes=tuple(sorted(_strings(raw, "suffixes"), key=len, reverse=True)),
        dozens=frozenset(_strings(raw, "dozens")),
        scales=_values(raw, "scales"),
        money_scales=_values(raw, "money_scales"),
        written=_pairs(raw, "written"),
        words=_compounds(_values(raw, "words"), raw.get("compound")),
        weak=_values(raw, "weak"),
        vague=_values(raw, "vague"),
        ordinals=_values(raw, "ordinals"),
        fractions=_values(raw, "fractions"),
    )


def _strings(raw: dict[str, object], key: str) -> tuple[str, ...]:
    value = raw.get(key, [])
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _values(raw: dict[str, object], key: str) -> _Words:
    value = raw.get(key, {})
    if not isinstance(value, dict):
        return {}
    return {str(word): _value(number) for word, number in value.items()}


def _pairs(raw: dict[str, object], key: str) -> tuple[tuple[str, str], ...]:
    value = raw.get(key, [])
    if not isinstance(value, list):
        return ()
    return tuple((str(one), str(many)) for one, many in value)


def _value(number: object) -> Decimal:
    if isinstance(number, list):
        return Decimal(number[0]) / Decimal(number[1])
    value = Decimal(str(number))
    return Decimal(int(value)) if value == int(value) else value


def _compounds(words: _Words, joiner: object) -> _Words:
    """Add German-like compounds: unit + "und" + ten."""
    if not isinstance(joiner, str):
        return words
    tens = {w: v for w, v in words.items() if v >= _TWENTY and v % _TEN == 0}
    units = {w: v for w, v in words.items() if 1 < v < _TEN} | {"ein": Decimal(1)}
    made = {
        unit + joiner + ten: low + high
        for unit, low in units.items()
        for ten, high in tens.items()
    }
    return words | made
