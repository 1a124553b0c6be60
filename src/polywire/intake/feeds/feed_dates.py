"""Read the dates of feeds: right, or not at all, and never wrong in silence.

What is assumed (a zone, the order of day and month) is said in a note; what
cannot be read gives no date, and the note says why.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from zoneinfo import ZoneInfo

from polywire.language.time import written_dates
from polywire.language.time.calendar_names import month_of
from polywire.language.time.written_dates import WrittenDate

OLDEST_YEAR = 1990
AHEAD = timedelta(hours=24)
"""How far in the future a date may lie: clocks and zones of sources differ."""

_SHOWN = 60


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


def clock(now: datetime, zone: str | None, language: str | None) -> Clock:
    """Make the clock of a source from its settings."""
    return Clock(now, ZoneInfo(zone) if zone else None, zone, language)


def read_date(text: str | None, source: Clock) -> Reading:
    """Read a date as a feed writes it."""
    if not text or not text.strip():
        return Reading()
    if len(text) > written_dates.LONGEST:
        return Reading(None, "date refused: too long")
    months = partial(month_of, language=source.language)
    written = written_dates.read(text, months, day_first=_is_day_first(source.language))
    try:
        found = _in_utc(written, source) if written else None
    except (ValueError, OverflowError):
        found = None
    if found is None:
        return Reading(None, f"date not understood: {text.strip()[:_SHOWN]!r}")
    return _plausible(found, source.now, text)


def _is_day_first(language: str | None) -> bool | None:
    """Tell how figures are read; English without a country leaves it open."""
    if language == "en-US":
        return False
    return True if language and not language.startswith("en") else None


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


def _in_utc(written: WrittenDate, source: Clock) -> Reading:
    """Turn a date into UTC and say what was assumed."""
    note = None
    if written.was_open:
        order = "day/month" if _is_day_first(source.language) else "month/day"
        note = f"read as {order}"
    elif written.part == "month":
        note = "day or month missing: the first taken"
        return Reading(written.local.replace(tzinfo=UTC), note)
    elif written.part == "day":
        note = "no time of day: midnight taken"
    zone, said = _zone(written, source)
    value = written.local.replace(tzinfo=zone).astimezone(UTC)
    return Reading(value, "; ".join(filter(None, (note, said))) or None)


def _zone(written: WrittenDate, source: Clock) -> tuple[tzinfo, str | None]:
    """Return the zone of a date, and a note where it was assumed."""
    if written.zone is None:
        return _assumed(source, "")
    name = written.zone.upper()
    here = written.local.replace(tzinfo=source.zone)
    if source.zone is not None and here.tzname() == name:
        return source.zone, None
    zone = written_dates.zone_named(name)
    if zone is None:
        return _assumed(source, f"{name} is unknown, ")
    is_doubtful = name in written_dates.AMBIGUOUS_ZONES
    return zone, f"zone {name} read as {zone}" if is_doubtful else None


def _assumed(source: Clock, why: str) -> tuple[tzinfo, str]:
    if source.zone is not None:
        return source.zone, f"zone assumed: {why}{source.zone_name}"
    return UTC, f"zone assumed: {why}UTC"
