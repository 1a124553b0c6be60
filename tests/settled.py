"""Bring an edition to the shelf of a real store, as the wire does."""

from __future__ import annotations

from sqlalchemy import Connection
from tests.builders import at

from polywire.article import Edition, FeedEntry
from polywire.store.wire import articles, cells


def settle(conn: Connection, edition: Edition, hour: float = 0) -> None:
    """Add the edition's article where it is new, and settle its cell."""
    identity, language = edition.article_id, edition.language
    url = f"https://courier.example/{identity}"
    if articles.get(conn, identity) is None:
        entry = FeedEntry(id=url, link=url)
        new = articles.NewEntry(identity, "courier", url, url, entry)
        articles.add_entry(conn, new, at(hour))
    revision = f"r{edition.version}"
    wish = cells.Wish(identity, revision, (language,), "courier", at(hour))
    cells.want(conn, wish, at(hour))
    row = cells.get(conn, identity, language)
    assert row is not None
    path = f"/{language}/{identity}/"
    assert cells.settle(conn, edition, row.fence, revision=revision, url=path)
