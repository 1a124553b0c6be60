"""Read feeds in a child process that may be killed.

The parser behind has quadratic corners; a document that needs more than its
share of time or memory ends the child, is reported, and the next one gets a
new child (decision 0055).
"""

from __future__ import annotations

import atexit
import os
import selectors
import subprocess
import sys
import threading
import time
from datetime import datetime
from functools import lru_cache
from typing import Self

import msgspec

from polywire.article import Capture
from polywire.errors import FeedError
from polywire.intake.child import LENGTH, Reply
from polywire.intake.document import Job
from polywire.intake.feed import Feed

WALL_SECONDS = 12.0
MAX_REPLY = 64 * 1024 * 1024
JOBS_PER_CHILD = 2000
"""A child is renewed after these: what a library leaks stays small."""

_START_SECONDS = 30.0
_READ = 65_536


class FeedParser:
    """Hands documents to one child at a time; safe for threads."""

    def __init__(self, *, seconds: float = WALL_SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._jobs = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def parse(self, job: Job) -> Feed:
        """Return the feed of a job; raises FeedError."""
        # The length is written in front without copying a body of megabytes.
        message = bytearray(LENGTH)
        msgspec.msgpack.Encoder().encode_into(job, message, LENGTH)
        message[:LENGTH] = (len(message) - LENGTH).to_bytes(LENGTH, "big")
        with self._lock:
            answer = self._ask(message)
        reply = msgspec.msgpack.decode(answer, type=Reply)
        if reply.feed is not None:
            return reply.feed
        raise FeedError(reply.error or "no answer", feeds=reply.feeds)

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._stop()

    def _ask(self, message: bytearray) -> bytes:
        fresh = self._child is None or self._child.poll() is not None
        if fresh or self._jobs >= JOBS_PER_CHILD:
            self._stop()
            self._start()
        self._jobs += 1
        child = self._child
        if child is None:
            raise FeedError("the feed reader could not be started")
        deadline = time.monotonic() + self._seconds + (_START_SECONDS if fresh else 0)
        try:
            return _talk(child, message, deadline)
        except TimeoutError as error:
            self._stop()
            message_ = f"reading it took over {self._seconds:g} seconds: given up"
            raise FeedError(message_) from error
        except (EOFError, OSError) as error:
            self._stop()
            raise FeedError(
                "reading it needed too much time or memory: given up"
            ) from error

    def _start(self) -> None:
        self._jobs = 0
        command = [sys.executable, "-m", "polywire.intake.child"]
        self._child = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
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


@lru_cache(maxsize=1)
def _shared() -> FeedParser:
    """Return the reader of this process, made on first use."""
    parser = FeedParser()
    atexit.register(parser.close)
    return parser


def parse_feed(
    capture: Capture,
    *,
    source_language: str | None = None,
    zone: str | None = None,
    now: datetime,
) -> Feed:
    """Return the feed that a capture holds; raises FeedError."""
    return _shared().parse(Job(capture, now, source_language, zone))


def parse_front(
    capture: Capture, *, source_language: str | None = None, now: datetime
) -> Feed:
    """Return the article links of a page that has no feed; raises FeedError."""
    return _shared().parse(Job(capture, now, source_language, kind="front"))
