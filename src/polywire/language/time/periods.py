"""Calendar periods around a day: weeks from Monday, seasons, parts of a year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5
_SEASON_MONTHS = 3
_WINTER = 12
"""Meteorological seasons: winter begins in December in the north."""
_FIRST_THIRD, _LAST_THIRD = 10, 21


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date
    precision: str


Words = Mapping[str, int | str]


def resolve(
    means: str, words: Words, day: date, *, ahead: bool, south: bool
) -> Interval:
    """Return the interval that a rule's meaning gives on a day of publication."""
    name, *arguments = means.split(":")
    if name.startswith("weekday"):
        return _weekday(name, int(words["weekday"]), day, ahead=ahead)
    if name == "weekend-past":
        return _weekend(day, 0 if ahead or day.weekday() >= _SATURDAY else -1)
    if name.startswith("season-"):
        return _season(name, int(words["season"]), day, south=south)
    return _plain(name, arguments, words, day)


def _plain(name: str, arguments: list[str], words: Words, day: date) -> Interval:
    """Return what the calendar alone decides."""
    if name.startswith("month-"):
        return _named_month(name, int(words["month"]), day, arguments)
    if name in _COUNTED:
        return _COUNTED[name](day, *_count(arguments, words))
    if name == "part":
        return _part(arguments[0], int(arguments[1]), day)
    return period(name, day, int(arguments[0]))


def _count(arguments: list[str], words: Words) -> tuple[int, str]:
    """Return number and unit: from the words, or fixed by the rule."""
    unit = str(words.get("unit", "")) or arguments[0]
    number = words.get("number") or (arguments[-1] if arguments else 1)
    return int(number), unit


def period(unit: str, day: date, step: int) -> Interval:
    """Return the calendar period ``step`` periods away from the day's own."""
    if unit == "day":
        moved = day + timedelta(days=step)
        return Interval(moved, moved, "day")
    if unit == "weekend":
        return _weekend(day, step)
    if unit in {"week", "fortnight"}:
        weeks = step * (2 if unit == "fortnight" else 1)
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
        return Interval(monday, monday + timedelta(days=6), "week")
    if unit in {"month", "quarter"}:
        size = 1 if unit == "month" else 3
        index = (day.year * 12 + day.month - 1) // size + step
        return _months(index * size, size, unit)
    years = {"year": 1, "decade": 10, "century": 100}[unit]
    first = (day.year // years + step) * years
    if unit == "century":
        first += 1 if day.year % years else 1 - years
    return Interval(date(first, 1, 1), date(first + years - 1, 12, 31), unit)


def nearest(day: date, number: int, weekday: int | str) -> Interval | None:
    """Return the nearest day with this number in its month and this weekday."""
    for distance in range(20):
        for moved in (day - distance * _DAY, day + distance * _DAY):
            if moved.day == number and moved.weekday() == weekday:
                return Interval(moved, moved, "day")
    return None


def _months(index: int, size: int, precision: str) -> Interval:
    """Return ``size`` months from month ``index`` (year * 12 + month - 1)."""
    start = date(index // 12, index % 12 + 1, 1)
    last = index + size - 1
    year, month = last // 12, last % 12 + 1
    return Interval(start, date(year, month, monthrange(year, month)[1]), precision)


def _weekend(day: date, step: int) -> Interval:
    saturday = day - timedelta(days=day.weekday()) + timedelta(days=5, weeks=step)
    return Interval(saturday, saturday + _DAY, "weekend")


def _weekday(name: str, weekday: int, day: date, *, ahead: bool) -> Interval:
    """Return a weekday before, after, or in the week of the day."""
    back = (day.weekday() - weekday) % 7
    forward = (weekday - day.weekday()) % 7
    moves = {
        "weekday-last": -(back or 7),
        "weekday-next": forward or 7,
        "weekday-this": weekday - day.weekday(),
        "weekday-ahead": forward,
        "weekday-near": forward if ahead else -back,
        "weekday": forward if ahead else -back,
    }
    moved = day + timedelta(days=moves[name])
    return Interval(moved, moved, "day")


def _named_month(name: str, month: int, day: date, arguments: list[str]) -> Interval:
    """Return a named month before, after or of the year of the day."""
    year = day.year
    if name == "month-of-year":
        year += int(arguments[0])
    elif name == "month-last" and month + 1 >= day.month:
        year -= 1
    elif name == "month-next" and month + 1 <= day.month:
        year += 1
    return _months(year * 12 + month, 1, "month")


def _season(name: str, season: int, day: date, *, south: bool) -> Interval:
    """Return a season (0 winter ... 3 autumn) before, after or around the day."""
    first = (_WINTER - 1 + season * _SEASON_MONTHS + (6 if south else 0)) % 12
    found = [
        _months(year * 12 + first, _SEASON_MONTHS, "season")
        for year in range(day.year - 2, day.year + 3)
    ]
    if name == "season-last":
        return [one for one in found if one.end < day][-1]
    if name == "season-next":
        return next(one for one in found if one.start > day)
    return next(one for one in found if one.end >= day)


def _ago(day: date, number: int, unit: str) -> Interval:
    return period(unit, day, -number)


def _ahead(day: date, number: int, unit: str) -> Interval:
    return period(unit, day, number)


def _past(day: date, number: int, unit: str) -> Interval:
    return Interval(shifted(day, -number, unit), day, "span")


def _coming(day: date, number: int, unit: str) -> Interval:
    return Interval(day, shifted(day, number, unit), "span")


_COUNTED: dict[str, Callable[[date, int, str], Interval]] = {
    "ago": _ago,
    "ahead": _ahead,
    "past": _past,
    "coming": _coming,
}


def shifted(day: date, number: int, unit: str) -> date:
    """Return the day a number of units away; a month's last day stays a last day."""
    days = {"day": 1, "week": 7, "fortnight": 14}.get(unit)
    if days is not None:
        return day + timedelta(days=days * number)
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
    index = day.year * 12 + day.month - 1 + number * months[unit]
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _part(part: str, step: int, day: date) -> Interval:
    """Return the early or late part of a month or year."""
    which, _, unit = part.partition("-")
    whole = period(unit, day, step)
    if unit == "year":
        first, last = (1, 4) if which == "early" else (9, 12)
        year = whole.start.year
        start = date(year, first, 1)
        return Interval(start, date(year, last, monthrange(year, last)[1]), "part")
    if which == "early":
        return Interval(whole.start, whole.start.replace(day=_FIRST_THIRD), "part")
    return Interval(whole.start.replace(day=_LAST_THIRD), whole.end, "part")
