"""The translation memory in the store: what engines wrote is never asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from polywire.article import text_hash
from polywire.desk.counters import Counters
from polywire.store.ground.database import Database
from polywire.store.wire import memory
from polywire.translate.engines.engine import Translator


@dataclass(frozen=True, slots=True)
class StoreMemory:
    """Implements :class:`polywire.desk.repair.attempt.RawMemory` for one article."""

    db: Database
    engine: Translator
    article_id: str | None
    now: datetime
    counters: Counters
    is_private: bool = False
    """Its source reserves mining: what it teaches serves this article alone."""

    def recall(self, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the answers that are known, by key."""
        own = {self._own(key): key for key in keys}
        with self.db.read() as conn:
            found = memory.get_many(conn, list(dict.fromkeys([*keys, *own])))
        self.counters.add("sentences", len(keys))
        if found and self.article_id is not None:
            with self.db.write() as conn:
                memory.note_use(conn, list(found), self.article_id)
        return {
            own.get(key, key): msgspec.json.decode(
                one.target_text, type=tuple[str, ...]
            )
            for key, one in found.items()
        }

    def _own(self, key: str) -> str:
        """Return the key under which answers are kept: a private one is the article's."""
        if not self.is_private or self.article_id is None:
            return key
        return text_hash(f"{self.article_id} {key}")

    def keep(self, answers: dict[str, tuple[str, ...]]) -> None:
        """Keep answers by key; a purge knows which article fed them."""
        self.counters.add("engine_calls", sum(map(len, answers.values())))
        entries = [
            memory.Remembered(
                key=self._own(key),
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
