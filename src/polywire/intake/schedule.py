"""When to ask a source again: a pure function of what it has said so far.

A busy feed is asked often, a quiet one seldom; what the server, the feed and
a failing host ask for is always kept (decision 0056).
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Literal

from polywire.language.time.calendar_names import full_names
from polywire.net.fetch.http_answers import http_date

FLOOR = timedelta(minutes=15)
FLOOR_OWN = timedelta(minutes=5)
"""Only for sources that the operator publishes herself."""

CEILING = timedelta(hours=24)
CEILING_SILENT = timedelta(days=7)
SILENCE = timedelta(days=90)
DEFAULT = timedelta(hours=1)
MAX_AGE = timedelta(hours=6)
"""The longest that HTTP cache headers may put a poll off."""

MAX_RETRY_AFTER = timedelta(days=7)
BUSY = timedelta(hours=1)
"""First wait after 429 or 503 without Retry-After; doubled each time."""

GIVE_UP = timedelta(days=14)
"""A source that is gone or forbidden this long is paused."""

UNCONDITIONAL_AFTER = timedelta(days=30)
UNCONDITIONAL_EACH = timedelta(days=7)
GROWTH = 1.5
JITTER = 0.1
GAPS = 20

_GONE = 410
_BUSY = frozenset({429, 503})
_ABSENT = frozenset({401, 403, 404, 451})
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NO_CACHE = re.compile(r"(?:^|,)\s*(?:no-cache|no-store)\b", re.IGNORECASE)
_WEEK_OF_HOURS = 24 * 8

Outcome = Literal["changed", "unchanged", "failed"]
Condition = Literal["active", "failing", "paused", "stopped"]


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a source before this answer; the store keeps it."""

    interval: timedelta | None = None
    """The interval that was in force; None before the first answer."""
    entry_dates: tuple[datetime, ...] = ()
    """Dates of the latest entries, in any order."""
    failures: int = 0
    """Failed polls one after the other, before this answer."""
    failing_since: datetime | None = None
    last_full: datetime | None = None
    """When a body last came."""
    is_own: bool = False
    is_subscribed: bool = False
    """A hub tells us of news (WebSub), so polling is only a safety net."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the poll gave."""

    outcome: Outcome
    status: int | None = None
    """None when the host did not answer."""
    retry_after: float | None = None
    cache_control: str | None = None
    expires: str | None = None
    date: str | None = None
    ttl: int | None = None
    """Minutes that the feed asks for."""
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """When to ask again, and how the source stands."""

    at: datetime | None
    """None for a source that is paused or stopped."""
    interval: timedelta
    condition: Condition
    reason: str | None = None
    """In plain words, for ``status``."""
    failures: int = 0
    failing_since: datetime | None = None


def plan(history: History, answer: Answer, now: datetime, rng: random.Random) -> Plan:
    """Decide when to ask a source again, and say why."""
    if answer.outcome == "failed":
        return _after_failure(history, answer, now, rng)
    interval = _interval(history, answer, now)
    asked = _asked_for(answer, now)
    wait = max(_jittered(max(interval, asked), rng), asked)
    at = _out_of_skipped(now + wait, answer)
    return Plan(at, interval, "active")


def _interval(history: History, answer: Answer, now: datetime) -> timedelta:
    """Return the adaptive interval: from the pace of the feed, longer in silence."""
    floor = FLOOR_OWN if history.is_own else FLOOR
    newest = max(history.entry_dates, default=None)
    silent = newest is not None and now - newest > SILENCE
    ceiling = CEILING_SILENT if silent else CEILING
    estimate = _clamp(_pace(history.entry_dates), floor, ceiling)
    if history.is_subscribed:
        return CEILING
    if answer.outcome == "changed" or history.interval is None:
        return estimate
    return _clamp(max(estimate, history.interval * GROWTH), floor, ceiling)


def _pace(dates: Sequence[datetime]) -> timedelta:
    """Return half of the median gap between the latest entries."""
    latest = sorted(dates, reverse=True)[:GAPS]
    pairs = pairwise(latest)
    gaps = [(newer - older).total_seconds() for newer, older in pairs]
    return timedelta(seconds=median(gaps) / 2) if gaps else DEFAULT


def _clamp(value: timedelta, low: timedelta, high: timedelta) -> timedelta:
    return min(max(value, low), high)


def _asked_for(answer: Answer, now: datetime) -> timedelta:
    """Return the least wait that the feed and the server ask for."""
    ttl = timedelta(minutes=answer.ttl or 0)
    return max(min(ttl, CEILING), min(_max_age(answer, now), MAX_AGE), timedelta(0))


def _max_age(answer: Answer, now: datetime) -> timedelta:
    control = answer.cache_control or ""
    if _NO_CACHE.search(control):
        return timedelta(0)
    match = _MAX_AGE.search(control)
    if match:
        return timedelta(seconds=int(match[1]))
    expires = http_date(answer.expires)
    if expires is None:
        return timedelta(0)
    # Measured against the server's own clock: it may be wrong by hours.
    return max(expires - (http_date(answer.date) or now), timedelta(0))


def _jittered(wait: timedelta, rng: random.Random) -> timedelta:
    return wait * (1 + rng.uniform(-JITTER, JITTER))


def _out_of_skipped(at: datetime, answer: Answer) -> datetime:
    """Move a moment behind the hours and days in which the feed wants peace."""
    week = full_names("en", "weekdays")
    days = {week.get(day) for day in answer.skip_days}
    for _ in range(_WEEK_OF_HOURS):
        if at.hour not in answer.skip_hours and at.isoweekday() not in days:
            return at
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return at


def _after_failure(
    history: History, answer: Answer, now: datetime, rng: random.Random
) -> Plan:
    since = history.failing_since or now
    failures = history.failures + 1
    before = history.interval or DEFAULT
    said = f"answered {answer.status}" if answer.status else "gave no usable answer"
    if answer.status == _GONE:
        reason = "answered 410: it is gone for good; remove the source or give its new address"
        return Plan(None, before, "stopped", reason, failures, since)
    if answer.status in _ABSENT and now - since >= GIVE_UP:
        reason = (
            f"{said} for {GIVE_UP.days} days: paused; 'polywire add' tries it again"
        )
        return Plan(None, before, "paused", reason, failures, since)
    if answer.retry_after is not None:
        asked = min(timedelta(seconds=answer.retry_after), MAX_RETRY_AFTER)
        # Some say "Retry-After: 0": a feed is never asked more often than that.
        wait = max(asked * (1 + rng.uniform(0, JITTER)), FLOOR)
    else:
        base = BUSY if answer.status in _BUSY else before
        doubled = base * 2 ** min(failures - (1 if answer.status in _BUSY else 0), 12)
        wait = _jittered(min(doubled, CEILING), rng)
    at = now + wait
    times = "once" if failures == 1 else f"{failures} times"
    reason = f"{said} ({times} since {since:%Y-%m-%d %H:%M}); tried again {at:%Y-%m-%d %H:%M} UTC"
    return Plan(at, before, "failing", reason, failures, since)


def is_conditional(
    history: History, last_unconditional: datetime | None, now: datetime
) -> bool:
    """Tell whether a poll may send the validators.

    A server that answers 304 for a month may be stuck: it is asked without
    them once a week.
    """
    if history.last_full is None or now - history.last_full < UNCONDITIONAL_AFTER:
        return True
    return (
        last_unconditional is not None and now - last_unconditional < UNCONDITIONAL_EACH
    )


MOVE_POLLS = 3
MOVE_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Move:
    """A permanent redirect that was seen, and how often."""

    target: str
    first_seen: datetime
    times: int


def watch_move(
    seen: Move | None, url: str, target: str | None, now: datetime
) -> tuple[Move | None, str | None]:
    """Count permanent redirects; return the watch and the new address, if it is time.

    To be called only when the target gave a feed. An address moves after the
    same target on three polls over a day, and never from https to http.
    """
    if target is None or target == url:
        return None, None
    if url.startswith("https:") and not target.startswith("https:"):
        return None, None
    if seen is None or seen.target != target:
        return Move(target, now, 1), None
    seen = Move(target, seen.first_seen, seen.times + 1)
    due = seen.times >= MOVE_POLLS and now - seen.first_seen >= MOVE_AFTER
    return (None, target) if due else (seen, None)
