"""Read the dates of feeds: right, or not at all, and never wrong in silence.

What is assumed (a zone, the order of day and month) is said in a note; what
cannot be read gives no date, and the note says why.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from polywire.language.time.calendar_names import month_of

OLDEST_YEAR = 1990
AHEAD = timedelta(hours=24)
"""How far in the future a date may lie: clocks and zones of sources differ."""

MAX_DATE = 100
_SHOWN = 60

# Hours east of UTC. The zones of RFC 822 first, then those that news uses.
_ZONES = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "AST": -4,
    "ADT": -3, "NST": -3.5, "NDT": -2.5, "ET": -5, "PT": -8,
    "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3,
    "MSK": 3, "MSD": 4, "МСК": 3, "TRT": 3, "SAMT": 4, "YEKT": 5, "OMST": 6,
    "KRAT": 7, "IRKT": 8, "YAKT": 9, "VLAT": 10, "MAGT": 11, "PETT": 12,
    "GST": 4, "AMT": 4, "AZT": 4, "GET": 4, "UZT": 5, "PKT": 5, "TMT": 5,
    "TJT": 5, "KGT": 6, "ALMT": 6, "AFT": 4.5, "IRST": 3.5, "IRDT": 4.5,
    "IST": 5.5, "NPT": 5.75, "MMT": 6.5, "ICT": 7, "WIB": 7, "WITA": 8,
    "WIT": 9, "SGT": 8, "MYT": 8, "HKT": 8, "PHT": 8, "AWST": 8, "JST": 9,
    "KST": 9, "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12,
    "NZDT": 13, "SAST": 2, "CAT": 2, "EAT": 3, "WAT": 1, "BRT": -3, "BRST": -2,
    "ART": -3, "CLT": -4, "CLST": -3, "COT": -5, "PET": -5, "VET": -4,
    "BOT": -4, "PYT": -4, "UYT": -3,
}  # fmt: skip
# Names that several countries use: the reading is told.
_AMBIGUOUS = frozenset({"IST", "CST", "BST", "AST", "AMT", "GST", "ET", "PT"})
_SUMMER_IN_QUESTION = {"ET": "America/New_York", "PT": "America/Los_Angeles"}

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-?(?P<month>\d{2})(?:-?(?P<day>\d{2}))?)?"
    r"(?:[T ]\s?(?P<time>\d{1,2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?)"
    r"\s?(?P<zone>[A-Za-zМСК]{1,5}|[+-]\d{1,2}:?\d{0,2})?)?"
)
_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9}, )?(?P<day>\d{1,2}) (?P<month>[A-Za-z]{3}) (?P<year>\d{4}) "
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d) (?P<zone>[A-Z]{1,5}|[+-]\d{4})"
)
_TIME = re.compile(
    r"(?<!\d)(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?!\d)"
    r"(?:\s*([AaPp])\.?\s?[Mm]\.?(?!\w))?"
)
_OFFSET = re.compile(r"\b(?:UTC|GMT|UT)?\s?([+-])(\d{1,2}):?(\d{2})?(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})([./-])(\d{1,2})\2(\d{2,4})(?!\d)")
_WORD = re.compile(r"[^\W\d_]+\.?", re.UNICODE)
_NUMBER = re.compile(r"(?<![\d:+-])\d{1,4}(?![\d:])")
_CENTURY_TURN = 69
_NOON = 12
_DAY_HOURS = 24
_MAX_DAY = 31
_SHORT_YEAR = 100
_MONTHS = 12
_HYPHENS = re.compile(r"(?<=\d)-(?=[^\W\d_])|(?<=[^\W\d_])-(?=\d)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A date in UTC, or none, and what is to be known about it."""

    value: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """What a source tells about its dates."""

    now: datetime
    zone: tzinfo | None = None
    """The source's zone where the operator set one."""
    zone_name: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class _Parts:
    year: int
    month: int = 1
    day: int = 1
    hour: int = 0
    minute: int = 0
    second: int = 0


def clock(now: datetime, zone: str | None, language: str | None) -> Clock:
    """Make the clock of a source from its settings."""
    return Clock(now, ZoneInfo(zone) if zone else None, zone, language)


def read_date(text: str | None, source: Clock) -> Reading:
    """Read a date as a feed writes it."""
    if not text or not text.strip():
        return Reading()
    if len(text) > MAX_DATE:
        return Reading(None, "date refused: too long")
    plain = " ".join(_latin_digits(text).split())
    try:
        found = (
            _read_iso(plain, source)
            or _read_rfc822(plain, source)
            or _read_words(plain, source)
        )
    except (ValueError, OverflowError):
        found = None
    if found is None:
        return Reading(None, f"date not understood: {text.strip()[:_SHOWN]!r}")
    return _plausible(found, source.now, text)


def _plausible(found: Reading, now: datetime, text: str) -> Reading:
    """Refuse dates that no news has."""
    if found.value is None:
        return found
    shown = text.strip()[:_SHOWN]
    if found.value.year < OLDEST_YEAR:
        return Reading(None, f"date refused: before {OLDEST_YEAR} ({shown!r})")
    if found.value > now + AHEAD:
        return Reading(None, f"date refused: in the future ({shown!r})")
    return found


def _latin_digits(text: str) -> str:
    """Write digits of any script as 0-9, without marks of direction."""
    text = unicodedata.normalize("NFC", text)
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(char)) if char.isdecimal() else char
        for char in text
        if unicodedata.category(char) != "Cf"
    )


def _read_iso(text: str, source: Clock) -> Reading | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    digits = (match["time"] or "").replace(":", "")
    whole = re.split(r"[.,]", digits)[0]
    if whole and len(whole) % 2:
        whole = "0" + whole
    numbers = [int(whole[at : at + 2]) for at in range(0, len(whole), 2)]
    parts = _Parts(
        int(match["year"]),
        int(match["month"] or 1),
        int(match["day"] or 1),
        *numbers[:3],
    )
    if match["day"] is None:
        return _with_zone(parts, "Z", source, "day or month missing: the first taken")
    if not digits:
        return _with_zone(parts, None, source, "no time of day: midnight taken")
    return _with_zone(parts, match["zone"], source)


def _read_rfc822(text: str, source: Clock) -> Reading | None:
    """Read the form that nine of ten RSS dates have, quickly."""
    match = _RFC822.fullmatch(text)
    month = month_of(match["month"], "en") if match else None
    if match is None or month is None:
        return None
    numbers = [int(match[name]) for name in ("hour", "minute", "second")]
    parts = _Parts(int(match["year"]), month, int(match["day"]), *numbers)
    return _with_zone(parts, match["zone"], source)


def _read_words(text: str, source: Clock) -> Reading | None:
    """Read a date of words and numbers in any order, as people write it."""
    text = _HYPHENS.sub(" ", text)
    zone, text = _take_zone(text)
    time, text = _take_time(text)
    day = _numeric_day(text, source) or _named_day(text, source)
    if day is None:
        return None
    year, month, number, note = day
    parts = _Parts(year, month, number, *(time or ()))
    if time is None:
        note = note or "no time of day: midnight taken"
    return _with_zone(parts, zone, source, note)


def _take_zone(text: str) -> tuple[str | None, str]:
    """Split the zone from a date: an offset first, then a name at the end."""
    time = _TIME.search(text)
    tail = time.end() if time else 0
    match = _OFFSET.search(text, tail) if time else None
    if match:
        rest = f"{text[: match.start()]} {text[match.end() :]}"
        return f"{match[1]}{match[2].zfill(2)}{match[3] or '00'}", _drop_comment(rest)
    for word in re.finditer(r"\b[^\W\d_]{1,5}\b", text[tail:]):
        name = word[0].upper()
        if time and (name in _ZONES or (word[0].isupper() and len(name) > 1)):
            start, end = tail + word.start(), tail + word.end()
            if month_of(word[0], None) is None:
                return name, f"{text[:start]} {text[end:]}"
    return None, text


def _drop_comment(text: str) -> str:
    return re.sub(r"\([^()]{0,40}\)", " ", text)


def _take_time(text: str) -> tuple[tuple[int, int, int] | None, str]:
    match = next(
        (m for m in _TIME.finditer(text) if not _NUMERIC.match(text, m.start())), None
    )
    if match is None:
        return None, text
    hour = int(match[1])
    if match[4]:
        hour = hour % _NOON + (_NOON if match[4].lower() == "p" else 0)
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return (hour, int(match[2]), int(match[3] or 0)), rest


def _numeric_day(text: str, source: Clock) -> tuple[int, int, int, str | None] | None:
    match = _NUMERIC.search(text)
    if match is None:
        return None
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if first >= _SHORT_YEAR:
        return first, second, third, None
    year = _year(third)
    if match[2] == "." or first > _MONTHS:
        return year, second, first, None
    if second > _MONTHS:
        return year, first, second, None
    if source.language and not source.language.startswith("en"):
        return year, second, first, "read as day/month"
    if source.language == "en-US":
        return year, first, second, "read as month/day"
    message = "day and month cannot be told apart"
    raise ValueError(message)


def _named_day(text: str, source: Clock) -> tuple[int, int, int, str | None] | None:
    words = [match[0] for match in _WORD.finditer(text)]
    month = next(
        (
            found
            for size in (2, 1)
            for at in range(len(words) - size + 1)
            if (found := month_of(" ".join(words[at : at + size]), source.language))
        ),
        None,
    )
    numbers = [match[0] for match in _NUMBER.finditer(text)]
    if month is None or len(numbers) != 2:  # noqa: PLR2004 - a day and a year
        return None
    year = next((n for n in numbers if len(n) > 2), numbers[1])  # noqa: PLR2004 - 4 digits
    day = numbers[1] if year is numbers[0] else numbers[0]
    if int(day) > _MAX_DAY:
        return None
    return _year(int(year)), month, int(day), None


def _year(number: int) -> int:
    """Read a year of two digits as RFC 5322 does."""
    if number >= _SHORT_YEAR:
        return number
    return number + (1900 if number >= _CENTURY_TURN else 2000)


def _with_zone(
    parts: _Parts, zone: str | None, source: Clock, note: str | None = None
) -> Reading:
    """Turn local parts into UTC and say which zone was taken."""
    extra = timedelta(0)
    if parts.hour == _DAY_HOURS and not parts.minute:
        parts = _Parts(parts.year, parts.month, parts.day)
        extra = timedelta(days=1)
    local = datetime(  # noqa: DTZ001 - the zone follows in the next lines
        parts.year,
        parts.month,
        parts.day,
        parts.hour,
        parts.minute,
        min(parts.second, 59),
    )
    offset, said = _offset(zone, local, source)
    value = local.replace(tzinfo=offset).astimezone(UTC) + extra
    return Reading(value, "; ".join(filter(None, (note, said))) or None)


def _offset(
    zone: str | None, local: datetime, source: Clock
) -> tuple[tzinfo, str | None]:
    """Return the zone of a date, and a note where it was assumed."""
    if zone is None:
        return _assumed(source, "")
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        minutes = int(digits[:2]) * 60 + int(digits[2:4])
        return timezone(
            timedelta(minutes=minutes if zone[0] == "+" else -minutes)
        ), None
    name = zone.upper()
    if source.zone is not None and local.replace(tzinfo=source.zone).tzname() == name:
        return source.zone, None
    if name in _SUMMER_IN_QUESTION:
        region = _SUMMER_IN_QUESTION[name]
        return ZoneInfo(region), f"zone {name} read as {region}"
    if name not in _ZONES:
        return _assumed(source, f"{name} is unknown, ")
    hours = _ZONES[name]
    note = f"zone {name} read as UTC{hours:+g}" if name in _AMBIGUOUS else None
    return timezone(timedelta(hours=hours)), note


def _assumed(source: Clock, why: str) -> tuple[tzinfo, str]:
    if source.zone is not None:
        return source.zone, f"zone assumed: {why}{source.zone_name}"
    return UTC, f"zone assumed: {why}UTC"
