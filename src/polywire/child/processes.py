"""Start children, wait for them, and tell whose fault the end of one is.

A child that meets a limit of its own (processor time, memory) was ended by its
work. Any other end (the OOM killer, a signal to all processes, a crash, a machine
that was paused) may have nothing to do with it: the work is tried again. Every
child is started in a session of its own: Ctrl-C is for the wire, which ends it.
Does not know what children do.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

OUT_OF_MEMORY = 76
"""The exit code of a child that met its limit of memory."""
TICK = 0.5
"""Seconds between two looks at a child that is waited for."""

_WORKED = 0.1
"""Seconds of processor time by which a child shows that it works."""
_END = 2.0
"""Seconds that a child gets to end that has closed its pipes."""


@dataclass(slots=True)
class Awake:
    """Seconds in which this process was awake: a clock that a pause stops.

    While the machine or this process is stopped nothing is late; the clock on the
    wall, and the monotonic one, go on.
    """

    longest: float = 2 * TICK
    """Between two looks; what is more was a pause."""
    clock: Callable[[], float] = time.monotonic
    _seconds: float = field(default=0.0, init=False)
    _last: float = field(init=False)

    def __post_init__(self) -> None:
        self._last = self.clock()

    def now(self) -> float:
        """Look at the clock; to be called at least every ``TICK``."""
        moment = self.clock()
        self._seconds += min(moment - self._last, self.longest)
        self._last = moment
        return self._seconds


@dataclass(slots=True)
class Patience:
    """How long a child may do nothing, by its own time and not the clock's.

    A child that works, or that would if it were let, is not frozen, however busy
    the machine is; the kernel ends it at its limit of processor time.
    """

    seconds: float
    pid: int
    _awake: Awake = field(default_factory=Awake, init=False)
    _since: float = field(default=0.0, init=False)
    _worked: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._worked = cpu_seconds(self.pid) or 0.0

    def is_over(self) -> bool:
        """Tell whether it did nothing for too long; asked at least every ``TICK``."""
        now = self._awake.now()
        worked = cpu_seconds(self.pid)
        if worked is not None and (
            worked - self._worked >= _WORKED or is_in_line(self.pid)
        ):
            self._worked, self._since = worked, now
        return now - self._since > self.seconds


def cpu_seconds(pid: int) -> float | None:
    """Return the processor time of a process; None where the system does not say."""
    try:
        fields = _stat(pid)
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


def is_in_line(pid: int) -> bool:
    """Tell whether a process runs, or waits for nothing but a processor."""
    try:
        return _stat(pid)[0] == "R"
    except (OSError, IndexError):
        return False


def is_alive(pid: int) -> bool:
    """Tell whether there is such a process, whoever it belongs to."""
    try:
        os.kill(pid, 0)
    except OSError as error:
        return isinstance(error, PermissionError)
    return True


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def own_limit(code: int | None) -> str | None:
    """Return which limit of its own a child met, by its exit code; None for no one."""
    if code == OUT_OF_MEMORY:
        return "memory"
    # the kernel sends this at the limit of processor time, and nobody else does
    has_limit = hasattr(signal, "SIGXCPU")  # Windows has none
    return "time" if has_limit and code == -signal.SIGXCPU else None


def told(code: int | None) -> str:
    """Return how a child ended, for people."""
    if code is None or code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def start(
    module: str,
    *arguments: str,
    has_output: bool = True,
    is_silent: bool = False,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a module of ours in a session of its own; raises OSError.

    Its input is a pipe, whose end tells it that we are gone; its output too, unless it
    has none. A silent one's complaints are dropped. ``env`` comes on top of ours.
    """
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE if has_output else None,
        stderr=subprocess.DEVNULL if is_silent else None,
        env={**os.environ, **(env or {})},
        start_new_session=True,
    )


def ended(child: subprocess.Popen[bytes], seconds: float = _END) -> int:
    """Return the exit code of a child that is ending; one that does not is killed."""
    try:
        return child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


def run(
    module: str, arguments: Sequence[str], data: bytes, seconds: float
) -> tuple[int, bytes]:
    """Run a module of ours for one job; returns its exit code and its output.

    One that does nothing for so many seconds is killed: its code says SIGKILL.
    """
    with start(module, *arguments, is_silent=True) as child:
        try:
            out = _answer(child, data, Patience(seconds, child.pid))
        finally:
            child.kill()  # whatever interrupts us here must not leave it alone
        return child.returncode, out


def _answer(child: subprocess.Popen[bytes], data: bytes, patience: Patience) -> bytes:
    wanted: bytes | None = data
    while True:
        try:
            return child.communicate(wanted, timeout=TICK)[0]
        except subprocess.TimeoutExpired:
            wanted = None  # what was begun goes on
            if patience.is_over():
                child.kill()
