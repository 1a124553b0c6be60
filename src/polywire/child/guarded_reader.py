"""One child process that reads hostile documents and may be killed.

A document that needs more than its share of time or memory ends the child, is
reported, and the next one gets a new child (decision 0055).
"""

import os
import selectors
import subprocess
import threading
from typing import ClassVar, Self

import msgspec

from polywire.child.limits import CPU_SECONDS, LENGTH, MEMORY
from polywire.child.processes import TICK, Patience, ended, own_limit, start, told
from polywire.errors import ChildLost

STILL_SECONDS = 12.0
"""A child that does nothing for so long is frozen; one that works never is."""
MAX_REPLY = 64 * 1024 * 1024
JOBS_PER_CHILD = 2000
"""A child is renewed after these: what a library leaks stays small."""

_TRIES = 2
"""Children that a job gets at once: who killed the first may have meant another."""
_START_SECONDS = 10.0
"""More for a new child: it reads its program from a disk that may be slow."""
_READ = 65_536
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Libraries of numbers start no threads of their own."""
_LIMITS = {
    "time": f"reading it needs over {CPU_SECONDS} seconds of processor time: given up",
    "memory": f"reading it needs over {MEMORY // 2**20} MiB of memory: given up",
}


class Overrun(Exception):  # its askers make an error of the tree of it
    """A document needed more than its share; the message says what of."""


class Worker:
    """Hands jobs to one child, one at a time; safe for threads.

    The child is started for the first job and lives on; after a death or a job
    that took too much a new one is started.
    """

    program: ClassVar[str]
    """The module that the child runs."""

    def __init__(self, *, seconds: float = STILL_SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._jobs = 0
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, job: object) -> bytes:
        """Return the child's answer to a job; raises Overrun or ChildLost.

        Overrun is the document's fault, ChildLost most likely not: a fresh child
        has been tried, too.
        """
        # The length is written in front without copying a body of megabytes.
        message = bytearray(LENGTH)
        msgspec.msgpack.Encoder().encode_into(job, message, LENGTH)
        message[:LENGTH] = (len(message) - LENGTH).to_bytes(LENGTH, "big")
        with self._lock:
            return self._ask(message)

    @property
    def child_id(self) -> int | None:
        """The process id of the child; None when there is none."""
        return None if self._child is None else self._child.pid

    def close(self) -> None:
        """End the child, also while it is asked; whoever asks gets ChildLost."""
        self._is_closed = True
        child = self._child
        if child is not None:
            child.kill()
        with self._lock:
            self._stop()

    def _ask(self, message: bytearray) -> bytes:
        for _ in range(_TRIES - 1):
            try:
                return self._try(message)
            except ChildLost:
                if self._is_closed:
                    raise
        return self._try(message)

    def _try(self, message: bytearray) -> bytes:
        child, seconds = self._ready()
        try:
            return _talk(child, message, Patience(seconds, child.pid))
        except TimeoutError as error:
            self._stop()
            raise ChildLost(
                f"the process that reads it stood still for {seconds:g} seconds"
            ) from error
        except (EOFError, OSError) as error:
            code = ended(child)
            limit = own_limit(code)
            self._stop()
            if limit is not None:
                raise Overrun(_LIMITS[limit]) from error
            raise ChildLost(
                f"the process that reads it was ended ({told(code)})"
            ) from error
        except Overrun:
            self._stop()
            raise

    def _ready(self) -> tuple[subprocess.Popen[bytes], float]:
        """Return a living child, and the seconds that it may stand still."""
        child = self._child
        if child is None or child.poll() is not None or self._jobs >= JOBS_PER_CHILD:
            self._stop()
            child = self._start()
        self._jobs += 1
        return child, self._seconds + (_START_SECONDS if self._jobs == 1 else 0.0)

    def _start(self) -> subprocess.Popen[bytes]:
        if self._is_closed:
            raise ChildLost("the process that reads it was ended: the wire stops")
        self._jobs = 0
        try:
            child = self._child = start(self.program, env=_ONE_THREAD)
        except OSError as error:
            raise ChildLost(
                f"the process that reads it could not be started ({error})"
            ) from error
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
        return child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                stream.close()
        child.wait()


def _talk(
    child: subprocess.Popen[bytes], message: bytearray, patience: Patience
) -> bytes:
    """Write the message and read the answer, while there is patience."""
    if child.stdin is None or child.stdout is None:
        raise EOFError
    pending = memoryview(message)
    answer = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdin, selectors.EVENT_WRITE)
        selector.register(child.stdout, selectors.EVENT_READ)
        while not _is_whole(answer):
            events = selector.select(TICK)
            if not events and patience.is_over():
                raise TimeoutError
            for key, _ in events:
                if key.fileobj is child.stdin:
                    pending = pending[os.write(key.fd, pending[:_READ]) :]
                    if not pending:
                        selector.unregister(child.stdin)
                else:
                    _receive(key.fd, answer)
    return bytes(answer[LENGTH:])


def _receive(descriptor: int, answer: bytearray) -> None:
    step = os.read(descriptor, _READ)
    if not step:
        raise EOFError
    if len(answer) > MAX_REPLY:
        raise Overrun(f"what is read of it is over {MAX_REPLY >> 20} MiB: given up")
    answer += step


def _is_whole(answer: bytearray) -> bool:
    if len(answer) < LENGTH:
        return False
    return len(answer) - LENGTH >= int.from_bytes(answer[:LENGTH], "big")
