"""The sample newsroom, killed again and again: it ends in the very same site.

Six kills of one run; ``FULL=1`` makes it four runs.
"""

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.acceptance.conftest import Command

Read = Callable[[Path], dict[str, bytes]]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(4 if os.environ.get("FULL") == "1" else 1))
def test_a_killed_run_ends_in_the_same_site(
    polywire: Command, demo: Path, tmp_path: Path, site_bytes: Read, seed: int
) -> None:
    dice = random.Random(seed)
    folder = tmp_path / "wire"
    for _ in range(6):
        process = polywire.start("demo", folder, "--no-serve")
        time.sleep(dice.uniform(1.0, 12.0))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    polywire("demo", folder, "--no-serve")
    expected, found = site_bytes(demo / "site"), site_bytes(folder / "site")
    assert sorted(found) == sorted(expected)
    assert [path for path in expected if found[path] != expected[path]] == []
