"""Turns of the sources in the engine's queues."""

from __future__ import annotations

import pytest

from polywire.engine.port import BACKFILL, NORMAL
from polywire.pipeline import in_turn


@pytest.mark.parametrize("priority", [1, NORMAL])
def test_a_later_place_never_goes_before_an_earlier_one(priority: int) -> None:
    order = [in_turn(priority, place) for place in range(1000)]
    assert order == sorted(order)
    assert order[0] == priority


def test_the_first_of_a_source_goes_before_the_tenth_of_another() -> None:
    assert in_turn(NORMAL, 1) < in_turn(NORMAL, 9)


def test_no_place_leaves_its_kind_of_news() -> None:
    assert in_turn(1, 10**6) < NORMAL
    assert in_turn(NORMAL, 10**6) < BACKFILL
