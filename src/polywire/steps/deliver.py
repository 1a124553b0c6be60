"""Steps 4 and 5: translate one cell of the board, judge it, make its edition."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from polywire.article import (
    Article,
    Draft,
    Edition,
    PubStatus,
    RightsDecision,
    State,
    Verdict,
)
from polywire.check.grade import grade
from polywire.desk import people_fixes
from polywire.errors import EngineDown, StoreError
from polywire.follow import rereading, source_changes, source_corrections
from polywire.language.text import tags
from polywire.publish.site import address
from polywire.steps import cell_plan, suppressed_names
from polywire.store.wire import (
    articles,
    cells,
    drafts,
    edition_lists,
    revisions,
    rights_decisions,
)
from polywire.store.wire.articles import ArticleRow
from polywire.store.wire.cells import CellRow
from polywire.tongue import UNKNOWN
from polywire.wire import Wire

# Waits while no engine of the route answers: the cell stays pending.
ENGINE_WAIT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Work:
    """All stored values that one cell is made of."""

    cell: CellRow
    row: ArticleRow
    article: Article
    rights: RightsDecision
    before: Edition | None
    revision: str
    """As the store knows it: what is shown may be cut, and has another hash."""


def deliver(wire: Wire, article_id: str, language: str) -> None:
    """Bring one cell from wanted to settled; twice changes nothing."""
    work = _load(wire, article_id, language)
    if work is None:
        return
    site = wire.settings.site
    shown = cell_plan.shown(work.article, work.rights, site, work.row.entry)
    source = wire.settings.source(work.row.source)
    if tags.is_same(shown.language, language):
        _settle(wire, work, shown, None, Verdict(State.PUBLISHED))
        return
    held = cell_plan.no_way(
        shown, language, partial(wire.desk.has_route, cloud=source.cloud)
    )
    if held is not None and (work.before is None or shown.language == UNKNOWN):
        # what readers have stays while the engine that made it is away
        _settle(wire, work, shown, None, Verdict(State.WITHHELD, held))
        return
    try:
        draft, verdict = wire.desk.draft(
            shown, language, source=source, article_id=article_id
        )
    except EngineDown as error:
        _wait(wire, work.cell, str(error))
        return
    draft = replace(draft, revision=work.revision)
    with wire.db.write() as conn:
        drafts.put(conn, article_id, draft, wire.now())
        by = people_fixes.released_by(conn, article_id, language, work.revision)
    if by is not None and verdict.state is State.WITHHELD:
        words = f"released by {by}; the checks say: {verdict.reason}"
        verdict = Verdict(State.PUBLISHED_PARTLY, words, verdict.findings)
    _settle(wire, work, shown, draft, verdict)


def _load(wire: Wire, article_id: str, language: str) -> Work | None:
    """Load what a cell is made of; None when nothing is wanted (any more)."""
    with wire.db.read() as conn:
        cell = cells.get(conn, article_id, language)
        row = articles.get(conn, article_id)
        if cell is None or row is None or cell.wanted is None:
            return None
        article = revisions.get(conn, article_id, cell.wanted)
        decision = rights_decisions.get(conn, article_id, cell.wanted)
        before = edition_lists.edition(conn, article_id, language)
    if article is None or decision is None:
        raise StoreError(f"article {article_id} has no stored revision {cell.wanted}")
    return Work(cell, row, article, decision, before, cell.wanted)


def _wait(wire: Wire, cell: CellRow, reason: str) -> None:
    wire.db.change(cells.retry_later, cell, at=wire.now() + ENGINE_WAIT, reason=reason)


def _settle(
    wire: Wire, work: Work, shown: Article, draft: Draft | None, verdict: Verdict
) -> None:
    """Put the result into the cell; a cell that changed meanwhile is left alone."""
    now = wire.now()
    cell = work.cell
    if draft is not None and suppressed_names.is_banned(wire.db, shown, [draft]):
        verdict = Verdict(State.WITHHELD, suppressed_names.REASON)
    if verdict.state is State.WITHHELD:
        outcome = cells.Outcome(
            verdict.state,
            verdict.reason or "the checks failed",
            work.rights.level,
            work.rights.basis,
        )
        wire.db.change(cells.close, cell, outcome, now=now)
        return
    edition = _edition(wire, work, shown, draft, verdict)
    wire.counters.add("cells")
    wire.db.change(
        cells.settle,
        edition,
        cell.fence,
        revision=work.revision,
        url=address.edition_path(edition),
        grade=grade(draft),
    )


def _edition(
    wire: Wire, work: Work, shown: Article, draft: Draft | None, verdict: Verdict
) -> Edition:
    now = wire.now()
    source = wire.settings.source(work.row.source)
    before = work.before
    version = work.cell.version + 1
    edition = Edition(
        article_id=work.cell.article_id,
        language=work.cell.language,
        version=version,
        pub_status=PubStatus.USABLE,
        state=verdict.state,
        level=work.rights.level,
        article=shown,
        rights=work.rights,
        source_slug=source.slug,
        source_name=source.name or shown.outlet or source.slug,
        published_at=work.cell.published_at or now,
        updated_at=now,
        draft=draft,
        corrections=before.corrections if before else (),
        reason=verdict.reason,
    )
    if before is None:
        return edition
    if _reads_alike(before, edition):
        # Translated again with the same words: no new version, in no feed.
        return replace(edition, version=before.version, updated_at=before.updated_at)
    return _with_note(wire, work, before, edition)


def _with_note(wire: Wire, work: Work, before: Edition, edition: Edition) -> Edition:
    """Add the public note of a new version, where something may be said."""
    moving: frozenset[str] = frozenset()
    if before.article.revision != edition.article.revision:
        if rereading.is_ours(work.row.reason):
            return edition
        moving = wire.db.ask(source_changes.moving, work.row, before.article)
    note = source_corrections.between(
        before, edition, at=edition.updated_at, moving=moving
    )
    if note is not None:
        return replace(edition, corrections=(*edition.corrections, note))
    if source_corrections.is_unremarked(before, edition, moving):
        return replace(edition, version=before.version, updated_at=before.updated_at)
    return edition


def _reads_alike(before: Edition, after: Edition) -> bool:
    """Tell whether two editions of one article show readers the same."""
    if before.draft is None or after.draft is None:
        return False
    plain = replace(
        after,
        version=before.version,
        updated_at=before.updated_at,
        draft=before.draft,
        reason=before.reason,
    )
    return plain == before and _shown(before.draft) == _shown(after.draft)


def _shown(draft: Draft) -> list[tuple[object, ...]]:
    """Return what readers see of a draft: words, marks, and which stay original."""
    return [
        (segment, one.shown, one.marks, one.verdict)
        for segment, one in zip(draft.segments, draft.translations, strict=True)
    ]
