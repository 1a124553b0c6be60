"""The child's side of reading hostile documents: jobs in, answers out, limits.

Jobs come on the standard input and answers go to the standard output, each as
four bytes of length and msgpack. The processor time is limited anew before each
job, so that a hostile document ends this process and nothing else.
"""

import os
import sys
from collections.abc import Callable
from typing import BinaryIO

from polywire.child.processes import OUT_OF_MEMORY

CPU_SECONDS = 10
MEMORY = 512 * 1024 * 1024
LENGTH = 4


def answer(reply: Callable[[bytes], bytes]) -> None:
    """Answer jobs until the input ends."""
    source = sys.stdin.buffer
    # Whatever a library prints must not mix with the answers.
    target = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limit_memory()
    try:
        while (data := _receive(source)) is not None:
            limit_cpu()
            _send(target, reply(data))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # at once: even an ordered end takes memory


def _receive(source: BinaryIO) -> bytes | None:
    head = source.read(LENGTH)
    if len(head) < LENGTH:
        return None
    return source.read(int.from_bytes(head, "big"))


def _send(target: BinaryIO, data: bytes) -> None:
    target.write(len(data).to_bytes(LENGTH, "big") + data)
    target.flush()


def limit_memory() -> None:
    """Let this process have no more than its share of memory, and leave no core."""
    try:
        import resource
    except ImportError:  # Windows has no such limits: the time limit remains
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    except (ValueError, OSError):  # macOS refuses: the time limit remains
        return


def limit_cpu() -> None:
    """Give this process its CPU seconds anew: the limit counts from its start."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = used + CPU_SECONDS + 1
    # below the hard limit: at that the kernel kills as if anybody had
    if hard == resource.RLIM_INFINITY or wanted < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (wanted, hard))
