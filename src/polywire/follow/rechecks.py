"""Following the source: when to look again, and when to take a story down.

Pure decisions: the caller fetches, stores and publishes. Absence is doubted,
a statement of the source is believed, a refusal to us says nothing at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final, Literal

from polywire.article import PubStatus, Signals
from polywire.language.facts import every

PLAN: Final = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 72, 168, 720))
"""Re-checks after publication: 1 h, 6 h, 24 h, 3 d, 7 d, 30 d."""

ABSENT_FOR: Final = timedelta(hours=24)
"""A 404 counts when it is still one so long after the first."""

BREAKER_SHARE: Final = 10
"""More than one in ten re-checked items gone: blocked, seized or migrated."""

BREAKER_LEAST: Final = 3
"""Fewer items gone than this are single withdrawals, not a lost archive."""

STORM: Final = 4
"""Most revisions of one article that are published in ``STORM_WINDOW``."""

STORM_WINDOW: Final = timedelta(hours=1)

_NOT_FOUND, _GONE = 404, 410


@dataclass(frozen=True, slots=True)
class Seen:
    """What one re-check, or the feed, said of a published item."""

    at: datetime
    status: int | None = None
    """HTTP status after redirects; None when nothing answered."""
    deleted_entry: bool = False
    """The feed carries an ``at:deleted-entry`` for it."""
    pub_status: PubStatus | None = None
    headline: str = ""


Action = Literal["keep", "recheck", "hold", "withdraw", "tell"]
"""``hold`` takes it down for now; ``tell`` keeps it and tells the operator."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to do with a published item, and why."""

    action: Action
    reason: str | None = None
    first_gone: datetime | None = None
    """Keep it with the item: the first 404 of an unbroken row."""
    recheck_at: datetime | None = None


def next_check(
    published_at: datetime,
    last_check: datetime | None,
    *,
    now: datetime,
    first_gone: datetime | None = None,
) -> datetime | None:
    """Return when to look at an item again; None when the plan is done.

    Missed checks are made up by one, not by all. A clock that jumped back
    never makes us wait for a check that lies in its future.
    """
    if first_gone is not None:
        return first_gone + ABSENT_FOR
    done = min(last_check, now) if last_check else published_at
    due = [published_at + step for step in PLAN if published_at + step > done]
    missed = [moment for moment in due if moment <= now]
    return missed[-1] if missed else next(iter(due), None)


def decide(
    seen: Seen,
    *,
    first_gone: datetime | None = None,
    is_own: bool = False,
    breaker_open: bool = False,
) -> Outcome:
    """Say what a re-check means for a published item."""
    stated = _statement(seen)
    if stated is not None:
        return Outcome("withdraw", stated)
    if seen.pub_status is PubStatus.WITHHELD:
        return Outcome("hold", "the source marked it as withheld")
    if seen.status not in {_NOT_FOUND, _GONE}:
        # 401, 403, 451 refuse us, 5xx and silence are faults: the story stands.
        answered = seen.status is not None and seen.status < 400  # noqa: PLR2004 (RFC 9110)
        return Outcome("keep", first_gone=None if answered else first_gone)
    return _absent(seen, first_gone, is_own=is_own, breaker_open=breaker_open)


def _statement(seen: Seen) -> str | None:
    """Return what the source itself says when it takes a story back."""
    if seen.deleted_entry:
        return "the source's feed says that the entry was deleted"
    if seen.pub_status is PubStatus.CANCELED:
        return "the source marked it as canceled"
    if is_killed(seen.headline):
        return "the source's headline withdraws it"
    return None


def _absent(
    seen: Seen, first_gone: datetime | None, *, is_own: bool, breaker_open: bool
) -> Outcome:
    """Judge a 404 or 410: the page is not there."""
    first = min(first_gone or seen.at, seen.at)
    if is_own:
        reason = (
            f"your own page answers {seen.status}; it stays until you say "
            "'polywire withdraw'"
        )
        return Outcome("tell", reason, first)
    if breaker_open:
        reason = (
            f"the page answers {seen.status}, like more than a tenth of this source: "
            "it may be blocked, seized or moved; nothing is withdrawn"
        )
        return Outcome("tell", reason, first)
    if seen.status == _GONE:
        return Outcome("withdraw", "the source removed it (410)")
    if seen.at - first >= ABSENT_FOR:
        return Outcome("withdraw", "the source removed it (404 twice, 24 h apart)")
    return Outcome("recheck", "404 once", first, first + ABSENT_FOR)


def is_killed(headline: str) -> bool:
    """Tell whether a headline begins with an agency's words of withdrawal."""
    return _kill().match(headline.strip()) is not None


@cache
def _kill() -> re.Pattern[str]:
    # Whole capitals at the very start, ended by a sign: "Kill Bill returns" is none.
    words = "|".join(every("kills", "openings"))
    return re.compile(rf"\W{{0,2}}(?:{words})\W{{0,2}}\s*(?:[:–—|-]|$)")


def breaker_is_open(*, checked: int, gone: int) -> bool:
    """Tell whether too much of a source vanished at once to believe in absence.

    ``checked`` are its items whose latest re-check was in the last two days,
    ``gone`` those of them that answered 404 or 410.
    """
    if checked > 1 and gone == checked:
        return True
    return gone >= BREAKER_LEAST and gone * BREAKER_SHARE > checked


@dataclass(frozen=True, slots=True)
class Timing:
    """Whether an article may be seen at a moment, and when that changes."""

    state: Literal["embargoed", "open", "expired"]
    until: datetime | None = None
    reason: str | None = None


def timing(signals: Signals, now: datetime) -> Timing:
    """Honour embargo, expiry and ``unavailable_after`` to the minute."""
    ends = [
        (moment, name)
        for moment, name in (
            (signals.expires, "expires"),
            (signals.unavailable_after, "unavailable_after"),
        )
        if moment is not None
    ]
    end = min(ends, default=None)
    if end is not None and end[0] <= now:
        reason = f"the source's date has passed ({end[1]} {end[0]:%Y-%m-%d %H:%M} UTC)"
        return Timing("expired", None, reason)
    if signals.embargo is not None and signals.embargo > now:
        reason = f"embargoed until {signals.embargo:%Y-%m-%d %H:%M} UTC"
        return Timing("embargoed", signals.embargo, reason)
    return Timing("open", end[0] if end else None)


def storm_ends(revisions: Sequence[datetime], now: datetime) -> datetime | None:
    """Return when the next revision may be published; None for at once.

    A page that changes each minute is published a few times an hour, always
    with its latest text.
    """
    recent = sorted(moment for moment in revisions if now - moment < STORM_WINDOW)
    if len(recent) < STORM:
        return None
    return recent[-STORM] + STORM_WINDOW
