"""What each change of a cell or an article writes, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection
from tests.builders import NOON, a_draft, an_article, an_edition, at

from polywire.article import FeedEntry, Grade, Level, SegmentVerdict, State
from polywire.store.ground import removals
from polywire.store.ground.database import Database
from polywire.store.ground.removal_ledger import Removal
from polywire.store.wire import (
    articles,
    board,
    cells,
    drafts,
    revisions,
    search,
    suppressed,
)
from polywire.store.wire.articles import ArticleRow, IntakeState, NewEntry
from polywire.store.wire.cells import CellRow, Outcome, Wish

ARTICLE = an_article()


def entry(identity: str, source: str = "courier", priority: int = 2) -> NewEntry:
    url = f"https://{source}.example/{identity}"
    return NewEntry(
        identity, source, url, url, FeedEntry(id=url, link=url), priority=priority
    )


def wished(conn: Connection, identity: str, revision: str = "r1") -> None:
    if articles.get(conn, identity) is None:
        articles.add_entry(conn, entry(identity), NOON)
    languages = ["en", "pt-BR"]
    cells.want(conn, Wish(identity, revision, languages, "courier", NOON), NOON)


def cell(conn: Connection, identity: str = "a", language: str = "pt-BR") -> CellRow:
    found = cells.get(conn, identity, language)
    assert found is not None
    return found


def row(conn: Connection, identity: str = "a") -> ArticleRow:
    found = articles.get(conn, identity)
    assert found is not None
    return found


def shown(conn: Connection, identity: str = "a", revision: str = "r1") -> None:
    wished(conn, identity, revision)
    edition = an_edition(article_id=identity)
    fence = cell(conn, identity).fence
    assert cells.settle(conn, edition, fence, revision=revision, url=f"/{identity}/")


def test_a_wish_names_its_revision_and_its_place_in_the_queue(
    database: Database,
) -> None:
    with database.write() as conn:
        articles.add_entry(conn, entry("a"), NOON)
        wish = Wish("a", "r1", ["pt-BR"], "courier", NOON, priority=7)
        cells.want(conn, wish, NOON)
        assert (cell(conn).wanted, cell(conn).priority) == ("r1", 7)
        cells.want(conn, replace(wish, revision="r2", priority=3), NOON)
        assert (cell(conn).wanted, cell(conn).priority) == ("r2", 3)
        cells.want_again(conn, "a", "pt-BR", priority=9)
        assert cell(conn).priority == 9
        cells.want_again(conn, "a", "pt-BR")
        assert cell(conn).priority == 9


def test_an_edition_is_counted_shown_and_found(database: Database) -> None:
    stopped = a_draft(ARTICLE)
    made = [
        replace(one, verdict=SegmentVerdict.STOP if n == 1 else SegmentVerdict.OK)
        for n, one in enumerate(stopped.translations)
    ]
    edition = an_edition(
        article_id="a",
        state=State.PUBLISHED_PARTLY,
        draft=replace(stopped, translations=tuple(made)),
    )
    with database.write() as conn:
        wished(conn, "a")
        fence = cell(conn).fence
        assert cells.settle(
            conn, edition, fence, revision="r1", url="/a/", grade=Grade.ROUGH
        )
        found = cell(conn)
        assert (found.sentences, found.originals) == (len(made), 1)
        grades = {row.language: row.grade for row in board.find(conn)}
        assert grades == {"en": None, "pt-BR": "rough"}
        assert found.grade == "rough"
        assert [one.article_id for one in search.find(conn, "Norvale", "pt-BR")] == [
            "a"
        ]
        assert (found.reason, found.serial) == (None, fence.serial + 1)


def test_a_closed_cell_says_why_and_is_found_no_more(database: Database) -> None:
    with database.write() as conn:
        shown(conn)
        cells.want(conn, Wish("a", "r2", ["pt-BR"], "courier", NOON), NOON)
        outcome = Outcome(State.WITHHELD, "too much of it was stopped", Level.LINK)
        cells.retry_later(conn, cell(conn), at=at(1), reason="no answer")
        serial = cell(conn).serial
        assert cells.close(conn, cell(conn), outcome, now=at(3))
        found = cell(conn)
        assert found.state is State.WITHHELD
        assert found.reason == "too much of it was stopped"
        assert (found.revision, found.wanted) == ("r2", None)
        assert found.updated_at == at(3)
        assert (found.shown, found.serial, found.attempts) == (False, serial + 1, 0)
        assert cells.edition(conn, "a", "pt-BR") is None
        assert search.find(conn, "Norvale", "pt-BR") == []


def test_a_wish_that_ends_leaves_what_readers_see_and_find(database: Database) -> None:
    with database.write() as conn:
        shown(conn)
        cells.want(conn, Wish("a", "r2", ["pt-BR"], "courier", NOON), NOON)
        outcome = Outcome(State.WITHHELD, "the engine is away")
        cells.close(conn, cell(conn), outcome, now=at(3), keep_edition=True)
        assert cell(conn).state is State.PUBLISHED
        assert cells.edition(conn, "a", "pt-BR") is not None
        assert len(search.find(conn, "Norvale", "pt-BR")) == 1


def test_what_is_settled_anew_is_no_copy_any_more(database: Database) -> None:
    with database.write() as conn:
        wished(conn, "a")
        outcome = Outcome(State.FILTERED, "a copy", copy_of="b")
        cells.close(conn, cell(conn), outcome, now=NOON)
        assert cell(conn).copy_of == "b"
        shown(conn, revision="r2")
        assert cell(conn).copy_of is None


def test_a_copy_that_is_let_free_waits_for_an_edition_of_its_own(
    database: Database,
) -> None:
    with database.write() as conn:
        for identity in ("a", "b"):
            wished(conn, identity)
            copied = Outcome(State.FILTERED, "a copy", copy_of="c")
            assert cells.close(conn, cell(conn, identity), copied, now=NOON)
        revisions.add(conn, "a", ARTICLE, capture=None, now=NOON)
        cells.free(conn, cell(conn), at(2))
        found = cell(conn)
        assert (found.state, found.copy_of) == (State.PENDING, None)
        assert (found.reason, found.updated_at) == ("waits for translation", at(2))
        assert found.wanted == ARTICLE.revision
        assert cell(conn, "b").copy_of == "c"


def test_a_wish_is_news_where_nothing_else_is_said() -> None:
    assert Wish("a", "r1", (), "courier", NOON).priority == articles.NORMAL == 10


def test_a_withdrawal_is_one_more_change_of_its_cells(database: Database) -> None:
    with database.write() as conn:
        shown(conn)
        before = cell(conn).serial
        cells.withdraw(conn, "a", "gone", at(2))
        found = cell(conn)
        assert (found.serial, found.shown, found.reason) == (before + 1, False, "gone")
        assert (found.wanted, found.updated_at) == (None, at(2))
        assert row(conn).reason == "gone"


def test_an_article_that_was_withdrawn_in_a_lost_store_stays_out(
    database: Database,
) -> None:
    with database.write() as conn:
        gone = Removal(1, NOON, "withdrawal", "a", gone=True)
        removals.add(conn, [gone])
        assert articles.add_entry(conn, entry("a"), NOON) == "same"
        assert articles.get(conn, "a") is None
        assert articles.add_entry(conn, entry("b"), NOON) == "new"


def test_another_reading_of_an_entry_is_its_own_sources(database: Database) -> None:
    with database.write() as conn:
        articles.add_entry(conn, entry("a"), NOON)
        old = entry("a")
        new = replace(old, entry=replace(old.entry, title="Two bridges"))
        assert not articles.reread_entry(conn, old)
        assert not articles.reread_entry(conn, replace(new, source="herald"))
        assert row(conn).entry.title == ""
        assert articles.reread_entry(conn, new)
        assert row(conn).entry.title == "Two bridges"
        cells.withdraw(conn, "a", "gone", at(2))
        assert not articles.reread_entry(conn, old)


@pytest.mark.parametrize(
    ("state", "is_due"),
    [
        ("to-fetch", False),
        ("extracted", True),
        ("held", True),
        ("filtered", False),
        ("failed", False),
        ("not-allowed", True),
        ("withdrawn", False),
    ],
)
def test_only_what_was_read_is_looked_at_again(
    database: Database, *, state: IntakeState, is_due: bool
) -> None:
    with database.write() as conn:
        articles.add_entry(conn, entry("a"), NOON)
        articles.set_state(conn, "a", state, "kept")
        articles.schedule_recheck(conn, "a", at(2), 1)
        assert articles.due_rechecks(conn, at(2)) == (["a"] if is_due else [])
        assert articles.due_rechecks(conn, at(1)) == []


def test_what_changed_at_its_source_is_fetched_without_waiting(
    database: Database,
) -> None:
    with database.write() as conn:
        articles.add_entry(conn, entry("a"), NOON)
        articles.retry_later(conn, "a", at(9), "no answer")
        assert row(conn).next_attempt_at == at(9)
        old = entry("a")
        new = replace(old, entry=replace(old.entry, title="Two bridges"))
        assert articles.add_entry(conn, new, at(1)) == "changed"
        assert row(conn).next_attempt_at is None


def test_a_restored_article_begins_again_and_no_other_does(database: Database) -> None:
    with database.write() as conn:
        for identity in ("a", "b", "c"):
            shown(conn, identity)
        for identity in ("a", "b"):
            articles.retry_later(conn, identity, at(1), "no answer")
            articles.set_gone(conn, identity, at(1))
            cells.withdraw(conn, identity, "gone", at(2))
        before = cell(conn).serial
        cells.restore(conn, "a", at(3))
        articles.restore(conn, "a")
        again = cell(conn)
        assert (again.state, again.revision, again.wanted) == (
            State.PENDING,
            None,
            None,
        )
        assert again.serial == before + 1
        assert cell(conn, "b").state is State.WITHDRAWN
        assert cell(conn, "c").state is State.PUBLISHED
        assert (row(conn).state, row(conn).reason, row(conn).attempts) == (
            "to-fetch",
            None,
            0,
        )
        assert row(conn).gone_since is None
        assert row(conn, "b").state == "withdrawn"


def test_an_older_serial_marks_nothing_as_written(database: Database) -> None:
    with database.write() as conn:
        shown(conn)
        serial = cell(conn).serial
        cells.mark_emitted(conn, "a", "pt-BR", serial)
        assert "pt-BR" not in [one.language for one in cells.to_emit(conn)]
        cells.mark_emitted(conn, "a", "pt-BR", serial)
        assert "pt-BR" not in [one.language for one in cells.to_emit(conn)]


def test_a_cell_speaks_of_its_own_draft_in_its_own_language(database: Database) -> None:
    other = an_article("Another text is here for the second article.")
    with database.write() as conn:
        for identity, article in (("a", ARTICLE), ("b", other)):
            articles.add_entry(conn, entry(identity), NOON)
            for language in ("en", "pt-BR"):
                drafts.put(conn, identity, a_draft(article, language), NOON)
            wish = Wish(identity, article.revision, ["en", "pt-BR"], "courier", NOON)
            cells.want(conn, wish, NOON)
            for language in ("en", "pt-BR"):
                refused = Outcome(State.WITHHELD, "refused", Level.LINK)
                cells.close(conn, cell(conn, identity, language), refused, now=NOON)
        found = drafts.of_cell(conn, "a", "pt-BR")
        assert found == a_draft(ARTICLE, "pt-BR")
        assert drafts.of_cell(conn, "a", "en") == a_draft(ARTICLE, "en")
        assert drafts.of_cell(conn, "c", "en") is None
        shown(conn, "b", "r9")
        edition = cells.edition(conn, "b", "pt-BR")
        assert edition is not None
        assert drafts.of_cell(conn, "b", "pt-BR") == edition.draft


def test_an_article_is_found_by_its_address(database: Database) -> None:
    with database.write() as conn:
        articles.add_entry(conn, entry("a"), NOON)
        articles.add_entry(conn, entry("b"), NOON)
        found = articles.by_key(conn, "https://courier.example/b")
        assert found is not None
        assert found.id == "b"
        assert articles.by_key(conn, "https://courier.example/c") is None


def test_only_an_article_that_nobody_read_changes_its_source(
    database: Database,
) -> None:
    with database.write() as conn:
        for identity in ("a", "b", "c"):
            articles.add_entry(conn, entry(identity, priority=5), NOON)
        revisions.add(conn, "c", ARTICLE, capture="k", now=NOON)
        assert articles.adopt(conn, replace(entry("a", "gazette"), url_key="x"))
        assert not articles.adopt(conn, entry("c", "gazette"))
        assert not articles.adopt(conn, entry("d", "gazette"))
        sources = [row(conn, one).source for one in ("a", "b", "c")]
        assert sources == ["gazette", "courier", "courier"]
        assert row(conn).priority == 5
        (read,) = articles.listed(conn, state="extracted")
        assert read.id == "c"
        assert [one.capture for one in revisions.listed(conn, "c")] == ["k"]


def test_a_failed_look_is_counted_at_its_article_alone(database: Database) -> None:
    with database.write() as conn:
        for identity in ("a", "b"):
            articles.add_entry(conn, entry(identity), NOON)
        articles.look_later(conn, "a", at(5))
        assert articles.retry_later(conn, "a", at(6), "no answer") == 2
        assert (row(conn).attempts, row(conn).recheck_at) == (2, at(5))
        articles.wait_until(conn, "a", at(7), "its hour")
        assert row(conn, "b").attempts == 0
        assert row(conn, "b").recheck_at is None
        assert articles.to_fetch(conn, at(6.5)) == ["b"]
        articles.nothing_new(conn, "a")
        assert (row(conn).state, row(conn).attempts) == ("extracted", 0)
        assert row(conn, "b").state == "to-fetch"
        articles.retry_later(conn, "a", at(6), "no answer")
        articles.fetch_again(conn, "a")
        assert (row(conn).state, row(conn).attempts) == ("to-fetch", 0)


def test_reasons_are_counted_of_articles_that_are_followed(database: Database) -> None:
    with database.write() as conn:
        for identity in ("a", "b", "c"):
            articles.add_entry(conn, entry(identity), NOON)
            articles.set_state(conn, identity, "extracted", "kept")
        articles.set_state(conn, "b", "held", "kept")
        for identity in ("a", "b"):
            articles.schedule_recheck(conn, identity, at(5), 1)
        assert articles.with_reason(conn, "kept") == {"courier": 1}
        assert articles.ids_with_reason(conn, "courier", "kept", 4) == ["a"]
        assert articles.ids_with_reason(conn, "courier", "kept", 0) == []
        assert articles.ids_with_reason(conn, "herald", "kept", 4) == []


def test_an_archive_brings_what_is_not_known(database: Database) -> None:
    with database.write() as conn:
        articles.add_entry(conn, entry("a"), NOON)
        assert articles.add_archived(conn, [entry("a"), entry("b")], NOON) == 1
        assert row(conn, "b").state == "to-fetch"
        assert articles.add_archived(conn, [entry("a"), entry("b")], NOON) == 0


def test_the_newest_of_a_source_are_as_they_are_now(database: Database) -> None:
    first, second = an_article("It was said at first."), an_article("It is said now.")
    with database.write() as conn:
        for identity, source in (("a", "courier"), ("b", "courier"), ("c", "gazette")):
            articles.add_entry(conn, entry(identity, source), NOON)
        revisions.add(conn, "a", first, capture=None, now=NOON)
        revisions.add(conn, "a", second, capture=None, now=at(1))
        revisions.add(conn, "b", first, capture=None, now=NOON)
        revisions.add(conn, "c", ARTICLE, capture=None, now=NOON)
        assert revisions.newest(conn, "courier", 5) == [second, first]
        assert revisions.newest(conn, "courier", 5, without="b") == [second]
        assert revisions.contents(conn, "a") == [first, second]
        assert not revisions.retell(conn, "nobody", first)
        assert (row(conn).state, row(conn).attempts) == ("extracted", 0)


def test_names_are_those_of_the_list_and_no_other_entry(database: Database) -> None:
    with database.write() as conn:
        suppressed.add(
            conn, suppressed.Suppression("name", "hash", "a wish", "desk", NOON)
        )
        suppressed.add(
            conn, suppressed.Suppression("source", "courier", "law", "desk", NOON)
        )
        assert suppressed.names(conn) == {"hash"}
