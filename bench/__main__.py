"""``python -m bench [NAME...] [--json] [--full]``: run benchmarks, print figures.

Ends with 1 when a figure is over its bound.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence

from bench.archive import publishing
from bench.figure import FULL, TINY, Figure, Size, unbound
from bench.keeping import jobs
from bench.reading import extraction, feeds
from bench.rebuild import rebuilding
from bench.serving import serving
from bench.speech import rules, translation
from bench.starting import starting
from bench.whole_run import sample

BENCHMARKS: Mapping[str, Callable[[Size], list[Figure]]] = {
    "translation": translation,
    "extraction": extraction,
    "rules": rules,
    "feeds": feeds,
    "jobs": jobs,
    "publishing": publishing,
    "rebuilding": rebuilding,
    "serving": serving,
    "sample": sample,
    "starting": starting,
}


def main(arguments: Sequence[str]) -> int:
    """Run what is named, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--full", action="store_true", help="100,000 articles too")
    parser.add_argument("--tiny", action="store_true", help="only show that it works")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - BENCHMARKS.keys():
        parser.error(f"no benchmark {sorted(unknown)}: choose from {[*BENCHMARKS]}")
    size = FULL if asked.full else TINY if asked.tiny else Size()
    found: dict[str, list[Figure]] = {}
    for name in asked.names or BENCHMARKS:
        if not asked.json:
            print(f"{name} (load {os.getloadavg()[0]:.1f})", flush=True)
        figures = BENCHMARKS[name](size)
        found[name] = unbound(figures) if size.is_small else figures
        if not asked.json:
            print("\n".join(figure.line for figure in found[name]), flush=True)
    if asked.json:
        _print_json(found)
    return int(any(not one.is_kept for figures in found.values() for one in figures))


def _print_json(found: Mapping[str, Sequence[Figure]]) -> None:
    rows = {
        name: [dataclasses.asdict(one) | {"kept": one.is_kept} for one in figures]
        for name, figures in found.items()
    }
    for row in (row for figures in rows.values() for row in figures):
        # JSON has no infinity: a bound that does not exist is null
        row["ceiling"] = row["ceiling"] if row["ceiling"] < float("inf") else None
        row["floor"] = row["floor"] if row["floor"] > -float("inf") else None
    json.dump(rows, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
