"""Beside the wire: keep the search for static hosts up to date, by months.

Only months in which something changed are made anew: the current one, and those
of corrections and withdrawals. Runs as a process of its own, so that publishing
never waits for it.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import structlog

from polywire.child.processes import ended, start
from polywire.publish.site.mirror import open_site
from polywire.publish.site.static_search import check_installed, write_month
from polywire.settings.operator_file import Settings, load
from polywire.steps.emit import Outlet
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.keeping import search_months
from polywire.wire import Wire, utc_now

log = structlog.get_logger()

PAUSE = timedelta(minutes=10)
"""Between two runs: a month of 20,000 pages takes a minute of a core."""
_LOOK = 30.0
_STOP = 10.0


def index(outlet: Outlet | Wire) -> int:
    """Make the shards of all months anew in which something changed; return how many.

    Killed in the middle, the month is simply due again. Raises PublishError.
    """
    if not outlet.settings.site.static_search:
        return 0
    due = outlet.db.ask(search_months.touched)
    for month, count in due.items():
        pages = outlet.db.ask(search_months.shown, month)
        write_month(outlet.folder, month, pages)
        outlet.folder.settle()
        outlet.db.change(search_months.done, month, count)
        log.info("search index", month=month, pages=len(pages))
    return len(due)


@dataclass(slots=True)
class Indexer:
    """Starts the process when something is due, and not too often."""

    settings: Settings
    db: Database
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _next: float = field(default=0.0, init=False)

    def look(self) -> None:
        """Start the process when a month is due and the last run is long enough ago."""
        if self._is_running() or time.monotonic() < self._next:
            return
        with self.db.read() as conn:
            is_due = bool(search_months.touched(conn))
        if not is_due:
            self._next = time.monotonic() + _LOOK
            return
        self._hang_up()
        self._child = start(__name__, str(self.settings.root), has_output=False)
        self._next = time.monotonic() + PAUSE.total_seconds()

    def stop(self) -> None:
        """End the process: what it has not finished is due again."""
        if self._child is not None and self._is_running():
            self._child.terminate()
            ended(self._child, _STOP)
        self._hang_up()

    def _hang_up(self) -> None:
        """Close our end of the pipe by which the process knows that we live."""
        if self._child is not None and self._child.stdin is not None:
            self._child.stdin.close()

    def _is_running(self) -> bool:
        return self._child is not None and self._child.poll() is None


def open_indexer(settings: Settings, db: Database) -> Indexer | None:
    """Return the indexer where the settings want one; raises SettingsError."""
    if not settings.site.static_search:
        return None
    check_installed()
    return Indexer(settings, db)


def main(arguments: list[str]) -> None:
    """Index what is due in an installation, while the wire that started it lives."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # not before Pagefind ends
    threading.Thread(target=_end_with_the_wire, daemon=True).start()
    settings = load(Path(arguments[0]))
    with closing(open_database(settings.store_url)) as db:
        index(Outlet(settings, db, open_site(settings), utc_now))


def _end_with_the_wire() -> None:
    """Wait for the end of our input: the wire holds the other end of it."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(sys.argv[1:])
