"""Cells, fences, shelves, history and the board, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection, update
from tests.builders import NOON, a_decision, an_article, an_edition, at
from tests.store_looks import edition_of

from polywire.article import (
    Basis,
    Correction,
    Edition,
    FeedEntry,
    Level,
    PubStatus,
    State,
)
from polywire.errors import StoreError
from polywire.store.ground.database import Database
from polywire.store.ground.schema import cell as table
from polywire.store.keeping import purge
from polywire.store.wire import (
    articles,
    board,
    cells,
    edition_lists,
    editions,
    revisions,
)


def add_article(conn: Connection, identity: str, hour: float = 0) -> None:
    url = f"https://courier.example/{identity}"
    entry = FeedEntry(id=url, link=url)
    new = articles.NewEntry(identity, "courier", url, url, entry)
    articles.add_entry(conn, new, at(hour))


def wish(
    identity: str = "a1", revision: str = "r1", *, hour: float = 0, section: str = ""
) -> cells.Wish:
    return cells.Wish(
        article_id=identity,
        revision=revision,
        languages=("en", "pt-BR"),
        source="courier",
        sort_at=at(hour),
        section=section or None,
    )


def the_cell(
    conn: Connection, identity: str = "a1", language: str = "pt-BR"
) -> cells.CellRow:
    row = cells.get(conn, identity, language)
    assert row is not None
    return row


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
    if articles.get(conn, identity) is None:
        add_article(conn, identity, hour)
    cells.want(conn, wish(identity, f"r{version}", hour=hour), at(hour))
    row = the_cell(conn, identity)
    assert cells.settle(
        conn, edition, row.fence, revision=f"r{version}", url=f"/pt-BR/{identity}/"
    )
    return edition


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
        purge.purge(conn, "a1")
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


def test_a_shelf_is_newest_first_in_a_fixed_order(database: Database) -> None:
    with database.write() as conn:
        for name, hour in (("a1", 1), ("a4", 3), ("a3", 3), ("a2", 2)):
            publish(conn, name, hour=hour, section="Sport" if hour > 1 else None)
        shelf = edition_lists.Shelf("pt-BR")
        everything = [e.article_id for e in edition_lists.latest(conn, shelf)]
        page = [e.article_id for e in edition_lists.latest(conn, shelf, 2, 1)]
        sport = edition_lists.Shelf("pt-BR", section="Sport")
        assert everything == ["a4", "a3", "a2", "a1"]
        assert page == ["a3", "a2"]
        assert len(edition_lists.latest(conn, sport)) == 3
        assert edition_lists.sections(conn, "pt-BR") == [("Sport", 3)]
        courier, herald = (
            edition_lists.Shelf("pt-BR", source=slug) for slug in ("courier", "herald")
        )
        assert len(edition_lists.latest(conn, courier)) == 4
        assert edition_lists.latest(conn, herald) == []
        assert edition_lists.latest(conn, edition_lists.Shelf("en")) == []
        some = edition_lists.day(conn, "pt-BR", at(2), at(3))
        assert [e.article_id for e in some] == ["a2"]


def test_corrected_editions_come_last_corrected_first(database: Database) -> None:
    def note(hour: float) -> tuple[Correction, ...]:
        changes = (("number", "3", "4"),)
        return (Correction(at(hour), "correction", 2, "A number changed.", changes),)

    with database.write() as conn:
        for name, hour in (("a1", 9.0), ("a2", 8.0)):
            publish(conn, name)
            publish(conn, name, version=2, corrections=note(hour))
        publish(conn, "a3")
        found = [e.article_id for e in edition_lists.corrected(conn, "pt-BR")]
        assert found == ["a1", "a2"]
        assert editions.corrections(conn, "a1", "pt-BR") == note(9.0)


def test_the_history_keeps_each_version(database: Database) -> None:
    with database.write() as conn:
        first = publish(conn)
        second = publish(conn, version=2)
        history = editions.history(conn, "a1", "pt-BR")
        assert [(v.version, v.revision) for v in history] == [(1, "r1"), (2, "r2")]
        assert edition_of(conn, "a1", "pt-BR", 1) == first
        assert edition_of(conn, "a1", "pt-BR", 2) == second


def test_counts_add_up(database: Database) -> None:
    with database.write() as conn:
        publish(conn, "a1")
        add_article(conn, "a2")
        sums = board.counts(conn)
        bare = board.without_cells(conn)
    assert sums.articles == 2
    assert sums.intake == {"to-fetch": 2}
    assert sums.cells == {"en": {"pending": 1}, "pt-BR": {"published": 1}}
    assert (sums.waiting, sums.unemitted) == (1, 1)
    assert bare == [("a2", "https://courier.example/a2", "to-fetch", None)]


def test_the_board_names_each_cell_with_the_articles_address(
    database: Database,
) -> None:
    with database.write() as conn:
        publish(conn, "a1", hour=1)
        publish(conn, "a2", hour=2)
        rows = board.find(conn, board.Question(source="courier"), 3)
    assert [(row.article_id, row.language) for row in rows] == [
        ("a2", "en"),
        ("a2", "pt-BR"),
        ("a1", "en"),
    ]
    assert rows[1].address == "https://courier.example/a2"
    assert rows[1].level is Level.FULL


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


def add_hidden(conn: Connection, identity: str, title: str, hour: float) -> None:
    """Add an article that nobody may see yet, with the headline of its feed."""
    url = f"https://courier.example/{identity}"
    entry = FeedEntry(id=url, link=url, title=title)
    articles.add_entry(
        conn, articles.NewEntry(identity, "herald", url, url, entry), at(hour)
    )
    cells.want(conn, replace(wish(identity, hour=hour), source="herald"), at(hour))


def found(conn: Connection, **asked: object) -> list[str]:
    question = board.Question(**asked)  # type: ignore[arg-type]  # each test is typed
    return [f"{one.article_id} {one.language}" for one in board.find(conn, question)]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("news a1", ["a1 pt-BR"]),
        ("МОСТ", ["b2 en", "b2 pt-BR"]),
        ("мос нор", ["b2 en", "b2 pt-BR"]),
        ("courier.example/b2", ["b2 en", "b2 pt-BR"]),
        ("мост гавань", []),
        ("?!", []),
    ],
)
def test_words_find_what_is_shown_and_what_is_not(
    database: Database, words: str, ids: list[str]
) -> None:
    with database.write() as conn:
        publish(conn, "a1")
        add_hidden(conn, "b2", "Новый мост в Норвале", 1)
        assert [one for one in found(conn, words=words) if "a1 en" not in one] == ids


def test_a_question_leaves_out_what_it_does_not_ask_for(database: Database) -> None:
    with database.write() as conn:
        publish(conn, "a1")
        add_hidden(conn, "b2", "Harbour", 30)
        both = ["b2 en", "b2 pt-BR"]
        assert found(conn, source="herald") == both
        assert found(conn, since=at(1)) == found(conn, changed=at(20)) == both
        assert found(conn, until=at(1), state=State.PUBLISHED) == ["a1 pt-BR"]
        assert found(conn, language="pt-BR") == ["b2 pt-BR", "a1 pt-BR"]
        shown = found(conn, language="pt-BR", state=State.PUBLISHED, source="courier")
        assert shown == ["a1 pt-BR"]
        assert found(conn, changed=at(20), among=("en", "es")) == ["b2 en"]
        assert found(conn, after=(at(30), "b2", "en"))[0] == "b2 pt-BR"
        assert found(conn, mark="corrected") == found(conn, mark="doubt") == []


def test_what_was_corrected_or_is_in_doubt_is_found_and_counted(
    database: Database,
) -> None:
    note = Correction(at(5), "correction", 2, "A number was wrong.", ())
    with database.write() as conn:
        publish(conn, "a1")
        publish(conn, "a1", version=2, corrections=(note,))
        conn.execute(update(table).values(grade="rough"))
        assert found(conn, mark="corrected", changed=at(5)) == ["a1 pt-BR"]
        assert found(conn, mark="corrected", changed=at(6)) == []
        assert found(conn, mark="doubt") == ["a1 pt-BR"]
        told = board.counts_since(conn, ["en", "pt-BR"], at(2))
        assert (told["published"], told["doubt"], told["corrected"]) == (1, 1, 1)
        assert not board.counts_since(conn, ["en", "pt-BR"], at(9)).total()


def test_an_article_is_named_by_its_id_its_address_and_ours() -> None:
    one = "0123456789ab"
    assert board.named(one) == board.named(f"/pt-BR/{one}/") == [one]
    assert one in board.named(f"https://wire.example/pt-BR/{one}/original/")
    theirs = board.named("https://www.courier.example/bridge?utm_source=x")
    assert theirs == board.named("http://courier.example/bridge")
    assert board.named("bridge") == board.named(f"x{one}") == []
