"""Read the dates that pages declare, with the zone that the source wrote.

Understands ISO 8601 as found in the wild, RFC 2822, and Unix seconds. Does not
read dates in words: those are ``language.time.relative_dates``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

_ISO = re.compile(
    r"(?P<date>\d{4}-\d{1,2}-\d{1,2})(?:[T ,]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{2}:?\d{2})?$"
)
_DAY_FIRST = re.compile(
    r"^(\d{1,2})[./](\d{1,2})[./](\d{4})(?:\D+(\d{1,2})[:.](\d{2}))?"
)
_UNIX = re.compile(r"^\d{10}(?:\d{3})?$")
_EARLIEST, _LATEST = 1990, 2100
_JAVASCRIPT = re.compile(
    r"^\w{3} (\w{3} \d{1,2} \d{4} \d{2}:\d{2}:\d{2}) GMT([+-]\d{4})"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as declared: UTC, and the zone that stood beside it."""

    at: datetime
    zone: str | None
    """"+02:00", "UTC"; None when the source named none."""
    is_day: bool = False
    """Only a day was given."""


def read(value: str | None, zone: str | None = None) -> Moment | None:
    """Return a declared date, or None when it cannot be read for certain.

    ``zone`` is the source's own zone, for dates that name none; without it they
    are taken as UTC.
    """
    if not value:
        return None
    text = " ".join(value.split())
    try:
        moment = _iso(text, zone) or _compact(text, zone) or _others(text, zone)
    except (ValueError, OverflowError):
        return None
    if moment is None or not _EARLIEST <= moment.at.year <= _LATEST:
        return None
    return moment


def _iso(text: str, zone: str | None) -> Moment | None:
    match = _ISO.search(text)
    if match is None:
        return None
    day = datetime.strptime(match["date"], "%Y-%m-%d").replace(tzinfo=UTC)
    if match["time"] is None:
        return _moment(day.replace(tzinfo=None), None, zone, is_day=True)
    parts = [int(part) for part in match["time"].split(":")]
    naive = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone follows
    naive += timedelta(hours=parts[0], minutes=parts[1])
    if len(parts) > 2:  # noqa: PLR2004 - hours, minutes, seconds
        naive += timedelta(seconds=parts[2])
    return _moment(naive, match["zone"], zone)


def _compact(text: str, zone: str | None) -> Moment | None:
    match = _COMPACT.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    naive = datetime(  # noqa: DTZ001 - the zone follows
        int(year),
        int(month),
        int(day),
        int(hour or 0),
        int(minute or 0),
        int(second or 0),
    )
    return _moment(naive, offset, zone, is_day=hour is None)


def _others(text: str, zone: str | None) -> Moment | None:
    """Read Unix seconds, JavaScript's and RFC 2822's form, and day.month.year."""
    if _UNIX.match(text):
        seconds = int(text) / (1 if len(text) == 10 else 1000)  # noqa: PLR2004 - s or ms
        return Moment(datetime.fromtimestamp(seconds, UTC), "UTC")
    script = _JAVASCRIPT.match(text)
    if script:
        naive = datetime.strptime(script[1], "%b %d %Y %H:%M:%S")  # noqa: DTZ007 - the zone follows
        return _moment(naive, script[2], zone)
    match = _DAY_FIRST.match(text)
    if match:
        day, month, year, hour, minute = (int(part or 0) for part in match.groups())
        naive = datetime(year, month, day, hour, minute)  # noqa: DTZ001 - the zone follows
        return _moment(naive, None, zone, is_day=match[4] is None)
    return _mail(text, zone) if re.search(r"[A-Za-z]{3}", text) else None


def _mail(text: str, zone: str | None) -> Moment | None:
    """Read RFC 2822's form: "Tue, 25 Apr 2023 12:26:15 +0000"."""
    try:
        parsed = parsedate_to_datetime(text)
    except (TypeError, IndexError):
        return None
    if parsed.tzinfo is None:
        return _moment(parsed, None, zone)
    return Moment(parsed.astimezone(UTC), _offset_name(parsed.tzinfo, parsed))


def _moment(
    naive: datetime, offset: str | None, zone: str | None, *, is_day: bool = False
) -> Moment:
    """Give a reading its zone: its own, the source's, or UTC."""
    if offset:
        info = _fixed(offset)
        return Moment(
            naive.replace(tzinfo=info).astimezone(UTC), _offset_name(info, naive)
        )
    if zone and not is_day:
        return Moment(naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC), zone)
    return Moment(naive.replace(tzinfo=UTC), None, is_day)


def _fixed(offset: str) -> tzinfo:
    """Return the zone of "Z", "+0200", "+02:00" or "+02"."""
    if offset.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-delta if offset[0] == "-" else delta)


def _offset_name(info: tzinfo, at: datetime) -> str:
    """Return "+02:00" or "UTC"."""
    delta = info.utcoffset(at.replace(tzinfo=None)) or timedelta()
    if not delta:
        return "UTC"
    minutes = int(delta.total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def zone_of(name: str | None) -> tzinfo:
    """Return the zone of a name as ``Moment.zone`` writes it; UTC for None."""
    if not name or name == "UTC":
        return UTC
    return _fixed(name) if name[0] in "+-" else ZoneInfo(name)


def best(values: Iterable[str], zone: str | None) -> Moment | None:
    """Return the first date that can be read; one with a time wins over a day.

    A day and a time of the same day are one statement, so the time is taken.
    """
    moments = [moment for value in values if (moment := read(value, zone))]
    if not moments:
        return None
    first = moments[0]
    if not first.is_day:
        return first
    near = (
        m
        for m in moments
        if not m.is_day and abs(m.at - first.at) < timedelta(hours=36)
    )
    return next(near, first)


_MOST_TEXT = 200_000
"""Characters that htmldate searches; its patterns took seconds over 800,000."""


def visible(tree: HtmlElement, zone: str | None) -> Moment | None:
    """Return the date of the page's first dated <time>, else htmldate's day."""
    for element in tree.iter("time"):
        moment = read(element.get("datetime"), zone)
        if moment:
            return moment
    if len(tree.text_content()) > _MOST_TEXT:
        return None
    # half a second of imports: only undated pages pay for it
    from htmldate import find_date

    found = find_date(deepcopy(tree), original_date=True, extensive_search=True)
    return read(found, zone)
