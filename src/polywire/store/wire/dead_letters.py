"""Dead letters as the board shows them: what failed too often, and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, or_, select, update

from polywire.article import State
from polywire.store.ground.schema import article, cell

PREFIX = "given up after repeated failure: "
"""How the reason of a dead letter begins."""


@dataclass(frozen=True, slots=True)
class Buried:
    """One article or cell that failed too often."""

    article_id: str
    url: str
    language: str | None
    """None when the article itself, or its page's newer content, was not taken in."""
    reason: str


def listed(conn: Connection) -> list[Buried]:
    """Return all dead letters, by article and language."""
    pages = select(article.c.id, article.c.url, article.c.reason).where(
        or_(
            article.c.state == "failed",
            and_(
                article.c.state == "extracted", article.c.next_attempt_at.is_not(None)
            ),
        ),
        article.c.reason.startswith(PREFIX),
    )
    editions = (
        select(cell.c.article_id, article.c.url, cell.c.language, cell.c.reason)
        .join(article, article.c.id == cell.c.article_id)
        .where(cell.c.state == State.WITHHELD, cell.c.reason.startswith(PREFIX))
    )
    found = [
        Buried(row[0], row[1], None, row[2].removeprefix(PREFIX))
        for row in conn.execute(pages)
    ]
    found += [
        Buried(row[0], row[1], row[2], row[3].removeprefix(PREFIX))
        for row in conn.execute(editions)
    ]
    return sorted(found, key=lambda one: (one.article_id, one.language or ""))


def give_up_change(conn: Connection, identity: str, reason: str, now: datetime) -> None:
    """Note that a newer content of a page was given up; what was read stays.

    Marked by ``next_attempt_at``, which other extracted articles have none of: an
    index finds the few among all.
    """
    conn.execute(
        update(article)
        .where(article.c.id == identity, article.c.state.in_(("to-fetch", "extracted")))
        .values(state="extracted", reason=reason, next_attempt_at=now)
    )
