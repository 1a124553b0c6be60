"""Translate past editions again, on command: with the newest engine, rules, glossary.

Nothing is translated again by itself when an engine gets better. What is marked
here is done by the next run, behind all new work; sentences that the memory knows
cost nothing, and readers get a note only where the meaning changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from polywire.article import Article
from polywire.language.text import tags
from polywire.settings.operator_file import Settings, Source
from polywire.steps import cell_plan
from polywire.store.ground.database import Database
from polywire.store.keeping import journal
from polywire.store.wire import articles, board, cells, revisions, rights_decisions
from polywire.store.wire.board import Settled

Past = tuple[Settled, Article]
"""A settled edition, and the article as it may be shown."""
BEHIND = 20
"""Priority of the past: new articles have 10."""


class Estimator(Protocol):
    """What an estimate asks of the translation desk."""

    def has_route(self, source: str, target: str, /, *, cloud: bool = False) -> bool:
        """Tell whether some engine translates a pair."""

    def estimate(
        self, article: Article, language: str, *, source: Source
    ) -> tuple[int, int]:
        """Return the sentences of an article, and those that an engine would get."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What translating the past again would cost."""

    editions: int
    sentences: int
    engine_calls: int
    """Sentences for the first engine; repairs of what fails come on top."""


def past(
    settings: Settings, db: Database, since: datetime, language: str | None = None
) -> list[Past]:
    """Return the translated or withheld editions of articles since a time.

    What was withheld for its page, and sources that are no longer named, are left
    out: no engine would make another edition of them.
    """
    slugs = {source.slug for source in settings.sources}
    found = []
    with db.read() as conn:
        for cell in board.settled_since(conn, since, language):
            if cell.source not in slugs:
                continue
            row = articles.get(conn, cell.article_id)
            article = revisions.current(conn, cell.article_id)
            if row is None or article is None:
                continue
            decision = rights_decisions.get(conn, cell.article_id, article.revision)
            if decision is None or tags.is_same(article.language, cell.language):
                continue
            if cell_plan.unfit(article, decision.level) is not None:
                continue
            shown = cell_plan.shown(article, decision, settings.site, row.entry)
            found.append((cell, shown))
    return found


def estimate(settings: Settings, desk: Estimator, which: Sequence[Past]) -> Estimate:
    """Say what translating these editions again would cost; changes nothing."""
    costs = []
    for cell, article in which:
        source = settings.source(cell.source)
        if desk.has_route(article.language, cell.language, cloud=source.cloud):
            costs.append(desk.estimate(article, cell.language, source=source))
    return Estimate(
        len(costs), sum(cost[0] for cost in costs), sum(cost[1] for cost in costs)
    )


def start(db: Database, which: Sequence[Past], now: datetime) -> int:
    """Mark editions to be made again by the next run; returns how many."""
    with db.write() as conn:
        for cell, _ in which:
            cells.want_again(conn, cell.article_id, cell.language, priority=BEHIND)
        detail = {"what": {"editions": len(which)}}
        journal.note(conn, now, "rerun", detail=detail)
    return len(which)
