"""Note what a feed lists: new entries, changed ones, deleted ones.

Does not fetch and does not read feeds: polls and replays hand them in.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection

from polywire.article import FeedEntry, article_id
from polywire.follow import takedown
from polywire.intake.feeds.feed import Feed
from polywire.net.urls import identity_key
from polywire.settings.operator_file import Source
from polywire.steps.feed_memory import FeedMemory
from polywire.store.wire import articles, suppressed
from polywire.store.wire.source_states import SourceRow
from polywire.wire import Wire

KNOWN_IDS = 1000
"""Entries of a feed whose ids are remembered, for its tombstones (RFC 6721)."""


def take(wire: Wire, source: Source, row: SourceRow, feed: Feed) -> None:
    """Note the entries of a feed; one transaction, so that none is lost."""
    with wire.db.write() as conn:
        for entry in wanted(conn, wire, source, row, feed.entries):
            note(conn, wire, source, entry)
    for identity in _deleted(wire, row, feed):
        reason = "the source's feed says that the entry was deleted"
        takedown.withdraw(
            wire.db, wire.archive, identity, reason=reason, now=wire.now()
        )


def has_news(wire: Wire, source: Source, row: SourceRow, feed: Feed) -> bool:
    """Tell whether a feed lists anything that the store does not hold yet."""
    with wire.db.read() as conn:
        new = [
            new_entry(source, entry)
            for entry in wanted(conn, wire, source, row, feed.entries)
        ]
        held = articles.known(conn, [one.id for one in new])
    return bool(feed.deleted) or any(held.get(one.id) != one.entry_hash for one in new)


def wanted(
    conn: Connection,
    wire: Wire,
    source: Source,
    row: SourceRow,
    listed: tuple[FeedEntry, ...],
) -> Iterable[FeedEntry]:
    """Return the entries to note: of a first poll the newest, then what is newer.

    What the first poll passed over stays passed over; 'backfill' fetches it.
    """
    if source.kind != "feed":
        return listed
    if row.last_success is None:
        return newest(listed, wire.settings.fetch.first_items)
    seen = FeedMemory.of(row).ids
    held = articles.known(conn, [seen[e.id] for e in listed if e.id in seen])
    return [e for e in listed if e.id not in seen or seen[e.id] in held]


def newest(entries: tuple[FeedEntry, ...], count: int) -> tuple[FeedEntry, ...]:
    """Return the newest entries in the order of the feed; undated ones by place."""
    never = datetime.min.replace(tzinfo=UTC)
    times = [entry.published or entry.updated or never for entry in entries]
    order = sorted(range(len(entries)), key=times.__getitem__, reverse=True)
    return tuple(entries[i] for i in sorted(order[:count]))


def note(conn: Connection, wire: Wire, source: Source, entry: FeedEntry) -> bool:
    """Note one entry and tell whether it is news.

    Of two sources that list it, the first in the file owns it.
    """
    new = new_entry(source, entry)
    if suppressed.find(conn, new.id, new.url_key, source.slug) is not None:
        return False
    if articles.add_entry(conn, new, wire.now()) != "same":
        return True
    owner = articles.get(conn, new.id)
    slugs = [one.slug for one in wire.settings.sources]
    if (
        owner is not None
        and owner.source in slugs
        and slugs.index(source.slug) < slugs.index(owner.source)
    ):
        articles.adopt(conn, new)
    return False


def new_entry(
    source: Source, entry: FeedEntry, priority: int = articles.NORMAL
) -> articles.NewEntry:
    """Return an entry with the identity that its article has here."""
    key = entry.link if source.kind == "folder" else identity_key(entry.link)
    return articles.NewEntry(
        article_id(key), source.slug, entry.link, key, entry, priority
    )


def _deleted(wire: Wire, row: SourceRow, feed: Feed) -> list[str]:
    """Return ids of our articles whose entries the feed says are deleted.

    By what this feed called them: another feed of the same outlet, which may own
    the article here, may use other ids.
    """
    known = FeedMemory.of(row).ids
    ids = [known.get(entry_id, "") for entry_id in feed.deleted]
    with wire.db.read() as conn:
        rows = [articles.get(conn, identity) for identity in ids if identity]
    return [one.id for one in rows if one is not None and one.state != "withdrawn"]


def called(source: Source, feed: Feed, ids: Mapping[str, str]) -> dict[str, str]:
    """Add this feed's ids to the known ones; the oldest fall out."""
    known = dict(ids)
    for entry in feed.entries:
        known.pop(entry.id, None)
        known[entry.id] = new_entry(source, entry).id
    return dict(list(known.items())[-KNOWN_IDS:])
