"""The console's lists: what happened today, every article, and what one may try."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, cast, get_args
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.responses import Response
from starlette.routing import Route

from polywire.article import State
from polywire.desk import people_fixes
from polywire.errors import PolywireError, UsageError
from polywire.operate.care import alerts
from polywire.operate.care.source_standing import condition
from polywire.operate.decide import source_pause
from polywire.publish.pages.interface_words import zone
from polywire.store.wire import board, source_states
from polywire.store.wire.board import CellLine, Mark, Question
from polywire.web.console.frame import Absent, Console, Visit

_PAGE: Final = 50
_TODAY: Final = 8
"""Lines of each list of the day: the rest is behind a link."""
_ILL: Final = ("quarantined", "failing", "paused", "new", "working")
_YEARS: Final = range(1900, 2200)
_ACTS: Final = {"pause": source_pause.pause, "resume": source_pause.resume}
_LISTS: Final = {
    "Withheld": {"state": "withheld"},
    "Withdrawn": {"state": "withdrawn"},
    "Corrected": {"mark": "corrected"},
    "In doubt": {"mark": "doubt"},
}


class Overview:
    """Answers what is where."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._site = console.settings.site
        self._db = console.room.db

    def routes(self) -> list[Route]:
        """Return the routes of the lists."""
        return [
            self._console.shows("", self.today),
            self._console.shows("articles", self.articles),
            self._console.shows("sources", self.sources),
            self._console.acts("source", self.decide_on_source),
            self._console.shows("try", self.try_it),
            self._console.acts("try", self.try_it),
        ]

    def today(self, visit: Visit) -> Response:
        """Show what came to stand as it does since midnight, and who is ill."""
        tags = self._site.languages
        now = self._console.room.now().astimezone(zone(self._site.time_zone))
        start = now.replace(hour=0, minute=0, second=0, microsecond=0)
        with self._db.read() as conn:
            lists = {
                title: board.find(conn, self._of_day(asked, start), _TODAY)
                for title, asked in _LISTS.items()
            }
            counts = board.counts_since(conn, tags, start)
            newest = board.find(conn, limit=_TODAY)
            troubles, decided = alerts.current(conn), people_fixes.decisions(conn)
            sources = _by_health(conn)
        return self._console.page(
            visit,
            "desk_today.html",
            counts=counts,
            lists=lists,
            newest=newest,
            links={
                title: urlencode(asked | {"changed": start.date().isoformat()})
                for title, asked in _LISTS.items()
            },
            troubles=troubles,
            ill=[one for one in sources if one[1] in _ILL[:3]],
            decided=decided,
        )

    def _of_day(self, asked: dict[str, str], start: datetime) -> Question:
        state, mark = asked.get("state"), asked.get("mark")
        return Question(
            state=State(state) if state else None,
            mark=cast("Mark | None", mark),
            changed=start,
            among=tuple(self._site.languages),
        )

    def articles(self, visit: Visit) -> Response:
        """List the cells that the address asks for, the newest article first."""
        asked = dict(visit.request.query_params.items())
        question = self._asked(visit)
        with self._db.read() as conn:
            lines = board.find(conn, question, _PAGE + 1)
            slugs = [row.slug for row in source_states.listed(conn)]
        words, more = self._console.words, ""
        if len(lines) > _PAGE:
            more = urlencode(asked | {"after": _place(lines[_PAGE - 1])})
        return self._console.page(
            visit,
            "desk_articles.html",
            lines=lines[:_PAGE],
            asked=asked,
            more=more,
            states=[(str(one), str(one).replace("-", " ")) for one in State],
            languages=[(tag, words.language(tag)) for tag in self._site.languages],
            slugs=[(slug, slug) for slug in slugs],
        )

    def _asked(self, visit: Visit) -> Question:
        """Read the address; raises UsageError for what no form of ours would send."""
        state, mark = visit.get("state"), visit.get("mark")
        if state and state not in list(State):
            raise UsageError(f"state: one of {', '.join(State)}")
        if mark and mark not in get_args(Mark):
            raise UsageError(f"mark: one of {', '.join(get_args(Mark))}")
        day = self._day(visit.get("day"))
        found = Question(
            words=visit.get("q")[:200],
            state=State(state) if state else None,
            language=visit.get("language") or None,
            source=visit.get("source") or None,
            mark=cast("Mark", mark) if mark else None,
            since=day,
            until=day and day + timedelta(days=1),
            changed=self._day(visit.get("changed")),
            among=tuple(self._site.languages),
        )
        try:
            at, identity, language = visit.get("after").split(" ")
            place = (datetime.fromisoformat(at).astimezone(UTC), identity, language)
        except (ValueError, OverflowError):
            return found
        return replace(found, after=place)

    def _day(self, text: str) -> datetime | None:
        """Return the first moment of a day in the wire's zone; None for no day."""
        if not text:
            return None
        try:
            day = datetime.fromisoformat(text[:10])
        except ValueError:
            day = None
        if day is None or day.year not in _YEARS:
            raise UsageError(f"no day: {text[:40]}; write it like 2026-03-02")
        return day.replace(tzinfo=zone(self._site.time_zone))

    def sources(self, visit: Visit) -> Response:
        """List the sources, the ill ones first."""
        with self._db.read() as conn:
            counts, sources = board.counts_by_source(conn), _by_health(conn)
        done = visit.get("done") in _ACTS
        return self._console.page(
            visit,
            "desk_sources.html",
            sources=sources,
            counts=counts,
            said=self._console.next_step() if done else "",
        )

    def decide_on_source(self, visit: Visit) -> Response:
        """Pause a source, resume it, or ask it at once."""
        slug, what = visit.get("slug"), visit.get("do")
        if what not in _ACTS:
            raise UsageError(f"do: one of {', '.join(_ACTS)}")
        row = self._db.ask(source_states.get, slug)
        if row is None or not row.active:
            raise Absent("There is no such source here.")
        _ACTS[what](self._db, slug, self._console.room.now(), visit.person.name)
        return self._console.lead("sources", done=what)

    def try_it(self, visit: Visit) -> Response:
        """Translate a sentence, or say what is missing."""
        tags = self._site.languages
        said, made, status = "", [], 200
        source = visit.get("source") or tags[0]
        target = visit.get("target") or tags[-1]
        if visit.request.method == "POST":
            try:
                made = self._console.room.trial.translate(
                    visit.get("text"), source, target
                )
            except PolywireError as error:
                said, status = str(error), 400
        return self._console.page(
            visit,
            "desk_try.html",
            status=status,
            said=said,
            made=made,
            source=source,
            target=target,
            text=visit.get("text"),
        )


def _by_health(conn: Connection) -> list[tuple[source_states.SourceRow, str]]:
    """Return the sources that are asked, with how they stand, the ill ones first."""
    rows = [row for row in source_states.listed(conn) if row.active]
    found = [(row, condition(row)) for row in rows]
    return sorted(found, key=lambda one: _ILL.index(one[1]))


def _place(line: CellLine) -> str:
    return f"{line.sort_at.isoformat()} {line.article_id} {line.language}"
