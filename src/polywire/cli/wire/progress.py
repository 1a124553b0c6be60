"""Progress on a terminal: what is waiting, what is done, how long it may take."""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from polywire.service import Tick

# Without a terminal a line at most so often: a log, not a film.
_LINE_SECONDS = 10.0


class Meter:
    """Shows ticks: a bar on a terminal, a line now and then elsewhere."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._last = time.monotonic()
        self._progress: Progress | None = None

    def __enter__(self) -> Self:
        if not self._quiet and sys.stderr.isatty():
            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._progress.start()
            self._bars = {
                "articles": self._progress.add_task("articles", total=None),
                "editions": self._progress.add_task("editions", total=None),
            }
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def show(self, tick: Tick) -> None:
        """Show where the wire stands."""
        if self._progress is not None:
            for name, done, total in (
                ("articles", tick.articles_done, tick.articles),
                ("editions", tick.cells_done, tick.cells),
            ):
                self._progress.update(self._bars[name], completed=done, total=total)
        elif not self._quiet and time.monotonic() - self._last > _LINE_SECONDS:
            self._last = time.monotonic()
            sys.stderr.write(
                f"articles {tick.articles_done}/{tick.articles}, "
                f"editions {tick.cells_done}/{tick.cells}\n"
            )
