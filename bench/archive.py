"""Publishing one more article, whatever the size of the archive."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from tests.builders import a_site

from bench import publish_one
from bench.figure import Figure, Size
from polywire.settings.operator_file import Settings

RATIO, MILLISECONDS = 1.2, 300.0


def publishing(size: Size) -> list[Figure]:
    """Publish one more at each size; the CPU of the last is to equal the first's."""
    found, costs = [], []
    for count in size.archives:
        with tempfile.TemporaryDirectory() as root:
            site = a_site(languages=list(publish_one.LANGUAGES))
            settings = Settings(Path(root), site=site)
            publish_one.fill(settings.site_folder, count)
            publish_one.one_more(settings, count)
            runs = [
                publish_one.one_more(settings, count + more)
                for more in range(1, size.rounds + 2)
            ]
        costs.append(min(run[1] for run in runs))
        wall = median(run[0] for run in runs) * 1000
        name = f"one more of {count:,} articles x 2"
        found += [
            Figure(f"{name}: time", wall, "ms", ceiling=MILLISECONDS),
            Figure(f"{name}: CPU", costs[-1] * 1000, "ms"),
            Figure(f"{name}: files written", runs[-1][2]),
        ]
    found.append(Figure("CPU, last / first", costs[-1] / costs[0], ceiling=RATIO))
    return found
