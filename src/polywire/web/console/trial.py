"""Try a sentence by the wire's own route: what it would become, and why.

Keeps nothing of what is written. One try at a time: engines take memory.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from polywire.article import Segment, Translation
from polywire.errors import EngineDown, UsageError
from polywire.language.text import tags
from polywire.language.text.sentences import sentences
from polywire.settings.operator_file import Settings
from polywire.wire import Clock

if TYPE_CHECKING:
    from polywire.desk.route_desk import RouteDesk

LONGEST: Final = 1_000
"""Characters: some sentences, no article."""
PATIENCE: Final = 30.0
"""Seconds: the first try starts the engine."""


class Trial:
    """Translates what somebody wants to try; starts the engines when first asked."""

    def __init__(self, settings: Settings, now: Clock) -> None:
        self._settings = settings
        self._now = now
        self._desk: RouteDesk | None = None
        self._turn = threading.Lock()
        self._hands = ThreadPoolExecutor(1, "trial")

    def translate(self, text: str, source: str, target: str) -> list[Translation]:
        """Return what each sentence becomes; raises UsageError, EngineError.

        UsageError says what is wrong, or which command makes the pair possible.
        """
        if not 0 < len(text) <= LONGEST:
            raise UsageError(f"write something, of at most {LONGEST:,} characters")
        if tags.is_same(source, target):
            raise UsageError("choose two languages")
        if not self._turn.acquire(blocking=False):
            raise UsageError("somebody else tries a sentence just now: try again")
        work = self._hands.submit(self._work, text, source, target)
        work.add_done_callback(lambda _: self._turn.release())
        try:
            return work.result(PATIENCE)
        except TimeoutError as error:
            message = f"no answer within {PATIENCE:.0f} seconds: is the machine busy?"
            raise EngineDown(message) from error

    def _work(self, text: str, source: str, target: str) -> list[Translation]:
        # translation and checks take a second to import
        from polywire.desk.counters import Counters
        from polywire.desk.route_desk import RouteDesk
        from polywire.steps.cell_plan import no_engine

        if self._desk is None:
            self._desk = RouteDesk(self._settings, None, self._now, Counters())
        why = no_engine(source, target, self._desk.has_route)
        if why is not None:
            raise UsageError(why)
        texts = enumerate(sentences(text, source))
        segments = [Segment("body", n, None, one) for n, one in texts]
        return list(self._desk.segments(segments, source, target))

    def close(self) -> None:
        """Stop the engines."""
        self._hands.shutdown(wait=False, cancel_futures=True)
        if self._desk is not None:
            self._desk.close()
