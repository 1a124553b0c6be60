"""Where the gates find their data: the folder that POLYWIRE_BENCH names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# As in the children that do the work: threads that wait for another spin, and count.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

DEFAULT = Path(__file__).parents[2].parent / "shared" / "bench"


@pytest.fixture(scope="session")
def bench() -> Path:
    """Return the bench folder; without it the gate is skipped, in CI it fails."""
    folder = Path(os.environ.get("POLYWIRE_BENCH", DEFAULT))
    if not folder.is_dir():
        reason = f"no bench data at {folder}: set POLYWIRE_BENCH to their folder"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
