"""Follow the source: re-checks, pages that are gone, embargo and expiry."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from polywire.article import Article, State, article_id
from polywire.follow import copies, evidence, rechecks, takedown
from polywire.follow.rechecks import Outcome, Seen
from polywire.follow.revision_diff import diff
from polywire.settings.operator_file import Source
from polywire.store.keeping import journal, sketches
from polywire.store.wire import articles, cells, revisions
from polywire.store.wire.articles import ArticleRow
from polywire.wire import Wire

log = structlog.get_logger()


PAGES_COMPARED = 30
"""Other pages of a source that tell which sentences are not an article's own."""


def moving(conn: Connection, row: ArticleRow, article: Article) -> frozenset[str]:
    """Return the shapes of sentences that change on a source's pages by themselves.

    They stand on its other pages too, or changed on this one before.
    """
    near = revisions.newest(conn, row.source, PAGES_COMPARED, without=row.id)
    past = [
        one
        for one in revisions.contents(conn, row.id)
        if one.revision != row.current_revision
    ]
    return evidence.shared(article, near) | evidence.restless(past)


def schedule(
    conn: Connection, wire: Wire, row: ArticleRow, article: Article | None
) -> None:
    """Plan the next look at a page that is there: at its expiry at the latest."""
    now = wire.now()
    at = rechecks.next_check(
        row.first_seen, now if row.current_revision else None, now=now
    )
    if at is not None and at <= now:
        at = rechecks.next_check(row.first_seen, now, now=now)
    until = rechecks.timing(article.signals, now).until if article else None
    if until is not None:
        at = min(at, until) if at else until
    articles.schedule_recheck(conn, row.id, at, row.rechecks + 1)
    articles.set_gone(conn, row.id, None)


def unchanged(wire: Wire, row: ArticleRow) -> None:
    """The page is as it was: it waits for its next look, unless its time is up."""
    article = wire.db.ask(revisions.current, row.id)
    if article is not None and stops(wire, row, article):
        return
    with wire.db.write() as conn:
        if row.state == "to-fetch" or row.attempts:
            articles.nothing_new(conn, row.id)
        schedule(conn, wire, row, article)


def gone(wire: Wire, source: Source, row: ArticleRow, status: int) -> None:
    """A published page answers 404 or 410: wait, withdraw, or tell the operator."""
    now = wire.now()
    missing, followed = wire.db.ask(articles.gone_share, source.slug)
    missing += row.gone_since is None
    outcome = rechecks.decide(
        Seen(at=now, status=status),
        first_gone=row.gone_since,
        is_own=source.rights.basis == "own",
        breaker_open=rechecks.breaker_is_open(checked=followed, gone=missing),
    )
    if outcome.action == "withdraw":
        reason = outcome.reason or "the source removed it"
        takedown.withdraw(wire.db, wire.archive, row.id, reason=reason, now=now)
        return
    _keep(wire, row, outcome)


def _keep(wire: Wire, row: ArticleRow, outcome: Outcome) -> None:
    """Leave a missing page's article online, look again, tell where asked to."""
    now = wire.now()
    again = outcome.recheck_at or now + rechecks.ABSENT_FOR
    with wire.db.write() as conn:
        if row.state == "to-fetch":
            articles.set_state(conn, row.id, "extracted")
        articles.set_gone(conn, row.id, outcome.first_gone)
        articles.schedule_recheck(conn, row.id, again, row.rechecks + 1)
        if outcome.action == "tell":
            warn(conn, now, "source-page-gone", row, outcome.reason)


def warn(
    conn: Connection, now: datetime, event: str, row: ArticleRow, reason: str | None
) -> None:
    """Leave word for the operator of what became of an article at its source."""
    about = {"source": row.source, "article_id": row.id, "detail": {"reason": reason}}
    journal.note(conn, now, event, level="warning", **about)


def refused(wire: Wire, row: ArticleRow, wait: timedelta) -> None:
    """The page of a published article could not be had: nothing happens to it."""
    with wire.db.write() as conn:
        if row.state == "to-fetch":
            articles.set_state(conn, row.id, "extracted")
        articles.schedule_recheck(conn, row.id, wire.now() + wait, row.rechecks)


def replaced(wire: Wire, row: ArticleRow, article: Article) -> bool:
    """Part two articles that one address served; True when this is another one.

    The old one is held for the operator, the new one starts under an id of its own.
    """
    old = wire.db.ask(revisions.current, row.id)
    change = diff(old, article) if old is not None else None
    if change is None or not change.is_other_article:
        return False
    now = wire.now()
    key = f"{row.url_key}#2"
    reason = "its address serves another article now; the old text is held"
    new = articles.NewEntry(
        id=article_id(key),
        source=row.source,
        url=row.url,
        url_key=key,
        entry=row.entry,
        priority=row.priority,
    )
    with wire.db.write() as conn:
        sketches.begin(conn)
        articles.set_state(conn, row.id, "held", reason)
        articles.schedule_recheck(conn, row.id, None, row.rechecks)
        for cell in cells.of_article(conn, row.id):
            outcome = cells.Outcome(State.WITHHELD, reason, cell.level)
            cells.close(conn, cell, outcome, now=now)
        copies.leave(conn, row.id, now)
        articles.add_entry(conn, new, now)
    log.warning("address serves another article", article=row.id, new=new.id)
    return True


def storms(wire: Wire, row: ArticleRow, article: Article) -> bool:
    """Put off the next of many revisions within an hour; True when it waits."""
    if row.current_revision in {None, article.revision}:
        return False
    now = wire.now()
    with wire.db.read() as conn:
        seen = [one.seen_at for one in revisions.listed(conn, row.id)]
    until = rechecks.storm_ends(seen, now)
    if until is None:
        return False
    with wire.db.write() as conn:
        articles.set_state(
            conn, row.id, "extracted", "changes too often: shown again a little later"
        )
        articles.schedule_recheck(conn, row.id, until, row.rechecks)
    return True


def stops(wire: Wire, row: ArticleRow, article: Article) -> bool:
    """Act on what the source says of its own article; True when it ends there.

    Kill words, ``pubStatus: canceled`` and an expiry withdraw; an embargo holds.
    """
    now = wire.now()
    seen = Seen(
        at=now, pub_status=article.signals.pub_status, headline=article.headline
    )
    outcome = rechecks.decide(seen)
    timing = rechecks.timing(article.signals, now)
    if outcome.action == "withdraw" or timing.state == "expired":
        reason = outcome.reason or timing.reason or "the source took it back"
        if row.current_revision is None:
            # it was never shown here: there is nothing to withdraw
            wire.db.change(articles.set_state, row.id, "held", reason)
            return True
        takedown.withdraw(wire.db, wire.archive, row.id, reason=reason, now=now)
        return True
    if outcome.action == "hold" or timing.state == "embargoed":
        reason = outcome.reason or timing.reason or "held by the source"
        until = timing.until or now + timedelta(hours=1)
        wire.db.change(articles.wait_until, row.id, until, reason)
        return True
    return False
