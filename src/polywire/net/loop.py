"""One event loop in a thread of its own, for threads that wait for what it does."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from typing import Any, TypeVar

from polywire.errors import FetchError

T = TypeVar("T")


class Loop:
    """Runs coroutines for any number of threads until it is stopped."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name=name, daemon=True
        )
        self._thread.start()
        self._lock = threading.Lock()
        self._is_stopped = False

    def run(self, url: str, work: Coroutine[Any, Any, T]) -> T:
        """Run one coroutine and wait for it; raises FetchError once stopped."""
        with self._lock:
            if self._is_stopped:
                work.close()
                raise FetchError(url, "was asked for after the wire had stopped")
            future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except CancelledError as error:
            raise FetchError(url, "was given up: the wire is stopping") from error

    def stop(self, last: Coroutine[Any, Any, None]) -> None:
        """Give up what is under way, run the last coroutine, end the thread."""
        with self._lock:
            if self._is_stopped:
                last.close()
                return
            self._is_stopped = True
        asyncio.run_coroutine_threadsafe(self._shut(last), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _shut(self, last: Coroutine[Any, Any, None]) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await last
        await self._loop.shutdown_default_executor()
