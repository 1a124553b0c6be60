"""Agency copy of two sources is one article for readers, whatever happens to it."""

import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from msgspec import structs
from tests.builders import a_decision
from tests.wire_on_paper import BASE, Paper, Story, paper, with_changes

from polywire.follow import copies, takedown
from polywire.group import sketch as group_sketch
from polywire.operate.decide.replay import NoNetwork, replay
from polywire.steps import ingest, poll
from polywire.store.ground.database import Database
from polywire.store.keeping import sketches
from polywire.store.wire import articles, cells, revisions

GAZETTE = "https://gazette.example"
CORPUS = tomllib.loads(Path("tests/corpus/copies.toml").read_text(encoding="utf-8"))
FLOOD = CORPUS["texts"]["flood"].strip().splitlines()
CHANGED = "Soldiers with boats were on their way to the town, the mayor’s office said."
AGENCY = [CHANGED if line.startswith("The mayor") else line for line in FLOOD]
REWRITTEN = CORPUS["texts"]["strike"].strip().splitlines()
LANGUAGES = ("en", "pt-BR")
SECOND = {"slug": "gazette", "name": "The Gazette", "url": f"{GAZETTE}/feed.xml"}


def stories() -> tuple[Story, Story]:
    return (
        Story("flood", "River Orl floods the lower town", list(FLOOD)),
        Story("orl", "Orl bursts its banks", list(AGENCY), base=GAZETTE),
    )


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    """A wire that took in the Courier's article first, then the Gazette's."""
    original, copy = stories()
    made = paper(tmp_path, original, beside=SECOND)
    with closing(made.wire.db):
        made.run()
        made.outlet.stories.append(copy)
        made.later(hours=2)
        made.run()
        yield made


def states(wire: Paper) -> dict[str, list[str]]:
    board = wire.board()
    return {
        slug: [board[slug, tag]["state"] for tag in LANGUAGES]
        for slug in {slug for slug, _ in board}
    }


def withdraw(wire: Paper, slug: str) -> None:
    next(one for one in wire.outlet.stories if one.slug == slug).in_feed = False
    wire.outlet.deleted.append(slug)
    wire.later(hours=2)
    wire.run()


def test_one_agency_text_of_two_sources_is_one_article(wire: Paper) -> None:
    assert states(wire) == {"flood": ["published"] * 2, "orl": ["filtered"] * 2}
    reason = wire.board()["orl", "en"]["reason"]
    assert reason == f"a copy of {BASE}/flood, at courier"
    assert wire.holding("Soldiers with boats") == []
    assert wire.holding("Orl bursts its banks") == []
    # headline, and the sentences of one text: the copy cost no engine anything
    assert wire.desk.calls == len(FLOOD) + 1


@pytest.mark.parametrize("order", [1, -1], ids=["original first", "copy first"])
def test_the_order_of_reading_decides_nothing(tmp_path: Path, order: int) -> None:
    made = paper(tmp_path, *stories(), beside=SECOND)
    with closing(made.wire.db):
        poll.poll(made.wire, "courier")
        made.later(minutes=1)
        poll.poll(made.wire, "gazette")
        with made.wire.db.read() as conn:
            ids = [row.id for row in articles.listed(conn)]
        for identity in ids[::order]:
            ingest.ingest(made.wire, identity)
        made.run()
        assert states(made) == {"flood": ["published"] * 2, "orl": ["filtered"] * 2}


def test_a_licensed_original_takes_the_place_of_a_copy(tmp_path: Path) -> None:
    original, copy = stories()
    made = paper(tmp_path, copy, beside=SECOND, rights={})
    made.outlet.stories[0] = replace(copy, base=BASE)
    with closing(made.wire.db):
        made.run()
        assert states(made) == {"orl": ["published"] * 2}
        made.outlet.stories.append(replace(original, base=GAZETTE))
        made.later(hours=2)
        made.run()
        assert states(made) == {"flood": ["published"] * 2, "orl": ["filtered"] * 2}
        assert made.holding("Orl bursts its banks") == []


def test_a_copy_takes_the_place_of_a_withdrawn_original(wire: Paper) -> None:
    withdraw(wire, "flood")
    assert states(wire) == {"flood": ["withdrawn"] * 2, "orl": ["published"] * 2}
    for tag in LANGUAGES:
        assert "Soldiers with boats" in wire.page("orl", tag)
    assert wire.holding("asked the army for boats") == []


def test_of_two_withdrawn_articles_nothing_is_left(wire: Paper) -> None:
    withdraw(wire, "flood")
    withdraw(wire, "orl")
    assert states(wire) == {"flood": ["withdrawn"] * 2, "orl": ["withdrawn"] * 2}
    assert wire.holding("burst its banks above Norvale") == []
    with wire.wire.db.read() as conn:
        assert sketches.get_many(conn, [row.id for row in articles.listed(conn)]) == {}


def test_a_withdrawn_copy_changes_nothing_for_the_original(wire: Paper) -> None:
    withdraw(wire, "orl")
    assert states(wire) == {"flood": ["published"] * 2, "orl": ["withdrawn"] * 2}
    assert wire.board()["flood", "en"]["version"] == 1


def test_a_restored_original_is_shown_again_in_place_of_the_copy(wire: Paper) -> None:
    withdraw(wire, "flood")
    db = wire.wire.db
    takedown.restore(db, takedown.find(db, f"{BASE}/flood"), now=wire.now)
    wire.run()
    assert states(wire) == {"flood": ["published"] * 2, "orl": ["filtered"] * 2}


def test_when_the_time_of_the_original_ends_the_copy_is_shown(wire: Paper) -> None:
    until = "unavailable_after: 2026-03-02T15:00:00Z"
    wire.outlet.stories[0].head = f'<meta name="robots" content="{until}">'
    wire.later(hours=6)
    wire.run()
    assert states(wire) == {"flood": ["withdrawn"] * 2, "orl": ["published"] * 2}


@pytest.mark.parametrize("slug", ["courier", "gazette"])
def test_when_the_rights_of_one_end_the_other_is_shown(wire: Paper, slug: str) -> None:
    settings = wire.wire.settings
    banned = structs.replace(settings.source(slug).rights, level="withhold")
    sources = [
        structs.replace(one, rights=banned) if one.slug == slug else one
        for one in settings.sources
    ]
    wire.wire = replace(wire.wire, settings=replace(settings, sources=tuple(sources)))
    replay(replace(wire.wire, fetcher=NoNetwork()))
    wire.run()
    shown, ended = ("orl", "flood") if slug == "courier" else ("flood", "orl")
    assert states(wire) == {shown: ["published"] * 2, ended: ["not-allowed"] * 2}


def test_a_copy_that_is_rewritten_becomes_an_article_of_its_own(wire: Paper) -> None:
    changed = '<meta property="article:modified_time" content="2026-03-02T15:00:00Z">'
    told = {"paragraphs": [*FLOOD[:2], *REWRITTEN], "head": changed}
    wire.outlet.stories[1] = with_changes(stories()[1], **told)
    wire.later(hours=2)
    wire.run()
    assert states(wire) == {"flood": ["published"] * 2, "orl": ["published"] * 2}
    assert "Drivers of the Tarnmouth tram" in wire.page("orl", "pt-BR")


def test_corrections_of_the_original_part_nothing(wire: Paper) -> None:
    for old, new in (("340", "430"), ("1,200", "1,300"), ("6.42", "6.24")):
        lines = wire.outlet.stories[0].paragraphs
        wire.outlet.stories[0].paragraphs = [one.replace(old, new) for one in lines]
        wire.later(hours=2)
        wire.run()
    assert states(wire) == {"flood": ["published"] * 2, "orl": ["filtered"] * 2}
    assert "430 houses" in wire.page("flood", "en")


def test_a_page_and_its_twin_at_the_same_source_are_one(tmp_path: Path) -> None:
    twin = replace(stories()[0], slug="amp", paragraphs=[*FLOOD, "Read on in the app."])
    made = paper(tmp_path, stories()[0], twin)
    with closing(made.wire.db):
        made.run()
        found = sorted(states(made).values())
        assert found == [["filtered"] * 2, ["published"] * 2]


def test_a_language_that_the_original_is_not_shown_in_has_the_copy(
    tmp_path: Path,
) -> None:
    made = paper(tmp_path, stories()[0], beside=SECOND, languages=["en"])
    with closing(made.wire.db):
        made.run()
        made.outlet.stories.append(stories()[1])
        made.later(hours=2)
        made.run()
        assert states(made)["orl"] == ["filtered", "published"]


def test_a_second_look_at_a_copy_writes_nothing(wire: Paper) -> None:
    files, cells = wire.files(), wire.board()
    wire.outlet.stories[1].frame = "Another advertisement."
    wire.later(hours=2)
    wire.run()
    assert (wire.files(), wire.board()) == (files, cells)


class Dying:
    """A clock that stops its process at one of its calls."""

    def __init__(self, now: datetime, calls: int) -> None:
        self.now, self.left = now, calls

    def __call__(self) -> datetime:
        self.left -= 1
        if self.left < 0:
            raise SystemExit(9)
        return self.now


def unsettled(db: Database, ids: list[str]) -> set[bool]:
    """Tell of articles whether their cells and their sketch say different things."""
    with db.read() as conn:
        known = sketches.get_many(conn, ids)
        rows = [articles.get(conn, one) for one in ids]
    return {
        (row is not None and row.current_revision is not None) != (one in known)
        for one, row in zip(ids, rows, strict=True)
    }


def test_a_kill_while_a_copy_is_taken_in_leaves_both_or_neither(tmp_path: Path) -> None:
    made = paper(tmp_path, stories()[0], beside=SECOND)
    with closing(made.wire.db):
        made.run()
        made.outlet.stories.append(stories()[1])
        made.later(hours=2)
        poll.poll(made.wire, "gazette")
        with made.wire.db.read() as conn:
            ids = [row.id for row in articles.listed(conn)]
        kills = 0
        for calls in range(40):
            try:
                dying = replace(made.wire, now=Dying(made.now, calls))
                ingest.ingest(dying, ids[1])
                break
            except SystemExit:
                kills += 1
            assert unsettled(made.wire.db, ids) == {False}
        assert kills > 3
        made.run()
        assert states(made) == {"flood": ["published"] * 2, "orl": ["filtered"] * 2}


def test_of_a_crowd_of_copies_one_is_shown_and_then_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (copies, group_sketch):
        monkeypatch.setattr(module, "CROWD", 2)
    extra = "Nobody saw boat {} in the flooded street."
    crowd = [
        Story(f"flood-{n}", "River Orl floods the town", [*FLOOD, extra.format(word)])
        for n, word in enumerate(("one", "two", "three", "four", "five"))
    ]
    made = paper(tmp_path, *crowd)
    with closing(made.wire.db):
        made.run()
        shown = [s for s, state in states(made).items() if state[0] == "published"]
        assert len(shown) == 1
        withdraw(made, shown[0])
        left = [s for s, state in states(made).items() if state[0] == "published"]
        assert len(left) == 1
        assert left != shown


def test_a_text_that_lost_its_words_is_a_copy_of_nothing(wire: Paper) -> None:
    db = wire.wire.db
    copy = takedown.find(db, f"{GAZETTE}/orl")
    said = db.ask(revisions.current, copy.id)
    assert said is not None
    bare = replace(said, headline="…", standfirst=None, blocks=())
    with db.write() as conn:
        sketches.begin(conn)
        revisions.add(conn, copy.id, bare, capture=None, now=wire.now)
        copies.take(
            conn,
            copy.id,
            bare,
            rights=a_decision(),
            shown_in=LANGUAGES,
            may_compare=True,
            now=wire.now,
        )
        assert [one.copy_of for one in cells.of_article(conn, copy.id)] == [None] * 2
