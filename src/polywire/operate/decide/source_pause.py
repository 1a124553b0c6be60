"""Pause a source, resume it, or ask it at once; each is in the journal with who did it."""

from datetime import datetime

from polywire.store.ground.database import Database
from polywire.store.keeping import journal
from polywire.store.wire import source_states


def pause(db: Database, slug: str, now: datetime, by: str = journal.OPERATOR) -> None:
    """Ask a source no more; its articles stay, and are followed as before."""
    with db.write() as conn:
        source_states.pause(conn, slug, by)
        journal.note(conn, now, "source-paused", source=slug, detail={"by": by})


def resume(db: Database, slug: str, now: datetime, by: str = journal.OPERATOR) -> None:
    """Make a source due at once, whether a person or its failures paused it."""
    with db.write() as conn:
        source_states.resume(conn, slug, now)
        journal.note(conn, now, "source-resumed", source=slug, detail={"by": by})
