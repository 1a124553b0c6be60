"""``/_login`` and ``/_logout``: a plain form, without script.

The form carries a mark that belongs to a cookie of its own, so that no other
site can log somebody in or out.
"""

import hmac
import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from polywire.language.text.tags import direction
from polywire.operate.people.access import Access, TooMany
from polywire.publish.pages.page_templates import Press
from polywire.publish.site.site_folder import Asset
from polywire.settings.operator_file import Settings
from polywire.tables import table
from polywire.web.door import visitor
from polywire.web.door.forms import PERSONAL, absent, read_body, read_fields
from polywire.web.door.languages import choose
from polywire.web.door.login_gate import LOGIN

LOGOUT: Final = "/_logout"
LARGEST: Final = 8_192
"""Bytes of a form: a name, a long password, and where to go."""
_FIELDS: Final = 6


def routes(settings: Settings, access: Access | None) -> list[Route]:
    """Return the routes of the login; none without accounts to ask."""
    if access is None:
        return []
    door = _Door(settings, access)
    return [
        *_looks(settings),
        Route(LOGIN, door.show, methods=["GET"]),
        Route(LOGIN, door.log_in, methods=["POST"]),
        Route(LOGOUT, door.log_out, methods=["POST"]),
    ]


def open_paths(settings: Settings) -> frozenset[str]:
    """Return what anybody may ask of a private site: the login and how it looks."""
    press = Press(settings)
    return frozenset({LOGIN, LOGOUT, "/robots.txt", press.style.path, press.icon.path})


def _looks(settings: Settings) -> list[Route]:
    """Return the routes of style and icon: nothing may be published yet."""
    press = Press(settings)
    kinds = {press.style: "text/css; charset=utf-8", press.icon: "image/svg+xml"}

    def route(asset: Asset, kind: str) -> Route:
        def answer(_: Request) -> Response:
            return Response(asset.data, media_type=kind)

        return Route(asset.path, answer, methods=["GET"])

    if settings.site.visibility == "public":
        return []
    return [route(asset, kind) for asset, kind in kinds.items()]


class _Door:
    """Shows the form and judges what comes back."""

    def __init__(self, settings: Settings, access: Access) -> None:
        self._settings = settings
        self._site = settings.site
        self._access = access
        self._press = Press(settings)

    def show(self, request: Request) -> Response:
        """Show the form, or who is logged in. Asks the store, so no coroutine."""
        if not self._is_there():
            return absent()
        return self._page(request, safe_path(request.query_params.get("next", "")))

    async def log_in(self, request: Request) -> Response:
        """Take name and password; lead to the page that was asked for."""
        return await run_in_threadpool(self._log_in, request, await _form(request))

    async def log_out(self, request: Request) -> Response:
        """End the session."""
        return await run_in_threadpool(self._log_out, request, await _form(request))

    def _log_in(self, request: Request, form: Mapping[str, str]) -> Response:
        if not self._is_there():
            return absent()
        if not self._is_ours(request, form):
            return self._page(request, "/", said="again", status=403)
        goal = safe_path(form.get("next", ""))
        place = request.client.host if request.client else ""
        found = self._access.log_in(
            form.get("name", ""), form.get("password", ""), place
        )
        if isinstance(found, TooMany):
            answer = self._page(request, goal, said="wait", status=429)
            answer.headers["retry-after"] = str(found.seconds)
            return answer
        if found is None:
            return self._page(request, goal, said="wrong", status=401)
        return self._lead_to(goal, request, found)

    def _log_out(self, request: Request, form: Mapping[str, str]) -> Response:
        if not self._is_ours(request, form):
            return self._page(request, "/", said="again", status=403)
        name = visitor.cookie_name("session", request, self._site)
        self._access.log_out(request.cookies.get(name, ""))
        return self._lead_to(LOGIN, request, "")

    def _lead_to(self, path: str, request: Request, session: str) -> Response:
        """Set the cookie and lead on, relative: the site may lie in a subfolder."""
        headers = PERSONAL | {
            "location": f".{path}",
            "set-cookie": visitor.cookie("session", session, request, self._site),
        }
        return Response(status_code=303, headers=headers)

    def _is_there(self) -> bool:
        """On a public site nobody learns of a login that nobody can use."""
        return self._site.visibility == "private" or self._access.is_open()

    def _is_ours(self, request: Request, form: Mapping[str, str]) -> bool:
        """Tell whether the form was ours, shown to this very browser."""
        if visitor.is_foreign(request):
            return False
        given = request.cookies.get(visitor.cookie_name("form", request, self._site))
        wanted = self._access.signature("form", given or "")
        return bool(given) and hmac.compare_digest(
            form.get("mark", "").encode(), wanted.encode()
        )

    def _page(
        self, request: Request, goal: str, *, said: str | None = None, status: int = 200
    ) -> Response:
        strings = table("polywire.web", "login.toml")
        asked = request.headers.get("accept-language", "")
        tag = choose(asked, list(strings)) or "en"
        cookie = visitor.cookie_name("form", request, self._site)
        browser = request.cookies.get(cookie) or secrets.token_urlsafe(24)
        person = visitor.of_session(request, self._site, self._access)
        page = _template().render(
            tag=tag,
            direction=direction(tag),
            say=strings[tag],
            name=self._site.name,
            style=self._press.style.path,
            icon=self._press.icon.path,
            said=strings[tag][said] if said else "",
            person=person.name if person and not said else None,
            nobody=not self._access.is_open(),
            goal=goal,
            mark=self._access.signature("form", browser),
        )
        headers = PERSONAL | {"content-language": tag, "vary": "Accept-Language"}
        answer = Response(page, status, headers, "text/html; charset=utf-8")
        answer.headers.append(
            "set-cookie", visitor.cookie("form", browser, request, self._site)
        )
        return answer


def safe_path(path: str) -> str:
    """Return a path of this site, or its root: a login leads nowhere else."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    is_plain = path.isascii() and path.isprintable() and "\\" not in path
    return path if is_ours and is_plain and "/." not in path else "/"


async def _form(request: Request) -> dict[str, str]:
    """Read a small form; what is none has no fields."""
    return read_fields(await read_body(request, LARGEST) or b"", _FIELDS)


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    loader = jinja2.PackageLoader("polywire.web", "templates")
    return jinja2.Environment(loader=loader, autoescape=True).get_template("login.html")
