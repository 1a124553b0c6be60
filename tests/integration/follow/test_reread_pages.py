"""A redesign or a fault at a source takes nothing from readers and accuses nobody."""

import html
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.wire_on_paper import BASE, Paper, Story, paper

from polywire.operate.care import troubles
from polywire.operate.decide.replay import replay
from polywire.store.keeping import journal
from polywire.store.wire import editions

LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "“We have waited long enough,” said Ottilie Marsh, who keeps the ferry inn.",
    "The first riders are expected before the summer, if the river allows it.",
]
TEASER = (
    "Farmers, millers and bakers have met for two days to talk about the price of rye, "
    "and most of them went home with less hope than they had brought along."
)


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    """A wire on one story that has run once."""
    made = paper(tmp_path, Story("bridge", "Norvale opens its bridge", list(LONG)))
    with closing(made.wire.db):
        made.run()
        yield made


def serve(wire: Paper, body: str) -> None:
    """Let the story's address answer with other markup."""
    head = "<!doctype html><html lang=en><head><title>Norvale opens its bridge</title>"
    date = '<meta property="article:published_time" content="2026-03-02T10:00:00Z">'
    page = f"{head}{date}</head><body><h1>Norvale opens its bridge</h1>{body}</body>"
    wire.outlet.files[f"{BASE}/bridge"] = page


def redesign(wire: Paper, paragraphs: list[str]) -> None:
    cards = "".join(
        f'<div class="related card">{html.escape(text)}</div>' for text in paragraphs
    )
    teasers = f"<div class=text><p>{TEASER}</p><p>{TEASER.upper()}</p></div>"
    serve(wire, f"{cards}<main>{teasers}</main>")


def look(wire: Paper, **time: float) -> None:
    wire.later(**(time or {"hours": 2}))
    wire.run()


def notes(wire: Paper) -> list[str]:
    cells = wire.board()
    with wire.wire.db.read() as conn:
        return [
            note.note
            for (slug, language), cell in cells.items()
            for note in editions.corrections(conn, cell["id"], language)
            if slug == "bridge"
        ]


def told(wire: Paper) -> list[str]:
    with wire.wire.db.read() as conn:
        found = troubles.of_store(conn, wire.wire.settings, wire.now)
        return [one.words for one in found if one.key.startswith("text-kept:")]


def test_a_redesign_leaves_the_text_and_tells_the_operator(wire: Paper) -> None:
    before = wire.files()
    redesign(wire, LONG)
    look(wire)
    assert wire.files() == before
    (words,) = told(wire)
    assert "1 pages of source courier" in words
    assert "polywire replay --source courier" in words
    look(wire, days=2)
    assert wire.files() == before
    with wire.wire.db.read() as conn:
        assert len(journal.recent(conn, events=["source-text-kept"])) == 1


def test_a_name_removed_with_a_redesign_is_nowhere_any_more(wire: Paper) -> None:
    redesign(wire, [text for text in LONG if "Ottilie" not in text])
    look(wire)
    assert wire.holding("Ottilie Marsh") == []
    assert "1,240 crowns" in wire.page("bridge", "en")
    assert notes(wire) == []


def test_a_replay_takes_what_the_page_says_and_speaks_of_no_source(wire: Paper) -> None:
    redesign(wire, LONG)
    look(wire)
    assert replay(wire.wire).changed == 1
    wire.run()
    assert wire.holding("1,240 crowns") == []
    assert notes(wire) == []
    assert told(wire) == []


def test_a_page_that_reads_well_again_ends_the_trouble(wire: Paper) -> None:
    redesign(wire, LONG)
    look(wire)
    del wire.outlet.files[f"{BASE}/bridge"]
    look(wire, hours=6)
    assert told(wire) == []
    assert wire.board()["bridge", "en"]["version"] == 1


def test_a_text_that_goes_whole_counts_when_it_is_still_gone_a_day_later(
    wire: Paper,
) -> None:
    wire.outlet.stories[0].paragraphs = [LONG[0], LONG[2]]
    look(wire)
    assert "1,240 crowns" in wire.page("bridge", "en")
    assert told(wire)
    look(wire, hours=25)
    assert wire.holding("Ottilie Marsh") == []
    assert told(wire) == []


def test_an_own_text_never_goes_by_a_doubt(tmp_path: Path) -> None:
    story = Story("bridge", "Norvale opens its bridge", list(LONG))
    made = paper(tmp_path, story, rights={"basis": "own"})
    with closing(made.wire.db):
        made.run()
        made.outlet.stories[0].paragraphs = [LONG[0], LONG[2]]
        look(made)
        look(made, hours=25)
        assert "1,240 crowns" in made.page("bridge", "en")


def test_a_page_that_cannot_be_read_stays_followed(wire: Paper) -> None:
    wire.outlet.files[f"{BASE}/bridge"] = "nothing but words"
    look(wire)
    assert "1,240 crowns" in wire.page("bridge", "en")
    assert told(wire)
    del wire.outlet.files[f"{BASE}/bridge"]
    wire.outlet.stories[0].paragraphs[3] = "Nobody has waited long enough, they said."
    look(wire, hours=7)
    assert wire.holding("Ottilie Marsh") == []
    assert told(wire) == []


def test_a_withdrawal_stays_one_when_the_text_went_too(wire: Paper) -> None:
    wire.outlet.stories[0].headline = "STORY WITHDRAWN: Norvale bridge"
    wire.outlet.stories[0].paragraphs = ["This story was withdrawn."]
    look(wire)
    assert wire.board()["bridge", "en"]["state"] == "withdrawn"


def test_a_counter_in_the_article_changes_no_version_and_makes_no_note(
    wire: Paper,
) -> None:
    line = "{} people are reading this story now."
    wire.outlet.stories[0].paragraphs.insert(2, line.format(102))
    look(wire)
    version = wire.board()["bridge", "en"]["version"]
    wire.outlet.stories[0].paragraphs[2] = line.format(148)
    look(wire, hours=6)
    assert line.format(148) in wire.page("bridge", "en")
    assert wire.board()["bridge", "en"]["version"] == version
    assert notes(wire) == []


def test_a_line_of_all_pages_is_told_on_none(tmp_path: Path) -> None:
    line = (
        "The weather office of Norvale expects gusts of {} kilometres an hour tonight "
        "and asks people to stay away from the trees along the river and the canal."
    )
    other = ["The school opens again.", "It has a new roof.", "Pupils were glad of it."]
    made = paper(
        tmp_path,
        Story("bridge", "Norvale opens its bridge", [*LONG, line.format(40)]),
        Story("school", "A new roof for the pupils", [*other, line.format(40)]),
    )
    with closing(made.wire.db):
        made.run()
        for story in made.outlet.stories:
            story.paragraphs[-1] = line.format(70)
        look(made)
        assert "gusts of 70 kilometres" in made.page("bridge", "en")
        assert notes(made) == []


SECOND = [
    "Otters have come back to the weir of Carvel, the anglers of the town said.",
    "A ladder of stone was built there by volunteers with a grant of the province.",
    "They counted six animals in two nights with a lamp and a net, and let them go.",
]
NEW = [
    "The mill of Orrin burned for a second night, and nobody was hurt, the police said.",
    "It was built in 1911 and is the last on the river that grinds for the bakers.",
    "The owner lost forty tonnes of flour and lives on the other side of the yard.",
]


def in_cards(wire: Paper, slug: str, paragraphs: list[str]) -> None:
    head = "<!doctype html><html lang=en><head><title>A paper</title></head><body>"
    cards = "".join(f"<div class=card><p>{one}</p></div>" for one in paragraphs)
    teasers = f"<div class=text><p>{TEASER}</p><p>{TEASER[13:]}</p></div>"
    page = f"{head}<h1>{slug.title()}</h1>{cards}<main>{teasers}</main></body>"
    wire.outlet.files[f"{BASE}/{slug}"] = page


@pytest.mark.parametrize("has_captures", [True, False])
def test_kept_pages_teach_the_markup_of_a_new_one(
    tmp_path: Path, *, has_captures: bool
) -> None:
    known = {"bridge": LONG, "otters": SECOND}
    stories = [Story(slug, slug.title(), list(text)) for slug, text in known.items()]
    made = paper(tmp_path, *stories)
    with closing(made.wire.db):
        made.run()
        for slug, text in known.items():
            in_cards(made, slug, text)
        look(made)
        if not has_captures:
            for file in tmp_path.rglob("*.warc*"):
                file.unlink()
        made.outlet.stories.append(Story("mill", "Mill", list(NEW)))
        in_cards(made, "mill", NEW)
        look(made)
        shown = made.page("mill", "en") if has_captures else ""
        assert ("forty tonnes" in shown) == has_captures
        assert made.holding("millers and bakers") == []
