"""What we know of numbers in each language: data file and CLDR, read once.

Does not look at any text; see ``numbers.py``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

from polywire.language.facts import table

SPACES = "\u00a0\u202f\u2009"
"""Spaces that part groups of digits in any language."""

_TEN, _TWENTY, _HUNDRED = 10, 20, 100

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
    units_first: bool = False
    """Three and forty are 43, three ten are 13."""
    ten_joins: bool = False
    """Ten three are 13."""
    percent: tuple[str, ...] = ("%", "٪")
    percent_before: tuple[str, ...] = ()
    of: frozenset[str] = frozenset()
    glued: re.Pattern[str] | None = None
    """What is written together with the number word behind it."""
    by_sign: bool = False
    """Numbers are read sign by sign: 三百五十万."""
    counted: re.Pattern[str] | None = None
    not_number: re.Pattern[str] | None = None
    joiners: frozenset[str] = frozenset()
    range: frozenset[str] = frozenset()
    score: tuple[str, ...] = ()
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
        units_first=bool(raw.get("units_first")),
        ten_joins=bool(raw.get("ten_joins")),
        percent=_strings(raw, "percent") or ("%", "٪"),
        percent_before=_strings(raw, "percent_before"),
        of=frozenset(_strings(raw, "of")),
        glued=_pattern(raw, "glued"),
        by_sign=bool(raw.get("by_sign")),
        counted=_pattern(raw, "counted"),
        not_number=_pattern(raw, "not_number"),
        joiners=frozenset(_strings(raw, "joiners")),
        range=frozenset(_strings(raw, "range")),
        score=_strings(raw, "score"),
        suffixes=tuple(sorted(_strings(raw, "suffixes"), key=len, reverse=True)),
        dozens=frozenset(_strings(raw, "dozens")),
        scales=_values(raw, "scales"),
        money_scales=_values(raw, "money_scales"),
        written=_pairs(raw, "written"),
        words=_compounds(_values(raw, "words"), raw),
        weak=_values(raw, "weak"),
        vague=_values(raw, "vague"),
        ordinals=_values(raw, "ordinals"),
        fractions=_values(raw, "fractions"),
    )


def _strings(raw: dict[str, object], key: str) -> tuple[str, ...]:
    value = raw.get(key, [])
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _pattern(raw: dict[str, object], key: str) -> re.Pattern[str] | None:
    return re.compile(str(raw[key])) if key in raw else None


def _values(raw: dict[str, object], key: str) -> _Words:
    """Read values with their forms: "2 two, 3 three"; "~" stands for each ending."""
    given = raw.get(key, "")
    rows = given if isinstance(given, list) else [given]
    endings = _strings(raw, "endings")
    found: _Words = {}
    for entry in filter(None, ", ".join(map(str, rows)).split(", ")):
        number, *forms = entry.split()
        above, _, below = number.partition("/")
        value = Decimal(above) / Decimal(below or 1)
        whole = Decimal(int(value)) if value == int(value) else value
        every = (one for form in forms for one in _with_endings(form, endings))
        found |= dict.fromkeys(every, whole)
    return found


def _with_endings(form: str, endings: tuple[str, ...]) -> Iterator[str]:
    if not form.endswith("~"):
        yield form
        return
    yield from (form.removesuffix("~") + ending for ending in endings)


def _pairs(raw: dict[str, object], key: str) -> tuple[tuple[str, str], ...]:
    value = raw.get(key, [])
    if not isinstance(value, list):
        return ()
    return tuple((str(one), str(many)) for one, many in value)


def _compounds(words: _Words, raw: dict[str, object]) -> _Words:
    """Add numbers that are one word: dreiundvierzig, quarantatré, zweihundert."""
    glue = _strings(raw, "compound")
    if not glue:
        return words
    joiner, hundred, thousand = glue
    units = {w: v for w, v in words.items() if 1 < v < _TEN and v == int(v)}
    ones = units | ({"ein": Decimal(1)} if joiner else {"uno": Decimal(1)})
    tens = {w: v for w, v in words.items() if _TWENTY <= v < _HUNDRED}
    below = words | {
        form: low + high
        for unit, low in ones.items()
        for ten, high in tens.items()
        for form in _joined(unit, ten, joiner)
    }
    below = {w: v for w, v in below.items() if 0 < v < _HUNDRED}
    hundreds = {hundred: Decimal(_HUNDRED)} | {
        unit + hundred: value * _HUNDRED for unit, value in ones.items()
    }
    more = {
        high + low: one + two
        for high, one in hundreds.items()
        for low, two in below.items()
    }
    thousands = {
        word + thousand: value * 1000
        for word, value in (below | hundreds | more).items()
        if value == int(value)
    }
    aged = {
        word[:-1] + end: value
        for end in _strings(raw, "ages")
        for word, value in below.items()
    }
    # a hundred alone is vague: "hundert Fragen"
    alone = {} if joiner else hundreds
    hundreds.pop(hundred)
    return words | below | hundreds | alone | more | thousands | aged


def _joined(unit: str, ten: str, joiner: str) -> Iterator[str]:
    """Join a unit and a ten as German or Italian does: "ventuno", "ventitré"."""
    if joiner:
        yield unit + joiner + ten
        return
    short = ten[:-1] if unit[0] in "uo" else ten
    yield short + unit
    if unit.endswith("e"):
        yield f"{short}{unit[:-1]}é"
