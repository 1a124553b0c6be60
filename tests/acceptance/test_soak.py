"""A wire that runs on and on: memory, open files and the database stay explained.

60 articles through 15 polls; ``FULL=1`` makes it 2,000 through 200, the clock
turned by hand. The stages, the store and the site are real; the outlet and the
engine are twins.
"""

from __future__ import annotations

import gc
import os
import random
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.store_looks import sizes
from tests.wire_on_paper import Paper, Story, paper

from polywire.operate.care.upkeep import Upkeep

FULL = os.environ.get("FULL") == "1"
POLLS = 200 if FULL else 15
EACH = 10 if FULL else 4
"""New articles at each poll."""
LISTED = 40
"""Articles that the feed lists, as feeds do."""
WARM = 0.4
"""Share of the run after which memory must be flat."""

pytestmark = pytest.mark.timeout(4 * 3600 if FULL else 600)

PLACES = ("Norvale", "Orl", "Tessin Ford", "Marl Bay", "Upper Kest", "Lindow")
THINGS = ("bridge", "library", "ferry", "tramway", "market", "school", "harbour")


@dataclass(frozen=True, slots=True)
class Look:
    """How large the wire is at a moment."""

    articles: int
    memory: int
    """Bytes that the process holds."""
    files: int
    """Open files."""
    store: int
    """Bytes of the database with its log."""


def a_story(number: int, when: str) -> Story:
    dice = random.Random(number)
    place, thing = dice.choice(PLACES), dice.choice(THINGS)
    money, members, weeks = (
        dice.randrange(10**6),
        dice.randrange(90),
        dice.randrange(50),
    )
    people, years, letters = (dice.randrange(2, 9000) for _ in range(3))
    text = (
        f"The council of {place} voted on Monday to spend {money} crowns on {thing} "
        f"number {number}, {members} members being in favour.|Work on it begins in "
        f"{weeks} weeks and gives work to {people} people, the engineer said.|Residents "
        f"had asked for the {thing} for {years} days, and {letters} of them signed a "
        f"letter to the mayor of {place}.|It is the largest {thing} between {place} and "
        f"the sea, which is {money // 7} paces away."
    )
    headline = f"{place} pays for {thing} number {number}"
    return Story(f"story-{number}", headline, text.split("|"), published=when)


def look(wire: Paper, articles: int) -> Look:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    files = len(list(Path("/proc/self/fd").iterdir()))
    store = sum(path.stat().st_size for path in wire.root.glob("polywire.db*"))
    return Look(articles, pages * os.sysconf("SC_PAGE_SIZE"), files, store)


def test_memory_files_and_database_stay_flat_or_explained(tmp_path: Path) -> None:
    wire = paper(tmp_path)
    care = Upkeep(wire.wire, lambda _: 0)
    looks: list[Look] = []
    start = time.process_time()
    with closing(wire.wire.db):
        for poll in range(POLLS):
            when = wire.now.isoformat()
            new = [a_story(poll * EACH + n, when) for n in range(EACH)]
            wire.outlet.stories.extend(new)
            for story in wire.outlet.stories[: -LISTED or None]:
                story.in_feed = False
            wire.run()
            care.look()
            wire.later(minutes=30)
            wire.outlet.asked.clear()
            looks.append(look(wire, (poll + 1) * EACH))
        with wire.wire.db.read() as conn:
            tables = sizes(conn)
        shown = [c for c in wire.board().values() if c["state"] == "published"]
    cpu = time.process_time() - start
    assert len(shown) == 2 * POLLS * EACH
    report(looks, cpu)
    for table in tables[:6]:
        if table.bytes:
            print(f"  {table.table}: {table.rows} rows, {table.bytes // 1000} kB")
    warm = looks[int(WARM * POLLS) :]
    assert max(one.memory for one in warm) <= 1.10 * warm[0].memory
    assert max(one.files for one in warm) <= warm[0].files + 2
    # what an article takes does not grow with the number of articles
    middle, last = looks[POLLS // 2], looks[-1]
    first_half = middle.store / middle.articles
    second_half = (last.store - middle.store) / (last.articles - middle.articles)
    assert second_half <= 1.25 * first_half


def report(looks: list[Look], cpu: float) -> None:
    warm, last = looks[int(WARM * POLLS)], looks[-1]
    print(
        f"\nsoak: {last.articles} articles through {POLLS} polls, "
        f"{1000 * cpu / last.articles:.0f} ms CPU an article\n"
        f"  memory {warm.memory / 1e6:.0f} MB warm, {last.memory / 1e6:.0f} MB at the "
        f"end ({last.memory / warm.memory:.3f})\n"
        f"  open files {warm.files}, {last.files} at the end\n"
        f"  database {last.store / 1e6:.1f} MB, {last.store / last.articles / 1000:.1f} "
        "kB an article in 2 languages"
    )
