"""Steps 2 and 3: fetch an article's page, extract it, decide rights, plan its cells."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

import msgspec
import structlog
from sqlalchemy import Connection

from polywire.article import Article, Capture, RightsDecision, State
from polywire.engine.port import BACKFILL
from polywire.errors import ChildLost, ExtractError, FetchError, RobotsDisallow
from polywire.extract.extract import from_entry
from polywire.extract.page_reader import job_of
from polywire.follow import copies, reread, rereading, source_changes
from polywire.intake import filters
from polywire.intake.pages import local_sources
from polywire.net.fetch.http_answers import Fetched, as_bytes, as_text
from polywire.net.urls import host_of
from polywire.rights import levels, reuse_signals
from polywire.rights.reuse_signals import Reading, Surroundings
from polywire.settings.operator_file import Source
from polywire.steps import (
    article_pictures,
    backfill,
    cell_plan,
    given_up,
    kept_pages,
    suppressed_names,
)
from polywire.steps.feed_memory import FeedMemory
from polywire.steps.hosts import host_terms
from polywire.store.keeping import sketches
from polywire.store.wire import (
    articles,
    cells,
    revisions,
    rights_decisions,
    source_states,
)
from polywire.store.wire.articles import ArticleRow, IntakeState
from polywire.wire import Wire

log = structlog.get_logger()

# Waits after a failed fetch or reading; then the article is failed, with its reason.
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440))

GONE = frozenset({404, 410})
_REFUSALS = frozenset({401, 403})
"""Answers that asking again does not change."""
_HOST_FAILS = 500


def ingest(wire: Wire, identity: str) -> None:
    """Bring one article from its feed entry to planned cells."""
    row = wire.db.ask(articles.get, identity)
    if row is None or not _is_wanted(row, wire.now()):
        return
    source = wire.settings.source(row.source)
    rule = filters.filter_rule(_filters_of(source, row), row.entry, wire.now())
    if rule is not None:
        _set(wire, row, "filtered", rule)
        return
    try:
        fetched = _fetch(wire, source, row)
        if fetched.capture is None and _has_new_terms(wire, source, row):
            # the page is the same, what its host permits is not: decide anew
            fetched = wire.fetcher.fetch(row.url)
    except FetchError as error:
        _not_fetched(wire, source, row, error)
        return
    if fetched.capture is None:
        wire.counters.add("pages_unchanged")
        source_changes.unchanged(wire, row)
        return
    wire.counters.add("pages_fetched")
    _take_page(wire, source, row, fetched)


def _has_new_terms(wire: Wire, source: Source, row: ArticleRow) -> bool:
    """Tell whether the host's own files say something else than when it was decided."""
    with wire.db.read() as conn:
        article = revisions.current(conn, row.id)
        if article is None:
            return False
        decided = rights_decisions.decided_at(conn, row.id, article.revision)
    stated = (article.signals.rsl, _memory(wire, source).rsl)
    changed = _terms(wire, source, row.url, stated).changed_at
    return decided is not None and changed is not None and changed > decided


def _filters_of(source: Source, row: ArticleRow) -> Source:
    """Return a source whose age filter lets a backfill in: it is old on purpose."""
    if row.priority < BACKFILL:
        return source
    return msgspec.structs.replace(source, max_age_days=None)


def _is_wanted(row: ArticleRow, now: datetime) -> bool:
    """Tell whether a page is to be fetched: new, changed in its feed, or re-checked."""
    if row.state == "to-fetch":
        return True
    is_due = row.recheck_at is not None and row.recheck_at <= now
    return is_due and row.state != "withdrawn"


def _fetch(wire: Wire, source: Source, row: ArticleRow) -> Fetched:
    """Get the page; with the last validators when we hold what they stand for."""
    if source.kind == "folder":
        path = (wire.settings.root / source.url).resolve()
        return _as_fetched(
            local_sources.read_file(path, source.slug, row.url, wire.now())
        )
    known = row.current_revision is not None
    if not known:
        page = wire.db.ask(backfill.brought, wire.archive, row.id, row.priority)
        if page is not None:
            return _as_fetched(page)
    return wire.fetcher.fetch(
        row.url,
        etag=as_text(row.etag) if known else None,
        last_modified=as_text(row.last_modified) if known else None,
    )


def _as_fetched(capture: Capture) -> Fetched:
    """Return a page that came without a request as if it were the answer to one."""
    return Fetched(
        capture,
        not_modified=False,
        etag=None,
        last_modified=None,
        redirected_permanently_to=None,
        status=capture.status,
    )


def _not_fetched(
    wire: Wire, source: Source, row: ArticleRow, error: FetchError
) -> None:
    """Keep the article with the reason why its page could not be had."""
    if error.status in GONE and row.current_revision is not None:
        source_changes.gone(wire, source, row, error.status or 0)
        return
    if isinstance(error, RobotsDisallow):
        # what the feed itself gives may still be linked to (standards 2.6)
        around = Surroundings(robots_allowed=False)
        ours = wire.settings.site.languages
        try:
            article = from_entry(row.entry, languages=ours, stated=source.language)
        except ExtractError as empty:
            reason = f"the page cannot be fetched: {error}; the feed: {empty}"
            _set(wire, row, "failed", reason)
            return
        said = reread.said_by_feed(row)
        _settle(wire, _Page(row, source, article, around, None, said))
        return
    if row.current_revision is not None:
        source_changes.refused(wire, row, RETRIES[min(row.attempts, len(RETRIES) - 1)])
        return
    is_last = row.attempts >= len(RETRIES)
    fails = is_last and (error.status or 0) >= _HOST_FAILS
    if (fails or error.status in _REFUSALS) and _take_feed(wire, source, row):
        return
    if is_last or error.status in GONE:
        _set(wire, row, "failed", f"the page cannot be fetched: {error}")
        return
    wait = RETRIES[row.attempts]
    if error.retry_after:
        wait = max(wait, timedelta(seconds=error.retry_after))
    wire.db.change(articles.retry_later, row.id, wire.now() + wait, str(error))


def _take_feed(wire: Wire, source: Source, row: ArticleRow) -> bool:
    """Take the feed's text for a page that refuses us; False when it is not whole.

    The source gives it to everybody, so that a login before the page caps nothing.
    """
    try:
        article = from_entry(
            row.entry, languages=wire.settings.site.languages, stated=source.language
        )
    except ExtractError:
        return False
    if article.kind != "article" or article.doubtful:
        return False
    memory = _memory(wire, source)
    found = _terms(wire, source, row.url, (memory.rsl,))
    around = Surroundings(
        feed_licence=memory.licence or memory.rights,
        tdmrep=found.tdmrep,
        rsl=found.rsl,
        path=urlsplit(row.url).path or "/",
    )
    read = reuse_signals.merge(article, around)
    article = reuse_signals.noted(article, read)
    said = reread.said_by_feed(row)
    _settle(wire, _Page(row, source, article, around, None, said, read=read))
    return True


def _take_page(wire: Wire, source: Source, row: ArticleRow, fetched: Fetched) -> None:
    capture = fetched.capture
    assert capture is not None  # noqa: S101  # a 304 was answered above
    capture = replace(capture, fetched_at=wire.now())
    capture_id = kept_pages.keep(wire, source, row.id, capture)
    try:
        is_settled = settle_page(wire, source, row, capture, capture_id)
    except ChildLost as error:
        _not_read(wire, row, error)
        return
    if not is_settled:
        return
    # only now: "not modified" is to mean since it was read, not since it was fetched
    wire.db.change(
        articles.set_validators,
        row.id,
        etag=as_bytes(fetched.etag),
        last_modified=as_bytes(fetched.last_modified),
    )


def _not_read(wire: Wire, row: ArticleRow, error: ChildLost) -> None:
    """Put off a page whose reader was ended: the page may have no part in it."""
    if row.attempts >= len(RETRIES):
        given_up.bury(wire, "ingest", row.id, f"the page cannot be read: {error}")
        return
    at = wire.now() + RETRIES[row.attempts]
    log.warning("page not read", id=row.id, reason=str(error), again=at.isoformat())
    with wire.db.write() as conn:
        if row.state == "to-fetch":
            articles.retry_later(conn, row.id, at, f"not read yet: {error}")
        else:
            articles.look_later(conn, row.id, at)


def settle_page(
    wire: Wire,
    source: Source,
    row: ArticleRow,
    capture: Capture,
    capture_id: str,
    *,
    is_replay: bool = False,
) -> bool:
    """Extract a page that was fetched, now or earlier, and plan its cells.

    False when it was left as it was, or its source stops it. Raises ChildLost.
    """
    try:
        shown = reread.examples(wire, row)
        article = wire.read(job_of(capture, row.entry, source, wire.settings, shown))
    except ExtractError as error:
        reason = f"the page cannot be read: {error}"
        if is_replay or not reread.unreadable(wire, row, reason):
            _set(wire, row, "failed", reason)
        return False
    memory = _memory(wire, source)
    stated = (article.signals.rsl, host_terms.inline(capture.body), memory.rsl)
    found = _terms(wire, source, capture.url, stated, asks=not is_replay)
    around = Surroundings(
        headers=capture.headers,
        status=capture.status,
        feed_licence=memory.licence or memory.rights,
        tdmrep=found.tdmrep,
        rsl=found.rsl,
        path=urlsplit(capture.url).path or "/",
    )
    article = replace(article, url=row.url)
    read = reuse_signals.merge(article, around)
    article = reuse_signals.noted(article, read)
    said = reread.said_of(row, capture)
    page = _Page(row, source, article, around, capture_id, said, is_replay, read)
    return _settle(wire, page)


def _terms(
    wire: Wire,
    source: Source,
    page: str,
    stated: Iterable[str | None],
    *,
    asks: bool = True,
) -> host_terms.Terms:
    """Return what the page's host states in its own files; a replay asks nobody."""
    if source.kind == "folder":
        return host_terms.Terms()
    with wire.turns.at(host_of(page)):
        return host_terms.read(
            page,
            stated,
            kept=host_terms.StoreKept(wire.db, wire.archive),
            asks=wire.fetcher if asks else None,
            now=wire.now(),
        )


def _memory(wire: Wire, source: Source) -> FeedMemory:
    """Return what was noted of a source's feed."""
    with wire.db.read() as conn:
        return FeedMemory.of(source_states.get(conn, source.slug))


@dataclass(frozen=True, slots=True)
class _Page:
    """An extracted article with all that decides about it."""

    row: ArticleRow
    source: Source
    article: Article
    around: Surroundings
    capture: str | None
    """Id of the capture; None for what only the feed said."""
    said: str
    """All that page and feed say of it, with their markup."""
    is_replay: bool = False
    """Read again from its capture: the source did nothing new."""
    read: Reading | None = None
    """The signals of it all; None where only the feed said any."""


def _settle(wire: Wire, page: _Page) -> bool:
    """Decide rights and cells of an extracted article and store them at once."""
    row = page.row
    if page.capture is not None and source_changes.stops(wire, row, page.article):
        return False
    found = rereading.Believed("take", page.article)
    if not page.is_replay:
        found = reread.believe(wire, page.source, row, page.article, page.said)
    if found.action != "keep" and _is_put_off(wire, page):
        return False
    article = found.article
    page = replace(page, article=article)
    is_banned = suppressed_names.is_banned(wire.db, article)
    decision = levels.resolve(
        article,
        source=page.source,
        site=wire.settings.site,
        entry=row.entry,
        around=replace(page.around, suppressed=is_banned),
        read=page.read,
    )
    plans = cell_plan.plan_cells(
        article,
        decision,
        source=page.source,
        languages=wire.settings.site.languages,
        has_route=partial(wire.desk.has_route, cloud=page.source.cloud),
    )
    if row.current_revision != article.revision:
        article = article_pictures.copied(wire, row.id, article, decision)
    _store(wire, replace(page, article=article), decision, plans, found)
    wire.counters.add("articles")
    return found.action == "take"


def _store(
    wire: Wire,
    page: _Page,
    decision: RightsDecision,
    plans: tuple[cell_plan.CellPlan, ...],
    found: rereading.Believed,
) -> None:
    """Keep a revision, its rights and its cells, and settle its copies, all at once."""
    row, article, now = page.row, page.article, wire.now()
    with wire.db.write() as conn:
        sketches.begin(conn)
        before = rights_decisions.get(conn, row.id, article.revision)
        revisions.add(conn, row.id, article, capture=page.capture, now=now)
        rights_decisions.decide(conn, row.id, article.revision, decision, now)
        if revisions.retell(conn, row.id, article):
            _want_again(conn, row.id, _MADE | {State.WITHHELD})
        if before is not None and _permits(before) != _permits(decision):
            _want_again(conn, row.id, _MADE)
        _plan_cells(conn, page, decision, plans, now)
        copies.take(
            conn,
            row.id,
            article,
            rights=decision,
            may_compare=levels.may_learn(article, page.source),
            shown_in=[one.language for one in plans if one.state is State.PENDING],
            now=now,
        )
        if not page.is_replay:
            source_changes.schedule(conn, wire, row, article)
        elif row.current_revision != article.revision:
            articles.set_state(conn, row.id, "extracted", rereading.REREAD)
        if found.action != "take":
            reread.note(conn, wire, row, found)


def _is_put_off(wire: Wire, page: _Page) -> bool:
    """Tell whether the source put another in its place, or storms."""
    row, article = page.row, page.article
    if page.capture is None or page.is_replay:
        return False
    return source_changes.replaced(wire, row, article) or source_changes.storms(
        wire, row, article
    )


def _plan_cells(
    conn: Connection,
    page: _Page,
    decision: RightsDecision,
    plans: tuple[cell_plan.CellPlan, ...],
    now: datetime,
) -> None:
    """Make the board say what is planned: pending, or final with its reason."""
    row, article = page.row, page.article
    wish = cells.Wish(
        article_id=row.id,
        revision=article.revision,
        languages=[one.language for one in plans],
        source=row.source,
        sort_at=news_time(article, row),
        section=article.section,
        priority=row.priority,
    )
    cells.want(conn, wish, now)
    for one in plans:
        cell = cells.get(conn, row.id, one.language)
        if cell is not None and (
            (page.is_replay and _differs(cell, one, decision))
            or (cell.copy_of is not None and one.state is not State.PENDING)
        ):
            cells.want_again(conn, row.id, one.language)
            cell = cells.get(conn, row.id, one.language)
        if one.state is State.PENDING:
            continue
        if cell is not None and cell.wanted is not None:
            outcome = cells.Outcome(
                one.state, one.reason or "", decision.level, decision.basis
            )
            cells.close(conn, cell, outcome, now=now)


def _permits(decision: RightsDecision) -> tuple[object, ...]:
    """Return what a decision comes to, whatever its evidence."""
    return (
        decision.level,
        decision.basis,
        decision.licence,
        decision.allow_images,
        decision.excerpt_chars,
    )


_MADE = frozenset({*cells.SHOWN, State.NOT_ALLOWED})


def _want_again(conn: Connection, identity: str, states: frozenset[State]) -> None:
    """The same text under other rights or in another language: decide it anew."""
    for cell in cells.of_article(conn, identity):
        if cell.state in states:
            cells.want_again(conn, identity, cell.language)


def _differs(
    cell: cells.CellRow, one: cell_plan.CellPlan, decision: RightsDecision
) -> bool:
    """Tell whether an edition of the same text is to be made again all the same."""
    if cell.state not in cells.SHOWN:
        return True
    return one.state is not State.PENDING or cell.level is not decision.level


def news_time(article: Article, row: ArticleRow) -> datetime:
    """Return the time that readers order by: the source's, never after first sight."""
    stated = article.published or row.entry.published
    return min(stated, row.first_seen) if stated else row.first_seen


def _set(wire: Wire, row: ArticleRow, state: IntakeState, reason: str) -> None:
    wire.db.change(articles.set_state, row.id, state, reason)
    log.info("article", id=row.id, state=state, reason=reason)
