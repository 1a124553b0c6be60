"""Withdraw an article from every language, and undo it: by the source or the operator."""

import html
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import unquote, urlsplit

import structlog

from polywire.article import article_id
from polywire.errors import StoreError, UsageError
from polywire.follow import copies
from polywire.net.urls import identity_key
from polywire.store.ground import removals
from polywire.store.ground.database import Database
from polywire.store.ground.removal_ledger import Removal
from polywire.store.keeping import journal, retention, sketches
from polywire.store.wire import articles, board, captures, cells, suppressed
from polywire.store.wire.articles import ArticleRow
from polywire.store.wire.captures import Archive, CaptureRow

log = structlog.get_logger()


def find(db: Database, wanted: str) -> ArticleRow:
    """Find an article by its id, its address or ours; raises UsageError."""
    key = identity_key(wanted) if "://" in wanted else wanted
    with db.read() as conn:
        rows = (articles.get(conn, one) for one in (wanted, *board.named(wanted)))
        row = next(filter(None, rows), None) or articles.by_key(conn, key)
    if row is None:
        raise UsageError(
            f"no article {wanted!r} here: 'polywire find WORDS' looks for its headline"
        )
    return row


def withdraw(
    db: Database, archive: Archive, identity: str, *, reason: str, now: datetime
) -> list[str]:
    """Take an article down in every language and purge all that was made of it.

    Its address stays as a notice. Returns the languages that showed it. The next
    publication writes the notices, tombstones and lists.
    """
    (entry,) = removals.remove(db, now, "withdrawal", [identity])
    return take_down(db, archive, entry, reason=reason, now=now)


def take_down(
    db: Database,
    archive: Archive,
    entry: Removal,
    *,
    reason: str,
    now: datetime,
    by: str = "",
) -> list[str]:
    """Do what a withdrawal's entry in the ledger says; twice changes nothing.

    ``by`` is the person who decided it, where one did.
    """
    identity = entry.value
    naming = _feeds_naming(db, archive, identity)
    with db.write() as conn:
        sketches.begin(conn)
        removals.add(conn, [entry])
        copies.leave(conn, identity, now)
        kept = [*naming, *(one.id for one in captures.of_article(conn, identity))]
        languages = cells.withdraw(conn, identity, reason, now)
        places = captures.forget(conn, kept)
        retention.purge(conn, identity)
        detail = {"reason": reason} | ({"by": by} if by else {})
        journal.note(conn, now, "withdrawn", article_id=identity, detail=detail)
    for place in places:
        archive.forget(place)
    log.warning("withdrawn", article=identity, reason=reason)
    return languages


def _feeds_naming(db: Database, archive: Archive, identity: str) -> list[str]:
    """Return ids of the kept feeds that hold an article's headline or address.

    Of its own source and of others on its host; a feed that cannot be read any
    more is named too.
    """
    with db.read() as conn:
        row = articles.get(conn, identity)
        if row is None:
            return []
        place = urlsplit(row.url)
        origin = f"{place.scheme}://{place.netloc}"
        kept = captures.documents_beside(conn, row.source, origin)
    marks = _marks(row)
    return [one.id for one in kept if _holds(one, archive, marks)]


def _holds(row: CaptureRow, archive: Archive, marks: set[bytes]) -> bool:
    try:
        body = captures.load(row, archive).body
    except StoreError:
        return True
    return any(mark in body for mark in marks)


def _marks(row: ArticleRow) -> set[bytes]:
    """Return how a feed may write an article's headline and addresses."""
    path = urlsplit(row.url).path
    words = {row.url, row.entry.link, row.entry.id, row.entry.title}
    words |= {path, unquote(path)} if len(path) > 1 else set()
    words |= {html.escape(word) for word in words}
    words |= {word.replace("/", r"\/") for word in words}
    encodings = ("utf-8", "utf-16-le", "utf-16-be")
    return {word.encode(name) for word in words if word for name in encodings}


def suppress(
    db: Database,
    archive: Archive,
    row: ArticleRow,
    *,
    reason: str,
    now: datetime,
    by: str = journal.OPERATOR,
) -> list[str]:
    """Withdraw on somebody's word: the article stays away for good."""
    ban = suppressed.Suppression("article", row.id, reason, by, now)
    (entry,) = removals.remove(db, now, "withdrawal", [row.id])
    db.change(suppressed.add, ban)
    return take_down(db, archive, entry, reason=reason, now=now, by=by)


def restore(
    db: Database, row: ArticleRow, *, now: datetime, by: str = journal.OPERATOR
) -> None:
    """Undo a withdrawal: the page is fetched, checked and published afresh."""
    if row.state != "withdrawn":
        raise UsageError(f"{row.url} is not withdrawn: nothing to restore")
    made = removals.give_back(db, now, "withdrawal", [row.id])
    put_back(db, row.id, made, now=now, by=by)
    removals.keep(db, made)


def put_back(
    db: Database,
    identity: str,
    made: Sequence[Removal],
    *,
    now: datetime,
    by: str = journal.OPERATOR,
) -> None:
    """Do what entries of the ledger say that take a withdrawal back."""
    with db.write() as conn:
        removals.add(conn, made)
        suppressed.lift(conn, "article", identity)
        articles.restore(conn, identity)
        cells.restore(conn, identity, now)
        journal.note(conn, now, "restored", article_id=identity, detail={"by": by})


def let_in(db: Database, wanted: str, now: datetime) -> bool:
    """Let an article in again that was withdrawn and is not in the store any more.

    So it is after a restore from a backup that is older than the article. False
    when there is no such article.
    """
    identity = article_id(identity_key(wanted)) if "://" in wanted else wanted
    with db.read() as conn:
        if articles.get(conn, identity) is not None:
            return False
    made = removals.give_back(db, now, "withdrawal", [identity])
    put_back(db, identity, made, now=now)
    removals.keep(db, made)
    return bool(made)
