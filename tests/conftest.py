"""What holds for every test: the machine may be busy, so no example has a deadline.

Temporary folders lie in memory where there is some: the wire syncs each file and
each commit to the disk, and on a busy disk that is a third of the tests' time.

pytest's own time limit stands. In CI the examples are the same on each run, so that
a red run can be repeated; elsewhere hypothesis looks for new ones.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

settings.register_profile(
    "polywire", deadline=None, derandomize=os.environ.get("CI") == "true"
)
settings.load_profile("polywire")

MEMORY = Path("/dev/shm")  # noqa: S108  # memory that looks like a disk, on Linux
ENOUGH = 2 * 1024**3

if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(scope="session")
def httpserver_listen_address() -> tuple[str, int]:
    """Let the one loopback server of a session have one address in every order."""
    return ("127.0.0.1", 0)


@pytest.fixture(autouse=True)
def _log_of_its_own() -> Iterator[None]:
    """Undo what a command set up: its log would go to a file that is closed."""
    yield
    structlog.reset_defaults()
