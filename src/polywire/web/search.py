"""``/LANGUAGE/search/``: the site's search as a page, a plain form and no script.

Asks what it is handed; the same question answers ``/api/v1/search``.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from polywire.publish import pages
from polywire.publish.press import Press
from polywire.publish.shelf import is_shown
from polywire.settings import Settings
from polywire.web.api import Api

LONGEST = 200
"""Characters of a question that are read."""

FOUND = 50
"""Editions on a page of results."""


def routes(settings: Settings, api: Api) -> list[Route]:
    """Return the route of each language's search; none without an index."""
    look = api.search
    if look is None:
        return []
    press = Press(settings)
    is_public = settings.site.visibility == "public"

    def answer(request: Request) -> Response:
        """Not a coroutine: it reads the store, in a thread of its own."""
        language = request.url.path.rstrip("/").split("/")[-2]
        query = " ".join(request.query_params.get("q", "")[:LONGEST].split())
        found = look(query, language, FOUND) if query else ()
        shown = [edition for edition in found if is_shown(edition)]
        headers = {
            "cache-control": "public, max-age=30" if is_public else "no-store",
            "content-language": language,
            "x-robots-tag": "noindex",
        }
        page = pages.search(language, press, query, shown)
        return Response(page, 200, headers, "text/html; charset=utf-8")

    return [
        Route(f"/{tag}/search/", answer, methods=["GET"])
        for tag in settings.site.languages
    ]
