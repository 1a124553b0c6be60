"""What may be forgotten, and when: a wire runs for months without an operator.

Keeps every article's row, cells and reasons for good: they are small, and what
was seen once must not come in again as new. Does not decide when to run, and does not
touch files: who purges deletes pages and, where it is due, captures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, exists, or_, select, update

from polywire.article import FeedEntry, State
from polywire.settings.operator_file import Source
from polywire.store.ground.database import Database
from polywire.store.ground.schema import (
    article,
    capture,
    cell,
    correction,
    draft,
    edition_version,
    finding,
    revision,
    sketch,
)
from polywire.store.ground.schema import memory as memory_table
from polywire.store.ground.schema_people import review
from polywire.store.keeping import journal
from polywire.store.wire import captures, memory, stories
from polywire.store.wire.captures import Archive

BACKFILL = 100
"""Priority of the past: the operator wants it because it is old."""


def expire(conn: Connection, listed: Sequence[Source], now: datetime) -> int:
    """End cells that wait and have become too old for their source; return how many."""
    total = 0
    for source in listed:
        if source.max_age_days is None:
            continue
        before = now - timedelta(days=source.max_age_days)
        total += conn.execute(
            update(cell)
            .where(
                cell.c.wanted.is_not(None),
                cell.c.shown.is_(False),
                cell.c.source == source.slug,
                cell.c.sort_at < before,
                cell.c.priority < BACKFILL,
                cell.c.state == State.PENDING,
            )
            .values(
                state=State.FILTERED,
                reason=f"max_age_days {source.max_age_days}: waited too long",
                revision=cell.c.wanted,
                wanted=None,
                serial=cell.c.serial + 1,
                updated_at=now,
            )
        ).rowcount
    return total


CHUNK = 500
"""Rows forgotten in one transaction: writers wait milliseconds, not minutes."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How long what is kept, beside what readers see."""

    captures: timedelta = timedelta(days=30)
    """Pages and feeds as they were fetched, of sources that say nothing else."""
    by_source: Mapping[str, timedelta] = field(default_factory=dict)
    """The same for single sources, by slug."""
    superseded: timedelta = timedelta(days=90)
    """Texts, drafts and versions that a newer one has replaced."""
    memory: timedelta = timedelta(days=365)
    """Sentences of engines; the human tier stays for good."""
    log: timedelta = timedelta(days=90)

    def sooner(self) -> Policy:
        """Return the policy for a disk that fills up: a tenth of each time."""
        return Policy(
            self.captures / 10,
            {slug: time / 10 for slug, time in self.by_source.items()},
            self.superseded / 10,
            self.memory / 10,
            self.log / 10,
        )


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was forgotten."""

    captures: int = 0
    records: int = 0
    """Of them in the archive: a body that came twice is kept once."""
    revisions: int = 0
    drafts: int = 0
    versions: int = 0
    sentences: int = 0
    events: int = 0


def prune(db: Database, archive: Archive, policy: Policy, now: datetime) -> Pruned:
    """Forget what the policy allows, in short transactions."""
    gone, files = prune_captures(db, archive, policy, now)
    old = now - policy.superseded
    return Pruned(
        captures=gone,
        records=files,
        revisions=_repeat(db, lambda conn: _forget_revisions(conn, old)),
        drafts=_repeat(db, lambda conn: _forget_drafts(conn, old)),
        versions=_repeat(db, lambda conn: _forget_versions(conn, old)),
        sentences=_repeat(
            db, lambda conn: _forget_sentences(conn, now - policy.memory)
        ),
        events=_repeat(db, lambda conn: journal.prune(conn, now - policy.log)),
    )


def estimate(db: Database, policy: Policy, now: datetime) -> Pruned:
    """Return about what ``prune`` would forget: one chunk of each kind at most."""
    old = now - policy.superseded
    steps: dict[str, Callable[[Connection], int]] = {
        "captures": lambda c: sum(
            len(_old_captures(c, before, source))
            for source, before in _limits(c, policy, now)
        ),
        "revisions": lambda c: _forget_revisions(c, old),
        "drafts": lambda c: _forget_drafts(c, old),
        "versions": lambda c: _forget_versions(c, old),
        "sentences": lambda c: _forget_sentences(c, now - policy.memory),
        "events": lambda c: journal.prune(c, now - policy.log),
    }
    with db.write() as conn:
        trial = conn.begin_nested()
        counts = {name: step(conn) for name, step in steps.items()}
        trial.rollback()
    return Pruned(**counts)


def _repeat(db: Database, forget: Callable[[Connection], int]) -> int:
    """Forget chunk by chunk until nothing is left to forget."""
    total = 0
    while True:
        gone = db.change(forget)
        total += gone
        if gone == 0:
            return total


def prune_captures(
    db: Database, archive: Archive, policy: Policy, now: datetime
) -> tuple[int, int]:
    """Forget captures whose time is over; returns how many, in index and archive.

    None is spared: an operator who keeps pages for 30 days has none of 31 days.
    """
    with db.read() as conn:
        limits = list(_limits(conn, policy, now))
    gone = records = 0
    for source, before in limits:
        while old := _forget_captures(db, archive, source, before):
            gone += old[0]
            records += old[1]
    return gone, records


def _limits(
    conn: Connection, policy: Policy, now: datetime
) -> Iterator[tuple[str | None, datetime]]:
    """Yield each source that has captures, and before when they may go."""
    for source in conn.execute(select(capture.c.source).distinct()).scalars():
        yield source, now - policy.by_source.get(source or "", policy.captures)


def _forget_captures(
    db: Database, archive: Archive, source: str | None, before: datetime
) -> tuple[int, int] | None:
    """Forget one chunk of a source; None when there is nothing left to forget."""
    with db.write() as conn:
        old = _old_captures(conn, before, source)
        places = captures.forget(conn, old)
        over = [file for file, _ in places if _month(file) < f"{before:%Y-%m}"]
        empty = captures.unnamed(conn, over)
    # Outside the transaction: a record more is a smaller harm than one less.
    for file, offset in places:
        if file not in empty:
            archive.forget((file, offset))
    for file in empty:
        archive.drop(file)
    return (len(old), len(places)) if old else None


def _month(file: str) -> str:
    """Return the month of a file of captures: nothing is added to it afterwards."""
    return file.removesuffix(".warc.gz")[-7:]


def _old_captures(conn: Connection, before: datetime, source: str | None) -> list[str]:
    statement = (
        select(capture.c.id)
        .where(
            capture.c.fetched_at < before, capture.c.source.is_not_distinct_from(source)
        )
        .order_by(capture.c.fetched_at)
        .limit(CHUNK)
    )
    return list(conn.execute(statement).scalars())


def _forget_revisions(conn: Connection, before: datetime) -> int:
    """Drop contents that are neither current, wanted nor behind a shown cell."""
    used = exists().where(
        cell.c.article_id == revision.c.article_id,
        or_(
            cell.c.revision == revision.c.revision, cell.c.wanted == revision.c.revision
        ),
    )
    statement = (
        select(revision.c.article_id, revision.c.revision)
        .join(article, article.c.id == revision.c.article_id)
        .where(
            revision.c.seen_at < before,
            article.c.current_revision.is_distinct_from(revision.c.revision),
            ~used,
        )
        .limit(CHUNK)
    )
    keys = conn.execute(statement).all()
    for article_id, hash_ in keys:
        for table in (revision, sketch):
            conn.execute(
                delete(table).where(
                    table.c.article_id == article_id, table.c.revision == hash_
                )
            )
    return len(keys)


def _forget_drafts(conn: Connection, before: datetime) -> int:
    """Drop drafts, with their findings, that no cell speaks of any more."""
    used = exists().where(
        cell.c.article_id == draft.c.article_id,
        cell.c.language == draft.c.language,
        or_(cell.c.revision == draft.c.revision, cell.c.wanted == draft.c.revision),
    )
    statement = (
        select(draft.c.article_id, draft.c.revision, draft.c.language)
        .where(draft.c.created_at < before, ~used)
        .limit(CHUNK)
    )
    keys = conn.execute(statement).all()
    for key in keys:
        for table in (finding, draft):
            conn.execute(
                delete(table).where(
                    and_(
                        table.c.article_id == key[0],
                        table.c.revision == key[1],
                        table.c.language == key[2],
                    )
                )
            )
    return len(keys)


def _forget_versions(conn: Connection, before: datetime) -> int:
    """Drop the text of versions that a later one has replaced; the row stays."""
    later = edition_version.alias("later")
    replaced = exists().where(
        later.c.article_id == edition_version.c.article_id,
        later.c.language == edition_version.c.language,
        later.c.version > edition_version.c.version,
    )
    result = conn.execute(
        update(edition_version)
        .where(
            edition_version.c.at < before,
            edition_version.c.edition.is_not(None),
            replaced,
        )
        .values(edition=None)
    )
    return result.rowcount


def _forget_sentences(conn: Connection, before: datetime) -> int:
    """Drop an engine's sentences that are older than this."""
    old = (
        select(memory_table.c.key)
        .where(memory_table.c.tier == "engine", memory_table.c.created_at < before)
        .limit(CHUNK)
    )
    return conn.execute(
        delete(memory_table).where(memory_table.c.key.in_(old))
    ).rowcount


def purge(conn: Connection, article_id: str) -> None:
    """Drop an article's texts; its id, address, cells and reasons stay.

    The row stays so that the same entry is known as withdrawn when it comes again.
    """
    memory.purge(conn, article_id)
    stories.blank(conn, article_id)
    for table in (finding, draft, correction, revision, review):
        conn.execute(delete(table).where(table.c.article_id == article_id))
    conn.execute(
        update(edition_version)
        .where(edition_version.c.article_id == article_id)
        .values(edition=None)
    )
    conn.execute(
        update(article)
        .where(article.c.id == article_id)
        .values(
            entry=FeedEntry(id="", link=""),
            current_revision=None,
            etag=None,
            last_modified=None,
        )
    )
