"""What a person decides once and for all, as it is kept: fixes, waivers, releases."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, update
from tests.builders import NOON, a_draft, an_article, an_edition, at
from tests.settled import add_article, settle, the_cell

from polywire.article import PubStatus, SegmentVerdict, State
from polywire.desk import people_fixes
from polywire.desk.people_fixes import Editor, Overtaken, Waiver
from polywire.errors import UsageError
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.ground.schema import cell as table
from polywire.store.wire import articles, cells, revisions
from polywire.store.wire.articles import ArticleRow

PAIR = ("en", "pt-BR")
TEXT = "The weir held."
ARTICLE = an_article(TEXT)
SEGMENTS = a_draft(ARTICLE).segments


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(f"sqlite:///{tmp_path}/s.db")) as found:
        yield found


def published(conn: Connection, identity: str, text: str = TEXT) -> None:
    article = an_article(text)
    edition = an_edition(article, article_id=identity, state=State.PUBLISHED)
    settle(conn, edition)
    revisions.add(conn, identity, article, capture=None, now=NOON)


def withheld(conn: Connection, identity: str = "a1") -> ArticleRow:
    held = an_edition(
        ARTICLE,
        article_id=identity,
        state=State.WITHHELD,
        pub_status=PubStatus.WITHHELD,
        reason="too many doubts",
    )
    settle(conn, held)
    row = articles.get(conn, identity)
    assert row is not None
    return row


def test_a_fix_makes_every_edition_again_that_holds_the_sentence(db: Database) -> None:
    with db.write() as conn:
        published(conn, "a1")
        published(conn, "a2")
        published(conn, "a3", "The dam held.")
    assert people_fixes.fix(db, PAIR, TEXT, "O açude resistiu.", NOON) == 2
    with db.read() as conn:
        assert [the_cell(conn, one).wanted is None for one in ("a1", "a2", "a3")] == [
            False,
            False,
            True,
        ]
        found = people_fixes.fixed(conn, SEGMENTS, PAIR)
    assert [(n, one.target, one.verdict) for n, one in found.items()] == [
        (1, "O açude resistiu.", SegmentVerdict.OK)
    ]
    assert people_fixes.unfix(db, PAIR, TEXT, at(1)) == 2
    assert people_fixes.unfix(db, PAIR, TEXT, at(2)) is None
    with db.read() as conn:
        assert people_fixes.fixed(conn, SEGMENTS, PAIR) == {}


def test_a_fix_is_of_a_language_and_its_regions_on_the_side_of_the_source(
    db: Database,
) -> None:
    people_fixes.fix(db, ("en-GB", "pt-BR"), TEXT, "O açude resistiu.", NOON)
    with db.read() as conn:
        assert list(people_fixes.fixed(conn, SEGMENTS, PAIR)) == [1]
        assert people_fixes.fixed(conn, SEGMENTS, ("en", "es")) == {}


@pytest.mark.parametrize(
    ("seen", "is_overtaken"),
    [
        (None, False),
        ("", True),
        ("O açude caiu.", True),
        ("O açude  resistiu.\n", False),
    ],
    ids=["not asked", "none seen", "another seen", "the same in other lines"],
)
def test_who_saw_another_fix_overwrites_none(
    db: Database, seen: str | None, *, is_overtaken: bool
) -> None:
    people_fixes.fix(db, PAIR, TEXT, "O açude resistiu.", NOON)
    editor = Editor("ana", seen)
    if not is_overtaken:
        people_fixes.fix(db, PAIR, TEXT, "A represa resistiu.", at(1), editor=editor)
        return
    with pytest.raises(Overtaken) as caught:
        people_fixes.fix(db, PAIR, TEXT, "A represa resistiu.", at(1), editor=editor)
    assert caught.value.fix == "O açude resistiu."
    with db.read() as conn:
        kept = people_fixes.fixed(conn, SEGMENTS, PAIR)[1]
    assert kept.target == "O açude resistiu."


def test_a_waiver_of_the_same_scope_takes_the_place_of_the_older_one(
    db: Database,
) -> None:
    old = Waiver("number-lost", "a song", "2026-03-02", source="courier")
    other = Waiver("number-lost", "a song", "2026-03-02")
    new = Waiver("number-lost", "a poem", "2026-03-03", source="courier")
    for one in (old, other, new):
        people_fixes.waive(db, one, NOON)
    with db.read() as conn:
        assert people_fixes.waivers(conn) == (other, new)
    assert people_fixes.unwaive(db, old, NOON)
    assert not people_fixes.unwaive(db, old, NOON)
    with db.read() as conn:
        assert people_fixes.waivers(conn) == (other,)


def test_a_release_is_of_one_revision_and_may_be_taken_back(db: Database) -> None:
    with db.write() as conn:
        row = withheld(conn)
        revisions.add(conn, "a1", ARTICLE, capture=None, now=NOON)
        conn.execute(update(table).values(revision=ARTICLE.revision))
    people_fixes.release(db, row, "pt-BR", by="ana", now=NOON)
    with db.read() as conn:
        told = people_fixes.released_by(conn, "a1", "pt-BR", ARTICLE.revision)
        assert told == "ana"
        assert people_fixes.released_by(conn, "a1", "pt-BR", "another") is None
        assert people_fixes.released_by(conn, "a1", "es", ARTICLE.revision) is None
        assert the_cell(conn).wanted == ARTICLE.revision
    people_fixes.take_back(db, row, "pt-BR", at(1))
    with db.read() as conn:
        told = people_fixes.released_by(conn, "a1", "pt-BR", ARTICLE.revision)
        decided = people_fixes.decisions(conn)
    assert told is None
    assert [one["what"] for one in decided] == ["release-undone", "released"]
    assert decided[1]["by"] == "ana"
    with pytest.raises(UsageError, match="is not released in pt-BR"):
        people_fixes.take_back(db, row, "pt-BR", at(2))


def test_only_what_is_withheld_and_has_a_text_is_released(db: Database) -> None:
    with db.write() as conn:
        published(conn, "a1")
        shown = articles.get(conn, "a1")
        bare = withheld(conn, "a2")
        add_article(conn, "a3")
        cells.want(conn, cells.Wish("a3", "r1", ("pt-BR",), "courier", NOON), NOON)
    assert shown is not None
    for language in ("pt-BR", "es"):
        with pytest.raises(UsageError, match=f"is not withheld in {language}"):
            people_fixes.release(db, shown, language, by="ana", now=NOON)
    with pytest.raises(UsageError, match="there is no text to release"):
        people_fixes.release(db, bare, "pt-BR", by="ana", now=NOON)


def test_decisions_are_told_newest_first_in_plain_words(db: Database) -> None:
    people_fixes.fix(db, PAIR, TEXT, "O açude resistiu.", NOON, editor=Editor("ana"))
    people_fixes.waive(db, Waiver("number-lost", "a song", "2026-03-02"), at(1))
    with db.read() as conn:
        told = people_fixes.decisions(conn)
    assert [(one["what"], one["words"], one["by"]) for one in told] == [
        ("waived", "a song · number-lost", "operator"),
        ("fixed", f"{TEXT} · O açude resistiu.", "ana"),
    ]
