"""One run of an installation in a process that tells where its CPU time went.

``python -m bench.watched_run FOLDER`` does what ``polywire run --once`` does and
prints a JSON object. CPU is counted by thread: waiting for engines is no cost.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

KILO = 1024
STEPS = {
    "poll": "polywire.steps.poll:poll",
    "ingest": "polywire.steps.ingest:ingest",
    "deliver": "polywire.steps.deliver:deliver",
    "rules": "polywire.desk.repair.repair_loop:check_segment",
    "publish": "polywire.steps.emit:emit",
    "articles": "polywire.steps.emit:publish_articles",
}
"""What is timed. Rules are a part of deliver, articles of publish; pages are read in a
child (`python -m bench extraction` measures that)."""

_spent: dict[str, float] = defaultdict(float)
_calls: Counter[str] = Counter()
_adding = threading.Lock()


def _timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **named: Any) -> Any:
        start = time.thread_time()
        try:
            return work(*args, **named)
        finally:
            with _adding:
                _spent[name] += time.thread_time() - start
                _calls[name] += 1

    return run


class Children(threading.Thread):
    """Looks at the translation children twice a second (Linux)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peaks: dict[int, int] = {}
        self.done = threading.Event()

    def run(self) -> None:
        """Keep the greatest resident size of each child."""
        while not self.done.wait(0.5):
            for folder in Path("/proc").glob("[0-9]*"):
                self._look(folder)

    def _look(self, folder: Path) -> None:
        try:
            if (
                b"polywire.translate.engines.model_child"
                not in (folder / "cmdline").read_bytes()
            ):
                return
            lines = (folder / "status").read_text(encoding="utf-8").splitlines()
        except OSError:
            return  # it has just ended
        facts = dict(line.split(":", 1) for line in lines if ":" in line)
        if int(facts["PPid"]) != os.getpid():
            return
        self.peaks[int(folder.name)] = int(facts.get("VmHWM", "0 kB").split()[0])


def main(folder: Path) -> None:
    """Run once and print what it cost."""
    start = time.perf_counter()
    import_module("polywire.cli.app").configure_logging(verbose=False)
    service = import_module("polywire.service")
    settings = import_module("polywire.settings.operator_file")
    content = import_module("polywire.demo.content")
    imports = time.process_time()
    for name, place in STEPS.items():
        module, _, function = place.partition(":")
        owner = import_module(module)
        setattr(owner, function, _timed(name, getattr(owner, function)))
    children = Children()
    children.start()
    with service.opened(settings.load(folder), now=content.clock(1)) as running:
        report = running.once(lambda _: None)
    children.done.set()
    own = resource.getrusage(resource.RUSAGE_SELF)
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN)
    json.dump(
        {
            "report": report,
            "wall": time.perf_counter() - start,
            "imports": imports,
            "main": own.ru_utime + own.ru_stime,
            "children": theirs.ru_utime + theirs.ru_stime,
            "rss": own.ru_maxrss * KILO / 1e6,
            "child_rss": max(children.peaks.values(), default=0) * KILO / 1e6,
            "spent": dict(_spent),
            "calls": dict(_calls),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
