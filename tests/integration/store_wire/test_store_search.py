"""Full text on both databases: found when shown, gone when withdrawn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection, func, select
from tests.builders import a_decision, an_article, an_edition, at, paragraphs
from tests.settled import settle

from polywire.article import Edition, Level, SegmentVerdict, State
from polywire.store.ground.database import Database
from polywire.store.ground.schema_search import search as table
from polywire.store.wire import cells, search


def original(
    identity: str, headline: str, *texts: str, language: str = "en"
) -> Edition:
    article = an_article(headline=headline, language=language).__class__(
        url=f"https://courier.example/{identity}",
        headline=headline,
        language=language,
        blocks=paragraphs(*texts),
    )
    return an_edition(article, article_id=identity, language=language, draft=None)


def ids(conn: Connection, query: str, language: str = "en") -> list[str]:
    return [e.article_id for e in search.find(conn, query, language)]


def test_all_words_must_be_there_and_the_newest_comes_first(database: Database) -> None:
    with database.write() as conn:
        settle(conn, original("a1", "Bridge opens", "The Orl bridge is open."), 1)
        settle(conn, original("a2", "Bridges close", "A storm closed them."), 2)
        settle(conn, original("a3", "School opens", "Pupils return."), 3)
    with database.read() as conn:
        assert ids(conn, "bridge") == ["a2", "a1"]
        assert ids(conn, "opens bridge") == ["a1"]
        assert ids(conn, "OPEN") == ["a3", "a1"]
        assert ids(conn, "norvale") == ["a3", "a2", "a1"], "the source's name"
        assert ids(conn, "bridge", "pt-BR") == []
        assert ids(conn, "'; -- \"") == []


def test_a_headline_in_the_original_is_found_by_the_words_that_are_shown(
    database: Database,
) -> None:
    edition = an_edition(an_article(headline="Bridge opens"), article_id="a1")
    assert edition.draft is not None
    first, *rest = edition.draft.translations
    refused = replace(first, target="Ponte estreia", verdict=SegmentVerdict.STOP)
    draft = replace(edition.draft, translations=(refused, *rest))
    with database.write() as conn:
        settle(conn, replace(edition, draft=draft), 1)
    with database.read() as conn:
        assert ids(conn, "bridge opens", "pt-BR") == ["a1"]
        assert ids(conn, "estreia", "pt-BR") == []


@pytest.mark.parametrize(
    ("language", "text", "asked"),
    [
        ("pt-BR", "A eleição de março terminou", "eleicao MARCO"),
        ("ja", "東京都知事が会見した", "知事"),
        ("zh", "市长周一宣布新桥开通", "新桥"),
        ("th", "นายกเทศมนตรีเปิดสะพาน", "สะพาน"),
        ("ar", "افتتحَ العُمدة الجسر", "العمده"),
        ("hi", "मेयर ने पुल खोला", "पुल"),
        ("he", "רֹאשׁ הָעִיר", "ראש"),
        ("ko", "시장이 다리를 열었다", "다리"),
        ("uk", "Міський голова відкрив міст", "голова"),
    ],
)
def test_scripts_fold_and_part_alike(
    database: Database, language: str, text: str, asked: str
) -> None:
    with database.write() as conn:
        settle(conn, original("a1", "x", text, language=language))
    with database.read() as conn:
        assert ids(conn, asked, language) == ["a1"]
        assert ids(conn, asked + " qqq", language) == []


def test_a_translation_is_found_by_what_is_shown(database: Database) -> None:
    with database.write() as conn:
        settle(conn, an_edition(article_id="a1"))
    with database.read() as conn:
        assert ids(conn, "Varga", "pt-BR") == ["a1"]


def test_below_full_level_the_body_is_not_there(database: Database) -> None:
    with database.write() as conn:
        edition = an_edition(
            article_id="a1", level=Level.EXCERPT, rights=a_decision(Level.EXCERPT)
        )
        settle(conn, edition)
    with database.read() as conn:
        assert ids(conn, "bridge", "pt-BR") == ["a1"]
        assert ids(conn, "crowns", "pt-BR") == []


def test_a_new_version_replaces_the_old_words(database: Database) -> None:
    with database.write() as conn:
        settle(conn, original("a1", "Mayor Zorn speaks"))
        later = original("a1", "Mayor speaks")
        settle(
            conn, an_edition(later.article, article_id="a1", language="en", version=2)
        )
    with database.read() as conn:
        assert ids(conn, "zorn") == []
        assert ids(conn, "mayor") == ["a1"]


def test_what_is_withdrawn_leaves_nothing(database: Database) -> None:
    with database.write() as conn:
        settle(conn, original("a1", "Bridge opens"))
        settle(conn, an_edition(article_id="a1"))
        cells.withdraw(conn, "a1", "the source", at(1))
    with database.read() as conn:
        assert ids(conn, "bridge") == ids(conn, "bridge", "pt-BR") == []
        assert conn.execute(select(func.count()).select_from(table)).scalar() == 0


def test_what_is_withheld_later_is_not_found(database: Database) -> None:
    with database.write() as conn:
        settle(conn, original("a1", "Bridge opens"))
        wish = cells.Wish("a1", "r2", ("en",), "courier", at(1))
        cells.want(conn, wish, at(1))
        row = cells.get(conn, "a1", "en")
        assert row is not None
        late = cells.CellRow(**{f: getattr(row, f) for f in row.__slots__})
        outcome = cells.Outcome(State.WITHHELD, "numbers")
        assert cells.close(conn, row, outcome, now=at(1))
        assert ids(conn, "bridge") == []
        assert not cells.close(conn, late, outcome, now=at(1))


def test_a_refresh_finds_what_the_index_lost(database: Database) -> None:
    with database.write() as conn:
        settle(conn, original("a1", "Bridge opens"))
        search.drop(conn, "a1")
        assert ids(conn, "bridge") == []
        search.refresh(conn, ["a1"])
        assert ids(conn, "bridge") == ["a1"]
