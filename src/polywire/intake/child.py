"""The program that reads feeds: ``python -m polywire.intake.child``.

It reads jobs from its standard input and answers on its standard output, each
as four bytes of length and msgpack. Before each job it sets its own limit of
CPU time, so that a hostile document ends this process and nothing else.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import BinaryIO

import msgspec

from polywire.errors import FeedError
from polywire.intake.document import Job, read_document
from polywire.intake.feed import Feed

CPU_SECONDS = 10
MEMORY = 512 * 1024 * 1024
LENGTH = 4


class Reply(msgspec.Struct):
    """What became of a job: a feed, or the reason why there is none."""

    feed: Feed | None = None
    error: str | None = None
    feeds: tuple[str, ...] = ()


def main() -> None:
    """Answer jobs until the input ends."""
    source = sys.stdin.buffer
    # Whatever a library prints must not mix with the answers.
    target = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _limit_memory()
    while (data := _receive(source)) is not None:
        _limit_cpu()
        _send(target, _answer(data))


def _answer(data: bytes) -> Reply:
    try:
        return Reply(feed=read_document(msgspec.msgpack.decode(data, type=Job)))
    except FeedError as error:
        return Reply(error=str(error), feeds=error.feeds)
    except (MemoryError, RecursionError) as error:
        return Reply(error=f"the document needs too much memory ({error!r})")
    except Exception as error:  # noqa: BLE001 - one document never ends the others
        traceback.print_exc()
        name = type(error).__name__
        return Reply(
            error=f"our reader failed on the document ({name}): please report it"
        )


def _receive(source: BinaryIO) -> bytes | None:
    head = source.read(LENGTH)
    if len(head) < LENGTH:
        return None
    return source.read(int.from_bytes(head, "big"))


def _send(target: BinaryIO, reply: Reply) -> None:
    data = msgspec.msgpack.encode(reply)
    target.write(len(data).to_bytes(LENGTH, "big") + data)
    target.flush()


def _limit_memory() -> None:
    """Let this process have no more than its share of memory."""
    try:
        import resource
    except ImportError:  # Windows has no such limits: the time limit remains
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    except (ValueError, OSError):  # macOS refuses: the time limit remains
        return


def _limit_cpu() -> None:
    """Give this process its CPU seconds anew: the limit counts from its start."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = used + CPU_SECONDS + 1
    if hard == resource.RLIM_INFINITY or wanted <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (wanted, hard))


if __name__ == "__main__":
    main()
