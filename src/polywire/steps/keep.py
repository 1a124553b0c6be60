"""Keep what pages gave, for as long as the operator says, and forget it then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import structlog

from polywire.article import Capture
from polywire.settings import Settings, Source
from polywire.steps.wire import Wire
from polywire.store import captures, notes, retention

log = structlog.get_logger()

EACH = timedelta(days=1)
_LAST = "captures-forgotten-at"


def keep(wire: Wire, source: Source, identity: str, capture: Capture) -> str:
    """Keep a page of an article and return the id of its capture.

    The archive first, the row after: a row never names what is not there. A body
    that this article gave before is not kept twice.
    """
    place = None
    if days_of(source, wire.settings) > 0:
        with wire.db.read() as conn:
            place = captures.place_of(conn, identity, capture.sha256)
        place = place or wire.archive.keep(source.slug, capture)
    with wire.db.write() as conn:
        return captures.record(
            conn, capture, source=source.slug, article_id=identity, place=place
        )


def keep_documents(wire: Wire, source: Source, documents: Iterable[Capture]) -> None:
    """Keep what a source's entries were read from: a feed, a sitemap's branches.

    A body that the source gave before is not kept twice.
    """
    if days_of(source, wire.settings) <= 0:
        return
    for document in documents:
        capture = replace(document, fetched_at=wire.now())
        with wire.db.read() as conn:
            place = captures.place_of_document(conn, source.slug, capture.sha256)
        if place is not None:
            continue
        place = wire.archive.keep(source.slug, capture)
        with wire.db.write() as conn:
            captures.record(conn, capture, source=source.slug, place=place)


def days_of(source: Source, settings: Settings) -> int:
    """Return how many days a source's captures are kept."""
    own = source.keep_captures_days
    return settings.fetch.keep_captures_days if own is None else own


def forget_old(wire: Wire) -> int:
    """Once a day forget the captures whose time is over; return how many."""
    now = wire.now()
    with wire.db.read() as conn:
        last = notes.get(conn, _LAST)
    if isinstance(last, str) and last > (now - EACH).isoformat():
        return 0
    gone = 0
    for source in wire.settings.sources:
        before = now - timedelta(days=days_of(source, wire.settings))
        count, _ = retention.prune_captures(
            wire.db, wire.archive, before, source=source.slug
        )
        gone += count
    with wire.db.write() as conn:
        notes.put(conn, _LAST, now.isoformat())
    if gone:
        log.info("captures forgotten", count=gone)
    return gone
