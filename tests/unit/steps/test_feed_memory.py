"""The memory of a feed: what stores hold today is read, rubbish is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs
from tests.builders import NOON, at

from polywire.article import FeedEntry
from polywire.intake.feeds.feed import Feed
from polywire.intake.schedule import Move
from polywire.steps.feed_memory import FeedMemory
from polywire.store.wire.source_states import SourceRow

# As the wire wrote it while it was a plain dict, keys sorted by the store.
STORED = """{
 "address": "https://courier.example/new.xml", "degraded": ["no dates"],
 "entry_dates": ["2026-03-02T12:00:00+00:00", "2026-03-01T08:30:15.250000+00:00"],
 "failing_since": "2026-03-02T13:00:00+00:00", "hub": "https://hub.example/",
 "ids": {"urn:1": "a1b2c3d4e5f6"}, "interval": 5400.0,
 "last_full": "2026-03-02T12:00:00+00:00",
 "last_unconditional": "2026-03-02T12:00:00+00:00",
 "licence": "CC BY 4.0", "move": {"first_seen": "2026-03-02T12:00:00Z",
 "target": "https://courier.example/x", "times": 2}, "rights": null,
 "rsl": "/rsl.xml", "skip_days": ["sunday"], "skip_hours": [3, 4],
 "title": "Norvale Courier", "topic": "https://courier.example/feed.xml",
 "ttl": 60, "unread": 1}"""


def kept(memo: Any) -> SourceRow:
    """Return a source with what the store kept of its feed."""
    return SourceRow(
        slug="courier",
        url="https://courier.example/feed.xml",
        name="Norvale Courier",
        kind="feed",
        active=True,
        etag=None,
        last_modified=None,
        body_hash=None,
        last_polled=None,
        next_poll_at=NOON,
        last_success=None,
        last_change=None,
        failures=0,
        health="ok",
        last_error=None,
        redirect_url=None,
        redirect_count=0,
        memo=memo,
    )


def test_what_stores_hold_today_is_read_key_by_key() -> None:
    assert FeedMemory.of(kept(msgspec.json.decode(STORED))) == FeedMemory(
        licence="CC BY 4.0",
        rsl="/rsl.xml",
        ttl=60,
        skip_hours=(3, 4),
        skip_days=("sunday",),
        hub="https://hub.example/",
        topic="https://courier.example/feed.xml",
        degraded=("no dates",),
        entry_dates=(NOON, datetime(2026, 3, 1, 8, 30, 15, 250_000, tzinfo=UTC)),
        last_full=NOON,
        last_unconditional=NOON,
        failing_since=at(1),
        interval=5400.0,
        move=Move("https://courier.example/x", NOON, 2),
        address="https://courier.example/new.xml",
        unread=1,
        ids={"urn:1": "a1b2c3d4e5f6"},
    )


@pytest.mark.parametrize("row", [None, kept(None), kept({})], ids=["no", "new", "bare"])
def test_of_a_source_that_was_never_polled_nothing_is_known(
    row: SourceRow | None,
) -> None:
    with capture_logs() as logs:
        assert FeedMemory.of(row) == FeedMemory()
    assert logs == []


@pytest.mark.parametrize(
    "rubbish",
    [
        [],
        "unread",
        {"ids": ["urn:1"]},
        {"unread": "1", "ttl": 60},
        {"skip_hours": [3, "four"]},
        {"last_full": "yesterday"},
        {"last_full": "2026-03-02T12:00:00"},
        {"move": {"target": "https://courier.example/x"}},
    ],
    ids=["list", "text", "ids", "number", "hours", "day", "no zone", "half a move"],
)
def test_rubbish_counts_as_nothing_known_and_is_noted(rubbish: Any) -> None:
    with capture_logs() as logs:
        assert FeedMemory.of(kept(rubbish)) == FeedMemory()
    assert [(one["event"], one["source"]) for one in logs] == [
        ("feed memory lost", "courier")
    ]


moments = st.datetimes(timezones=st.just(UTC))


@given(
    st.builds(
        FeedMemory,
        entry_dates=st.lists(moments, max_size=3).map(tuple),
        last_full=st.none() | moments,
        last_unconditional=st.none() | moments,
        failing_since=st.none() | moments,
        interval=st.none() | st.floats(0, 1e7),
        move=st.none() | st.builds(Move, st.text(), moments, st.integers(0, 9)),
    )
)
def test_nothing_is_lost_on_the_way_to_the_store_and_back(memory: FeedMemory) -> None:
    text = msgspec.json.encode(memory.to_json(), order="sorted")
    assert FeedMemory.of(kept(msgspec.json.decode(text))) == memory


def test_a_feed_that_was_read_says_how_it_stands_now_and_keeps_the_rest() -> None:
    before = FeedMemory(
        licence="CC BY 4.0", failing_since=NOON, interval=900.0, ids={"a": "b"}
    )
    entries = tuple(
        FeedEntry(id=str(n), link=f"https://courier.example/{n}", published=at(n))
        for n in (1, 3, 2)
    )
    feed = Feed(link="https://courier.example/", rights="© Courier", entries=entries)
    assert before.having_read(feed, at(9)) == replace(
        before,
        licence=None,
        rights="© Courier",
        topic="https://courier.example/",
        entry_dates=(at(3), at(2), at(1)),
        last_full=at(9),
        last_unconditional=at(9),
        failing_since=None,
    )
