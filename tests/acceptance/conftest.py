"""The built wheel, unpacked: acceptance tests run what a user would install."""

import json
import math
import os
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run try a seeded part of what it collects: ``--part 0.6 --part-seed 1``."""
    parser.addoption("--part", type=float, default=1.0)
    parser.addoption("--part-seed", default="1")


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    dice = random.Random(config.getoption("--part-seed"))
    chosen = dice.sample(items, math.ceil(config.getoption("--part") * len(items)))
    config.hook.pytest_deselected(items=[one for one in items if one not in chosen])
    items[:] = [one for one in items if one in chosen]


@dataclass(frozen=True)
class Command:
    """The real command, run from the unpacked wheel."""

    library: Path

    def environment(self, **extra: str) -> dict[str, str]:
        environment = {k: v for k, v in os.environ.items() if k != "POLYWIRE_NOW"}
        return {**environment, "PYTHONPATH": str(self.library), **extra}

    def start(self, *arguments: str | Path, **extra: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "polywire", *map(str, arguments)],
            cwd=self.library,
            env=self.environment(**extra),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def __call__(
        self,
        *arguments: str | Path,
        text: str | None = None,
        code: int | None = 0,
        seconds: float = 300,
        **extra: str,
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "polywire", *map(str, arguments)],
            cwd=self.library,
            env=self.environment(**extra),
            input=text,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        if code is not None:
            assert done.returncode == code, done.stdout[-3000:] + done.stderr[-3000:]
        return done

    def board(self, folder: Path) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(
            self("-C", folder, "status", "--json").stdout
        )
        return answer


@pytest.fixture(scope="session")
def polywire(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Build the wheel and unpack it apart from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("polywire-*.whl")
    library = folder / "library"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(library)
    return Command(library)


@pytest.fixture
def site_bytes() -> Callable[[Path], dict[str, bytes]]:
    """Read every file of a site, by its path inside."""

    def read(folder: Path) -> dict[str, bytes]:
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    return read


@dataclass(frozen=True)
class Run:
    """A finished first run: the undisturbed site, and what it took in seconds."""

    folder: Path
    clock: float
    processor: float
    others: float
    """Processor time that other programs took meanwhile."""
    printed: str


@pytest.fixture(scope="module")
def first_run(polywire: Command, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run the sample wire once. The demo's clock stands still."""
    folder = tmp_path_factory.mktemp("demo") / "wire"
    start, own, all_busy = time.monotonic(), own_time(), _busy()
    printed = polywire("demo", folder, "--no-serve").stdout
    own = own_time() - own
    others = _busy() - all_busy - own
    run = Run(folder, time.monotonic() - start, own, others, printed)
    print(
        f"\ndemo: {run.clock:.1f} s for the whole wire (floor 60 s), {own:.1f} s of "
        f"processor time beside {run.others:.1f} s of other programs"
    )
    return run


@pytest.fixture(scope="module")
def demo(first_run: Run) -> Path:
    """Give the folder of the undisturbed run."""
    return first_run.folder


def own_time() -> float:
    """Return the processor seconds that programs of ours took so far."""
    spent = os.times()
    return spent.children_user + spent.children_system


def _busy() -> float:
    """Return the seconds that all processors were busy since the start, from Linux."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return 0.0
    user, nice, system, _idle, _wait, irq, soft, steal = map(
        int, stat.read_text().split()[1:9]
    )
    return (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK")
