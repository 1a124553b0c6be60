"""Killed at any moment, frozen, cut off: nothing is lost and nothing doubled.

A short form; the long one, with the seeded kills, is acceptance/test_kills.py.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.kill_run import Wires, kill_and_restart, undisturbed_outcome
from tests.kill_wire import outcome

KILLS = 2
# One before the truth is written and one between two writers of the truth.
BOUNDARIES = ("publish-before-commit", "emit-renamed")

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def wires(store_url: str, tmp_path: Path) -> Iterator[Wires]:
    made = Wires(tmp_path / "wire", store_url)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give what a run without kills leaves."""
    return undisturbed_outcome(tmp_path_factory.mktemp("calm"))


def test_sigkill_at_random_moments_loses_and_doubles_nothing(
    wires: Wires, undisturbed: dict[str, str]
) -> None:
    kill_and_restart(wires, KILLS, seed=9)
    wires.finish(wires.start())
    assert outcome(wires.store_url, wires.root) == undisturbed


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_sigkill_at_a_step_boundary_loses_and_doubles_nothing(
    wires: Wires, undisturbed: dict[str, str], boundary: str
) -> None:
    process = wires.start(kill_at=f"{boundary}:3")
    process.join(30)
    assert process.exitcode == -signal.SIGKILL
    wires.finish(wires.start())
    assert outcome(wires.store_url, wires.root) == undisturbed


def test_a_worker_that_never_comes_back_is_replaced_by_another(
    wires: Wires, undisturbed: dict[str, str]
) -> None:
    first = wires.start("one", ttl=2.0, kill_at="publish-before-commit:2")
    first.join(30)
    died = time.monotonic()
    assert first.exitcode == -signal.SIGKILL
    wires.finish(wires.start("two", ttl=2.0))
    assert time.monotonic() - died < 2.0 + 28.0  # the usual ttl is 30
    assert outcome(wires.store_url, wires.root) == undisturbed


def test_an_engine_database_that_is_wiped_between_runs_loses_nothing(
    tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    url = f"sqlite:///{tmp_path / 'polywire.db'}"
    wires = Wires(tmp_path / "wire", url)
    for number in (2, 9):
        process = wires.start(kill_at=f"publish-committed:{number}")
        process.join(30)
        assert process.exitcode == -signal.SIGKILL
        for file in tmp_path.glob("engine.db*"):
            file.unlink()
    wires.finish(wires.start())
    assert outcome(url, wires.root) == undisturbed
