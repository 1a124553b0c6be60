"""The living processes of a wire, whatever sessions they are in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

MARK = "POLYWIRE_TEST_WIRE"
"""What a wire and all its children have in their environment."""


def of_wire(mark: str) -> Iterator[int]:
    """Yield the living processes of the wire that was started with a mark."""
    wanted = f"{MARK}={mark}".encode()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                around = (entry / "environ").read_bytes().split(b"\0")
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if wanted in around and state != "Z":
                yield int(entry.name)


def page_child_of(mark: str) -> int | None:
    """Return the process that reads a wire's pages; None before there is one."""
    for pid in of_wire(mark):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if b"polywire.extract.page_child" in command:
            return pid
    return None


def no_child_is_left(mark: str) -> None:
    """Wait until a wire's last process has ended."""
    end = time.monotonic() + 20
    while left := list(of_wire(mark)):
        assert time.monotonic() < end, f"processes {left} live on"
        time.sleep(0.2)
