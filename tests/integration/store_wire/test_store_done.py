"""What is done, seen from another one's work: settled cells, their drafts, documents."""

from pathlib import Path

from sqlalchemy import Connection
from tests.builders import NOON, an_article, an_edition, at
from tests.settled import add_article, publish, settle, the_cell, wish

from polywire.article import Capture
from polywire.intake.captures.warc import open_archive
from polywire.store.ground.database import Database
from polywire.store.wire import articles, board, captures, cells, drafts


def test_settled_cells_are_told_since_a_time_and_of_a_language(
    database: Database,
) -> None:
    with database.write() as conn:
        publish(conn, "a1", hour=1)
        publish(conn, "a2", hour=3)
        settle(conn, an_edition(article_id="a3", language="es"), hour=2)
        add_article(conn, "a4", 4)
        every = board.settled_since(conn, at(1))
        assert [(one.article_id, one.language) for one in every] == [
            ("a2", "pt-BR"),
            ("a3", "es"),
            ("a1", "pt-BR"),
        ]
        assert [one.source for one in every] == ["courier"] * 3
        late = board.settled_since(conn, at(2), "pt-BR")
        assert [one.article_id for one in late] == ["a2"]
        cells.want(conn, wish("a2", "r2", hour=3), at(3))
        assert board.settled_since(conn, at(2), "pt-BR") == []


def test_drafts_of_a_language_are_those_that_were_not_seen_yet(
    database: Database,
) -> None:
    with database.write() as conn:
        first = publish(conn, "a1")
        publish(conn, "a2")
        settle(conn, an_edition(article_id="a3", language="es"))
        article = an_article()
        own = an_edition(article, article_id="a4", language="pt-BR", draft=None)
        settle(conn, own)
        found = dict(drafts.of_language(conn, "pt-BR"))
        assert list(found) == ["a1", "a2"]
        assert found["a1"] == first.draft
        known = drafts.serials(conn, "pt-BR")
        assert dict(drafts.of_language(conn, "pt-BR", known)) == {}
        publish(conn, "a2", version=2)
        again = dict(drafts.of_language(conn, "pt-BR", known))
        assert list(again) == ["a2"]
        assert the_cell(conn, "a2").serial > known["a2"]


def test_articles_are_listed_by_first_sight_all_or_those_of_a_state(
    database: Database,
) -> None:
    with database.write() as conn:
        for name, hour in (("a2", 1.0), ("a1", 2.0), ("a3", 1.0)):
            add_article(conn, name, hour)
        assert [one.id for one in articles.listed(conn)] == ["a2", "a3", "a1"]
        waiting = articles.listed(conn, state="to-fetch")
        assert [one.id for one in waiting] == ["a2", "a3", "a1"]
        assert articles.listed(conn, state="held") == []


def test_documents_are_a_sources_own_since_a_time(
    database: Database, tmp_path: Path
) -> None:
    archive = open_archive(tmp_path)

    def keep(conn: Connection, name: str, hour: float, **of: str) -> str:
        url = f"https://courier.example/{name}"
        one = Capture(url, url, at(hour), 200, (), f"{name} {hour}".encode())
        place = archive.keep(of["source"], one)
        return captures.record(conn, one, place=place, **of)

    with database.write() as conn:
        late = keep(conn, "feed.xml", 2, source="courier")
        early = keep(conn, "feed.xml", 0, source="courier")
        keep(conn, "feed.xml", 3, source="herald")
        keep(conn, "bridge", 2, source="courier", article_id="a1")
        found = captures.documents(conn, "courier")
        assert [row.id for row in found] == [early, late]
        since = captures.documents(conn, "courier", since=at(2))
        assert [row.id for row in since] == [late]
        assert captures.documents(conn, "gazette", since=NOON) == []
