"""Read a date as machines and people write it: ISO 8601, RFC 3339, RFC 822, words.

Says what stands there and takes nothing for granted: a zone that is not named, a
month without a day and a year that no news has are for the caller to judge.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from polywire.language.facts import facts
from polywire.language.time.calendar_names import names

LONGEST = 100
"""Characters that a date may have."""

# Hours east of UTC. The zones of RFC 822 first, then those that news uses.
_ZONES = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "AST": -4,
    "ADT": -3, "NST": -3.5, "NDT": -2.5,
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
# Named without saying whether it is summer.
_PLACES = {"ET": "America/New_York", "PT": "America/Los_Angeles"}
AMBIGUOUS_ZONES = frozenset({"IST", "CST", "BST", "AST", "AMT", "GST", *_PLACES})
"""Names that several countries, or two seasons, use."""

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-?(?P<month>\d\d|(?<=-)\d(?!\d))"
    r"(?:-?(?P<day>\d\d|(?<=-)\d(?!\d)))?)?"
    r"(?:(?:[Tt ,]+|(?<=\d{8})(?=(?:\d{4}|\d{6})(?!\d)))"
    r"(?P<time>\d{1,2}:?\d\d(?::?\d\d)?)(?:[.,]\d+)?"
    r"\s?(?P<zone>(?![AaPp][Mm]$)[A-Za-zМСК]{1,5}|[+-]\d{1,2}(?::?\d\d)?)?)?"
)
_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9}, )?(?P<day>\d{1,2}) (?P<month>[A-Za-z]{3}) (?P<year>\d{4}) "
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d) (?P<zone>[A-Z]{1,5}|[+-]\d{4})"
)
_TIME = re.compile(
    r"(?<!\d)(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?!\d)"
    r"(?:\s*([AaPp])\.?\s?[Mm]\.?(?!\w))?"
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")
_OFFSET_IN_WORDS = re.compile(rf"\b(?:UTC|GMT|UT)?\s?({_OFFSET.pattern})(?!\d)")
_WEEK = re.compile(r"\d{4}-?W\d{2}-?\d")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})([./-])(\d{1,2})\2(\d{2,4})(?!\d)")
_WORD = re.compile(r"[^\W\d_]+\.?")
_NUMBER = re.compile(r"(?<![\d:+-])\d{1,4}(?![\d:])")
_HYPHENS = re.compile(r"(?<=\d)-(?=[^\W\d_])|(?<=[^\W\d_])-(?=\d)")
_CENTURY_TURN = 69
_NOON, _DAY_HOURS = 12, 24
_MAX_DAY, _MONTHS = 31, 12
_SHORT_YEAR = 100

Months = Callable[[str], int | None]
"""Tells the number of a month by its name."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as it stands: figures of a clock somewhere, and who said where."""

    local: datetime
    """Without a zone."""
    zone: str | None = None
    """The words of the zone, of which ``zone_named`` may know nothing."""
    part: Literal["month", "day", "time"] = "time"
    """The smallest part that stood there."""
    was_open: bool = False
    """The figures left the order of day and month to the caller."""


def read(
    text: str, months: Months, *, day_first: bool | None = None
) -> WrittenDate | None:
    """Return what a text says as a date, or None when it is none for certain.

    ``day_first`` is the order of 03/04/2026; without it such figures are no date.
    """
    if len(text) > LONGEST:
        return None
    plain = " ".join(_latin_digits(text).split())
    try:
        return iso(plain) or _rfc822(plain) or _words(plain, months, day_first)
    except (ValueError, OverflowError):
        return None


def iso(text: str) -> WrittenDate | None:
    """Return the date of a text in ISO's form, None in another; raises ValueError."""
    match = _ISO.fullmatch(text)
    if match is None:
        if _WEEK.fullmatch(text):
            return WrittenDate(datetime.fromisoformat(text), part="day")
        return None
    digits = (match["time"] or "").replace(":", "")
    digits = digits.zfill(len(digits) + len(digits) % 2)
    clock = [int(digits[at : at + 2]) for at in range(0, len(digits), 2)]
    day = [int(match[name] or 1) for name in ("year", "month", "day")]
    local = _local(day, clock)
    if match["day"] is None:
        return WrittenDate(local, part="month")
    return WrittenDate(local, match["zone"], "time" if clock else "day")


def zone_named(name: str) -> tzinfo | None:
    """Return the zone of "+02:00", "Z" or "EST"; None for a name that we do not know.

    A doubtful one is printed as what it was taken for: "UTC+5.5".
    """
    match = _OFFSET.fullmatch(name)
    if match:
        delta = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(-delta if match[1] == "-" else delta)
    name = name.upper()
    if name in _PLACES:
        return ZoneInfo(_PLACES[name])
    hours = _ZONES.get(name)
    if not hours:
        return None if hours is None else UTC
    return timezone(timedelta(hours=hours), f"UTC{hours:+g}")


def english_month(name: str) -> int | None:
    """Return the number of a month by its English name, or None."""
    return names("en", "months").get(name.lower().rstrip("."))


def _local(day: Sequence[int], clock: Sequence[int]) -> datetime:
    """Put figures together: 24:00 is the next day, a leap second the one before."""
    year, month, number = day
    hour, minute, second = (*clock, 0, 0, 0)[:3]
    if (hour, minute) == (_DAY_HOURS, 0):
        return _local(day, ()) + timedelta(days=1)
    return datetime(year, month, number, hour, minute, min(second, 59))  # noqa: DTZ001 - a zone is the caller's to give


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


def _rfc822(text: str) -> WrittenDate | None:
    """Read the form that nine of ten RSS dates have, quickly."""
    match = _RFC822.fullmatch(text)
    month = english_month(match["month"]) if match else None
    if match is None or month is None:
        return None
    clock = [int(match[name]) for name in ("hour", "minute", "second")]
    day = (int(match["year"]), month, int(match["day"]))
    return WrittenDate(_local(day, clock), match["zone"])


def _words(text: str, months: Months, day_first: bool | None) -> WrittenDate | None:  # noqa: FBT001 - as it came
    """Read a date of words and numbers in any order, as people write it."""
    year_first, marked_time = _marked()
    text = _HYPHENS.sub(" ", marked_time.sub(_plain_time, text))
    text = year_first.sub(
        lambda m: f"{m[1]}-{m[2].zfill(2)}-{m[3].zfill(2)} ", text, count=1
    )
    zone, text = _take_zone(text, months)
    clock, text = _take_time(text)
    found = _numeric_day(text, day_first) or _named_day(text, months)
    if found is None:
        return None
    *day, was_open = found
    return WrittenDate(_local(day, clock), zone, "time" if clock else "day", was_open)


@cache
def _marked() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what a day that begins with its year looks like, and a marked time."""
    mark: dict[str, str] = facts("dates", "parts")
    day = re.compile(
        rf"(?<![\d./-])(\d{{4}})(?:[./-] ?|\s?(?:{mark['year']})\s?|\s)(\d{{1,2}})"
        rf"(?:[./-] ?|\s?(?:{mark['month']})\s?|\s)(\d{{1,2}})(?![\d/-])(?:{mark['day']}|\.(?!\d))?"
    )
    time = re.compile(
        rf"(?:(?P<am>{mark['am']})|(?P<pm>{mark['pm']}))?\s?(?P<hour>\d{{1,2}})"
        rf"(?:\s?(?:{mark['hour']})\s?(?:(?P<minute>\d{{1,2}})\s?(?:{mark['minute']}))?"
        rf"|:(?P<minutes>\d{{2}}))"
    )
    return day, time


def _plain_time(match: re.Match[str]) -> str:
    """Write 午後3時5分 as 3:05 pm; 3:05 without any mark stays as it is."""
    half = "am" if match["am"] else "pm" if match["pm"] else ""
    if not half and match["minutes"]:
        return match[0]
    minute = match["minute"] or match["minutes"] or "0"
    return f" {match['hour']}:{minute.zfill(2)} {half} "


def _take_zone(text: str, months: Months) -> tuple[str | None, str]:
    """Split the zone from a date: an offset first, then a name at the end."""
    time = _TIME.search(text)
    if time is None:
        return None, text
    match = _OFFSET_IN_WORDS.search(text, time.end())
    if match:
        rest = f"{text[: match.start()]} {text[match.end() :]}"
        return match[1], re.sub(r"\([^()]{0,40}\)", " ", rest)
    for word in re.finditer(r"\b[^\W\d_]{1,5}\b", text[time.end() :]):
        known = zone_named(word[0]) is not None
        is_name = known or (word[0][0].isupper() and len(word[0]) > 1)
        if is_name and ((known and word[0].isupper()) or months(word[0]) is None):
            start, end = time.end() + word.start(), time.end() + word.end()
            return word[0], f"{text[:start]} {text[end:]}"
    return None, text


def _take_time(text: str) -> tuple[tuple[int, ...], str]:
    """Split the hour, minute and second from a date; none of them where none is."""
    match = next(
        (m for m in _TIME.finditer(text) if not _NUMERIC.match(text, m.start())), None
    )
    if match is None:
        return (), text
    hour = int(match[1])
    if match[4]:
        hour = hour % _NOON + (_NOON if match[4].lower() == "p" else 0)
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return (hour, int(match[2]), int(match[3] or 0)), rest


def _numeric_day(
    text: str,
    day_first: bool | None,  # noqa: FBT001 - as it came
) -> tuple[int, int, int, bool] | None:
    """Read 2026/11/22, 22.11.2026 and the like, and say whether the order was open."""
    match = _NUMERIC.search(text)
    if match is None:
        return None
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if first >= _SHORT_YEAR:
        return first, second, third, False
    year = _year(third)
    if match[2] == "." or first > _MONTHS:
        return year, second, first, False
    if second > _MONTHS:
        return year, first, second, False
    if day_first is None:
        raise ValueError("day and month cannot be told apart")
    return (year, second, first, True) if day_first else (year, first, second, True)


def _named_day(text: str, months: Months) -> tuple[int, int, int, bool] | None:
    """Read a day with the name of its month."""
    numbers = [match[0] for match in _NUMBER.finditer(text)]
    if len(numbers) != 2:  # noqa: PLR2004 - a day and a year
        return None
    year = next((n for n in numbers if len(n) > 2), numbers[1])  # noqa: PLR2004 - 4 digits
    day = int(numbers[1] if year is numbers[0] else numbers[0])
    words = [match[0] for match in _WORD.finditer(text)]
    pairs = [f"{one} {two}" for one, two in pairwise(words)]
    month = next((found for name in (*pairs, *words) if (found := months(name))), None)
    if month is None or day > _MAX_DAY:
        return None
    return _year(int(year)), month, day, False


def _year(number: int) -> int:
    """Read a year of two digits as RFC 5322 does."""
    if number >= _SHORT_YEAR:
        return number
    return number + (1900 if number >= _CENTURY_TURN else 2000)
