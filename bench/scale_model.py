"""The cost model of docs/explanation/scale.md, and a simulation that checks it.

``python -m bench.scale_model`` prints both. The figures below are measured on
the machine of the gates unless they say otherwise.
"""

from __future__ import annotations

import heapq
import math
import random
import sys
from dataclasses import dataclass

DAY = 86_400.0
PEAK = 2.5
"""Articles in the busiest hour against the mean hour (assumed: news sleep at night)."""
FILL = 0.7
"""Share of a part that the peak may use: queues stay short below it."""


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU seconds, commits and bytes."""

    poll: float = 0.008
    """One poll that is answered 304, all that the wire does for it (measured)."""
    polls_a_day: float = 96.0
    """Of one source: every 15 minutes."""
    ingest: float = 0.100 + 0.010
    """Fetch and extract (the design's ceiling), engine and store (measured)."""
    translate: float = 0.600
    """25 sentences of 20-30 ms with the small neural engine."""
    check: float = 0.050
    """25 sentences at the design's ceiling of 2 ms."""
    store_cell: float = 0.017
    """Engine and store for one delivery (measured)."""
    publish: float = 0.530
    """31.8 s for 30 articles in 2 languages in one publication, from a real store of
    100,000 articles (measured; 0.052 s with 10,000). One process does it all."""
    commits_ingest: float = 7.0
    """Entry, enqueue, claim, article, outcome, and two of the sweep's share."""
    commits_cell: float = 6.0
    """Enqueue, claim, two of the result, outcome, emission."""
    bytes_article: float = 30_000.0
    """Revision and capture index, gzip body beside it."""
    bytes_cell: float = 10_000.0
    """Draft, edition and history, compressed (measured)."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What one machine gives."""

    cores: int = 32
    memory: float = 64e9
    commits: float = 8_000.0
    """Small synced commits a second of one PostgreSQL primary on good NVMe
    (assumed; 900 synced writes a second on the shared disk of the gates)."""
    translator: float = 80e6
    """Memory of a translation child (measured: 73 MB)."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a wire is."""

    name: str
    sources: int
    articles: float
    """A day."""
    languages: int


SIZES = (
    Size("one desk", 50, 2_000, 3),
    Size("a country", 1_000, 100_000, 3),
    Size("the world", 100_000, 5_000_000, 30),
)


@dataclass(frozen=True, slots=True)
class Need:
    """What a wire of a size needs at its peak."""

    translate_cores: float
    other_cores: float
    publish_cores: float
    """Of the one process that publishes: more than one cannot be had."""
    commits: float
    bytes_a_day: float

    @property
    def databases(self) -> int:
        """Shards of the store, by commits."""
        return max(1, math.ceil(self.commits / (Machine().commits * FILL)))

    @property
    def cores(self) -> float:
        """All cores that are planned for, with room for the peak."""
        used = self.translate_cores + self.other_cores + self.publish_cores
        return used / FILL


def need(size: Size, costs: Costs, *, cells_a_job: int = 1) -> Need:
    """Return what the peak hour takes; a job may deliver several languages."""
    articles = size.articles / DAY * PEAK
    cells = articles * size.languages
    polls = size.sources * costs.polls_a_day / DAY
    jobs = cells / cells_a_job
    engine = costs.store_cell * (0.5 * cells + 0.5 * jobs)
    other = polls * costs.poll + articles * costs.ingest + engine
    other += cells * costs.check
    return Need(
        translate_cores=cells * costs.translate,
        other_cores=other,
        publish_cores=cells * costs.publish,
        # Half of a cell's commits are the engine's: these follow the jobs.
        commits=articles * costs.commits_ingest
        + 0.5 * costs.commits_cell * (cells + jobs)
        + polls * 2.0,
        bytes_a_day=size.articles
        * (costs.bytes_article + size.languages * costs.bytes_cell),
    )


# --- the simulation


class Station:
    """A part with a number of servers and one queue, first come first served."""

    def __init__(self, servers: int) -> None:
        self.free_at = [0.0] * servers
        self.busy = 0.0
        self.waits: list[float] = []

    def serve(self, now: float, seconds: float) -> float:
        """Return when work that comes now is done."""
        begin = max(now, heapq.heappop(self.free_at))
        heapq.heappush(self.free_at, begin + seconds)
        self.busy += seconds
        self.waits.append(begin - now)
        return begin + seconds


def simulate(size: Size, costs: Costs, scale: float, seconds: float) -> str:
    """Run the peak on parts sized by the model, all made smaller by ``scale``."""
    model = need(size, costs)
    chance = random.Random(9)
    translators = Station(max(1, round(model.translate_cores / FILL / scale)))
    others = Station(max(1, round(model.other_cores / FILL / scale)))
    disk = Station(1)
    commit = scale / (model.databases * Machine().commits)
    rate = size.articles / DAY * PEAK / scale
    events: list[tuple[float, int, str]] = []
    now, number = 0.0, 0
    while now < seconds:
        now += chance.expovariate(rate)
        number += 1
        heapq.heappush(events, (now, number, "article"))
    latencies: list[float] = []
    end = 0.0
    while events:
        now, _, kind = heapq.heappop(events)
        end = max(end, now)
        if kind == "article":
            done = others.serve(now, chance.expovariate(1 / costs.ingest))
            done = disk.serve(done, commit * costs.commits_ingest)
            for _ in range(size.languages):
                number += 1
                heapq.heappush(events, (done, number, "cell"))
        elif kind == "cell":
            done = translators.serve(now, chance.expovariate(1 / costs.translate))
            rest = costs.check + costs.store_cell
            done = others.serve(done, chance.expovariate(1 / rest))
            done = disk.serve(done, commit * costs.commits_cell)
            latencies.append(done - now)
    latencies.sort()
    used = {
        "translation": (translators, model.translate_cores),
        "other CPU": (others, model.other_cores),
        "commits": (disk, model.commits / model.databases / Machine().commits * scale),
    }
    shares = [
        f"{name} {part.busy / len(part.free_at) / end:.2f}"
        f" (model {wanted / scale / len(part.free_at):.2f})"
        for name, (part, wanted) in used.items()
    ]
    late = latencies[int(0.95 * len(latencies))]
    return f"simulated: {', '.join(shares)}; 95 of 100 cells within {late:.1f} s"


def _line(size: Size) -> str:
    return (
        f"{size.name}: {size.sources:,} sources, {size.articles:,.0f} articles "
        f"a day, {size.languages} languages"
    )


def main() -> None:
    """Print the model and its check."""
    costs, machine = Costs(), Machine()
    for size in SIZES:
        found = need(size, costs)
        together = need(size, costs, cells_a_job=size.languages)
        machines = math.ceil(found.cores / machine.cores)
        memory = found.translate_cores / FILL * machine.translator / 1e9
        scale = max(1.0, size.articles / 50_000)
        lines = [
            _line(size),
            f"  at the peak: translation {found.translate_cores:,.1f} cores,",
            f"  publishing {found.publish_cores:,.1f} (one process at most),",
            f"  all else {found.other_cores:,.1f}; {machines} of {machine.cores} cores",
            f"  {found.commits:,.0f} commits a second: {found.databases} databases",
            f"  with one job an article {together.commits:,.0f}: {together.databases}",
            f"  {found.bytes_a_day / 1e9:,.1f} GB a day; translators {memory:,.1f} GB",
            f"  {simulate(size, costs, scale, 1800)}",
        ]
        sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
