"""A process that is killed while it writes captures: what it told is kept."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from polywire.intake.captures.warc import Archive

WRITER = """
import os, resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path

from polywire.article import Capture
from polywire.intake.captures.warc import Archive

folder, limit = Path(sys.argv[1]), int(sys.argv[2])
if limit:  # the kernel ends us in the middle of the write that passes the limit
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
archive = Archive(folder)
for number in range(100_000):
    body = number.to_bytes(4, "big") + os.urandom(300_000)
    url = f"https://courier.example/{number}"
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    name, offset = archive.keep("s", Capture(url, url, moment, 200, (), body))
    print(number, name, offset, flush=True)
"""


def _killed(folder: Path, *, limit: int = 0, after: int = 0) -> list[tuple[str, int]]:
    """Let a child write until it is killed; return the places that it told."""
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(limit)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    places = []
    with child.stdout as told:
        for line in told:
            _, name, offset = line.split()
            places.append((name, int(offset)))
            if after and len(places) == after:
                child.send_signal(signal.SIGKILL)
    ended = child.wait(timeout=30)
    assert ended == -(signal.SIGXFSZ if limit else signal.SIGKILL)
    return places


def _all_are_there(folder: Path, places: list[tuple[str, int]]) -> None:
    archive = Archive(folder)
    bodies = [archive.body(place) for place in places]
    assert [int.from_bytes(body[:4], "big") for body in bodies] == list(
        range(len(places))
    )


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="POSIX has file limits")
@pytest.mark.parametrize("limit", [700_001, 1_048_576, 1_500_007])
def test_a_writer_killed_within_a_record_leaves_a_torn_tail_that_is_mended(
    tmp_path: Path, limit: int
) -> None:
    places = _killed(tmp_path, limit=limit)
    (name,) = {name for name, _ in places}
    path = tmp_path / name
    assert path.stat().st_size == limit  # the record that did not fit is torn
    _all_are_there(tmp_path, places)
    again = Archive(tmp_path)
    capture = again.read(places[0])
    offset = again.keep("s", capture)[1]
    assert places[-1][1] < offset < limit  # where the torn one began
    _all_are_there(tmp_path, places)
    assert len(list(again.captures(name))) == len(places) + 1
    assert again.body((name, offset)) == capture.body


def test_a_writer_killed_at_any_moment_loses_nothing_that_it_told(
    tmp_path: Path,
) -> None:
    for after in (1, 4, 9):
        folder = tmp_path / str(after)
        places = _killed(folder, after=after)
        _all_are_there(folder, places)
        again = Archive(folder)
        again.keep("s", again.read(places[0]))
        written = list(again.captures(places[0][0]))
        # the child may have finished one more record than it could tell
        assert len(written) - 1 in {len(places), len(places) + 1}
