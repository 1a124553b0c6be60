"""A pool of translation processes behind one blocking, thread-safe call.

Long sentences go first, so that all processes finish together. A sentence that
hangs or kills its process twice gets an error; every other one is done as if
nothing had happened. A process that somebody else kills says little of its
sentence, and a machine that was paused says nothing.
"""

import heapq
import itertools
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from polywire.child.processes import Awake
from polywire.errors import EngineDown
from polywire.translate.engines.engine import Result

_AHEAD = 2
"""Sentences that a process holds: it never waits for its parent between two."""
_TURN = 8
"""Sentences of one call, then it is the next one's turn: an article of thousands
does not keep a short one waiting."""
_MAX_DEATHS = 2
"""A sentence that ends this many processes is given up."""
_MAX_SHOTS = 5
"""So is one whose processes were killed from outside so often."""
_PULSE = 0.2
"""Seconds between two looks at the clocks of running sentences."""
_CLOSED = "the translation processes were closed"
_REST = 30.0
"""Seconds before an engine that cannot start is tried again."""


class Process(Protocol):
    """What the pool needs of a running process; ``Worker`` is the real one."""

    def wait_ready(self) -> None:
        """Return when it can translate; raise EngineDown when it cannot."""
        ...

    def send(self, text: str) -> bool:
        """Give it a sentence; False when it is gone."""
        ...

    def receive(self) -> dict[str, str] | None:
        """Wait for the next answer; None when it is gone."""
        ...

    def kill(self) -> None:
        """End it at once."""
        ...

    def end(self) -> None:
        """Let it finish."""
        ...

    @property
    def was_shot(self) -> bool:
        """Tell, after its end, whether somebody killed it: it did not crash."""
        ...


@dataclass(slots=True, eq=False)
class _Call:
    """One call of ``translate``: how many of its sentences are still open."""

    results: list[Result | None]
    open: int
    done: threading.Event = field(default_factory=threading.Event)
    failure: EngineDown | None = None


@dataclass(slots=True, eq=False)
class _Job:
    """One sentence of a call."""

    call: _Call
    index: int
    text: str
    deaths: int = 0
    shots: int = 0


class Pool:
    """Keeps processes running and gives them sentences."""

    def __init__(
        self, start: Callable[[], Process], *, children: int, timeout: float
    ) -> None:
        """Take what starts a process; nothing is started before the first call."""
        self._start = start
        self._children = children
        self._timeout = timeout
        self._changed = threading.Condition()
        self._queue: list[tuple[int, int, int, _Job]] = []
        self._round = 0
        self._count = itertools.count()
        self._running: dict[int, tuple[Process, float | None]] = {}
        self._threads: list[threading.Thread] = []
        self._late: set[int] = set()
        self._now = 0.0
        self._is_closed = False
        self._down_until = 0.0
        self._reason = ""

    def translate(self, sentences: Sequence[str], *, priority: int = 0) -> list[Result]:
        """Translate sentences; waits for all. Lower priority numbers go first.

        Raises EngineDown when no process can be started.
        """
        if not sentences:
            return []
        call = _Call([None] * len(sentences), len(sentences))
        with self._changed:
            self._refuse_if_down()
            longest_first = sorted(enumerate(sentences), key=lambda one: -len(one[1]))
            for rank, (index, text) in enumerate(longest_first):
                job = _Job(call, index, text)
                turn = self._round + rank // _TURN
                entry = (priority, turn, next(self._count), job)
                heapq.heappush(self._queue, entry)
            self._hire(len(sentences))
            self._changed.notify_all()
        call.done.wait()
        if call.failure:
            raise EngineDown(str(call.failure)) from call.failure
        return [result for result in call.results if result is not None]

    def close(self) -> None:
        """End all processes; waiting calls get EngineDown."""
        with self._changed:
            if self._is_closed:
                return
            self._is_closed = True
            self._fail_all(EngineDown(_CLOSED))
            for process, _ in self._running.values():
                process.kill()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _refuse_if_down(self) -> None:
        if self._is_closed:
            raise EngineDown(_CLOSED)
        if time.monotonic() < self._down_until:
            raise EngineDown(self._reason)

    def _hire(self, wanted: int) -> None:
        """Start as many worker threads as there is work for."""
        missing = min(self._children, wanted) - max(0, len(self._threads) - 1)
        if missing <= 0:
            return
        if not self._threads:
            self._threads.append(self._thread(self._watch, "translate-watch"))
        for _ in range(missing):
            number = len(self._threads)
            self._threads.append(self._thread(self._work, f"translate-{number}"))

    @staticmethod
    def _thread(target: Callable[[], None], name: str) -> threading.Thread:
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        return thread

    def _watch(self) -> None:
        """Kill processes whose sentence takes too long, while we are awake."""
        awake = Awake()
        while not self._is_closed:
            time.sleep(_PULSE)
            with self._changed:
                self._now = awake.now()
                late = {
                    thread: process
                    for thread, (process, since) in self._running.items()
                    if since is not None and self._now - since > self._timeout
                }
                self._late.update(late)
            for process in late.values():
                process.kill()

    def _work(self) -> None:
        """Serve a process; whatever goes wrong here must not leave a call waiting."""
        held: deque[_Job] = deque()
        try:
            self._serve(held)
        except Exception as error:
            down = EngineDown(f"the translation pool failed: {error!r}")
            down.__cause__ = error
            with self._changed:
                for job in held:
                    self._fail(job.call, down)
                self._fail_all(down)
            raise

    def _serve(self, held: deque[_Job]) -> None:
        """Serve one process, and its successor when it dies, until closed."""
        me = threading.get_ident()
        process: Process | None = None
        while True:
            self._fill(held, process)
            if self._is_closed:
                break
            process = process or self._started(me, held)
            if process is None:
                continue
            self._clock(me, process)
            answer = process.receive()
            if answer is None:
                self._clock(me, None)
                process.end()
                self._bury(held, was_shot=process.was_shot and me not in self._late)
                self._late.discard(me)
                process = None
                continue
            self._settle(held.popleft(), answer)
        self._clock(me, None)
        with self._changed:
            for job in held:
                self._fail(job.call, EngineDown(_CLOSED))
        if process:
            process.kill()
            process.end()

    def _fill(self, held: deque[_Job], process: Process | None) -> None:
        """Take sentences until the process has enough; wait when there are none."""
        fresh: list[_Job] = []
        with self._changed:
            while not self._is_closed and len(held) < _AHEAD:
                if self._queue:
                    _, turn, _, job = heapq.heappop(self._queue)
                    self._round = max(self._round, turn)
                    held.append(job)
                    fresh.append(job)
                elif held:
                    break
                else:
                    self._clock_off()
                    self._changed.wait()
        if process:
            # a failed send shows as the end of the process, at receive
            for job in fresh:
                process.send(job.text)

    def _clock_off(self) -> None:
        """Stop this thread's clock: its process has nothing to do."""
        me = threading.get_ident()
        if me in self._running:
            self._running[me] = (self._running[me][0], None)

    def _started(self, me: int, held: deque[_Job]) -> Process | None:
        try:
            process = self._start()
            self._clock(me, process)
            process.wait_ready()
        except EngineDown as error:
            self._clock(me, None)
            with self._changed:
                self._reason = str(error)
                self._down_until = time.monotonic() + _REST
                for job in held:
                    self._fail(job.call, error)
                self._fail_all(error)
            held.clear()
            return None
        for job in held:
            process.send(job.text)
        return process

    def _clock(self, me: int, process: Process | None) -> None:
        with self._changed:
            if process is None:
                self._running.pop(me, None)
            else:
                self._running[me] = (process, self._now)

    def _bury(self, held: deque[_Job], *, was_shot: bool) -> None:
        """Blame the first sentence for the death; try it once more, then give up."""
        if not held:
            return
        first = held[0]
        first.shots += was_shot
        first.deaths += not was_shot
        if first.deaths < _MAX_DEATHS and first.shots < _MAX_SHOTS:
            return
        held.popleft()
        number = first.deaths + first.shots
        limit = f"ended {number} translation processes (limit {self._timeout:g} s)"
        self._settle(first, {"error": f"this sentence {limit}"})

    def _settle(self, job: _Job, answer: dict[str, str]) -> None:
        error = answer.get("error")
        result = Result("", error) if error else Result(answer.get("text", ""))
        with self._changed:
            if job.call.results[job.index] is None:
                job.call.results[job.index] = result
                job.call.open -= 1
            if job.call.open == 0:
                job.call.done.set()

    def _fail(self, call: _Call, error: EngineDown) -> None:
        if not call.done.is_set():
            call.failure = error
            call.done.set()

    def _fail_all(self, error: EngineDown) -> None:
        for *_, job in self._queue:
            self._fail(job.call, error)
        self._queue.clear()
