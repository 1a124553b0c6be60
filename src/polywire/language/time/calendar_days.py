"""Calendar days that a text writes out: 12 March 2026, March 12, 2026-03-12."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from polywire.language.time.calendar_names import names

# A leap year: 29 February without a year can be read and written.
_ANY_YEAR = 2000
_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Day:
    """A day over ``text[start:end]``; ``iso`` is ``2026-03-12`` or ``--03-12``."""

    start: int
    end: int
    iso: str


def find(text: str, language: str) -> tuple[Day, ...]:
    """Return the days that a text names with a month, in order."""
    found: list[Day] = []
    for pattern in (_ISO, *_patterns(language)):
        for match in pattern.finditer(text):
            iso = _iso(match, language)
            taken = any(d.start < match.end() and match.start() < d.end for d in found)
            if iso and not taken:
                found.append(Day(match.start(), match.end(), iso))
    return tuple(sorted(found, key=lambda day: day.start))


def write(iso: str, language: str) -> str:
    """Write a day in a language; the ISO form where CLDR does not know it."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return iso
    if iso.startswith("--"):
        day = date.fromisoformat(f"{_ANY_YEAR}{iso[1:]}")
        return str(format_skeleton("MMMMd", day, locale=locale))
    return str(format_date(date.fromisoformat(iso), "long", locale=locale))


def _iso(match: re.Match[str], language: str) -> str | None:
    groups = match.groupdict()
    name = (groups["month"] or "").casefold()
    month = int(name) if name.isdigit() else names(language, "months")[name]
    year = groups.get("year")
    try:
        day = date(int(year or _ANY_YEAR), month, int(groups["day"]))
    except ValueError:
        return None
    return day.isoformat() if year else f"-{day:-%m-%d}"


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    known = sorted(names(language, "months"), key=len, reverse=True)
    if not known:
        return ()
    month = rf"(?P<month>{'|'.join(map(re.escape, known))})(?!\w)\.?"
    year = r"(?:,?\s+(?:de\s+|del\s+)?(?P<year>\d{4})(?!\d))?"
    day = r"(?<![\d.,])(?P<day>\d{1,2})(?![\d])"
    after = r"(?:st|nd|rd|th|º|er|\.|-го|-е|ـ)?"
    return (
        re.compile(rf"{day}{after}\s+(?:de\s+|of\s+|ב)?{month}{year}", re.IGNORECASE),
        re.compile(
            rf"(?<!\w){month}\s+(?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?{year}",
            re.IGNORECASE,
        ),
    )
