"""What the source does to a story shows in every output and in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.outputs import TEXTS, outputs
from tests.wire_on_paper import Paper, Story, paper

from polywire.follow import takedown

LANGUAGES = ("en", "pt-BR")
LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "Ottilie Marsh, who keeps the ferry inn, said that they had waited enough.",
    "The first riders are expected before the summer, if the river allows it.",
]
GOATS = [
    "Eleven goats ran up the hill of Vellmar before breakfast on Sunday.",
    "The winner, a nanny called Pia, was given a bucket of apples.",
    "Nobody was hurt, though a hat was eaten near the finish of the course.",
    "Next year the race will start from the lake instead of the market.",
    "Some two hundred people came to watch it in spite of the heavy rain.",
]
OLD = "opens its old bridge"


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    """A wire on a story of a bridge and one of goats that has run once."""
    other = Story("goats", "Goats of Vellmar win the hill race", list(GOATS))
    made = paper(
        tmp_path, Story("bridge", "Norvale opens its old bridge", list(LONG)), other
    )
    with closing(made.wire.db):
        made.run()
        yield made


def assert_shown(wire: Paper, words: str, *, query: str = "norvale") -> None:
    """Assert that every output of both languages shows words of the story."""
    for language in LANGUAGES:
        found = outputs(wire, "bridge", language, query)
        assert found.holding(words) == TEXTS, language
        assert found.in_sitemap
        assert found.is_found
        assert (found.api_status, found.state) == (200, "published")


def assert_gone(wire: Paper, words: str = OLD) -> None:
    """Assert that no output of either language shows the story, and all say so."""
    assert wire.holding(words) == []
    for language in LANGUAGES:
        found = outputs(wire, "bridge", language, "norvale")
        assert found.holding(words) == set()
        assert "deleted-entry" in found.texts["atom"]
        assert (found.api_status, found.state) == (410, "withdrawn")
        assert not found.in_sitemap
        assert not found.is_found


@dataclass(frozen=True)
class Change:
    """Something that the source does, and what must be read afterwards."""

    do: Callable[[Story], None]
    fresh: str
    stale: str | None = None
    sentences: int = 1
    """What it costs the engine, for each language that is translated."""


def _body(story: Story) -> None:
    story.paragraphs[2] = "Residents had written 77 letters to the mayor."


def _headline(story: Story) -> None:
    story.headline = "Norvale lets cyclists cross its bridge"


def _number(story: Story) -> None:
    story.paragraphs[1] = story.paragraphs[1].replace("1,240", "1,420")


def _notice(story: Story) -> None:
    story.paragraphs.append(
        "Correction: An earlier version of this article misstated the cost."
    )


CHANGES = {
    "body": Change(_body, "77 letters", "nine years"),
    "headline": Change(_headline, "lets cyclists cross", OLD),
    "number": Change(_number, "1,420"),
    "correction notice": Change(_notice, "misstated the cost"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_reaches_every_output_within_one_cycle(wire: Paper, name: str) -> None:
    change = CHANGES[name]
    calls = wire.desk.calls
    change.do(wire.outlet.stories[0])
    wire.later(hours=2)
    wire.run()
    assert_shown(wire, change.fresh)
    assert (
        0 < wire.desk.calls - calls <= change.sentences + (name == "correction notice")
    )
    assert {wire.board()["bridge", tag]["version"] for tag in LANGUAGES} == {2}
    if change.stale:
        assert wire.holding(change.stale) == []


def test_a_change_of_a_story_with_its_full_text_in_the_feed_is_one_too(
    wire: Paper,
) -> None:
    _body(wire.outlet.stories[0])
    wire.outlet.stories[0].entry_updated = " Now with more letters."
    wire.later(minutes=50)  # before the first re-check: the feed itself tells of it
    wire.run()
    assert_shown(wire, "77 letters")


def _nothing(wire: Paper) -> None:
    del wire


def _advertisement(wire: Paper) -> None:
    wire.outlet.stories[0].frame = "Two boats for the price of one."


def _missing(wire: Paper) -> None:
    wire.outlet.stories[0].status = 404


def _forbidden(wire: Paper) -> None:
    wire.outlet.stories[0].status = 403


def _down(wire: Paper) -> None:
    wire.outlet.down = 503


def _scrolled_off(wire: Paper) -> None:
    wire.outlet.stories[0].in_feed = False


def _moved(wire: Paper) -> None:
    story = wire.outlet.stories[0]
    wire.outlet.moved[story.url] = "https://courier.example/archive/bridge"


STAYS = {
    "nothing": _nothing,
    "advertisement only": _advertisement,
    "404 once": _missing,
    "403": _forbidden,
    "5xx for a day": _down,
    "scrolled off the feed": _scrolled_off,
    "moved permanently": _moved,
}


@pytest.mark.parametrize("name", STAYS)
def test_a_story_that_is_not_taken_back_stays_in_every_output(
    wire: Paper, name: str
) -> None:
    before = wire.files()
    STAYS[name](wire)
    for hours in (2, 20):
        wire.later(hours=hours)
        wire.run()
        assert_shown(wire, OLD)
    assert wire.files() == before


def _gone(wire: Paper) -> None:
    wire.outlet.stories[0].status = 410


def _deleted(wire: Paper) -> None:
    wire.outlet.stories[0].in_feed = False
    wire.outlet.deleted.append("bridge")


def _killed(wire: Paper) -> None:
    wire.outlet.stories[0].headline = "STORY WITHDRAWN: the bridge"


def _expired(wire: Paper) -> None:
    wire.outlet.stories[
        0
    ].head = '<meta name="robots" content="unavailable_after: 2026-03-02T13:30:00Z">'


WITHDRAWS = {
    "410": _gone,
    "at:deleted-entry": _deleted,
    "kill words": _killed,
    "expiry": _expired,
}


@pytest.mark.parametrize("name", WITHDRAWS)
def test_a_story_that_is_taken_back_leaves_every_output_at_once(
    wire: Paper, name: str
) -> None:
    WITHDRAWS[name](wire)
    wire.later(hours=2)
    wire.run()
    assert_gone(wire)


def test_a_404_that_lasts_a_day_takes_it_from_every_output(wire: Paper) -> None:
    _missing(wire)
    wire.later(hours=2)
    wire.run()
    assert_shown(wire, OLD)
    wire.later(hours=25)
    wire.run()
    assert_gone(wire)


def test_an_embargo_holds_it_from_every_output_until_its_minute(tmp_path: Path) -> None:
    head = '<meta name="embargo" content="2026-03-02T13:00:00Z">'
    made = paper(tmp_path, Story("bridge", f"Norvale {OLD}", list(LONG), head=head))
    with closing(made.wire.db):
        made.run()
        made.later(minutes=59)
        made.run()
        assert made.holding(OLD) == []
        made.later(minutes=1)
        made.run()
        assert_shown(made, OLD)


def test_a_restored_story_is_in_every_output_again(wire: Paper) -> None:
    row = takedown.find(wire.wire.db, wire.outlet.stories[0].url)
    takedown.suppress(
        wire.wire.db, wire.wire.archive, row, reason="court order", now=wire.now
    )
    wire.run()
    assert_gone(wire)
    takedown.restore(wire.wire.db, takedown.find(wire.wire.db, row.id), now=wire.now)
    wire.later(hours=1)
    wire.run()
    assert_shown(wire, OLD)
