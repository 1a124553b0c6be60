"""The built wheel, unpacked: acceptance tests run what a user would install."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


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
