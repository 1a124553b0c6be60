"""One child process that reads hostile documents and may be killed.

A document that needs more than its share of time or memory ends the child, is
reported, and the next one gets a new child (decision 0055).
"""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import threading
import time
from typing import ClassVar, Self

import msgspec

from polywire.intake.limits import LENGTH

WALL_SECONDS = 12.0
MAX_REPLY = 64 * 1024 * 1024
JOBS_PER_CHILD = 2000
"""A child is renewed after these: what a library leaks stays small."""

_START_SECONDS = 30.0
_AT_ONCE = 0.2
"""Seconds within which a child that ends was dead already, most likely."""
_READ = 65_536


class Overrun(Exception):  # its askers make an error of the tree of it
    """A document needed more than its share; the message says what of."""


class Worker:
    """Hands jobs to one child, one at a time; safe for threads.

    The child is started for the first job and lives on; after a death or a job
    that took too long the next job gets a new one.
    """

    program: ClassVar[str]
    """The module that the child runs."""

    def __init__(self, *, seconds: float = WALL_SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._jobs = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, job: object) -> bytes:
        """Return the child's answer to a job; raises Overrun."""
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
        """End the child."""
        with self._lock:
            self._stop()

    def _ask(self, message: bytearray) -> bytes:
        is_dead = self._child is None or self._child.poll() is not None
        fresh = is_dead or self._jobs >= JOBS_PER_CHILD
        if fresh:
            self._stop()
            self._start()
        self._jobs += 1
        child = self._child
        if child is None:
            raise Overrun("the reader of documents could not be started")
        begun = time.monotonic()
        deadline = begun + self._seconds + (_START_SECONDS if fresh else 0)
        try:
            return _talk(child, message, deadline)
        except TimeoutError as error:
            self._stop()
            message_ = f"reading it took over {self._seconds:g} seconds: given up"
            raise Overrun(message_) from error
        except (EOFError, OSError) as error:
            self._stop()
            if not fresh and time.monotonic() - begun < _AT_ONCE:
                return self._ask(message)  # it had died before this job
            raise Overrun(
                "reading it needed too much time or memory: given up"
            ) from error

    def _start(self) -> None:
        self._jobs = 0
        command = [sys.executable, "-m", self.program]
        self._child = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()
        )
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                stream.close()
        child.wait()


def _environment() -> dict[str, str]:
    """Return our environment; libraries of numbers start no threads of their own."""
    return {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _talk(child: subprocess.Popen[bytes], message: bytearray, deadline: float) -> bytes:
    """Write the message and read the answer, both before the deadline."""
    if child.stdin is None or child.stdout is None:
        raise EOFError
    pending = memoryview(message)
    answer = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdin, selectors.EVENT_WRITE)
        selector.register(child.stdout, selectors.EVENT_READ)
        while not _is_whole(answer):
            left = deadline - time.monotonic()
            events = selector.select(left) if left > 0 else []
            if not events:
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
    if not step or len(answer) > MAX_REPLY:
        raise EOFError
    answer += step


def _is_whole(answer: bytearray) -> bool:
    if len(answer) < LENGTH:
        return False
    return len(answer) - LENGTH >= int.from_bytes(answer[:LENGTH], "big")
