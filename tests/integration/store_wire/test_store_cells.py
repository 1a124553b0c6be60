"""Cells: what is wanted, who may settle it, how it ends, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update
from tests.builders import NOON, a_decision, an_edition, at
from tests.settled import add_article, publish, the_cell, wish
from tests.store_looks import edition_of

from polywire.article import Basis, Level, PubStatus, State
from polywire.errors import StoreError
from polywire.store.ground.database import Database
from polywire.store.ground.schema import cell as table
from polywire.store.keeping import retention
from polywire.store.wire import (
    articles,
    board,
    cells,
    edition_lists,
    editions,
    revisions,
)


def test_a_wanted_revision_waits_in_each_language_with_a_reason(
    database: Database,
) -> None:
    with database.write() as conn:
        add_article(conn, "a1")
        cells.want(conn, wish(), NOON)
        waiting = cells.pending(conn, NOON)
        rows = board.find(conn)
    assert [(row.language, row.wanted) for row in waiting] == [
        ("en", "r1"),
        ("pt-BR", "r1"),
    ]
    assert all(row.state is State.PENDING and row.reason for row in rows)


def test_wanting_twice_changes_nothing(database: Database) -> None:
    with database.write() as conn:
        add_article(conn, "a1")
        cells.want(conn, wish(), NOON)
        before = cells.of_article(conn, "a1")
        cells.want(conn, wish(), at(5))
        assert cells.of_article(conn, "a1") == before


def test_a_settled_cell_is_shown_and_no_longer_pending(database: Database) -> None:
    with database.write() as conn:
        edition = publish(conn)
        row = the_cell(conn)
        assert (row.state, row.shown, row.wanted, row.revision, row.version) == (
            State.PUBLISHED,
            True,
            None,
            "r1",
            1,
        )
        assert [c.language for c in cells.pending(conn, at(9))] == ["en"]
        assert edition_lists.edition(conn, "a1", "pt-BR") == edition
        assert cells.edition(conn, "a1", "pt-BR") == edition


def test_a_frozen_worker_that_wakes_up_settles_nothing(database: Database) -> None:
    with database.write() as conn:
        add_article(conn, "a1")
        cells.want(conn, wish(), NOON)
        seen_by_both = the_cell(conn).fence
        other = an_edition(article_id="a1")
        assert cells.settle(conn, other, seen_by_both, revision="r1", url="/x/")
        late = an_edition(article_id="a1", version=7)
        answer = cells.settle(conn, late, seen_by_both, revision="r1", url="/y/")
        assert answer is False
        assert the_cell(conn).version == 1
        assert len(editions.history(conn, "a1", "pt-BR")) == 1


def test_a_worker_frozen_since_before_the_cell_was_settled_settles_nothing(
    database: Database,
) -> None:
    """The same revision is wanted again: only the serial tells the two apart."""
    edition = an_edition(article_id="a1")
    revision = edition.article.revision
    with database.write() as conn:
        add_article(conn, "a1")
        revisions.add(conn, "a1", edition.article, capture=None, now=NOON)
        cells.want(conn, wish(revision=revision), NOON)
        frozen = the_cell(conn)
        assert cells.settle(conn, edition, frozen.fence, revision=revision, url="/x/")
        cells.want_again(conn, "a1", "pt-BR")
        before = the_cell(conn)
        assert before.wanted == frozen.wanted
        late = an_edition(article_id="a1", version=7)
        assert not cells.settle(conn, late, frozen.fence, revision=revision, url="/y/")
        outcome = cells.Outcome(State.WITHHELD, "too many doubts")
        assert not cells.close(conn, frozen, outcome, now=at(1))
        assert cells.retry_later(conn, frozen, at=at(2), reason="down") is None
        assert the_cell(conn) == before


def test_a_worker_on_an_old_revision_is_fenced_off(database: Database) -> None:
    with database.write() as conn:
        add_article(conn, "a1")
        cells.want(conn, wish(), NOON)
        old = the_cell(conn)
        cells.want(conn, wish(revision="r2"), at(1))
        done = an_edition(article_id="a1")
        assert not cells.settle(conn, done, old.fence, revision="r1", url="/x/")
        outcome = cells.Outcome(State.WITHHELD, "too many doubts")
        assert not cells.close(conn, old, outcome, now=at(1))
        assert cells.retry_later(conn, old, at=at(2), reason="engine down") is None
        assert the_cell(conn).wanted == "r2"


def test_a_new_revision_waits_while_the_old_one_stays_on_show(
    database: Database,
) -> None:
    with database.write() as conn:
        edition = publish(conn)
        cells.want(conn, wish(revision="r2"), at(2))
        row = the_cell(conn)
        assert (row.state, row.wanted, row.revision) == (State.PUBLISHED, "r2", "r1")
        assert edition_lists.edition(conn, "a1", "pt-BR") == edition
        assert board.find(conn, board.Question(language="pt-BR"))[0].waits


def test_a_source_that_goes_back_to_what_is_shown_leaves_nothing_to_do(
    database: Database,
) -> None:
    with database.write() as conn:
        publish(conn)
        cells.want(conn, wish(revision="r2"), at(2))
        cells.want(conn, wish(revision="r1"), at(3))
        assert the_cell(conn).wanted is None


def test_a_cell_ends_with_its_reason(database: Database) -> None:
    with database.write() as conn:
        add_article(conn, "a1")
        cells.want(conn, wish(), NOON)
        outcome = cells.Outcome(
            State.NOT_ALLOWED, "CC BY-ND forbids translation", Level.LINK
        )
        assert cells.close(conn, the_cell(conn), outcome, now=at(1))
        row = the_cell(conn)
    assert (row.state, row.reason, row.level) == (
        State.NOT_ALLOWED,
        "CC BY-ND forbids translation",
        Level.LINK,
    )


@pytest.mark.parametrize(
    ("basis", "kept"), [("licence", Level.FULL), (None, None)], ids=["basis", "none"]
)
def test_a_full_level_ends_a_cell_only_with_its_basis(
    basis: Basis | None, kept: Level | None, database: Database
) -> None:
    with database.write() as conn:
        add_article(conn, "a1")
        cells.want(conn, wish(), NOON)
        outcome = cells.Outcome(State.WITHHELD, "too many doubts", Level.FULL, basis)
        assert cells.close(conn, the_cell(conn), outcome, now=at(1))
        assert the_cell(conn).level is kept


def test_closing_may_leave_what_readers_see(database: Database) -> None:
    with database.write() as conn:
        edition = publish(conn)
        cells.want(conn, wish(revision="r2"), at(2))
        outcome = cells.Outcome(State.WITHHELD, "the new text is doubtful")
        assert cells.close(conn, the_cell(conn), outcome, now=at(3), keep_edition=True)
        row = the_cell(conn)
        assert (row.state, row.wanted) == (State.PUBLISHED, None)
        assert edition_lists.edition(conn, "a1", "pt-BR") == edition


def test_no_state_but_published_and_pending_may_lack_a_reason(
    database: Database,
) -> None:
    with database.write() as conn:
        add_article(conn, "a1")
        cells.want(conn, wish(), NOON)
    with pytest.raises(StoreError, match="reason"), database.write() as conn:
        conn.execute(update(table).values(state="withheld", reason=""))


def test_full_text_without_a_basis_is_impossible(database: Database) -> None:
    bare = an_edition(article_id="a1", rights=a_decision(Level.FULL, basis=None))
    with database.write() as conn:
        add_article(conn, "a1")
        cells.want(conn, wish(), NOON)
        fence = the_cell(conn).fence
    with pytest.raises(StoreError, match="full_needs_basis"), database.write() as conn:
        cells.settle(conn, bare, fence, revision="r1", url="/x/")


def test_a_failed_cell_waits_until_its_time(database: Database) -> None:
    with database.write() as conn:
        add_article(conn, "a1")
        cells.want(conn, wish(), NOON)
        row = the_cell(conn)
        assert cells.retry_later(conn, row, at=at(1), reason="engine down") == 1
        assert cells.retry_later(conn, row, at=at(2), reason="engine down") == 2
        assert [c.language for c in cells.pending(conn, at(1))] == ["en"]
        assert len(cells.pending(conn, at(2))) == 2
        assert the_cell(conn).reason == "engine down"


def test_pending_cells_come_by_priority_then_newest_first(database: Database) -> None:
    with database.write() as conn:
        for n, name in enumerate(("a1", "a2", "a3")):
            add_article(conn, name)
            cells.want(conn, wish(name, hour=n), NOON)
        conn.execute(update(table).where(table.c.article_id == "a1").values(priority=1))
        order = [row.article_id for row in cells.pending(conn, NOON)]
        limited = cells.pending(conn, NOON, 2)
    assert order == ["a1", "a1", "a3", "a3", "a2", "a2"]
    assert [row.article_id for row in limited] == ["a1", "a1"]


def test_each_source_has_its_turn_however_much_another_one_has(
    database: Database,
) -> None:
    with database.write() as conn:
        for n in range(5):
            add_article(conn, f"loud{n}")
            loud = replace(wish(f"loud{n}", hour=9 + n), source="loud")
            cells.want(conn, loud, NOON)
        add_article(conn, "quiet")
        cells.want(conn, wish("quiet"), NOON)
        order = [row.article_id for row in cells.pending(conn, NOON)]
    assert order[:4].count("quiet") == 2
    assert order.count("loud4") == 2


def test_running_again_takes_the_current_revision(database: Database) -> None:
    with database.write() as conn:
        edition = publish(conn)
        revisions.add(conn, "a1", edition.article, capture=None, now=NOON)
        cells.want_again(conn, "a1", "pt-BR")
        assert the_cell(conn).wanted == edition.article.revision


def test_a_withdrawn_article_leaves_tombstones_and_no_text(database: Database) -> None:
    with database.write() as conn:
        publish(conn)
        languages = cells.withdraw(conn, "a1", "the source withdrew it", at(3))
        retention.purge(conn, "a1")
        again = cells.withdraw(conn, "a1", "twice", at(4))
        stones = edition_lists.withdrawn(conn, "pt-BR")
        row = articles.get(conn, "a1")
        assert languages == ["en", "pt-BR"]
        assert again == []
        assert [(s.url, s.reason, s.at) for s in stones] == [
            ("/pt-BR/a1/", "the source withdrew it", at(3))
        ]
        assert cells.edition(conn, "a1", "pt-BR") is None
        assert edition_of(conn, "a1", "pt-BR", 1) is None
        assert edition_lists.latest(conn, edition_lists.Shelf("pt-BR")) == []
    assert row is not None
    assert row.state == "withdrawn"


def test_nothing_revives_a_withdrawn_cell(database: Database) -> None:
    with database.write() as conn:
        publish(conn)
        before = the_cell(conn).fence
        cells.withdraw(conn, "a1", "gone", at(3))
        cells.want(conn, wish(revision="r9"), at(4))
        cells.want_again(conn, "a1", "pt-BR")
        row = the_cell(conn)
        assert row.wanted is None
        late = an_edition(article_id="a1")
        assert not cells.settle(conn, late, row.fence, revision="r1", url="/x/")
        assert not cells.settle(conn, late, before, revision="r1", url="/x/")


def test_files_are_written_for_each_change_and_only_once(database: Database) -> None:
    with database.write() as conn:
        publish(conn)
        (row,) = cells.to_emit(conn)
        publish(conn, version=2)
        cells.mark_emitted(conn, "a1", "pt-BR", row.serial)
        (behind,) = cells.to_emit(conn)
        cells.mark_emitted(conn, "a1", "pt-BR", behind.serial)
        assert cells.to_emit(conn) == []
        assert cells.emit_all_again(conn) == 1
        assert len(cells.to_emit(conn)) == 1


def test_a_writer_that_was_late_has_the_newer_files_written_again(
    database: Database,
) -> None:
    with database.write() as conn:
        publish(conn)
        (row,) = cells.to_emit(conn)
        publish(conn, version=2)
        (newer,) = cells.to_emit(conn)
        cells.mark_emitted(conn, "a1", "pt-BR", newer.serial)
        cells.mark_emitted(conn, "a1", "pt-BR", row.serial)
        assert cells.to_emit(conn) != []
        cells.mark_emitted(conn, "a1", "pt-BR", newer.serial)
        cells.mark_emitted(conn, "a1", "pt-BR", newer.serial)
        assert cells.to_emit(conn) == []


def test_a_withheld_edition_is_kept_but_not_shown(database: Database) -> None:
    held = an_edition(
        article_id="a1",
        state=State.WITHHELD,
        pub_status=PubStatus.WITHHELD,
        reason="31 % of its sentences failed",
    )
    with database.write() as conn:
        add_article(conn, "a1")
        cells.want(conn, wish(), NOON)
        fence = the_cell(conn).fence
        assert cells.settle(conn, held, fence, revision="r1", url=None)
        assert cells.edition(conn, "a1", "pt-BR") == held
        assert edition_lists.edition(conn, "a1", "pt-BR") is None
