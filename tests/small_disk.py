"""A wire on a small disk of its own, which can be filled up and made read-only.

The disk is a tmpfs in a mount namespace of the wire's process: it goes with the
process, and needs either root or user namespaces. Where both are refused the
kernel's limit for the size of a file stands in for it.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

AS_ROOT = os.geteuid() == 0
UNSHARE = ["unshare", "--mount"] if AS_ROOT else ["unshare", "-Urm"]
CODE = Path(__file__).parents[1]


def can_mount() -> bool:
    """Tell whether this machine lets us mount a disk in memory."""
    if shutil.which("unshare") is None:
        return False
    trial = [*UNSHARE, "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"]
    return subprocess.run(trial, check=False, capture_output=True).returncode == 0


@dataclass
class SmallWire:
    """A wire that runs; its folder is seen through its own process."""

    process: subprocess.Popen[bytes]
    seen: Path
    """The installation as the wire sees it."""
    output: Path

    def mounts(self, *words: str) -> None:
        """Call ``mount`` where the wire lives."""
        enter = ["nsenter", "-t", str(self.process.pid), "-m"]
        if not AS_ROOT:
            enter += ["-U", "--preserve-credentials"]
        subprocess.run([*enter, "mount", *words], check=True)

    def limit(self, size: int) -> None:
        """Let no file of the wire grow beyond a size."""
        most = resource.RLIM_INFINITY
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (size, most))

    @property
    def said(self) -> str:
        return self.output.read_text(errors="replace")

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    @property
    def board(self) -> dict[str, Any]:
        """Return how the board stood when the wire said so last."""
        lines = [x for x in self.said.splitlines() if x.startswith("BOARD ")]
        empty: dict[str, Any] = {"published": 0, "troubles": [], "cells": []}
        return json.loads(lines[-1].removeprefix("BOARD ")) if lines else empty

    @property
    def warnings(self) -> str:
        """What it said beside that."""
        lines = [x for x in self.said.splitlines() if not x.startswith("BOARD ")]
        return "\n".join(lines)[-4000:]

    def stop(self) -> None:
        """Stop it as an operator would."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(60) == 0, self.warnings

    def until(self, true: Callable[[], bool], seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert self.is_alive, self.warnings
            assert time.monotonic() < end, (self.warnings, self.board)
            time.sleep(0.2)


@contextmanager
def running(root: Path, mounts: Mapping[str, str]) -> Iterator[SmallWire]:
    """Run a wire whose folders are small disks: ``{"": "size=12m"}`` by path.

    What lies in the folder at the start is copied onto its disk.
    """
    output = root.with_name(f"{root.name}.log")
    line = [sys.executable, "-m", "tests.run_wire", str(root)]
    if mounts:
        steps = []
        for path, options in mounts.items():
            place = root / path
            # the shell keeps the old folder open to copy it onto the new disk
            steps += [
                f"mkdir -p '{place}'",
                f"cd '{place}'",
                f"mount -t tmpfs -o {options} tmpfs '{place}'",
                f"cp -a . '{place}'",
            ]
        script = " && ".join([*steps, f"cd '{CODE}'", 'exec "$@"'])
        line = [*UNSHARE, "sh", "-c", script, "sh", *line]
    with output.open("wb") as sink:
        process = subprocess.Popen(line, cwd=CODE, stdout=sink, stderr=sink)
    seen = Path(f"/proc/{process.pid}/root{root}") if mounts else root
    try:
        yield SmallWire(process, seen, output)
    finally:
        process.kill()
        process.wait()
