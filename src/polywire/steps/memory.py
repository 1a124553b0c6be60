"""The translation memory in the store: what engines wrote is never asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from polywire.steps.counters import Counters
from polywire.store import memory
from polywire.store.database import Database
from polywire.translate.engine import Translator


@dataclass(frozen=True, slots=True)
class StoreMemory:
    """Implements :class:`polywire.repair.attempt.RawMemory` for one article."""

    db: Database
    engine: Translator
    article_id: str | None
    now: datetime
    counters: Counters

    def recall(self, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the answers that are known, by key."""
        with self.db.read() as conn:
            found = memory.get_many(conn, keys)
        self.counters.add("sentences", len(keys))
        if found and self.article_id is not None:
            with self.db.write() as conn:
                memory.note_use(conn, list(found), self.article_id)
        return {
            key: msgspec.json.decode(one.target_text, type=tuple[str, ...])
            for key, one in found.items()
        }

    def keep(self, answers: dict[str, tuple[str, ...]]) -> None:
        """Keep answers by key; a purge knows which article fed them."""
        self.counters.add("engine_calls", sum(map(len, answers.values())))
        entries = [
            memory.Remembered(
                key=key,
                tier="engine",
                source_language=self.engine.source,
                target_language=self.engine.target,
                source_text="",
                target_text=msgspec.json.encode(texts).decode(),
                engine=self.engine.id,
                model=self.engine.model,
                created_at=self.now,
            )
            for key, texts in answers.items()
        ]
        with self.db.write() as conn:
            memory.put_many(conn, entries, article_id=self.article_id)
