"""Turns at hosts, and what servers say of waiting."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.net.fetch.http_answers import http_date, retry_after
from polywire.net.fetch.pacing import MemoryLedger

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@given(st.lists(st.floats(0, 20), min_size=2, max_size=20), st.floats(0.5, 5))
def test_two_turns_never_lie_closer_than_the_gap(
    steps: list[float], gap: float
) -> None:
    ledger = MemoryLedger()
    now = NOW
    turns = []
    for step in steps:
        now += timedelta(seconds=step)
        turn = ledger.book("h", now, gap=gap, patience=1000)
        if turn.booked:
            turns.append(turn.at)
    for earlier, later in pairwise(turns):
        assert later - earlier >= timedelta(seconds=gap) - timedelta(microseconds=1)


def test_a_far_turn_is_told_but_not_booked() -> None:
    ledger = MemoryLedger()
    ledger.hold("h", NOW + timedelta(hours=2))
    for _ in range(3):
        turn = ledger.book("h", NOW, gap=1, patience=300)
        assert (turn.at, turn.booked) == (NOW + timedelta(hours=2), False)
    assert ledger.book("other", NOW, gap=1, patience=300).at == NOW


@pytest.mark.parametrize(("late", "booked"), [(0, True), (1e-3, False)])
def test_a_turn_is_booked_up_to_the_very_end_of_patience(
    *, late: float, booked: bool
) -> None:
    ledger = MemoryLedger()
    ledger.hold("h", NOW + timedelta(seconds=300 + late))
    assert ledger.book("h", NOW, gap=1, patience=300).booked is booked


def test_a_later_hold_is_not_shortened_by_an_earlier_one() -> None:
    ledger = MemoryLedger()
    ledger.hold("h", NOW + timedelta(hours=2))
    ledger.hold("h", NOW + timedelta(hours=1))
    assert ledger.book("h", NOW, gap=1, patience=0).at == NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 22 Nov 2026 12:01:00 GMT", 60.0),
        ("Sun, 22 Nov 2020 12:01:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("9" * 40, None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_or_nothing(
    text: str | None, seconds: float | None
) -> None:
    assert retry_after(text, NOW) == seconds


def test_a_header_date_without_a_zone_is_utc() -> None:
    assert http_date("Sun, 22 Nov 2026 12:00:00") == NOW
    assert http_date("never") is None
    assert http_date("") is None
