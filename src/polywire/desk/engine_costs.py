"""What engines have cost, kept in the store, so that caps hold over restarts."""

from dataclasses import dataclass
from datetime import date

from polywire.store.ground import notes
from polywire.store.ground.database import Database
from polywire.translate.engines.engine_limits import Use


@dataclass(frozen=True, slots=True)
class StoreSpend:
    """Implements :class:`polywire.translate.engines.engine_limits.Spend` on the store."""

    db: Database

    def used(self, engine: str, first: date, last: date) -> Use:
        """Return what an engine has used from a day to a day, both included."""
        with self.db.read() as conn:
            found = notes.spent(conn, engine, first, last)
        return Use(found.characters, found.requests, found.money)

    def add(self, engine: str, day: date, use: Use) -> None:
        """Add to what an engine has used on a day."""
        spent = notes.Spent(use.characters, use.requests, use.money)
        with self.db.write() as conn:
            notes.add_spent(conn, engine, day, spent)
