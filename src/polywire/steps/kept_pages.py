"""Keep what pages gave, for as long as the operator says."""

from collections.abc import Iterable
from dataclasses import replace

from polywire.article import Capture
from polywire.settings.operator_file import Settings, Source
from polywire.store.wire import captures
from polywire.wire import Wire


def keep(wire: Wire, source: Source, identity: str, capture: Capture) -> str:
    """Keep a page of an article and return the id of its capture.

    The archive first, the row after: a row never names what is not there. A body
    that this article gave before is not kept twice.
    """
    place = None
    if days_of(source, wire.settings) > 0:
        place = wire.db.ask(captures.place_of, identity, capture.sha256)
        place = place or wire.archive.keep(source.slug, capture)
    return wire.db.change(
        captures.record, capture, source=source.slug, article_id=identity, place=place
    )


def keep_documents(wire: Wire, source: Source, documents: Iterable[Capture]) -> None:
    """Keep what a source's entries were read from: a feed, a sitemap's branches.

    A body that the source gave before is not kept twice.
    """
    if days_of(source, wire.settings) <= 0:
        return
    for document in documents:
        capture = replace(document, fetched_at=wire.now())
        place = wire.db.ask(captures.place_of_document, source.slug, capture.sha256)
        if place is not None:
            continue
        place = wire.archive.keep(source.slug, capture)
        wire.db.change(captures.record, capture, source=source.slug, place=place)


def days_of(source: Source, settings: Settings) -> int:
    """Return how many days a source's captures are kept."""
    own = source.keep_captures_days
    return settings.fetch.keep_captures_days if own is None else own
