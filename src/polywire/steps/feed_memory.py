"""What a source's polls leave for the next one: the feed's terms, pace and address.

Kept as JSON in the store, which does not look inside.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any, Self

import msgspec
import structlog

from polywire.intake import schedule
from polywire.intake.feeds.feed import Feed
from polywire.store.wire.source_states import SourceRow

log = structlog.get_logger()

Moment = Annotated[datetime, msgspec.Meta(tz=True)]


@dataclass(frozen=True, slots=True)
class FeedMemory:
    """What is known of a feed from its earlier polls."""

    licence: str | None = None
    rights: str | None = None
    rsl: str | None = None
    ttl: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()
    hub: str | None = None
    topic: str | None = None
    degraded: tuple[str, ...] = ()
    """What of the feed could not be read as it should."""
    entry_dates: tuple[Moment, ...] = ()
    """Of the latest entries, the newest first."""
    last_full: Moment | None = None
    """When a body last came."""
    last_unconditional: Moment | None = None
    """When it was last asked for without validators."""
    failing_since: Moment | None = None
    interval: float | None = None
    """Seconds between polls that were in force last."""
    move: schedule.Move | None = None
    address: str | None = None
    """Where it moved for good."""
    unread: int = 0
    """Polls in a row whose reader was ended."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Article ids by the ids that the feed gave its entries."""

    @classmethod
    def of(cls, row: SourceRow | None) -> Self:
        """Read what the store kept; what cannot be read is as if nothing was known."""
        if row is None or row.memo is None:
            return cls()
        try:
            return msgspec.convert(row.memo, cls)
        except msgspec.ValidationError as error:
            log.warning("feed memory lost", source=row.slug, reason=str(error))
            return cls()

    def to_json(self) -> Any:
        """Return it as the store keeps it."""
        return msgspec.to_builtins(self)

    def having_read(self, feed: Feed, now: datetime) -> Self:
        """Return it with what a feed says of itself now."""
        dates = sorted((e.published for e in feed.entries if e.published), reverse=True)
        return replace(
            self,
            licence=feed.licence,
            rights=feed.rights,
            rsl=feed.rsl,
            ttl=feed.ttl,
            skip_hours=feed.skip_hours,
            skip_days=feed.skip_days,
            hub=feed.hub,
            topic=feed.topic or feed.link,
            degraded=feed.degraded,
            entry_dates=tuple(dates[: schedule.GAPS]),
            last_full=now,
            last_unconditional=now,
            failing_since=None,
        )
