"""What shelves, the history and the board show, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection, update
from tests.builders import at
from tests.settled import add_article, publish, wish
from tests.store_looks import edition_of

from polywire.article import Correction, FeedEntry, Level, State
from polywire.store.ground.database import Database
from polywire.store.ground.schema import cell as table
from polywire.store.wire import articles, board, cells, edition_lists, editions


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
