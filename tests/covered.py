"""Branches of each room that its own tests take: ``python -m tests.covered [ROOM...]``.

Fails when a room takes a smaller share than is pinned in ``tests/rooms.toml``; lines
that no test of the room reaches are printed with it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.rooms import ROOT, Room, named, rooms

SHOWN = 40
"""Missing places that are printed of a room."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What the tests of a room took of its branches."""

    taken: int
    branches: int
    missing: tuple[str, ...]
    """Arrows that no test took, as ``file:from->to``."""

    @property
    def share(self) -> float:
        return self.taken / self.branches if self.branches else 1.0


def measure(room: Room) -> Covered:
    """Run a room's own tests; raises CalledProcessError when one of them fails."""
    with tempfile.TemporaryDirectory() as folder:
        data, report = Path(folder, "data"), Path(folder, "report.json")
        tool = [sys.executable, "-m", "coverage"]
        include = ",".join(f"{place}*" for place in room.covers)
        run = [*tool, "run", "--branch", f"--data-file={data}", f"--include={include}"]
        pytest = ["-m", "pytest", "-q", "-p", "no:randomly", *room.tests]
        subprocess.run([*run, *pytest], cwd=ROOT, check=True)
        subprocess.run(
            [*tool, "json", "-q", f"--data-file={data}", "-o", str(report)],
            cwd=ROOT,
            check=True,
        )
        found = json.loads(report.read_text(encoding="utf-8"))
    return Covered(
        found["totals"]["covered_branches"],
        found["totals"]["num_branches"],
        tuple(
            f"{name}:{start}->{end if end > 0 else 'end'}"
            for name, file in found["files"].items()
            for start, end in file["missing_branches"]
        ),
    )


def main(names: list[str]) -> int:
    """Measure rooms, print a line each, and return 1 when one is below its pin."""
    known = rooms()
    chosen = [room for name in names for room in named(name, known)]
    below = False
    for room in chosen or [room for room in known.values() if room.covers]:
        start = time.monotonic()
        found = measure(room)
        kept = found.share >= room.branches
        below |= not kept
        print(*found.missing[:SHOWN], sep="\n")
        print(
            f"{room.name:12} branches {found.taken} of {found.branches} "
            f"({found.share:.1%}), pinned {room.branches:.1%} "
            f"{'kept' if kept else 'BELOW'}; {time.monotonic() - start:.0f} s",
            flush=True,
        )
    return int(below)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
