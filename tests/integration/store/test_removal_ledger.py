"""The ledger of removals as a file: what is written is read, whatever happens to it."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import NOON

from polywire.errors import LedgerDamaged, StoreAway
from polywire.store.ground.removal_ledger import Removal, RemovalLedger, hashed

ENTRIES = st.builds(
    Removal,
    serial=st.integers(1, 50),
    at=st.integers(0, 10**6).map(lambda n: NOON + timedelta(seconds=n / 7)),
    kind=st.sampled_from(["withdrawal", "name", "user", "password", "token"]),
    value=st.text("0123456789abcdef-", min_size=1, max_size=40),
    gone=st.booleans(),
)
SOME = st.lists(ENTRIES, min_size=1, max_size=6)


@contextmanager
def a_ledger() -> Iterator[RemovalLedger]:
    with tempfile.TemporaryDirectory() as folder:
        yield RemovalLedger(Path(folder) / "polywire.removals")


def ordered(entries: Sequence[Removal]) -> tuple[Removal, ...]:
    """Return entries as a ledger gives them: each once, in their order."""
    return tuple(sorted(set(entries), key=lambda one: one.order))


@given(first=SOME, second=SOME)
def test_what_was_added_is_read_in_order_and_once(
    first: list[Removal], second: list[Removal]
) -> None:
    with a_ledger() as ledger:
        ledger.append("w", first)
        ledger.append("w", second)
        assert ledger.add_missing("w", first) == 0
        held = ledger.read()
        assert (held.wire, held.removals) == ("w", ordered(first + second))


@settings(max_examples=60)
@given(first=SOME, lost=SOME, then=SOME, cut=st.integers(1, 10_000))
def test_a_last_line_that_was_torn_counts_as_not_written_and_harms_no_other(
    first: list[Removal], lost: list[Removal], then: list[Removal], cut: int
) -> None:
    with a_ledger() as ledger:
        ledger.append("w", first)
        whole = ledger.path.stat().st_size
        ledger.append("w", lost)
        data = ledger.path.read_bytes()
        ledger.path.write_bytes(data[: whole + cut % (len(data) - whole)])
        kept = ledger.read().removals
        assert set(kept) >= set(first)
        assert set(kept) <= set(first + lost)
        ledger.append("w", then)
        assert ledger.read().removals == ordered([*kept, *then])


@settings(max_examples=60)
@given(entries=SOME, where=st.integers(0, 10_000), sign=st.integers(0, 255))
def test_a_changed_byte_is_seen_or_says_nothing(
    entries: list[Removal], where: int, sign: int
) -> None:
    """No entry is read as another one: what is missing is told."""
    with a_ledger() as ledger:
        ledger.append("w", entries)
        data = bytearray(ledger.path.read_bytes())
        head = data.index(b"\n") + 1
        data[head + where % (len(data) - 1 - head)] = sign
        ledger.path.write_bytes(bytes(data))
        found = ledger.salvage()
        assert set(found.removals) <= set(entries)
        if set(found.removals) != set(entries) and sign != ord("~"):
            with pytest.raises(LedgerDamaged, match="cannot be read"):
                ledger.read()


@pytest.mark.parametrize(
    "line",
    [b"\x00" * 300, b"{}", b"", b'{"removals":2,"wire":"w"}', b'{"removals":1,"wire":"x"}'],
    ids=["zeros", "empty object", "empty line", "newer format", "other wire"],
)  # fmt: skip
def test_a_foreign_line_in_the_middle_is_told_by_its_number(
    tmp_path: Path, line: bytes
) -> None:
    ledger = RemovalLedger(tmp_path / "polywire.removals")
    one = Removal(1, NOON, "withdrawal", "a1", gone=True)
    ledger.append("w", [one])
    ledger.path.write_bytes(ledger.path.read_bytes() + line + b"\n")
    ledger.append("w", [Removal(2, NOON, "withdrawal", "a1", gone=False)])
    with pytest.raises(LedgerDamaged, match="line 3") as told:
        ledger.read()
    assert told.value.lines == (3,)
    assert len(ledger.salvage().removals) == 2


def test_a_ledger_is_for_its_owner_alone(tmp_path: Path) -> None:
    ledger = RemovalLedger(tmp_path / "polywire.removals")
    ledger.append("w", [Removal(1, NOON, "user", hashed("user", "eva"), gone=True)])
    assert ledger.path.stat().st_mode & 0o777 == 0o600
    assert ledger.renew("w", ()).stat().st_mode & 0o777 == 0o600
    assert ledger.path.stat().st_mode & 0o777 == 0o600


def test_a_ledger_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    ledger = RemovalLedger(tmp_path / "missing" / "polywire.removals")
    with pytest.raises(StoreAway, match="cannot be written"):
        ledger.append("w", ())
    folder = RemovalLedger(tmp_path)
    with pytest.raises(StoreAway, match="cannot be read"):
        folder.read()


def add_many(path: Path, who: str) -> None:
    ledger = RemovalLedger(path)
    for number in range(100):
        value = f"{who}-{number}"
        ledger.append("w", [Removal(number + 1, NOON, "withdrawal", value, gone=True)])


def test_processes_that_add_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "polywire.removals"
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=add_many, args=(path, who)) for who in "abc"]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    found = {one.value for one in RemovalLedger(path).read().removals}
    assert found == {f"{who}-{number}" for who in "abc" for number in range(100)}
