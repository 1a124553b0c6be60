"""Each test file has its room, and what the table of rooms says is true."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from tests.mutants.__main__ import EQUIVALENT, Score, equivalents
from tests.mutants.mutate import mutants
from tests.rooms import ROOT, Room, files, named, rooms

ROOMS = rooms()
MUTATED = {name: room for name, room in ROOMS.items() if room.sources}
OWNERS = Counter(
    path for room in ROOMS.values() for path in files(room.tests, "test_*.py")
)
TESTS = [
    path
    for folder in ("unit", "integration")
    for path in sorted((ROOT / "tests" / folder).rglob("test_*.py"))
]


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_test_file_stands_in_one_room(path: Path) -> None:
    name = path.relative_to(ROOT)
    assert OWNERS[path] == 1, f"{name} is in {OWNERS[path]} rooms: see tests/rooms.toml"


def test_the_table_names_only_what_is_there() -> None:
    named_paths = [p for room in ROOMS.values() for p in (*room.tests, *room.sources)]
    assert [path for path in named_paths if not (ROOT / path).exists()] == []


def test_the_rooms_that_must_hold_are_mutated_and_keep_their_floor() -> None:
    assert {"check", "rights", "desk", "follow", "store/wire"} <= MUTATED.keys()
    assert MUTATED["check"].floor >= 0.7
    assert MUTATED["rights"].floor >= 0.9


def test_each_room_with_code_has_its_branches_pinned() -> None:
    assert [
        r.name for r in ROOMS.values() if bool(r.covers) is not bool(r.branches)
    ] == []
    assert [r.name for r in MUTATED.values() if not r.floor] == []
    covered = [ROOT / place for room in ROOMS.values() for place in room.covers]
    assert [place for place in covered if not place.exists()] == []


def test_a_floor_of_the_house_holds_its_rooms() -> None:
    assert {room.name for room in named("store", ROOMS)} == {"store", "store/wire"}
    assert [room.name for room in named("store/wire", ROOMS)] == ["store/wire"]
    with pytest.raises(SystemExit, match="no room 'stor': choose from article, check"):
        named("stor", ROOMS)


def test_what_cannot_be_killed_still_exists_and_has_a_reason() -> None:
    rows = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("mutant", ())
    assert all(row["why"] for row in rows)
    there = {
        mutant.key
        for file in {row["file"] for row in rows}
        for mutant in mutants(file, (ROOT / file).read_text(encoding="utf-8"))
    }
    assert equivalents() - there == set()


@pytest.mark.parametrize(
    ("killed", "survived", "places", "kept"),
    [
        (80, 20, 100, True),
        (79, 21, 100, False),  # all were tried: no chance is left
        (79, 21, 1000, True),
        (70, 30, 1000, False),
        (7, 3, 1000, True),
        (0, 0, 1000, True),
    ],
)
def test_a_sample_fails_only_where_chance_cannot_explain_it(
    *, killed: int, survived: int, places: int, kept: bool
) -> None:
    (mutant,) = mutants("a.py", "a = not b")
    score = Score(Room("x", (), floor=0.8), places, killed, [mutant] * survived)
    assert score.is_kept is kept
    assert ("BELOW" in score.line) is not kept
