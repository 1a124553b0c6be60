"""Which test files belong to which room: ``python -m tests.rooms check`` prints them.

The table is ``tests/rooms.toml``; ``make room R=check`` runs what this prints.
"""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "tests" / "rooms.toml"


@dataclass(frozen=True, slots=True)
class Room:
    """One part of the house with the tests that hold it."""

    name: str
    tests: tuple[str, ...]
    """Test files, and folders of them with all that they hold."""
    sources: tuple[str, ...] = ()
    """What ``make mutants`` changes in it; nothing for a room that it leaves alone."""
    floor: float = 0.0
    """Least share of mutants that its tests kill."""
    skips: str = ""
    """Words of tests that are left out with mutants, as pytest's -k knows them."""
    covers: tuple[str, ...] = ()
    """Folders and files whose branches ``make coverage`` counts."""
    branches: float = 0.0
    """Least share of those branches that its tests take."""


def rooms(table: Path = TABLE) -> dict[str, Room]:
    """Return all rooms by name."""
    read = tomllib.loads(table.read_text(encoding="utf-8"))
    return {
        name: Room(
            name,
            tuple(row["tests"]),
            tuple(row.get("sources", ())),
            row.get("floor", 0.0),
            row.get("skips", ""),
            tuple(row.get("covers", (f"src/polywire/{name}/",))),
            row.get("branches", 0.0),
        )
        for name, row in read.items()
    }


def named(name: str, known: dict[str, Room]) -> list[Room]:
    """Return a room, or all rooms of a floor: "store" holds "store/wire"."""
    found = [
        r for r in known.values() if r.name == name or r.name.startswith(f"{name}/")
    ]
    if not found:
        sys.exit(f"no room {name!r}: choose from {', '.join(sorted(known))}")
    return found


def files(paths: tuple[str, ...], pattern: str) -> list[Path]:
    """Return the files that paths of a table name, folders unfolded, in order."""
    found = []
    for path in paths:
        place = ROOT / path
        found += sorted(place.rglob(pattern)) if place.is_dir() else [place]
    return found


if __name__ == "__main__":
    chosen = named(sys.argv[1] if len(sys.argv) > 1 else "", rooms())
    print(*(path for room in chosen for path in room.tests), sep="\n")
