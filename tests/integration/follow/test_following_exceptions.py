"""Reruns, storms, wrong clocks, lost archives and the operator's own pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.outputs import outputs
from tests.wire_on_paper import FERRY, Paper, SayingDesk, Story, paper

from polywire.article import Article, Draft, Verdict
from polywire.follow import takedown
from polywire.operate.decide import rerun
from polywire.settings.operator_file import Source
from polywire.store.keeping import journal
from polywire.store.wire import articles, cells

LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "Ottilie Marsh, who keeps the ferry inn, said that they had waited enough.",
    "The first riders are expected before the summer, if the river allows it.",
]


class BetterDesk(SayingDesk):
    """The twin of a newer engine: writes some words of its sentences otherwise."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__()
        self.words = (old, new)

    def draft(
        self, article: Article, language: str, *, source: Source, article_id: str | None
    ) -> tuple[Draft, Verdict]:
        draft, verdict = super().draft(
            article, language, source=source, article_id=article_id
        )
        made = tuple(
            replace(one, target=one.target.replace(*self.words))
            for one in draft.translations
        )
        return replace(draft, translations=made), verdict


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    """A wire on one story that has run once."""
    made = paper(tmp_path, Story("bridge", "Norvale opens its bridge", list(LONG)))
    with closing(made.wire.db):
        made.run()
        yield made


def run_again(wire: Paper, old: str, new: str) -> None:
    """Let a newer engine translate the past, as `polywire rerun` does."""
    wire.wire = replace(wire.wire, desk=BetterDesk(old, new))
    wire.later(days=1)
    past = rerun.past(
        wire.wire.settings, wire.wire.db, wire.now - timedelta(days=30), "pt-BR"
    )
    rerun.start(wire.wire.db, [cell for cell, _ in past], wire.now)
    wire.run()


def events(wire: Paper) -> list[str]:
    with wire.wire.db.read() as conn:
        return [one.event for one in journal.recent(conn, limit=100)]


def a_row(wire: Paper, slug: str = "bridge") -> articles.ArticleRow:
    return takedown.find(wire.wire.db, f"https://courier.example/{slug}")


def test_a_rerun_that_changes_the_meaning_says_so_in_every_output(wire: Paper) -> None:
    assert "1,240" in wire.page("bridge", "pt-BR")
    run_again(wire, "1,240", "1,420")
    found = outputs(wire, "bridge", "pt-BR", "norvale")
    note = "nossa tradução"
    assert wire.board()["bridge", "pt-BR"]["version"] == 2
    assert note in wire.page("bridge", "pt-BR").lower()
    assert note in wire.files()["pt-BR/corrections/index.html"].lower()
    assert note in found.texts["api"].lower()
    for output in ("page", "atom", "rss", "json", "api"):
        assert "1,420" in found.texts[output]
    assert wire.board()["bridge", "en"]["version"] == 1


def test_a_rerun_that_only_words_it_otherwise_makes_no_note(wire: Paper) -> None:
    run_again(wire, "had asked for", "had long wanted")
    assert "had long wanted" in wire.page("bridge", "pt-BR")
    assert "nossa tradução" not in wire.page("bridge", "pt-BR").lower()


def test_a_rerun_with_the_same_words_changes_no_file(wire: Paper) -> None:
    before = wire.files()
    run_again(wire, "no such words", "none")
    assert wire.files() == before


def test_a_storm_of_revisions_is_slowed_with_a_note_for_the_operator(
    wire: Paper,
) -> None:
    notes = set()
    for minute in range(12):
        wire.outlet.stories[0].paragraphs[2] = f"{minute + 100} people were counted."
        wire.outlet.stories[0].entry_updated = str(minute)
        wire.later(minutes=1)
        wire.run()
        notes.add(a_row(wire).reason)
    assert "changes too often: shown again a little later" in notes
    for language in ("en", "pt-BR"):
        assert 2 <= wire.board()["bridge", language]["version"] <= 5
    wire.later(hours=2)
    wire.run()
    for language in ("en", "pt-BR"):
        found = outputs(wire, "bridge", language, "norvale")
        assert len(found.holding("111 people")) == 5
    assert wire.holding("104 people") == []


def test_a_clock_that_jumps_back_neither_withdraws_nor_stops_the_re_checks(
    wire: Paper,
) -> None:
    wire.later(hours=2)
    wire.run()
    wire.later(days=-40)
    wire.run()
    assert wire.board()["bridge", "pt-BR"]["state"] == "published"
    wire.later(days=40)
    wire.outlet.stories[0].paragraphs[2] = "Residents had written 77 letters."
    wire.later(days=2)
    wire.run()
    assert "77 letters" in wire.page("bridge", "pt-BR")


def test_a_clock_that_jumps_ahead_makes_up_for_missed_checks_once(wire: Paper) -> None:
    wire.outlet.asked.clear()
    wire.later(days=400)
    wire.run()
    wire.run()
    assert wire.outlet.asked.count("https://courier.example/bridge") <= 2
    assert wire.board()["bridge", "en"]["state"] == "published"


def test_a_404_and_a_clock_that_jumps_a_year_take_nothing_down_by_one_answer(
    wire: Paper,
) -> None:
    wire.outlet.stories.append(Story("ferry", "Ferry", list(FERRY)))
    wire.run()
    wire.outlet.stories[0].status = 404
    wire.later(days=365)
    wire.run()
    assert wire.board()["bridge", "en"]["state"] == "published"


@pytest.mark.parametrize(("gone", "state"), [(2, "withdrawn"), (3, "published")])
def test_more_than_a_tenth_gone_at_once_is_a_lost_archive(
    tmp_path: Path, gone: int, state: str
) -> None:
    words = ("bakery", "harbour", "library", "market", "school", "theatre")
    found = [
        Story(
            f"story-{n:02}",
            f"{words[n % 6].title()} number {n} of Norvale opens",
            [f"{line} It is report {n}." for line in LONG],
            published=f"2026-03-02T{n % 12:02}:00:00Z",
        )
        for n in range(10)
    ]
    made = paper(tmp_path, *found)
    with closing(made.wire.db):
        made.run()
        for story in made.outlet.stories[:gone]:
            story.status = 404
        for hours in (2, 25):
            made.later(hours=hours)
            made.run()
        assert made.board()["story-00", "en"]["state"] == state
        assert made.board()["story-09", "en"]["state"] == "published"
        assert ("source-page-gone" in events(made)) is (state == "published")


def test_the_operators_own_pages_never_come_down_by_absence(tmp_path: Path) -> None:
    own = {"basis": "own"}
    bridge = Story("bridge", "Norvale opens its bridge", list(LONG))
    ferry = Story("ferry", "Ferry of Norvale gets a second boat", list(FERRY))
    made = paper(tmp_path, bridge, ferry, rights=own)
    with closing(made.wire.db):
        made.run()
        made.outlet.stories[0].status = 410
        for hours in (2, 25, 50):
            made.later(hours=hours)
            made.run()
        for language in ("en", "pt-BR"):
            found = outputs(made, "bridge", language, "norvale")
            assert len(found.holding("opens its bridge")) == 5
            assert found.state == "published"
        assert "source-page-gone" in events(made)
        row = a_row(made)
        takedown.withdraw(
            made.wire.db, made.wire.archive, row.id, reason="my word", now=made.now
        )
        made.run()
        assert made.holding("opens its bridge") == []


def test_another_article_at_the_address_starts_anew_in_every_output(
    wire: Paper,
) -> None:
    story = wire.outlet.stories[0]
    story.headline = "Goats of Vellmar win the hill race"
    story.published = "2026-03-02T13:00:00Z"
    story.paragraphs = [
        "Eleven goats ran up the hill of Vellmar before breakfast.",
        "The winner, a nanny called Pia, was given a bucket of apples.",
        "Nobody was hurt, though a hat was eaten near the finish.",
        "Next year the race will start from the lake instead.",
    ]
    old = a_row(wire)
    wire.later(hours=2)
    wire.run()
    with wire.wire.db.read() as conn:
        held = articles.get(conn, old.id)
        states = {cell.state.value for cell in cells.of_article(conn, old.id)}
    assert held is not None
    assert held.state == "held"
    assert "another article" in (held.reason or "")
    assert states == {"withheld"}
    assert wire.holding("Norvale opens its bridge") == []
    for language in ("en", "pt-BR"):
        for kind in ("feed.atom", "feed.rss", "feed.json", "index.html"):
            assert "Goats of Vellmar" in wire.files()[f"{language}/{kind}"]
