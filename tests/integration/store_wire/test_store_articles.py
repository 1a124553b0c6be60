"""Feed entries, revisions and re-checks, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.builders import NOON, an_article, at

from polywire.article import FeedEntry, article_id
from polywire.errors import StoreError
from polywire.store.ground.database import Database
from polywire.store.ground.schema import article as table
from polywire.store.wire import articles, revisions
from polywire.tongue import Tongue

URL = "https://courier.example/news/bridge"


def an_entry(
    url: str = URL, *, title: str = "A bridge", source: str = "courier"
) -> articles.NewEntry:
    entry = FeedEntry(id=url, link=url, title=title)
    return articles.NewEntry(article_id(url), source, url, url, entry)


def test_an_entry_is_new_once_then_the_same(database: Database) -> None:
    with database.write() as conn:
        first = articles.add_entry(conn, an_entry(), NOON)
        second = articles.add_entry(conn, an_entry(), at(1))
    assert (first, second) == ("new", "same")


def test_a_changed_entry_is_fetched_again_from_the_first_attempt(
    database: Database,
) -> None:
    identity = an_entry().id
    with database.write() as conn:
        articles.add_entry(conn, an_entry(), NOON)
        articles.retry_later(conn, identity, at(9), "no answer")
        articles.set_state(conn, identity, "failed", "no answer")
        answer = articles.add_entry(conn, an_entry(title="Two bridges"), at(1))
        row = articles.get(conn, identity)
    assert answer == "changed"
    assert row is not None
    assert (row.state, row.attempts, row.reason) == ("to-fetch", 0, None)
    assert row.entry.title == "Two bridges"
    assert row.first_seen == NOON


def test_each_source_has_its_turn_among_the_pages_to_fetch(database: Database) -> None:
    with database.write() as conn:
        for n in range(5):
            loud = replace(an_entry(), id=f"l{n}", url_key=f"l{n}", source="loud")
            articles.add_entry(conn, loud, at(5 + n))
        articles.add_entry(conn, an_entry(), NOON)
        waiting = articles.to_fetch(conn, at(20))
    assert waiting[0] == "l4"
    assert waiting[1] == an_entry().id
    assert len(waiting) == 6


def test_a_withdrawn_article_does_not_come_back_with_a_changed_entry(
    database: Database,
) -> None:
    with database.write() as conn:
        articles.add_entry(conn, an_entry(), NOON)
        articles.set_state(conn, an_entry().id, "withdrawn", "the source took it back")
        answer = articles.add_entry(conn, an_entry(title="Again"), at(1))
        waiting = articles.to_fetch(conn, at(2))
    assert answer == "same"
    assert waiting == []


def test_the_first_source_owns_an_article(database: Database) -> None:
    with database.write() as conn:
        articles.add_entry(conn, an_entry(), NOON)
        answer = articles.add_entry(conn, an_entry(source="herald", title="X"), at(1))
        row = articles.get(conn, an_entry().id)
    assert answer == "same"
    assert row is not None
    assert row.source == "courier"


def test_two_addresses_with_one_id_are_never_merged(database: Database) -> None:
    one = an_entry()
    other = articles.NewEntry(one.id, "courier", "x", "https://x.example/", one.entry)
    with database.write() as conn:
        articles.add_entry(conn, one, NOON)
    with pytest.raises(StoreError, match="same id"), database.write() as conn:
        articles.add_entry(conn, other, NOON)


def test_what_is_to_fetch_comes_by_priority_then_newest_first(
    database: Database,
) -> None:
    entries = [an_entry(f"https://courier.example/{n}") for n in range(4)]
    with database.write() as conn:
        for hour, entry in enumerate(entries):
            articles.add_entry(conn, entry, at(hour))
        articles.retry_later(conn, entries[3].id, at(9), "busy")
        conn.execute(
            table.update().where(table.c.id == entries[0].id).values(priority=0)
        )
        now = articles.to_fetch(conn, at(5))
        later = articles.to_fetch(conn, at(9))
    assert now == [entries[0].id, entries[2].id, entries[1].id]
    assert entries[3].id in later


def test_an_archive_adds_only_what_is_unknown(database: Database) -> None:
    entries = [an_entry(f"https://courier.example/{n}") for n in range(5)]
    with database.write() as conn:
        articles.add_entry(conn, entries[0], NOON)
        added = articles.add_archived(conn, [*entries, entries[4]], at(1))
    assert added == 4


def test_a_revision_makes_the_article_extracted_and_current(database: Database) -> None:
    article = an_article()
    with database.write() as conn:
        articles.add_entry(conn, an_entry(), NOON)
        changed = revisions.add(conn, an_entry().id, article, capture="c", now=at(1))
        again = revisions.add(conn, an_entry().id, article, capture="d", now=at(2))
        row = articles.get(conn, an_entry().id)
        kept = revisions.current(conn, an_entry().id)
    assert (changed, again) == (True, False)
    assert row is not None
    assert (row.state, row.current_revision) == ("extracted", article.revision)
    assert kept == article


def test_a_language_known_otherwise_corrects_the_stored_content(
    database: Database,
) -> None:
    identity, told = an_entry().id, Tongue("fr", 0.9, (), (("fr", 0.9),))
    french = an_article(language="fr", tongue=told)
    with database.write() as conn:
        articles.add_entry(conn, an_entry(), NOON)
        revisions.add(conn, identity, an_article(), capture=None, now=NOON)
        assert revisions.retell(conn, identity, french)
        assert not revisions.retell(conn, identity, french)
        kept = revisions.current(conn, identity)
        newest = revisions.newest(conn, an_entry().source, 5)
    assert kept == french
    assert newest == [french]


def test_a_content_that_comes_back_keeps_its_number(database: Database) -> None:
    first, second = an_article("One."), an_article("Two.")
    identity = an_entry().id
    with database.write() as conn:
        articles.add_entry(conn, an_entry(), NOON)
        for article in (first, second, first):
            assert revisions.add(conn, identity, article, capture=None, now=at(1))
        rows = revisions.listed(conn, identity)
        kept = revisions.current(conn, identity)
        other = revisions.get(conn, identity, second.revision)
    assert [row.number for row in rows] == [1, 2]
    assert kept == first
    assert other == second


def test_validators_come_back_as_the_bytes_that_were_sent(database: Database) -> None:
    etag = b'W/"\xff\x00odd"'
    with database.write() as conn:
        articles.add_entry(conn, an_entry(), NOON)
        articles.set_validators(conn, an_entry().id, etag=etag, last_modified=None)
        row = articles.get(conn, an_entry().id)
    assert row is not None
    assert row.etag == etag


def test_rechecks_are_due_by_time_and_never_for_withdrawn_articles(
    database: Database,
) -> None:
    entries = [an_entry(f"https://courier.example/{n}") for n in range(3)]
    with database.write() as conn:
        for n, entry in enumerate(entries):
            articles.add_entry(conn, entry, NOON)
            articles.set_state(conn, entry.id, "extracted")
            articles.schedule_recheck(conn, entry.id, at(3 - n), 1)
        articles.set_state(conn, entries[2].id, "withdrawn", "gone")
        due = articles.due_rechecks(conn, at(2))
        all_due = articles.due_rechecks(conn, at(3))
    assert due == [entries[1].id]
    assert all_due == [entries[1].id, entries[0].id]


def test_the_share_of_gone_pages_is_counted_for_the_breaker(database: Database) -> None:
    entries = [an_entry(f"https://courier.example/{n}") for n in range(3)]
    with database.write() as conn:
        for entry in entries:
            articles.add_entry(conn, entry, NOON)
            articles.set_state(conn, entry.id, "extracted")
        articles.set_gone(conn, entries[0].id, NOON)
        share = articles.gone_share(conn, "courier")
    assert share == (1, 3)


def test_text_that_no_database_holds_is_kept_readable(database: Database) -> None:
    with database.write() as conn:
        articles.add_entry(conn, an_entry(title="a\x00b"), NOON)
        articles.set_state(conn, an_entry().id, "failed", "bad\x00byte \ud800")
        row = articles.get(conn, an_entry().id)
    assert row is not None
    assert row.entry.title == "a\x00b"
    assert row.reason is not None
    assert row.reason.startswith("bad\ufffdbyte ")


def test_a_naive_time_is_refused(database: Database) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(Exception, match="naive"), database.write() as conn:
        articles.add_entry(conn, an_entry(), naive)


def test_times_come_back_aware_and_exact(database: Database) -> None:
    exact = NOON + timedelta(microseconds=1)
    with database.write() as conn:
        articles.add_entry(conn, an_entry(), exact)
        seen = conn.execute(select(table.c.first_seen)).scalar_one()
    assert seen == exact
