"""Spans: the same answers as comparing with each one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from polywire.language.text.spans import Spans

PLACES = st.integers(0, 30)
SPANS = st.lists(st.tuples(PLACES, PLACES).map(lambda pair: (min(pair), max(pair) + 1)))


@given(SPANS, PLACES, PLACES)
def test_a_span_touches_what_any_of_them_touches(
    spans: list[tuple[int, int]], one: int, other: int
) -> None:
    start, end = min(one, other), max(one, other) + 1
    expected = any(a < end and start < b for a, b in spans)
    assert Spans(spans).touch(start, end) is expected


@given(SPANS, PLACES)
def test_a_place_is_held_by_any_that_holds_it(
    spans: list[tuple[int, int]], place: int
) -> None:
    assert Spans(spans).hold(place) is any(a <= place < b for a, b in spans)
