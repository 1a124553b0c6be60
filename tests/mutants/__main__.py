"""Mutants killed by the tests of each room: ``python -m tests.mutants [ROOM...]``.

Without a limit every mutant is tried; ``--minutes`` takes a seeded sample that is
shared by the rooms. Ends with 1 when a room kills less than its floor.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutants import run
from tests.mutants.mutate import Mutant, mutants
from tests.rooms import ROOT, Room, files, named, rooms

EQUIVALENT = ROOT / "tests" / "equivalent.toml"
SURE = 1.96
"""Standard errors: a sample fails when chance explains it less than once in forty."""


@dataclass
class Score:
    """What came of the mutants of one room."""

    room: Room
    places: int
    killed: int = 0
    survivors: list[Mutant] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def tried(self) -> int:
        return self.killed + len(self.survivors)

    @property
    def share(self) -> float:
        return self.killed / self.tried if self.tried else 0.0

    @property
    def at_most(self) -> float:
        """The share that a sample like this may stand for, at most (Wilson)."""
        if self.tried in {0, self.places}:
            return self.share if self.tried else 1.0
        z, n = SURE**2, self.tried
        spread = SURE * math.sqrt(self.share * (1 - self.share) / n + z / (4 * n * n))
        return (self.share + z / (2 * n) + spread) / (1 + z / n)

    @property
    def is_kept(self) -> bool:
        return self.at_most >= self.room.floor

    @property
    def line(self) -> str:
        verdict = "kept" if self.is_kept else "BELOW"
        return (
            f"{self.room.name:12} killed {self.killed} of {self.tried} "
            f"({self.share:.1%}), floor {self.room.floor:.0%} {verdict}; "
            f"{self.places} places, {self.seconds:.0f} s"
        )


def places(room: Room) -> list[Mutant]:
    """Return every mutant of a room but those that are known to change nothing."""
    found = [
        mutant
        for path in files(room.sources, "*.py")
        for mutant in mutants(
            path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        )
    ]
    known = equivalents()
    return [mutant for mutant in found if mutant.key not in known]


def equivalents() -> set[tuple[str, str, str, str]]:
    """Return the keys of mutants that no test can kill, by the table of reasons."""
    rows = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("mutant", ())
    return {(r["file"], r["where"], r["was"], r["became"]) for r in rows}


def score(room: Room, *, seed: int, until: float, jobs: int) -> Score:
    """Try mutants of a room, in an order that the seed decides, until a time."""
    every = places(room)
    random.Random(f"{seed} {room.name}").shuffle(every)
    done = Score(room, len(every))
    start = time.monotonic()
    with tempfile.TemporaryDirectory(dir=_memory()) as base:
        for mutant, is_killed in _tried(every, room, base, until=until, jobs=jobs):
            if is_killed:
                done.killed += 1
            else:
                done.survivors.append(mutant)
    done.survivors.sort(key=lambda one: (one.file, one.line))
    done.seconds = time.monotonic() - start
    return done


def _memory() -> str | None:
    """Return where files need no disk, if there is such a place."""
    place = "/dev/shm"  # noqa: S108  # memory that looks like a disk, on Linux
    is_roomy = os.access(place, os.W_OK) and shutil.disk_usage(place).free > 2**30
    return place if is_roomy else None


def _tried(
    every: Sequence[Mutant], room: Room, base: str, *, until: float, jobs: int
) -> Iterator[tuple[Mutant, bool]]:
    # Forked, not spawned: the workers import pytest once, their forks never again.
    forked = multiprocessing.get_context("fork")
    options = [*room.tests, *(["-k", f"not ({room.skips})"] if room.skips else [])]
    given = (base, options, until)
    with ProcessPoolExecutor(jobs, forked, _enter, given) as pool:
        waiting = {pool.submit(_try_one, mutant): mutant for mutant in every}
        for one in as_completed(waiting):
            answer = one.result()
            if answer is not None:
                yield waiting[one], answer


@dataclass
class _Worker:
    """What a process of the pool keeps."""

    tree: run.Tree
    tests: list[str]
    until: float
    limit: float


_here: list[_Worker] = []


def _enter(base: str, tests: list[str], until: float) -> None:
    """Make a process ready: its own tree, one clean run, all libraries imported."""
    tree = run.Tree(ROOT, Path(tempfile.mkdtemp(dir=base)))
    tree.enter()
    clean = tree.run(tests)
    if clean.code != run.PASSED:
        sys.stderr.write(f"the tests fail without any mutant:\n{clean.said[-3000:]}\n")
        raise SystemExit(1)
    run.import_libraries(clean.libraries)
    _here.append(_Worker(tree, tests, until, clean.cpu * run.SLACK + run.GRACE))


def _try_one(mutant: Mutant) -> bool | None:
    """Tell whether the tests kill a mutant; None when the time is over."""
    (here,) = _here
    if time.monotonic() > here.until:
        return None
    return here.tree.try_out(mutant, here.tests, here.limit).is_killed


def main(arguments: Sequence[str]) -> int:
    """Try the mutants of what is named, or of all rooms."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants", description=__doc__
    )
    parser.add_argument("names", nargs="*", metavar="ROOM")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=math.inf)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    asked = parser.parse_args(arguments)
    known = rooms()
    chosen = [r for name in asked.names or known for r in named(name, known)]
    chosen = [room for room in dict.fromkeys(chosen) if room.sources]
    end = time.monotonic() + asked.minutes * 60
    scores = []
    for left, room in zip(range(len(chosen), 0, -1), chosen, strict=True):
        now = time.monotonic()
        until = now + (end - now) / left
        done = score(room, seed=asked.seed, until=until, jobs=asked.jobs)
        scores.append(done)
        for one in done.survivors:
            place = f"{one.file}:{one.line} {one.where}"
            print(f"  survived  {place}: {one.was}  ->  {one.became}")
        print(done.line, flush=True)
    return int(not all(one.is_kept for one in scores))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
