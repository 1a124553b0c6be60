"""Stories and hosts' own files in the store, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.builders import NOON, an_article, an_edition

from polywire.article import Article, FeedEntry
from polywire.store.ground.database import Database
from polywire.store.keeping import hosts, retention
from polywire.store.keeping.hosts import SiteFile
from polywire.store.wire import articles, cells, stories
from polywire.store.wire.stories import StoryRow


def a_row(identity: str, hours: int = 0, parent: str | None = None) -> StoryRow:
    return StoryRow(
        article_id=identity,
        at=NOON + timedelta(hours=hours),
        language="en",
        revision="r1",
        seen="en:1",
        terms={"halden": 0.8, "mill": 0.6},
        parent=parent,
        story=parent or identity,
    )


def publish(database: Database, identity: str, article: Article) -> None:
    url = article.url
    new = articles.NewEntry(identity, "courier", url, url, FeedEntry(id=url, link=url))
    wish = cells.Wish(identity, article.revision, ["en"], "courier", NOON)
    edition = an_edition(article, article_id=identity, language="en")
    with database.write() as conn:
        articles.add_entry(conn, new, NOON)
        cells.want(conn, wish, NOON)
        cell = cells.get(conn, identity, "en")
        assert cell is not None
        cells.settle(
            conn, edition, cell.fence, revision=article.revision, url=f"/en/{identity}/"
        )
        cells.mark_emitted(conn, identity, "en", cell.serial + 1)


def test_a_row_is_read_as_it_was_kept(database: Database) -> None:
    row = a_row("a1")
    with database.write() as conn:
        stories.put(conn, row, ["halden", "mill"])
    with database.read() as conn:
        assert stories.get_many(conn, ["a1", "a2"]) == {"a1": row}
        assert stories.story_of(conn, "a1") == "a1"
        assert stories.story_of(conn, "a2") is None


def test_neighbours_share_keys_and_lie_in_time(database: Database) -> None:
    with database.write() as conn:
        stories.put(conn, a_row("a1"), ["halden", "mill", "fire"])
        stories.put(conn, a_row("a2", 1), ["halden", "goats"])
        stories.put(conn, a_row("a3", 99), ["halden", "mill"])
    span = (NOON - timedelta(hours=1), NOON + timedelta(hours=72))
    with database.read() as conn:
        asked = ["halden", "mill"]
        assert stories.near(conn, asked, span, least=2) == {"a1"}
        assert stories.near(conn, asked, span, least=1) == {"a1", "a2"}
        assert stories.near(conn, [], span, least=1) == set()


def test_a_story_has_its_members_and_what_continues_them(database: Database) -> None:
    with database.write() as conn:
        for row in (a_row("a1"), a_row("a2", 1, "a1"), a_row("b1")):
            stories.put(conn, row, ["halden"])
        assert stories.members(conn, ["a1"]).keys() == {"a1", "a2"}
        stories.place(conn, "a2", "b1", "b1")
        assert stories.members(conn, ["b1"]).keys() == {"a2", "b1"}
        stories.look(conn, "a2", "en:2")
        stories.forget(conn, "b1")
        assert stories.members(conn, ["b1"]).keys() == {"a2"}
        assert stories.get_many(conn, ["a2"])["a2"].seen == "en:2"


def test_a_purged_article_keeps_no_word_and_its_place_alone(database: Database) -> None:
    with database.write() as conn:
        for row in (a_row("a1"), a_row("a2", 1, "a1")):
            stories.put(conn, row, ["halden", "mill"])
        retention.purge(conn, "a1")
        assert stories.get_many(conn, ["a1"])["a1"].terms == {}
        span = (NOON, NOON + timedelta(hours=72))
        assert stories.near(conn, ["halden", "mill"], span, least=1) == {"a2"}
        assert stories.children(conn, ["a1"]) == {"a2"}


def test_what_is_shown_is_known_by_its_serials(database: Database) -> None:
    publish(database, "a1", an_article(headline="One"))
    with database.read() as conn:
        shown = stories.shown(conn, "a1")
        assert stories.shown(conn, "a2") is None
    assert shown is not None
    assert (shown.at, shown.seen) == (NOON, "en:1")


def test_editions_of_a_story_are_those_that_readers_see(database: Database) -> None:
    for identity in ("a1", "a2", "a3"):
        article = an_article(headline=identity, url=f"https://c.example/{identity}")
        publish(database, identity, article)
    with database.write() as conn:
        for row in (a_row("a1"), a_row("a2", 1, "a1"), a_row("a3", 2, "a1")):
            stories.put(conn, row, ["halden"])
        cells.withdraw(conn, "a3", "the source removed it", NOON)
        found = stories.editions(conn, "a1", "en", 10)
        assert [edition.article_id for edition in found] == ["a2", "a1"]
        assert stories.editions(conn, "a1", "pt-BR", 10) == []


def test_files_that_are_written_again_are_those_that_are_shown(
    database: Database,
) -> None:
    publish(database, "a1", an_article())
    with database.write() as conn:
        assert cells.to_emit(conn) == []
        stories.emit_again(conn, ["a1", "a2"])
        assert [cell.article_id for cell in cells.to_emit(conn)] == ["a1"]


@pytest.mark.parametrize("body", [b"[]", None])
def test_a_hosts_file_is_read_as_it_was_kept(
    database: Database, body: bytes | None
) -> None:
    url = "https://c.example/.well-known/tdmrep.json" + "x" * 4000
    file = SiteFile(url, 200, body, NOON, NOON, NOON + timedelta(days=1), b'"e"')
    with database.write() as conn:
        hosts.keep_file(conn, SiteFile(url, 404, None, NOON, NOON, NOON))
        hosts.keep_file(conn, file)
    with database.read() as conn:
        assert hosts.file(conn, url) == file
        assert hosts.file(conn, "https://c.example/") is None
