"""A wire that nobody looks after: what it forgets, tells, lets expire, and brings in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from tests.builders import NOON
from tests.wire_on_paper import FERRY, Paper, Story, paper

from polywire.engine.port import BACKFILL
from polywire.errors import UsageError
from polywire.operate.care import alerts
from polywire.operate.care.alerts import Trouble
from polywire.operate.care.status import status
from polywire.operate.care.upkeep import Upkeep
from polywire.steps import backfill, given_up
from polywire.store.ground import notes
from polywire.store.keeping import journal, retention
from polywire.store.wire import articles, cells, source_states
from polywire.tell.operator_ways import Command

LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "The first riders are expected before the summer, if the river allows it.",
]


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    made = paper(
        tmp_path, Story("bridge", "Norvale opens its old bridge to cyclists", LONG)
    )
    with closing(made.wire.db):
        yield made


def upkeep(wire: Paper) -> Upkeep:
    return Upkeep(wire.wire, lambda _: 0)


def troubles(wire: Paper) -> set[str]:
    with wire.wire.db.read() as conn:
        return {one.key for one in alerts.current(conn)}


def test_old_things_are_forgotten_once_a_day(wire: Paper) -> None:
    asked: list[timedelta] = []

    def forget(older_than: timedelta) -> int:
        asked.append(older_than)
        return 0

    care = Upkeep(wire.wire, forget)
    care.look()
    care.look()
    assert len(asked) == 1
    wire.later(hours=25)
    care.look()
    assert len(asked) == 2


def test_a_clock_that_was_set_back_does_not_stop_forgetting(wire: Paper) -> None:
    with wire.wire.db.write() as conn:
        notes.put(conn, "pruned-at", (NOON + timedelta(days=400)).isoformat())
    upkeep(wire).look()
    with wire.wire.db.read() as conn:
        assert notes.get(conn, "pruned-at") == NOON.isoformat()


def test_a_site_without_news_is_told_and_forgiven_when_there_are_some(
    wire: Paper,
) -> None:
    wire.run()
    upkeep(wire).look()
    assert "site-old" not in troubles(wire)
    wire.later(hours=49)
    upkeep(wire).look()
    assert "site-old" in troubles(wire)
    wire.outlet.stories.append(Story("ferry", "A second boat", list(FERRY)))
    wire.run()
    upkeep(wire).look()
    assert "site-old" not in troubles(wire)


def test_a_source_that_keeps_failing_is_told(wire: Paper) -> None:
    failed = source_states.Poll(NOON, NOON, "failing", error="answered 500")
    with wire.wire.db.write() as conn:
        for _ in range(10):
            source_states.record_poll(conn, "courier", failed)
    upkeep(wire).look()
    assert "source:courier" in troubles(wire)


def test_a_trouble_is_told_once_and_again_a_day_later(
    wire: Paper, tmp_path: Path
) -> None:
    heard = tmp_path / "heard"
    script = tmp_path / "tell.py"
    script.write_text(
        "import os, sys\n"
        f"open({str(heard)!r}, 'a').write("
        "os.environ['POLYWIRE_ALERT'] + ' ' + sys.stdin.read())\n"
    )
    ways = [Command(f"{sys.executable} {script}")]
    found = [Trouble("disk", "the disk is full")]
    db = wire.wire.db
    for hours in (0, 1, 23, 25):
        alerts.tell(db, ways, found, NOON + timedelta(hours=hours))
    assert heard.read_text() == "disk the disk is full\n" * 2
    alerts.tell(db, ways, [], NOON + timedelta(hours=26))
    with db.read() as conn:
        assert alerts.current(conn) == []
        assert [event.event for event in journal.recent(conn)][:1] == ["trouble-over"]


def test_a_command_that_fails_is_asked_again_at_the_next_look(wire: Paper) -> None:
    ways = [Command("/nonexistent/command")]
    found = [Trouble("disk", "the disk is full")]
    alerts.tell(wire.wire.db, ways, found, NOON)
    with wire.wire.db.read() as conn:
        (kept,) = alerts.current(conn)
    assert (kept.since, kept.heard) == (NOON, {"log": NOON})


def test_old_backlog_expires_by_the_age_filter_and_a_backfill_does_not(
    wire: Paper,
) -> None:
    wire.run()
    with wire.wire.db.write() as conn:
        (row,) = articles.listed(conn)
        wish = cells.Wish(row.id, "r2", ["xx"], "courier", NOON)
        cells.want(conn, wish, NOON)
        cells.want(conn, replace(wish, languages=["yy"], priority=100), NOON)
    young = [
        msgspec.structs.replace(one, max_age_days=2)
        for one in wire.wire.settings.sources
    ]
    with wire.wire.db.write() as conn:
        assert retention.expire(conn, young, NOON + timedelta(days=1)) == 0
        assert retention.expire(conn, young, NOON + timedelta(days=3)) == 1
        states = {c.language: str(c.state) for c in cells.of_article(conn, row.id)}
    assert (states["xx"], states["yy"]) == ("filtered", "pending")


def test_a_poll_that_broke_is_tried_again_an_hour_later(wire: Paper) -> None:
    given_up.bury(wire.wire, "poll", "courier", "KeyError: 'x'")
    with wire.wire.db.read() as conn:
        row = source_states.get(conn, "courier")
    assert row is not None
    assert row.next_poll_at == NOON + timedelta(hours=1)
    assert "given up" in (row.last_error or "")


def test_a_backfill_notes_the_past_at_the_lowest_priority_and_once(wire: Paper) -> None:
    past = backfill.Past(
        wire.wire.settings, wire.wire.db, wire.outlet, lambda: NOON, lambda _: None
    )
    start = wire.wire.settings.sources[0].url
    day = datetime(2026, 1, 1, tzinfo=UTC)
    first = backfill.backfill(past, "courier", day, start=start)
    second = backfill.backfill(past, "courier", day, start=start)
    assert (first.found, first.added, second.added) == (1, 1, 0)
    with wire.wire.db.read() as conn:
        assert articles.to_fetch(conn, NOON, before=BACKFILL) == []
        assert len(articles.to_fetch(conn, NOON, since=BACKFILL)) == 1
    late = backfill.backfill(past, "courier", NOON, start=start)
    assert late.found == 0


def test_a_long_board_lists_the_newest_cells_and_counts_all(wire: Paper) -> None:
    for number in range(3):
        story = Story(
            f"ferry-{number}", f"Boat {number}", [f"{number}. {x}" for x in LONG]
        )
        wire.outlet.stories.append(story)
    wire.run()
    whole = status(wire.wire.settings, wire.wire.db)
    cut = status(wire.wire.settings, wire.wire.db, limit=3)
    assert (len(whole["cells"]), whole["cells_left"]) == (8, 0)
    assert cut["cells"] == whole["cells"][:3]
    assert cut["cells_left"] == 5
    assert cut["sums"] == whole["sums"]
    assert sum(sum(states.values()) for states in cut["sums"].values()) == 8


def test_a_page_has_no_past(wire: Paper) -> None:
    page = msgspec.structs.replace(wire.wire.settings.sources[0], kind="page")
    settings = replace(wire.wire.settings, sources=(page,))
    past = backfill.Past(
        settings, wire.wire.db, wire.outlet, lambda: NOON, lambda _: None
    )
    with pytest.raises(UsageError, match="no archive"):
        backfill.backfill(past, "courier", NOON)
