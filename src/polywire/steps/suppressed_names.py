"""Names that must not be shown: asked for every article and every translation."""

from collections.abc import Iterable
from datetime import datetime

from polywire.article import Article, Draft
from polywire.follow import takedown
from polywire.rights.suppression import Suppressed, matches, name
from polywire.store.ground import removals
from polywire.store.ground.database import Database
from polywire.store.ground.removal_ledger import Removal
from polywire.store.wire import articles, cells, drafts, revisions, suppressed
from polywire.store.wire.captures import Archive

REASON = "it holds a name on the suppression list"


def is_banned(db: Database, article: Article, made: Iterable[Draft] = ()) -> bool:
    """Tell whether an article or its translations hold a suppressed name."""
    keys = db.ask(suppressed.names)
    entries = [Suppressed("name", key) for key in keys]
    return matches(entries, url_key="", article=article, drafts=made)


def suppress(
    db: Database, archive: Archive, written: str, *, reason: str, now: datetime
) -> list[str]:
    """Ban a name for good and withdraw every article that holds it.

    Returns the addresses of what was withdrawn; raises UsageError for what
    cannot be a name. Only the name's hash is kept.
    """
    (entry,) = removals.remove(db, now, "name", [name(written).key])
    return ban(db, archive, entry, reason=reason, now=now)


def ban(
    db: Database, archive: Archive, entry: Removal, *, reason: str, now: datetime
) -> list[str]:
    """Do what a name's entry in the ledger says; twice changes nothing."""
    banned = Suppressed("name", entry.value)
    kept = suppressed.Suppression("name", entry.value, reason, "operator", now)
    with db.write() as conn:
        suppressed.add(conn, kept)
        rows = articles.listed(conn)
    found = [r for r in rows if r.state != "withdrawn" and _holds(db, r.id, banned)]
    for one in removals.remove(db, now, "withdrawal", [row.id for row in found]):
        takedown.take_down(db, archive, one, reason=REASON, now=now)
    # last: until every article is gone, another opening of the store goes on
    db.change(removals.add, [entry])
    return [row.url for row in found]


def _holds(db: Database, identity: str, entry: Suppressed) -> bool:
    """Tell whether what readers see, or would see next, holds a name."""
    with db.read() as conn:
        current = revisions.current(conn, identity)
        texts = [] if current is None else [current]
        found: list[Draft | None] = []
        for cell in cells.of_article(conn, identity):
            edition = cells.edition(conn, identity, cell.language)
            if edition is not None:
                texts.append(edition.article)
            found.append(drafts.of_cell(conn, identity, cell.language))
            if cell.wanted is not None:
                found.append(drafts.get(conn, identity, cell.wanted, cell.language))
    made = [draft for draft in found if draft is not None]
    return any(matches([entry], url_key="", article=one, drafts=made) for one in texts)
