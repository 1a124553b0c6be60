"""A child that does what its job says, as the worst document would make it.

``python -m tests.mean_child``, under the limits of the readers but with one second
of processor time. Each life of it writes its process id to the file that
``POLYWIRE_TEST_LIVES`` names.
"""

from __future__ import annotations

import ctypes
import os
import time
from pathlib import Path

import msgspec

from polywire.child import limits
from polywire.child.guarded_reader import Worker


class MeanWorker(Worker):
    """Asks the mean child."""

    program = "tests.mean_child"

    def do(self, what: str) -> str:
        """Return what the child says after it has done it."""
        answer: str = msgspec.msgpack.decode(self.ask(what), type=str)
        return answer


def work(seconds: float) -> None:
    """Use processor time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        sum(range(1000))


def do(data: bytes) -> bytes:
    """Do what a job says; anything else is said back in capitals."""
    verb, _, rest = msgspec.msgpack.decode(data, type=str).partition(" ")
    if verb == "spin":
        work(60)
    elif verb == "work":
        work(float(rest))
    elif verb == "hoard":
        hoard = [b"x" * 2**24 for _ in range(1000)]
        return b"%d" % len(hoard)
    elif verb == "fault":
        ctypes.string_at(0)
    elif verb == "talk":
        return b"x" * int(rest)
    elif verb in {"wait", "exit"}:
        time.sleep(float(rest or 0))
        if verb == "exit":
            os._exit(3)
    return msgspec.msgpack.encode((verb + rest).upper())


if __name__ == "__main__":
    limits.CPU_SECONDS = 1
    lives = os.environ.get("POLYWIRE_TEST_LIVES")
    if lives:
        with Path(lives).open("a") as file:
            file.write(f"{os.getpid()}\n")
    limits.answer(do)
