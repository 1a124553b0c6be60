"""Read the dates that pages declare, with the zone that the source wrote.

Understands Unix seconds and what ``language.time.written_dates`` reads in English.
Does not read a text's own dates: those are ``language.time.relative_dates``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from polywire.extract.tree.word_lists import table
from polywire.language.time import written_dates

_INSIDE = re.compile(table("dates")["iso"])
"""ISO's form among other words."""
_DAY_FIRST = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{4}")
_UNIX = re.compile(r"\d{10}(?:\d{3})?")
_EARLIEST, _LATEST = 1990, 2100


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
        moment = _unix(text) or _declared(text, zone)
    except (ValueError, OverflowError):
        return None
    if moment is None or not _EARLIEST <= moment.at.year <= _LATEST:
        return None
    return moment


def _unix(text: str) -> Moment | None:
    """Read seconds or milliseconds since 1970."""
    if not _UNIX.fullmatch(text):
        return None
    seconds = int(text) / (1 if len(text) == 10 else 1000)  # noqa: PLR2004 - s or ms
    return Moment(datetime.fromtimestamp(seconds, UTC), "UTC")


def _declared(text: str, zone: str | None) -> Moment | None:
    """Give what is written its zone: its own, the source's, or UTC."""
    inside, ordered = _INSIDE.search(text), _DAY_FIRST.match(text)
    written = written_dates.iso(text) or written_dates.read(
        inside[0] if inside else text,
        # the names of all languages' months would take 70 MB of the child's memory
        written_dates.english_month,
        day_first=True if ordered else None,
    )
    if written is None or written.part == "month":
        return None
    is_day = written.part == "day"
    # Five wcxb pages declare a day in words; by their gold it is wrong on four, where
    # the day that readers see is right.
    if is_day and re.search("[^\\W\\d_]{3}", text) and not (inside or ordered):
        return None
    return placed(written, zone)


def placed(written: written_dates.WrittenDate, zone: str | None) -> Moment | None:
    """Give a written date its own zone, else the source's, else UTC."""
    local, is_day = written.local, written.part == "day"
    if not _EARLIEST <= local.year <= _LATEST:
        return None
    own = written_dates.zone_named(written.zone) if written.zone else None
    if own is not None:
        at = local.replace(tzinfo=own)
        return Moment(at.astimezone(UTC), _offset_name(at))
    if zone and not is_day:
        return Moment(local.replace(tzinfo=zone_of(zone)).astimezone(UTC), zone)
    return Moment(local.replace(tzinfo=UTC), None, is_day)


def _offset_name(at: datetime) -> str:
    """Return "+02:00" or "UTC"."""
    return at.isoformat()[-6:] if at.utcoffset() else "UTC"


def zone_of(name: str | None) -> tzinfo:
    """Return the zone of a name as ``Moment.zone`` writes it; UTC for None."""
    offset = written_dates.zone_named(name) if name and name[0] in "+-" else None
    return offset or ZoneInfo(name or "UTC")


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
