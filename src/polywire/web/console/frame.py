"""The frame of the console: who may come in, whose form it is, how a page looks.

Knows no page by itself. Works without script: plain forms, answered by a redirect.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import urlencode

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from polywire.errors import PolywireError
from polywire.language.text.tags import direction
from polywire.operate.people.access import Access, Person
from polywire.publish.label.check_notice import kind_of
from polywire.publish.pages.interface_words import words
from polywire.settings.operator_file import Settings
from polywire.store.ground import owner
from polywire.store.ground.database import Database
from polywire.store.wire.captures import Archive
from polywire.web.console.trial import Trial
from polywire.web.door import visitor
from polywire.web.door.forms import PERSONAL, read_body, read_fields
from polywire.web.door.login_gate import login_address
from polywire.wire import Clock

DESK: Final = "/desk/"
ENTER: Final = f"{DESK}enter"
LARGEST: Final = 64_000
"""Bytes of a form: the longest sentence that is taken, in any script."""
_FIELDS: Final = 12


@dataclass(frozen=True, slots=True)
class Newsroom:
    """What the console works on."""

    db: Database
    access: Access
    archive: Archive
    trial: Trial
    now: Clock


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who may edit."""

    request: Request
    person: Person
    mark: str
    """What forms of this session carry, so that no other site can send one."""
    form: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """Return a value of the form, else of the address, without spaces around."""
        value = self.form.get(name) or self.request.query_params.get(name, "")
        return value.strip()


class Absent(PolywireError):
    """There is nothing at such an address of the console."""


Handler = Callable[[Visit], Response]


class Console:
    """Lets editors in and shows them pages."""

    def __init__(self, settings: Settings, newsroom: Newsroom) -> None:
        self.settings = settings
        self.room = newsroom
        self.words = words("en", settings.site.time_zone, None)

    def routes(self) -> list[Route]:
        """Return the routes that belong to no page."""
        return [
            Route("/desk", _lead, methods=["GET"]),
            Route("/_board", _lead, methods=["GET"]),
            Route(ENTER, self._enter, methods=["GET"]),
            Route(f"{DESK}desk.css", _style, methods=["GET"]),
            self.acts("leave", self._leave),
        ]

    def shows(self, path: str, handler: Handler) -> Route:
        """Return the route of a page."""
        return Route(DESK + path, self._guarded(handler), methods=["GET"])

    def acts(self, path: str, handler: Handler) -> Route:
        """Return the route of what a form does."""
        return Route(DESK + path, self._guarded(handler), methods=["POST"])

    def page(
        self, visit: Visit | None, template: str, *, status: int = 200, **values: object
    ) -> Response:
        """Return a page; ``visit`` is None for somebody who may not come in."""
        text = (
            _templates()
            .get_template(template)
            .render(
                visit=visit,
                site=self.settings.site,
                say=self.words.say,
                moment=self.words.moment,
                words=self.words,
                kind_of=kind_of,
                direction=direction,
                **values,
            )
        )
        return Response(text, status, PERSONAL, "text/html; charset=utf-8")

    def lead(self, path: str, **query: str) -> Response:
        """Return the answer to an act that is done: the page that shows it."""
        asked = f"?{urlencode(query)}" if query else ""
        headers = PERSONAL | {"location": f"./{path}{asked}"}
        return Response(status_code=303, headers=headers)

    def next_step(self) -> str:
        """Say when a decision is seen on the site."""
        with self.room.db.read() as conn:
            if owner.is_running(conn):
                return "The running wire takes it over within a minute."
        return (
            "No wire is running: it waits until somebody starts 'polywire run', or "
            "'polywire run --once'."
        )

    def _guarded(self, handler: Handler) -> Callable[..., object]:
        async def answer(request: Request) -> Response:
            form: dict[str, str] | None = {}
            if request.method == "POST":
                body = await read_body(request, LARGEST)
                form = None if body is None else read_fields(body, _FIELDS)
            return await run_in_threadpool(self._answer, request, form, handler)

        return answer

    def _answer(
        self, request: Request, form: Mapping[str, str] | None, handler: Handler
    ) -> Response:
        site, access = self.settings.site, self.room.access
        person = visitor.of_session(request, site, access)
        if person is None:
            return self._stranger(request, form or {})
        if not person.may_edit:
            words = f"You are logged in as {person.name}: the desk is for editors."
            return self._said(None, words, status=403)
        name = visitor.cookie_name("session", request, site)
        mark = access.signature("desk", request.cookies[name])
        visit = Visit(request, person, mark, form or {})
        if form is None:
            words = "That was too long: nothing was saved. Go back and shorten it."
            return self._said(visit, words, status=413)
        if request.method == "POST" and not _is_ours(form, mark):
            words = "This form has expired: nothing was saved. Please send it again."
            return self._said(visit, words, status=403, written=_written(form))
        return self._handled(visit, handler)

    def _handled(self, visit: Visit, handler: Handler) -> Response:
        try:
            return handler(visit)
        except Absent as error:
            return self._said(visit, str(error), status=404)
        except PolywireError as error:
            written = _written(visit.form)
            return self._said(visit, str(error), status=409, written=written)

    def _stranger(self, request: Request, form: Mapping[str, str]) -> Response:
        """Lead to the login; what somebody wrote when the session ended is not lost."""
        if not self.room.access.is_open():
            return self.page(None, "desk_closed.html", status=403)
        if request.method == "POST":
            words = "Your session has ended: nothing was saved."
            written = "" if visitor.is_foreign(request) else _written(form)
            where = login_address(DESK)
            return self._said(None, words, status=401, written=written, login=where)
        goal = login_address(request.url.path, request.url.query)
        headers = PERSONAL | {"location": goal}
        return Response(status_code=302, headers=headers)

    def _enter(self, request: Request) -> Response:
        """Exchange the one-time key for a session. Asks the store, so no coroutine.

        Whoever only looks whether the address is there does not use the key up.
        """
        if request.method == "HEAD":
            return Response(headers=PERSONAL)
        cookie = self.room.access.redeem(request.query_params.get("key", ""))
        if cookie is None:
            return self.page(None, "desk_closed.html", status=403)
        headers = PERSONAL | {"location": "./"}
        site = self.settings.site
        headers["set-cookie"] = visitor.cookie("session", cookie, request, site)
        return Response(status_code=303, headers=headers)

    def _leave(self, visit: Visit) -> Response:
        """End the session."""
        site, request = self.settings.site, visit.request
        name = visitor.cookie_name("session", request, site)
        self.room.access.log_out(request.cookies[name])
        answer = self.lead("")
        answer.headers["set-cookie"] = visitor.cookie("session", "", request, site)
        return answer

    def _said(
        self,
        visit: Visit | None,
        said: str,
        *,
        status: int,
        written: str = "",
        login: str = "",
    ) -> Response:
        return self.page(
            visit,
            "desk_said.html",
            status=status,
            said=said,
            written=written,
            login=login,
        )


def _is_ours(form: Mapping[str, str], mark: str) -> bool:
    return hmac.compare_digest(form.get("mark", "").encode(), mark.encode())


def _written(form: Mapping[str, str]) -> str:
    """Return what somebody wrote into a form, which must not be lost."""
    return form.get("target") or form.get("reason") or form.get("text", "")


async def _lead(_: Request) -> Response:
    return RedirectResponse("./desk/", 302, headers=PERSONAL)


async def _style(_: Request) -> Response:
    data = (files("polywire.web") / "templates" / "desk.css").read_bytes()
    return Response(data, media_type="text/css; charset=utf-8")


@cache
def _templates() -> jinja2.Environment:
    loaders: Sequence[jinja2.BaseLoader] = (
        jinja2.PackageLoader("polywire.web", "templates"),
        jinja2.PackageLoader("polywire.publish", "theme"),
    )
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
