"""One article in the console: its sentences with reasons, and what may be decided.

Each act is the function that the command of the same name calls, under the name of
the person who is logged in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from polywire.article import (
    Article,
    Draft,
    Finding,
    Segment,
    SegmentVerdict,
    State,
    Translation,
    normalise,
)
from polywire.desk import people_fixes
from polywire.desk.people_fixes import Editor, Overtaken
from polywire.errors import UsageError
from polywire.follow import takedown
from polywire.operate.decide import rerun
from polywire.store.wire import articles, cells, drafts, editions, revisions
from polywire.store.wire.articles import ArticleRow
from polywire.store.wire.board import Settled
from polywire.store.wire.cells import CellRow
from polywire.web.console.frame import Absent, Console, Visit

LONGEST: Final = 4_000
"""Characters of a fixed sentence, and of a reason."""
_DONE: Final = {
    "fixed": "The sentence is fixed, here and wherever else it stands.",
    "unfixed": "The fix is taken back: engines translate the sentence again.",
    "released": "It will be published as it is, under your name, for this revision.",
    "unreleased": "The release is taken back: the checks decide again.",
    "withdrawn": "It is withdrawn in every language; a notice stays at its address.",
    "restored": "It is restored: its page is fetched, checked and published afresh.",
    "again": "It will be translated again, with today's engines, rules and glossary.",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the page."""

    number: int
    segment: Segment
    made: Translation
    findings: tuple[Finding, ...]
    fix: str
    """What a person has decided that it becomes; empty for nothing."""

    @property
    def verdict(self) -> str:
        """ok, doubt or stop, with the doubts over the whole article in it."""
        is_doubt = self.made.verdict is SegmentVerdict.OK and self.findings
        return "doubt" if is_doubt else str(self.made.verdict)


class ArticlePage:
    """Shows an article and takes decisions on it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._db = console.room.db
        self._now = console.room.now

    def routes(self) -> list[Route]:
        """Return the routes of the page and of its acts."""
        console = self._console
        return [
            console.shows("article", self.show),
            console.shows("withdraw", self.ask_withdrawal),
            console.acts("withdraw", self.withdraw),
            console.acts("fix", self.fix),
            console.acts("unfix", self.unfix),
            console.acts("release", self.release),
            console.acts("unrelease", self.unrelease),
            console.acts("restore", self.restore),
            console.acts("again", self.again),
        ]

    def show(self, visit: Visit) -> Response:
        """Show an article in one language, sentence by sentence."""
        return self._show(visit)

    def _show(
        self, visit: Visit, *, status: int = 200, said: str = "", written: str = ""
    ) -> Response:
        row = self._row(visit)
        with self._db.read() as conn:
            board = cells.of_article(conn, row.id)
            cell = _chosen(board, visit.get("language"))
            draft = drafts.of_cell(conn, row.id, cell.language) if cell else None
            fixes = {}
            if draft:
                pair = (draft.source_language, draft.language)
                fixes = people_fixes.fixed(conn, draft.segments, pair)
            revision = (cell and cell.revision) or row.current_revision or ""
            original = revisions.get(conn, row.id, revision)
            tag = cell.language if cell else ""
            history = editions.history(conn, row.id, tag)
            released = people_fixes.released_by(conn, row.id, tag, revision)
        return self._console.page(
            visit,
            "desk_article.html",
            status=status,
            said=said or _DONE.get(visit.get("done"), ""),
            next_step=self._console.next_step() if visit.get("done") else "",
            written=written,
            place=visit.get("place"),
            row=row,
            board=board,
            cell=cell,
            draft=draft,
            sentences=_sentences(draft, fixes),
            whole=[one for one in draft.findings if one.segment is None]
            if draft
            else [],
            original=original,
            headline=_headline(draft, original, row),
            history=history,
            released=released,
        )

    def fix(self, visit: Visit) -> Response:
        """Keep what a person wrote for a sentence, unless somebody was faster."""
        row, draft = self._drafted(visit)
        segment = _segment(draft, visit)
        target = normalise(visit.get("target"))
        if not 0 < len(target) <= LONGEST:
            raise UsageError(f"a sentence has 1 to {LONGEST:,} characters")
        editor = Editor(visit.person.name, visit.get("seen"))
        pair = (draft.source_language, draft.language)
        try:
            people_fixes.fix(
                self._db, pair, segment.text, target, self._now(), editor=editor
            )
        except Overtaken as error:
            return self._show(visit, status=409, said=str(error), written=target)
        return self._done(row, "fixed", draft.language, visit.get("place"))

    def unfix(self, visit: Visit) -> Response:
        """Take a fix back."""
        row, draft = self._drafted(visit)
        segment = _segment(draft, visit)
        pair = (draft.source_language, draft.language)
        by = visit.person.name
        if people_fixes.unfix(self._db, pair, segment.text, self._now(), by) is None:
            raise UsageError("nobody has fixed this sentence, or it was taken back")
        return self._done(row, "unfixed", draft.language, visit.get("place"))

    def release(self, visit: Visit) -> Response:
        """Publish what was withheld, under the name of who decides it."""
        row, language = self._row(visit), visit.get("language")
        by = visit.person.name
        people_fixes.release(self._db, row, language, by=by, now=self._now())
        return self._done(row, "released", language)

    def unrelease(self, visit: Visit) -> Response:
        """Let the checks decide again."""
        row, language = self._row(visit), visit.get("language")
        by = visit.person.name
        people_fixes.take_back(self._db, row, language, self._now(), by)
        return self._done(row, "unreleased", language)

    def again(self, visit: Visit) -> Response:
        """Have an edition translated again."""
        row, draft = self._drafted(visit)
        which = Settled(row.id, draft.language, row.source)
        rerun.start(self._db, [which], self._now(), visit.person.name)
        return self._done(row, "again", draft.language)

    def ask_withdrawal(self, visit: Visit) -> Response:
        """Ask whether, and why: it takes the article down in every language."""
        return self._ask(visit)

    def _ask(self, visit: Visit, *, said: str = "", status: int = 200) -> Response:
        row = self._row(visit)
        with self._db.read() as conn:
            shown = [c.language for c in cells.of_article(conn, row.id) if c.shown]
        return self._console.page(
            visit, "desk_withdraw.html", status=status, row=row, shown=shown, said=said
        )

    def withdraw(self, visit: Visit) -> Response:
        """Take an article down, for good."""
        row, reason = self._row(visit), visit.get("reason")[:LONGEST]
        if not reason:
            said = "Write down why: the next person will ask."
            return self._ask(visit, said=said, status=400)
        if row.state == "withdrawn":
            raise UsageError(f"{row.url} is withdrawn already")
        takedown.suppress(
            self._db,
            self._console.room.archive,
            row,
            reason=reason,
            now=self._now(),
            by=visit.person.name,
        )
        return self._done(row, "withdrawn", visit.get("language"))

    def restore(self, visit: Visit) -> Response:
        """Undo a withdrawal."""
        row = self._row(visit)
        takedown.restore(self._db, row, now=self._now(), by=visit.person.name)
        return self._done(row, "restored", visit.get("language"))

    def _done(
        self, row: ArticleRow, what: str, language: str, place: str = ""
    ) -> Response:
        query = {"id": row.id, "language": language, "done": what, "place": place}
        shown = {name: value for name, value in query.items() if value}
        return self._console.lead("article", **shown)

    def _row(self, visit: Visit) -> ArticleRow:
        with self._db.read() as conn:
            row = articles.get(conn, visit.get("id"))
        if row is None:
            raise Absent("There is no such article here.")
        return row

    def _drafted(self, visit: Visit) -> tuple[ArticleRow, Draft]:
        row = self._row(visit)
        with self._db.read() as conn:
            draft = drafts.of_cell(conn, row.id, visit.get("language"))
        if draft is None:
            raise UsageError("there is no translation in this language to decide on")
        return row, draft


def _chosen(board: Sequence[CellRow], language: str) -> CellRow | None:
    """Return the cell of a language; of none the first that a person may mend."""
    wanted = [cell for cell in board if cell.language == language]
    translated = [
        cell for cell in board if cell.sentences or cell.state is State.WITHHELD
    ]
    return next(iter([*wanted, *translated, *board]), None)


def _sentences(draft: Draft | None, fixes: dict[int, Translation]) -> list[Sentence]:
    if draft is None:
        return []
    of_article = {
        number: tuple(one for one in draft.findings if one.segment == number)
        for number in range(len(draft.segments))
    }
    return [
        Sentence(
            number,
            draft.segments[number],
            made,
            made.findings + of_article[number],
            fixes[number].target if number in fixes else "",
        )
        for number, made in enumerate(draft.translations)
    ]


def _headline(draft: Draft | None, original: Article | None, row: ArticleRow) -> str:
    if draft and draft.translations and draft.segments[0].part == "headline":
        return draft.translations[0].shown
    return original.headline if original else row.entry.title or row.url


def _segment(draft: Draft, visit: Visit) -> Segment:
    """Return the sentence that a form speaks of; raises UsageError when it is gone."""
    wanted = visit.get("sentence")
    for segment in draft.segments:
        if segment.hash == wanted:
            return segment
    raise UsageError(
        "this sentence is not in the article any more: the source has changed it"
    )
