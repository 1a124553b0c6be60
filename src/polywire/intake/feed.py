"""What a feed document says, normalised."""

from __future__ import annotations

from dataclasses import dataclass

from polywire.article import FeedEntry


@dataclass(frozen=True, slots=True)
class Feed:
    """A parsed feed."""

    title: str = ""
    link: str = ""
    language: str | None = None
    rights: str | None = None
    licence: str | None = None
    entries: tuple[FeedEntry, ...] = ()
    deleted: tuple[str, ...] = ()
    """Ids of ``at:deleted-entry`` elements (RFC 6721)."""
    hub: str | None = None
    ttl: int | None = None
    """Minutes that the feed asks us to wait (RSS ttl, sy:updatePeriod)."""
    degraded: tuple[str, ...] = ()
    """What was wrong with the document and mended; empty for a clean feed."""
