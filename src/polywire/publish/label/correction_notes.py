"""Corrections: the dated public note about a change, in every interface language.

A note says what kind of thing changed and, for numbers and days, from what to
what. It never repeats text or names that the source removed.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from polywire.article import Correction
from polywire.language.numbers import numbers
from polywire.language.text import tags
from polywire.language.time import calendar_days
from polywire.publish.label.label import long_date
from polywire.tables import table

FALLBACK: Final = "en"


def render(correction: Correction, locale: str) -> str:
    """Write a note in an interface language; English where none is shipped."""
    strings, language = _strings(locale)
    items = list(dict.fromkeys(_items(correction, strings, language)))
    return strings["note"].format(
        kind=strings[correction.kind],
        date=long_date(correction.at, language),
        list=strings["comma"].join(items),
    )


def _items(
    correction: Correction, strings: Mapping[str, str], language: str
) -> Iterator[str]:
    for what, old, new in correction.changes:
        phrase = strings.get(what, strings["text"])
        if old and new and what in {"number", "date"}:
            yield strings["pair"].format(
                what=phrase,
                old=_value(what, old, language),
                new=_value(what, new, language),
            )
        else:
            yield phrase


def _value(what: str, value: str, language: str) -> str:
    if what == "date":
        return calendar_days.write(value, language)
    percent = "%" if value.endswith("%") else ""
    return numbers.write(Decimal(value.removesuffix("%")), language) + percent


def _strings(locale: str) -> tuple[Mapping[str, str], str]:
    """Return the strings of a language and the tag that values are written in."""
    shipped = table("polywire.publish", "corrections.toml")
    if locale in shipped:
        return shipped[locale], locale
    for tag, strings in shipped.items():
        if tags.is_same(tag, locale):
            return strings, locale
    return shipped[FALLBACK], FALLBACK
