"""Bring an edition to the shelf of a real store, as the wire does."""

from __future__ import annotations

from sqlalchemy import Connection
from tests.builders import an_article, an_edition, at

from polywire.article import Correction, Edition, FeedEntry
from polywire.store.wire import articles, cells


def add_article(conn: Connection, identity: str, hour: float = 0) -> None:
    """Add an article that a feed named; one that is there stays as it is."""
    if articles.get(conn, identity) is None:
        url = f"https://courier.example/{identity}"
        entry = FeedEntry(id=url, link=url)
        new = articles.NewEntry(identity, "courier", url, url, entry)
        articles.add_entry(conn, new, at(hour))


def wish(identity: str = "a1", revision: str = "r1", *, hour: float = 0) -> cells.Wish:
    """Return a wish for a revision in two languages."""
    return cells.Wish(identity, revision, ("en", "pt-BR"), "courier", at(hour))


def the_cell(
    conn: Connection, identity: str = "a1", language: str = "pt-BR"
) -> cells.CellRow:
    """Return a cell that is there."""
    row = cells.get(conn, identity, language)
    assert row is not None
    return row


def settle(conn: Connection, edition: Edition, hour: float = 0) -> None:
    """Add the edition's article where it is new, and settle its cell."""
    identity, language = edition.article_id, edition.language
    add_article(conn, identity, hour)
    revision = f"r{edition.version}"
    wanted = cells.Wish(identity, revision, (language,), "courier", at(hour))
    cells.want(conn, wanted, at(hour))
    _settle(conn, edition, revision)


def publish(
    conn: Connection,
    identity: str = "a1",
    *,
    hour: float = 0,
    section: str | None = None,
    version: int = 1,
    corrections: tuple[Correction, ...] = (),
) -> Edition:
    """Bring an article to the shelf in Portuguese; return its edition."""
    edition = an_edition(
        an_article(section=section, headline=f"News {identity}"),
        article_id=identity,
        version=version,
        updated_at=at(hour + version),
        corrections=corrections,
    )
    add_article(conn, identity, hour)
    revision = f"r{version}"
    cells.want(conn, wish(identity, revision, hour=hour), at(hour))
    _settle(conn, edition, revision)
    return edition


def _settle(conn: Connection, edition: Edition, revision: str) -> None:
    identity, language = edition.article_id, edition.language
    fence = the_cell(conn, identity, language).fence
    path = f"/{language}/{identity}/"
    assert cells.settle(conn, edition, fence, revision=revision, url=path)
