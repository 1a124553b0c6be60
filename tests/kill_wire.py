"""A small wire of real store and engine that may be killed at any moment.

Started in processes of its own by the kill tests. Each article goes through
``ingest``, ``publish`` for each language and ``emit``, which writes a file.
"""

from __future__ import annotations

import faulthandler
import hashlib
import os
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy.exc import DBAPIError
from tests.builders import NOON, an_article, an_edition

from polywire.article import FeedEntry
from polywire.engine.dbos_engine import DbosEngine, open_engine
from polywire.engine.port import EngineOptions, Queue, Task, beside
from polywire.errors import StoreError
from polywire.pipeline import enqueue_pending
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.keeping import journal
from polywire.store.wire import articles, board, cells, edition_lists, revisions

LANGUAGES = ("en", "pt-BR")

BOUNDARIES = (
    "ingest-begins",
    "ingest-stored",
    "publish-begins",
    "publish-before-commit",
    "publish-committed",
    "emit-begins",
    "emit-part-written",
    "emit-renamed",
    "emit-marked",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What one process of the wire is told."""

    root: Path
    store_url: str
    executor: str
    ttl: float = 30.0
    work: float = 0.002
    """Seconds that a step pretends to work."""
    kill_at: str | None = None
    """Boundary at which the process kills itself, with how often it was reached
    before: ``publish-committed:3``."""


def fill(store_url: str, count: int) -> None:
    """Put articles into the store that the wire is to publish."""
    db = open_database(store_url)
    with db.write() as conn:
        for n in range(count):
            url = f"https://courier.example/{n}"
            entry = FeedEntry(id=url, link=url)
            new = articles.NewEntry(f"a{n:03}", "courier", url, url, entry)
            articles.add_entry(conn, new, NOON)
    db.close()


def is_done(db: Database, count: int) -> bool:
    """Tell whether every article is published and written."""
    with db.read() as conn:
        sums = board.counts(conn)
    shown = sum(states.get("published", 0) for states in sums.cells.values())
    return shown == count * len(LANGUAGES) and not sums.waiting and not sums.unemitted


def outcome(store_url: str, root: Path) -> dict[str, str]:
    """Return hashes of all files and how often each cell was published."""
    found = {}
    for path in sorted((root / "site").rglob("*")):
        if path.is_file():
            name = str(path.relative_to(root))
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    db = open_database(store_url)
    with db.read() as conn:
        for event in journal.recent(conn, 100_000, events=["published"]):
            name = f"published {event.article_id} {event.language}"
            found[name] = str(int(found.get(name, "0")) + 1)
    db.close()
    return found


def main(plan: Plan, count: int) -> None:
    """Run one process of the wire until all is published."""
    faulthandler.enable()
    wire = Wire(plan)
    done = False
    while not done:
        try:
            wire.sweep()
            done = is_done(wire.db, count)
        except (StoreError, DBAPIError):
            time.sleep(0.5)  # the database is away: it comes back
        time.sleep(0.05)
    wire.engine.drain(10.0)
    wire.db.close()


class Wire:
    """One process: store, engine and three jobs."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.db = open_database(plan.store_url)
        self._reached: dict[str, int] = {}
        self._random = random.Random(plan.executor)
        self.engine: DbosEngine = open_engine(
            beside(plan.store_url),
            executor_id=plan.executor,
            jobs={"ingest": self.ingest, "publish": self.publish, "emit": self.emit},
            queues=dict.fromkeys(("ingest", "publish", "emit"), Queue(4)),
            options=EngineOptions(
                first_delay=0.1, polling=0.05, ttl=plan.ttl, max_crashes=1000
            ),
        )

    def sweep(self) -> None:
        """Enqueue whatever the store says is not done."""
        enqueue_pending(self.engine, "ingest", self._to_ingest)
        enqueue_pending(self.engine, "publish", self._to_publish)
        enqueue_pending(self.engine, "emit", self._to_emit)

    def ingest(self, identity: str) -> None:
        self._boundary("ingest-begins")
        article = an_article(headline=f"News {identity}", url=f"https://x/{identity}")
        with self.db.write() as conn:
            revisions.add(conn, identity, article, capture=None, now=NOON)
            wish = cells.Wish(identity, article.revision, LANGUAGES, "courier", NOON)
            cells.want(conn, wish, NOON)
        self._boundary("ingest-stored")

    def publish(self, item: str) -> None:
        self._boundary("publish-begins")
        identity, language = item.split("/")
        with self.db.read() as conn:
            cell = cells.get(conn, identity, language)
            article = revisions.current(conn, identity)
        if cell is None or article is None or cell.wanted is None:
            return  # done by another run
        edition = an_edition(
            article, article_id=identity, language=language, version=cell.version + 1
        )
        time.sleep(self._random.random() * self.plan.work)
        with self.db.write() as conn:
            url = f"/{language}/{identity}/"
            revision = article.revision
            if cells.settle(conn, edition, cell.fence, revision=revision, url=url):
                event = journal.Event(
                    NOON, "published", article_id=identity, language=language
                )
                journal.add(conn, event)
            self._boundary("publish-before-commit")
        self._boundary("publish-committed")

    def emit(self, item: str) -> None:
        """Write a cell's file until it shows the newest serial."""
        self._boundary("emit-begins")
        identity, language = item.split("/")
        written = -1
        while True:
            with self.db.read() as conn:
                cell = cells.get(conn, identity, language)
                edition = edition_lists.edition(conn, identity, language)
            if cell is None or edition is None or cell.serial == written:
                break
            path = self.plan.root / "site" / language / f"{identity}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            # Beside the site, not in it: a kill here must leave nothing to serve.
            parts = self.plan.root / "parts"
            parts.mkdir(exist_ok=True)
            part = parts / f"{language}-{identity}.{os.getpid()}"
            part.write_bytes(msgspec.json.encode(edition, order="sorted"))
            self._boundary("emit-part-written")
            part.replace(path)
            self._boundary("emit-renamed")
            written = cell.serial
        with self.db.write() as conn:
            cells.mark_emitted(conn, identity, language, written)
        self._boundary("emit-marked")

    def _boundary(self, name: str) -> None:
        number = self._reached[name] = self._reached.get(name, -1) + 1
        if self.plan.kill_at == f"{name}:{number}":
            os.kill(os.getpid(), signal.SIGKILL)

    def _to_ingest(self) -> list[Task]:
        with self.db.read() as conn:
            wanted = articles.to_fetch(conn, NOON)
        return [Task("ingest", item, f"i:{item}") for item in wanted]

    def _to_publish(self) -> list[Task]:
        with self.db.read() as conn:
            rows = cells.pending(conn, NOON)
        return [_task("publish", row) for row in rows]

    def _to_emit(self) -> list[Task]:
        with self.db.read() as conn:
            rows = cells.to_emit(conn)
        return [_task("emit", row) for row in rows]


def _task(job: str, row: cells.CellRow) -> Task:
    item = f"{row.article_id}/{row.language}"
    return Task(job, item, f"{job}:{item}:{row.wanted}:{row.serial}")
