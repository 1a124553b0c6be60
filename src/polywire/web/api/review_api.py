"""``/api/v1/editions/ID/review``: review records, by a token made for them."""

from typing import Any, Final

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from polywire.operate.decide.review_records import (
    ReviewedVersion,
    ReviewRefused,
    Reviews,
)
from polywire.operate.people.access import Access, Person
from polywire.settings.operator_file import Settings
from polywire.store.people.reviews import ReviewRow
from polywire.web.door import visitor
from polywire.web.door.forms import read_body

PATH: Final = "/api/v1/editions/{id}/review"
LARGEST: Final = 8_192
_STATUS: Final = {"missing": 404, "original": 409, "version": 409, "name": 400}
_HEADERS: Final = {"cache-control": "no-store", "x-robots-tag": "noindex"}


class _Record(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    reviewed_by: str
    responsible_entity: str = ""


def routes(
    settings: Settings, access: Access | None, reviews: Reviews | None
) -> list[Route]:
    """Return the route; none where nobody could be asked who files."""
    if access is None or reviews is None:
        return []
    answers = _Answers(settings, access, reviews)
    return [Route(PATH, answers.answer, methods=["GET", "PUT", "DELETE"])]


class _Answers:
    """Takes, shows and forgets reviews."""

    def __init__(self, settings: Settings, access: Access, reviews: Reviews) -> None:
        self._languages = settings.site.languages
        self._access = access
        self._reviews = reviews

    async def answer(self, request: Request) -> Response:
        """Answer a request; its body is read here, all else in a thread."""
        # what is too large is no JSON, and refused as such
        body = await read_body(request, LARGEST) or b""
        return await run_in_threadpool(self._answer, request, body)

    def _answer(self, request: Request, body: bytes) -> Response:
        person = visitor.of_token(request, self._access, in_address=False)
        if person is None or not person.may_review:
            return _problem(401 if person is None else 403, _HOW)
        language = request.query_params.get("language", self._languages[0])
        if language not in self._languages:
            return _problem(400, f"language: one of {', '.join(self._languages)}")
        try:
            return self._do(
                request, (request.path_params["id"], language), body, person
            )
        except ReviewRefused as error:
            return _problem(_STATUS[error.why], str(error))
        except (msgspec.MsgspecError, RecursionError) as error:
            return _problem(400, str(error))

    def _do(
        self, request: Request, key: tuple[str, str], body: bytes, person: Person
    ) -> Response:
        if request.method == "PUT":
            record = msgspec.json.decode(body, type=_Record)
            reading = ReviewedVersion(
                record.version, record.reviewed_by, record.responsible_entity
            )
            return _show(self._reviews.file(*key, reading, filed_by=person.name))
        if request.method == "DELETE":
            self._reviews.undo(*key, filed_by=person.name)
            return Response(status_code=204, headers=_HEADERS)
        found = self._reviews.current(*key)
        if found is None:
            return _problem(404, "no review of what is published now")
        return _show(found)


_HOW: Final = (
    "send 'Authorization: Bearer TOKEN' with a token that 'polywire user token NAME "
    "--scope review' made for an editor or operator"
)


def _show(row: ReviewRow) -> Response:
    value: dict[str, Any] = {
        "article": row.article_id,
        "language": row.language,
        "version": row.version,
        "text": row.text,
        "reviewed_by": row.reviewed_by,
        "responsible_entity": row.responsible_entity,
        "reviewed_at": row.reviewed_at.isoformat(),
    }
    return Response(msgspec.json.encode(value), 200, _HEADERS, "application/json")


def _problem(status: int, detail: str) -> Response:
    """Say what is wrong as RFC 9457 does."""
    headers = dict(_HEADERS)
    if status == 401:  # noqa: PLR2004  # unauthorized
        headers["www-authenticate"] = "Bearer"
    data = msgspec.json.encode({"status": status, "detail": detail})
    return Response(data, status, headers, "application/problem+json")
