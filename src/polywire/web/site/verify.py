"""``/verify``: whoever pastes a piece of text learns whether we translated it.

The means of detection that EU AI Act Art. 50(2) asks for. Keeps nothing of what
is pasted: not in a file, not in a log.
"""

import threading
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from polywire.errors import UsageError
from polywire.language.text.tags import direction
from polywire.publish.label import recognition
from polywire.publish.shelf import Shelf
from polywire.settings.operator_file import Site
from polywire.tables import table
from polywire.web.door.forms import read_body, read_fields
from polywire.web.door.languages import choose

PATH: Final = "/verify"
LARGEST: Final = 100_000
"""Most bytes of a request: a long article, and no more work for one visitor."""

NEWEST: Final = 5_000
"""Editions of each language that are searched; ``polywire verify`` searches all."""

_FIELDS: Final = 4

REFRESH: Final = 60.0
"""Seconds for which the traces may be old."""

_HEADERS: Final = {"cache-control": "no-store", "x-robots-tag": "noindex"}


class Finder:
    """Searches the newest editions; keeps their traces between requests."""

    def __init__(
        self, shelf: Shelf, site: Site, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._shelf = shelf
        self._site = site
        self._clock = clock
        self._traces = recognition.Traces()
        self._read_at: float | None = None
        self._lock = threading.Lock()

    def find(self, text: str) -> dict[str, Any]:
        """Return the answer for a text; raises UsageError when it is too short."""
        recognition.search_key(text)
        with self._lock:
            self._refresh()
            return recognition.answer(self._traces.find(text), self._site.url)

    def _refresh(self) -> None:
        """Read the shelf anew: what is not on it any more must not be found."""
        now = self._clock()
        if self._read_at is not None and now - self._read_at < REFRESH:
            return
        seen = set()
        for edition in recognition.published(self._shelf, self._site.languages, NEWEST):
            self._traces.put(edition)
            seen.add((edition.article_id, edition.language))
        for key in self._traces.keys() - seen:
            self._traces.drop(*key)
        self._read_at = now


def routes(shelf: Shelf | None, site: Site) -> list[Route]:
    """Return the routes of the search; none without a shelf."""
    if shelf is None:
        return []
    finder = Finder(shelf, site)

    async def show(request: Request) -> Response:
        return _page(request, site)

    async def search(request: Request) -> Response:
        body = await read_body(request, LARGEST)
        if body is None:
            message = {"error": f"more than {LARGEST} bytes: paste less"}
            return JSONResponse(message, 413, _HEADERS)
        text, is_form = _text(request, body)
        try:
            found = await run_in_threadpool(finder.find, text)
        except UsageError as error:
            if is_form:
                return _page(request, site, text=text, verdict="short", status=400)
            return JSONResponse({"error": str(error)}, 400, _HEADERS)
        if not is_form:
            return JSONResponse(found, headers=_HEADERS)
        return _page(request, site, text=text, verdict=_verdict(found), found=found)

    return [Route(PATH, show, methods=["GET"]), Route(PATH, search, methods=["POST"])]


def _text(request: Request, body: bytes) -> tuple[str, bool]:
    """Return the pasted text, and whether it came from our form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return body.decode("utf-8", "replace"), False
    return read_fields(body, _FIELDS).get("text", ""), True


def _verdict(found: Mapping[str, Any]) -> str:
    matches = found["matches"]
    if any(match["machine_translated"] for match in matches):
        return "machine"
    return "original" if matches else "none"


def _page(  # one page for the question and all answers
    request: Request,
    site: Site,
    *,
    text: str = "",
    verdict: str | None = None,
    found: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    strings = table("polywire.web", "verify.toml")
    asked = request.headers.get("accept-language", "")
    tag = choose(asked, list(strings)) or "en"
    page = _template().render(
        tag=tag,
        direction=direction(tag),
        say=strings[tag],
        name=site.name,
        text=text,
        verdict=strings[tag][verdict] if verdict else "",
        matches=found["matches"] if found else (),
        least=recognition.LEAST_CHARACTERS,
    )
    headers = _HEADERS | {"content-language": tag, "vary": "Accept-Language"}
    return Response(page, status, headers, "text/html; charset=utf-8")


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    loader = jinja2.PackageLoader("polywire.web", "templates")
    return jinja2.Environment(loader=loader, autoescape=True).get_template(
        "verify.html"
    )
