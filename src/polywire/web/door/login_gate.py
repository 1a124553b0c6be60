"""The gate of a private site: whoever is not known gets the login and no more.

Stands before all routes, so that no page, picture or answer is forgotten.
Knows nothing of what is behind it but which addresses programs read.
"""

from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from polywire.operate.people.access import Access, Person
from polywire.settings.operator_file import Site
from polywire.web.door import visitor

LOGIN: Final = "/_login"
PRIVATE: Final = {
    b"cache-control": b"private, no-store",
    b"x-robots-tag": b"noindex, nofollow, noarchive",
}
_FOR_PROGRAMS: Final = (".atom", ".rss", "/feed.json")
_PICTURES: Final = "/assets/media/"
_API: Final = "/api/"


class Gate:
    """Lets readers of a private site through, and nobody else."""

    def __init__(
        self,
        app: ASGIApp,
        site: Site,
        access: Access | None,
        open_paths: frozenset[str],
    ) -> None:
        """Take the paths that anybody may ask for: the login and its style."""
        self._app = app
        self._site = site
        self._access = access
        self._open = open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on what somebody known asks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if scope["path"] in self._open:
            await self._app(scope, receive, _privately(send))
            return
        person = await run_in_threadpool(self._person, request)
        app = self._app if person is not None else self._refusal(request)
        await app(scope, receive, _privately(send))

    def _person(self, request: Request) -> Person | None:
        if self._access is None:
            return None
        path = request.scope["path"]
        if _is_for_programs(path):
            found = visitor.of_token(request, self._access, in_address=True)
            if found is not None:
                return found
        return visitor.of_session(request, self._site, self._access)

    def _refusal(self, request: Request) -> Response:
        path = request.scope["path"]
        if _is_for_programs(path) or request.method not in visitor.SAFE_METHODS:
            words = "This site is private: send a token of yours, or log in.\n"
            headers = {"www-authenticate": 'Bearer realm="private site"'}
            return PlainTextResponse(words, 401, headers)
        query = request.url.query
        return RedirectResponse(login_address(path, query), 302)


def login_address(path: str, query: str = "") -> str:
    """Return where to log in, relative to a path: the site may lie in a subfolder."""
    up = "../" * (path.count("/") - 1) or "./"
    goal = f"{path}?{query}" if query else path
    return f"{up}{LOGIN[1:]}?next={quote(goal, safe='/')}"


def _is_for_programs(path: str) -> bool:
    """Tell whether feed readers and programs ask for such a path."""
    return path.endswith(_FOR_PROGRAMS) or path.startswith((_API, _PICTURES))


def _privately(send: Send) -> Send:
    """Let no answer be kept by others or found by search engines."""

    async def send_privately(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message["headers"] if pair[0] not in PRIVATE]
            message["headers"] = [*kept, *PRIVATE.items()]
        await send(message)

    return send_privately
