"""Column types, watermarks and policies: values in, values out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect
from sqlalchemy import make_url as dialect_of
from tests.builders import an_edition

from polywire.article import Edition
from polywire.store.ground.types import Json, Packed, UtcTime, Words, pack, unpack, warm
from polywire.store.keeping.disk import MEGABYTE, Room, room
from polywire.store.keeping.retention import Policy

DIALECTS: list[Dialect] = [
    dialect_of(f"{name}://").get_dialect()()
    for name in ("sqlite", "postgresql+psycopg")
]
IDS = ["sqlite", "postgresql"]


@given(st.binary())
def test_packed_bytes_come_back(value: bytes) -> None:
    kind = Packed()
    for dialect in DIALECTS:
        stored = kind.process_bind_param(value, dialect)
        assert kind.process_result_value(stored, dialect) == value


def test_an_edition_survives_packing() -> None:
    edition = an_edition()
    assert unpack(pack(edition), Edition) == edition


def test_equal_nouns_pack_to_equal_bytes() -> None:
    assert pack(an_edition()) == pack(an_edition())


@given(st.text(st.characters()))
def test_words_keep_all_that_a_database_can_hold(value: str) -> None:
    kept = Words().process_bind_param(value, DIALECTS[1])
    assert kept is not None
    kept.encode()
    assert "\x00" not in kept
    if value.isprintable() and value.isascii():
        assert kept == value


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001 - zones
    st.integers(-14 * 60, 14 * 60),  # are added here
)
def test_a_moment_comes_back_whatever_its_zone(naive: datetime, minutes: int) -> None:
    value = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    for dialect in DIALECTS:
        stored = UtcTime().process_bind_param(value, dialect)
        back = UtcTime().process_result_value(stored, dialect)
        assert back == value
        assert back is not None
        assert back.tzinfo is UTC


@pytest.mark.parametrize("dialect", DIALECTS, ids=IDS)
def test_nothing_stays_nothing(dialect: Dialect) -> None:
    for kind in (UtcTime(), Words(), Json(), Packed()):
        assert kind.process_bind_param(None, dialect) is None
    for kind in (UtcTime(), Json(), Packed()):
        assert kind.process_result_value(None, dialect) is None


def test_a_noun_is_looked_into_before_there_are_threads() -> None:
    warm(Edition)
    with ThreadPoolExecutor(8) as pool:
        packed = pack(an_edition())
        found = set(pool.map(lambda _: unpack(packed, Edition).article_id, range(64)))
    assert found == {an_edition().article_id}


def test_json_is_the_same_bytes_in_any_order() -> None:
    one = Json().process_bind_param({"a": 1, "b": [2]}, DIALECTS[0])
    two = Json().process_bind_param({"b": [2], "a": 1}, DIALECTS[0])
    assert one == two == '{"a":1,"b":[2]}'


@pytest.mark.parametrize(
    ("free", "total", "expected"),
    [
        (100_000, 1_000_000, Room.ENOUGH),
        (1_900, 20_000, Room.LOW),
        (1_900, 15_000, Room.ENOUGH),
        (400, 20_000, Room.FULL),
        (400, 5_000, Room.LOW),
        (0, 1_000_000, Room.FULL),
    ],
    ids=["plenty", "low", "small-but-free", "full", "small-disk", "nothing"],
)
def test_a_mark_is_passed_in_share_and_in_bytes(
    free: int, total: int, expected: Room
) -> None:
    assert room(free * MEGABYTE, total * MEGABYTE) is expected


def test_a_filling_disk_forgets_ten_times_sooner() -> None:
    assert Policy().sooner().captures == timedelta(days=3)
