"""The read API, ``/api/v1``: what the pages show, for machines.

Reads from the shelf that it is handed. Endpoints are plain functions: Starlette
runs them in threads, because the store answers synchronously.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any, Final, Protocol

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from polywire import __version__
from polywire.article import Edition, State
from polywire.check.grade import grade
from polywire.operate.decide.review_records import Reviews
from polywire.operate.people.access import Access
from polywire.publish.label import marking
from polywire.publish.machines import ninjs
from polywire.publish.pages.article_pages import story
from polywire.publish.pages.edition_view import read, read_head
from polywire.publish.pages.page_templates import Press
from polywire.publish.pages.safe_text import web_address
from polywire.publish.shelf import Shelf, is_shown, news_time, place
from polywire.publish.site import address
from polywire.rights import levels
from polywire.settings.operator_file import Settings
from polywire.web.console.frame import Newsroom
from polywire.web.site.files import matches
from polywire.web.site.hub_callbacks import Hub


def item(edition: Edition, press: Press) -> dict[str, Any]:
    """Return what lists of the API say of an edition."""
    reading = read_head(edition)
    known = levels.licence_of(edition)
    return {
        "id": edition.article_id,
        "language": edition.language,
        "url": press.absolute(address.edition_path(edition)),
        "title": reading.title.text,
        "title_language": reading.title.language,
        "summary": reading.summary.text,
        "summary_language": reading.summary.language,
        "section": edition.article.section,
        "story": press.story_of(edition.article_id),
        "published": news_time(edition).isoformat(),
        "updated": edition.updated_at.isoformat(),
        "version": edition.version,
        "state": str(edition.state),
        "level": str(edition.level),
        "grade": grade(edition.draft),
        "licence": (known.url or known.name) if known else None,
        "label": marking.preview(
            edition,
            press.words(edition.language),
            press.settings.labels,
            press.review(edition),
        )
        or None,
        "source": {"slug": edition.source_slug, "name": edition.source_name},
        "original": {
            "url": web_address(edition.article.url),
            "language": edition.article.language,
            "title": edition.article.headline,
        },
    }


def detail(edition: Edition, press: Press) -> dict[str, Any]:
    """Return an edition with its body as the feeds carry it, label inside."""
    spoken = press.words(edition.language)
    ids = (edition.article_id, edition.language)
    return item(edition, press) | {
        "html": body(edition, press),
        "corrections": [
            {
                "at": note.at.isoformat(),
                "kind": note.kind,
                "version": note.version,
                "note": str(marking.correction(note, spoken).striptags()),
            }
            for note in edition.corrections
        ],
        "provenance": (
            press.absolute(address.provenance_path(*ids))
            if edition.is_translated
            else None
        ),
    }


def body(edition: Edition, press: Press) -> str:
    """Return the HTML of an edition as the feeds carry it."""
    values = story(read(edition), press)
    return press.fragment("feed_body.html", edition.language, **values).strip()


def news_json(edition: Edition, press: Press) -> dict[str, Any]:
    """Return an edition as ninjs 3.1; a withdrawn one as canceled."""
    is_shown = edition.state is not State.WITHDRAWN
    return ninjs.ninjs(edition, press, body(edition, press) if is_shown else None)


def withdrawn(edition: Edition, press: Press) -> dict[str, Any]:
    """Return what is left to say of a withdrawn edition."""
    return {
        "id": edition.article_id,
        "language": edition.language,
        "url": press.absolute(address.edition_path(edition)),
        "state": str(State.WITHDRAWN),
        "withdrawn": edition.updated_at.isoformat(),
    }


CURSOR: Final = (
    r"^(0|[1-9][0-9]{0,8})\.(-?[0-9]{1,16})\.([A-Za-z0-9][A-Za-z0-9._-]{0,63})$"
)
"""Place, microseconds since 1970 and id: all of its values are answered."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LIMIT = 50
_MOST = 100
_SLACK = 50
"""Editions before a cursor's place that are read again: some may be gone."""
_LATEST = 300
"""Editions that a search without an index looks through."""
_QUERY = 200
"""Characters of a query."""


class Search(Protocol):
    """Finds published editions by words."""

    def __call__(
        self, query: str, language: str, limit: int, offset: int = 0
    ) -> Sequence[Edition]:
        """Return the newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Api:
    """What the site asks of the wire while it serves; all parts may be missing."""

    status: Callable[[], Mapping[str, Any]] | None = None
    """The coverage board: what ``polywire status --json`` prints; only its sums are told."""
    shelf: Shelf | None = None
    hub: Hub | None = None
    """Who answers sources' hubs (WebSub)."""
    search: Search | None = None
    """Full text; without it the API looks through the latest news."""
    access: Access | None = None
    """Who may log in; without it a private site lets nobody in."""
    reviews: Reviews | None = None
    """Takes review records; without it none can be filed here."""
    newsroom: Newsroom | None = None
    """What the console works on; without it there is none."""


class _Bad(Exception):  # what the caller did, not an error of ours
    """A parameter is wrong; the message says which."""


@dataclass(frozen=True, slots=True)
class _Cursor:
    """The place after which a list goes on: new editions do not shift it."""

    offset: int
    time: datetime
    id: str


def routes(settings: Settings, api: Api) -> list[BaseRoute]:
    """Return the routes of the API; none that needs a shelf without one."""
    if api.shelf is None:
        return []
    answers = _Answers(settings, api, api.shelf)
    return [
        Route("/api/v1/openapi.json", answers.openapi, methods=["GET"]),
        Route("/api/v1/articles", answers.articles, methods=["GET"]),
        Route("/api/v1/editions/{id}", answers.edition, methods=["GET"]),
        Route("/api/v1/search", answers.search, methods=["GET"]),
        Route("/api/v1/coverage", answers.coverage, methods=["GET"]),
    ]


class _Answers:
    """Answers the questions of the API."""

    def __init__(self, settings: Settings, api: Api, shelf: Shelf) -> None:
        self._settings = settings
        self._api = api
        self._shelf = shelf
        self._press = Press(settings, shelf.review, shelf.story_of)

    def openapi(self, request: Request) -> Response:
        """Describe the API."""
        return _answer(request, description(self._settings))

    def articles(self, request: Request) -> Response:
        """List the latest editions of a language."""
        try:
            language = self._language(request)
            limit = _number(request, "limit", _LIMIT, _MOST)
            cursor = _cursor(request.query_params.get("cursor"))
        except _Bad as error:
            return _problem(400, str(error))
        section = request.query_params.get("section")
        source = request.query_params.get("source")
        found = self._shelf.latest(
            language,
            section=section,
            source=source,
            limit=limit + 1 + 2 * _SLACK,
            offset=_start(cursor),
        )
        return self._list(request, found, cursor, limit)

    def _list(
        self,
        request: Request,
        found: Sequence[Edition],
        cursor: _Cursor | None,
        limit: int,
    ) -> Response:
        """Answer with what comes after a cursor, and with the next one."""
        start = _start(cursor)
        places = [
            (start + number, edition)
            for number, edition in enumerate(found)
            if is_shown(edition)
            and (cursor is None or place(edition) < (cursor.time, cursor.id))
        ]
        chosen = places[:limit]
        goes_on = len(places) > limit
        return _answer(
            request,
            {
                "items": [item(edition, self._press) for _, edition in chosen],
                "next": _token(chosen[-1]) if goes_on and chosen else None,
            },
        )

    def edition(self, request: Request) -> Response:
        """Return one edition with its body, as JSON or ninjs."""
        try:
            language = self._language(request)
            form = _choice(request, "format", ("json", "ninjs"))
        except _Bad as error:
            return _problem(400, str(error))
        edition = self._shelf.edition(request.path_params["id"], language)
        if edition is not None and edition.state is State.WITHDRAWN:
            gone = news_json if form == "ninjs" else withdrawn
            return _answer(request, gone(edition, self._press), status=410)
        if edition is None or not is_shown(edition):
            return _problem(404, "no such edition is published")
        shown = news_json if form == "ninjs" else detail
        return _answer(request, shown(edition, self._press))

    def search(self, request: Request) -> Response:
        """Find editions of a language by words."""
        asked = request.query_params.get("q", "")
        try:
            language = self._language(request)
            limit = _number(request, "limit", _LIMIT, _MOST)
            cursor = _cursor(request.query_params.get("cursor"))
            if not 0 < len(asked) <= _QUERY:
                message = f"q: give 1 to {_QUERY} characters to look for"
                raise _Bad(message)  # noqa: TRY301  # answered as the others are
        except _Bad as error:
            return _problem(400, str(error))
        query = " ".join(asked.split())
        look = self._api.search or self._look
        found = look(query, language, limit + 1 + 2 * _SLACK, _start(cursor))
        return self._list(request, found, cursor, limit)

    def _look(
        self, query: str, language: str, limit: int, offset: int = 0
    ) -> Sequence[Edition]:
        """Look through headlines and summaries of the latest editions."""
        wanted = query.casefold().split()
        found = []
        for edition in self._shelf.latest(language, limit=_LATEST):
            reading = read_head(edition)
            shown = (reading.title.text, reading.summary.text, edition.source_name)
            text = " ".join(shown).casefold()
            if wanted and all(word in text for word in wanted):
                found.append(edition)
        return found[offset : offset + limit]

    def coverage(self, request: Request) -> Response:
        """Count states by language: which articles they are stays the operator's."""
        if self._api.status is None:
            return _problem(404, "this site does not tell its coverage")
        status = self._api.status()
        counts: dict[str, Counter[str]] = {}
        for cell in status.get("cells", []):
            counts.setdefault(cell["language"], Counter())[cell["state"]] += 1
        return _answer(
            request,
            {
                "articles": status.get("articles", 0),
                "languages": {
                    language: dict(sorted(count.items()))
                    for language, count in sorted(counts.items())
                },
            },
        )

    def _language(self, request: Request) -> str:
        allowed = tuple(self._settings.site.languages)
        return _choice(request, "language", allowed)


def _choice(request: Request, name: str, allowed: Sequence[str]) -> str:
    value = request.query_params.get(name, allowed[0] if allowed else "")
    if value not in allowed:
        raise _Bad(f"{name}: one of {', '.join(allowed)}")
    return value


def _number(request: Request, name: str, usual: int, most: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:9]) <= most:
        raise _Bad(f"{name}: a number from 1 to {most}")
    return int(text[:9])


def _cursor(text: str | None) -> _Cursor | None:
    if text is None:
        return None
    found = re.fullmatch(CURSOR, text)
    if found is None:
        raise _Bad("cursor: use the value of 'next' as it was given")
    offset, micros, identity = found.groups()
    return _Cursor(int(offset), _EPOCH + timedelta(microseconds=int(micros)), identity)


def _start(cursor: _Cursor | None) -> int:
    return max(0, cursor.offset - _SLACK) if cursor else 0


def _token(last: tuple[int, Edition]) -> str:
    time, identity = place(last[1])
    micros = (time - _EPOCH) // timedelta(microseconds=1)
    return f"{last[0]}.{micros}.{identity}"


def _answer(
    request: Request, value: Mapping[str, Any], *, status: int = 200
) -> Response:
    data = msgspec.json.encode(value)
    etag = f'"{hashlib.sha256(data).hexdigest()[:20]}"'
    headers = {
        "etag": etag,
        "cache-control": "public, max-age=30",
        "access-control-allow-origin": "*",
        "x-robots-tag": "noindex",
    }
    if status == 200 and matches(request.headers.get("if-none-match"), etag):  # noqa: PLR2004  # OK
        return Response(status_code=304, headers=headers)
    return Response(data, status, headers, media_type="application/json")


def _problem(status: int, detail: str) -> Response:
    """Say what is wrong as RFC 9457 does."""
    data = msgspec.json.encode({"status": status, "detail": detail})
    headers = {"access-control-allow-origin": "*"}
    return Response(data, status, headers, media_type="application/problem+json")


def description(settings: Settings) -> Mapping[str, Any]:
    """Return the OpenAPI document of this installation."""
    text = files("polywire.web.api").joinpath("openapi.json").read_text("utf-8")
    document: dict[str, Any] = json.loads(text)
    parameters = document["components"]["parameters"]
    parameters["language"]["schema"] = {"enum": settings.site.languages}
    parameters["cursor"]["schema"]["pattern"] = CURSOR
    return document | {
        "info": {"title": settings.site.name, "version": __version__},
        "servers": [{"url": settings.site.url.rstrip("/")}],
    }
