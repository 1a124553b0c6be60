"""Read a page of a published article again, and believe it or keep the old text."""

from datetime import timedelta

import structlog
from sqlalchemy import Connection

from polywire.article import Article, Capture
from polywire.errors import ExtractError, StoreError
from polywire.extract.tree.page import decode
from polywire.extract.tree.template import Example
from polywire.follow import rechecks, rereading, source_changes
from polywire.settings.operator_file import Source
from polywire.store.wire import articles, captures, revisions
from polywire.store.wire.articles import ArticleRow
from polywire.wire import Wire

log = structlog.get_logger()

AT_ONCE = 2
"""Pages of a source that read otherwise, from which on the next is looked at twice."""

_EXAMPLES = 4
"""Pages that a template is learned from: each is sent to the reader."""

AGAIN = timedelta(hours=6)
"""When a page that could not be read at all is looked at again."""


def believe(
    wire: Wire, source: Source, row: ArticleRow, article: Article, said: str
) -> rereading.Believed:
    """Judge a new reading of an article; a text that is gone counts after a day.

    ``said`` is all that its page and its feed entry say, with their markup.
    """
    with wire.db.read() as conn:
        old = revisions.current(conn, row.id)
        if old is None or old.revision == article.revision:
            return rereading.Believed("take", article)
        is_wary = articles.with_reason(conn, rereading.KEPT).get(source.slug, 0)
        missing, followed = articles.gone_share(conn, source.slug)
    found = rereading.judge(old, article, said, is_wary=is_wary >= AT_ONCE)
    if found.action != "doubt" or source.rights.basis == "own":
        return found
    breaker = rechecks.breaker_is_open(
        checked=followed, gone=missing + (row.gone_since is None)
    )
    first = row.gone_since or wire.now()
    if wire.now() - first >= rechecks.ABSENT_FOR and not breaker:
        return rereading.Believed("take", article)
    return found


def examples(wire: Wire, row: ArticleRow) -> tuple[Example, ...]:
    """Return pages of a source that read otherwise all at once, with their known texts.

    None for an article that is one of them: what its page says is still in doubt.
    """
    if row.reason == rereading.KEPT:
        return ()
    with wire.db.read() as conn:
        known = articles.ids_with_reason(conn, row.source, rereading.KEPT, _EXAMPLES)
        if len(known) < AT_ONCE:
            return ()
        pairs = [
            (revisions.current(conn, one), captures.of_article(conn, one))
            for one in known
        ]
    found = []
    for article, kept in pairs:
        latest = max(kept, key=lambda one: one.fetched_at, default=None)
        if article is None or latest is None:
            continue
        try:
            html = captures.load(latest, wire.archive).body
        except StoreError:
            continue
        found.append(Example(html, article.body))
    return tuple(found)


def said_of(row: ArticleRow, capture: Capture) -> str:
    """Return the markup of a page and of its feed entry."""
    try:
        text, _ = decode(capture.body, capture.header("content-type"))
    except ExtractError:
        text = ""
    return f"{text}\n{said_by_feed(row)}"


def said_by_feed(row: ArticleRow) -> str:
    """Return what the feed itself says of an article."""
    return f"{row.entry.title}\n{row.entry.summary}\n{row.entry.content}"


def note(
    conn: Connection, wire: Wire, row: ArticleRow, found: rereading.Believed
) -> None:
    """Say that the old text of an article stays, and plan the next look."""
    now = wire.now()
    articles.set_state(conn, row.id, "extracted", rereading.KEPT)
    if found.action == "doubt":
        first = row.gone_since or now
        again = max(first + rechecks.ABSENT_FOR, now + AGAIN)
        planned = articles.get(conn, row.id)
        if planned is not None and planned.recheck_at is not None:
            again = min(again, planned.recheck_at)  # an expiry may come before
        articles.set_gone(conn, row.id, first)
        articles.schedule_recheck(conn, row.id, again, row.rechecks + 1)
    _tell(conn, wire, row, found.action)


def unreadable(wire: Wire, row: ArticleRow, reason: str) -> bool:
    """Keep a published article whose page cannot be read any more; False for a new one."""
    if row.current_revision is None:
        return False
    with wire.db.write() as conn:
        articles.set_state(conn, row.id, "extracted", rereading.KEPT)
        articles.schedule_recheck(conn, row.id, wire.now() + AGAIN, row.rechecks)
        _tell(conn, wire, row, reason)
    return True


def _tell(conn: Connection, wire: Wire, row: ArticleRow, why: str) -> None:
    """Leave word for the operator; the next look must get the page with its body."""
    articles.set_validators(conn, row.id, etag=None, last_modified=None)
    if row.reason == rereading.KEPT:
        return
    source_changes.warn(conn, wire.now(), "source-text-kept", row, why)
    log.warning("earlier text stays", article=row.id, reason=why)
