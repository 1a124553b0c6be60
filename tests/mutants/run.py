"""Run a room's tests on a mutant, in a copy of the tree, in a process of its own.

Pytest and all libraries are imported once a worker; each mutant is a fork of it, so
that its tests begin at once and what it breaks ends with it.
"""

from __future__ import annotations

import compileall
import importlib
import os
import py_compile
import resource
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.mutate import Mutant

COPIED = ("src", "tests", "bench", "docs", "deploy", "changes", "pyproject.toml")
OUR_OWN = ("polywire", "tests", "bench", "conftest", "test_")
SLACK = 5
"""A mutant may take so many times the processor time of the clean code."""
GRACE = 2
"""Seconds of processor time that every mutant has besides."""
PATIENCE = 6
"""On a busy machine it may take so many times as long on the clock."""
EXAMPLES = 25
"""Examples of a property; what these do not kill counts as not killed."""
PASSED = 0


@dataclass(frozen=True, slots=True)
class Result:
    """How the tests of a room ended, and what they cost."""

    code: int
    """Pytest's own: 0 all passed, 1 some failed; -9 and the like: was ended."""
    cpu: float
    seconds: float
    said: str = ""
    libraries: tuple[str, ...] = ()
    """Modules that are no part of this tree and that the tests imported."""

    @property
    def is_killed(self) -> bool:
        """Tell whether the tests minded: they failed, broke, or never ended."""
        return self.code != PASSED


class Tree:
    """A copy of the tree that mutants are written into."""

    def __init__(self, root: Path, place: Path) -> None:
        """Copy what tests need and compile it once."""
        self.place = place
        for name in COPIED:
            if (root / name).is_dir():
                leave = shutil.ignore_patterns("__pycache__", ".hypothesis")
                shutil.copytree(root / name, place / name, ignore=leave)
            elif (root / name).exists():
                shutil.copy(root / name, place / name)
        # by hash: a mutant of the same size and second is compiled anew
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        for name in ("src", "tests"):
            compileall.compile_dir(place / name, quiet=2, invalidation_mode=mode)

    def enter(self) -> None:
        """Make this process, and what it starts, import from the copy."""
        ours = [str(self.place / "src"), str(self.place)]
        os.chdir(self.place)
        os.environ["PYTHONPATH"] = os.pathsep.join(ours)
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.dont_write_bytecode = True
        sys.path[:0] = ours

    def run(self, tests: Sequence[str], limit: float | None = None) -> Result:
        """Run tests in a fork; ``limit`` is the processor time that it may take."""
        said, imported = self.place / "said.txt", self.place / "imported.txt"
        imported.write_text("", encoding="utf-8")
        start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        child = os.fork()
        if child == 0:
            _be_the_child((said, imported), tests, limit)
        status = _wait(child, start + limit * PATIENCE if limit else None)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        text = said.read_text(encoding="utf-8", errors="replace")
        names = tuple(imported.read_text(encoding="utf-8").split())
        return Result(status, cpu, time.monotonic() - start, text, names)

    def try_out(self, mutant: Mutant, tests: Sequence[str], limit: float) -> Result:
        """Run tests on a mutant and put the clean file back."""
        file = self.place / mutant.file
        clean = file.read_text(encoding="utf-8")
        file.write_text(mutant.applied(clean), encoding="utf-8")
        try:
            return self.run(tests, limit)
        finally:
            file.write_text(clean, encoding="utf-8")


def _be_the_child(
    out: tuple[Path, Path], tests: Sequence[str], limit: float | None
) -> None:
    """Run pytest and end this process, whatever happens."""
    said, imported = out
    code = 3
    try:
        os.setsid()
        if limit:
            most = int(limit) + 1
            resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        file = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, 1)
        os.dup2(file, 2)
        code = _pytest(tests)
        imported.write_text("\n".join(_libraries()), encoding="utf-8")
    except BaseException:  # noqa: BLE001  # this process must not go on as its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _pytest(tests: Sequence[str]) -> int:
    import pytest
    from hypothesis import Phase, settings

    # The same examples each time, fewer of them, and no search for the smallest one.
    settings.register_profile(
        "mutants",
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        max_examples=EXAMPLES,
    )
    # Plain: nobody reads why an assert failed, and rewriting all tests takes its time.
    options = "-x -q --tb=line --assert=plain --hypothesis-profile=mutants"
    plugins = "-p no:randomly -p no:cacheprovider"
    return int(pytest.main([*options.split(), *plugins.split(), *tests]))


def _wait(child: int, until: float | None) -> int:
    """Return how a child ended; one that takes too long is ended with its own."""
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        if found or (until is not None and time.monotonic() > until):
            break
        time.sleep(0.02)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    if not found:
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def import_libraries(names: Sequence[str]) -> None:
    """Import what the tests will import, but nothing of our own."""
    for name in names:
        # A part of a library that cannot be imported alone will be in its time.
        with suppress(Exception):
            importlib.import_module(name)


def _libraries() -> list[str]:
    """Return the modules that are loaded here and are no part of this tree."""
    return sorted(name for name in sys.modules if not name.startswith(OUR_OWN))
