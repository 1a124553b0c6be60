"""``/LANGUAGE/search/``: the site's search as a page, a plain form and no script.

Asks what it is handed; the same question answers ``/api/v1/search``.
"""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from polywire.publish.pages import list_pages
from polywire.publish.pages.page_templates import Press
from polywire.publish.shelf import is_shown
from polywire.settings.operator_file import Settings
from polywire.web.api.read_api import Api

LONGEST = 200
"""Characters of a question that are read."""

FOUND = 20
"""Editions on a page of results."""

PAGES = 50
"""Pages of results that are shown: older news stands in the archive."""


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
        number = _page(request.query_params.get("page", ""))
        skipped = (number - 1) * FOUND
        answers = look(query, language, FOUND + 1, skipped) if query else ()
        shown = [edition for edition in answers[:FOUND] if is_shown(edition)]
        found = list_pages.Found(
            query,
            shown,
            skipped + 1,
            newer=_address(query, number - 1) if number > 1 else None,
            older=_address(query, number + 1)
            if len(answers) > FOUND and number < PAGES
            else None,
        )
        headers = {
            "cache-control": "public, max-age=30" if is_public else "no-store",
            "content-language": language,
            "x-robots-tag": "noindex",
        }
        page = list_pages.search(language, press, found)
        return Response(page, 200, headers, "text/html; charset=utf-8")

    return [
        Route(f"/{tag}/search/", answer, methods=["GET"])
        for tag in settings.site.languages
    ]


def _page(text: str) -> int:
    """Return the number of a page; the first one for anything else."""
    is_number = text.isascii() and text.isdecimal()
    return min(max(int(text[:4]), 1), PAGES) if is_number else 1


def _address(query: str, number: int) -> str:
    return "?" + urlencode({"q": query} | ({"page": number} if number > 1 else {}))
