"""One translation process as its parent sees it: start, ask, end.

Knows nothing of queues; see ``pool.py``.
"""

import contextlib
import json
import signal
from collections.abc import Sequence

from polywire.child.processes import ended, start
from polywire.errors import EngineDown

_SHOTS = frozenset({-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP})
"""Ends that come from outside: the OOM killer's, an operator's, the system's."""
_PATIENCE = 5.0
"""Seconds that a process gets to end by itself."""


class Worker:
    """A running child process that translates one line at a time, in order."""

    def __init__(self, arguments: Sequence[str], child: str = "model_child") -> None:
        """Start a module of this room; raises EngineDown when that cannot be done."""
        module = f"polywire.translate.engines.{child}"
        # one thread a process: several processes share the cores better
        alone = {"OMP_NUM_THREADS": "1"}
        try:
            self._process = start(module, *arguments, is_silent=True, env=alone)
        except OSError as error:
            raise EngineDown(f"cannot start a translation process: {error}") from error

    @property
    def pid(self) -> int:
        """Process id, for the log and for tests that kill it."""
        return self._process.pid

    @property
    def was_shot(self) -> bool:
        """Tell, after its end, whether somebody killed it: it did not crash."""
        return self._process.returncode in _SHOTS

    def wait_ready(self) -> None:
        """Wait for the start-up sentence; raises EngineDown with the reason."""
        answer = self.receive()
        if answer is None or "ready" not in answer:
            self.end()
            reason = (answer or {}).get("error", "it ended before it was ready")
            raise EngineDown(f"the translation process did not start: {reason}")

    def send(self, text: str) -> bool:
        """Give it a sentence; False when the process is gone."""
        pipe = self._process.stdin
        if pipe is None:
            return False
        try:
            pipe.write(json.dumps({"text": text}).encode() + b"\n")
            pipe.flush()
        except OSError:
            return False
        return True

    def receive(self) -> dict[str, str] | None:
        """Wait for the next answer; None when the process is gone."""
        pipe = self._process.stdout
        line = pipe.readline() if pipe else b""
        if not line.endswith(b"\n"):
            return None
        try:
            answer: dict[str, str] = json.loads(line)
        except ValueError:
            return None  # whatever wrote this is not our child any more
        return answer

    def kill(self) -> None:
        """End it at once; whoever waits for an answer gets None."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def end(self) -> None:
        """Let it finish, then make sure; leaves no zombie."""
        with contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        ended(self._process, _PATIENCE)
        if self._process.stdout:
            self._process.stdout.close()
