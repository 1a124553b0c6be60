"""Run a wire as a process of its own, with short pauses: ``python -m tests.run_wire DIR``.

Does what ``polywire run`` does, and says every 2 seconds how the board stands, and
in the end whether both databases are sound: on a disk that only it can see.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from polywire import service
from polywire.cli.app import configure_logging
from polywire.service import Running, Tick
from polywire.settings.operator_file import load
from polywire.store.keeping import journal
from polywire.store.wire import board


def say(running: Running) -> None:
    """Print how the board stands, as one line of JSON."""
    with running.wire.db.read() as conn:
        states = board.counts(conn).cells
        cells = [f"{row.state}: {row.reason}" for row in board.find(conn, limit=None)]
        bare = [f"{row[2]}: {row[3]}" for row in board.without_cells(conn)]
        troubles = [
            one.detail["key"] for one in journal.recent(conn, 1000, events=["trouble"])
        ]
    shown = sum(of.get("published", 0) for of in states.values())
    line = {"published": shown, "troubles": troubles, "cells": cells + bare}
    sys.stdout.write(f"BOARD {json.dumps(line)}\n")
    sys.stdout.flush()


def main() -> None:
    configure_logging(verbose=False)
    service.LOOK_EVERY = 1.0
    service.PUBLISH_AGAIN = 1.0
    root = Path(sys.argv[1])
    with service.opened(load(root)) as running:

        def show(_: Tick) -> None:
            say(running)

        running.forever(show)
        say(running)
    for name in ("polywire.db", "engine.db"):
        with closing(sqlite3.connect(root / name)) as conn:
            answer = conn.execute("PRAGMA integrity_check").fetchone()[0]
        sys.stdout.write(f"{name} {answer}\n")


if __name__ == "__main__":
    main()
