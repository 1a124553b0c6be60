"""The description of the read API as OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from polywire import __version__
from polywire.settings.operator_file import Settings

Node = dict[str, Any]

_TEXT: Node = {"type": "string"}
_NAME: Node = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "\\S"}
_MAYBE: Node = {"type": ["string", "null"]}
_TIME: Node = {"type": "string", "format": "date-time"}

_ITEM: Node = {
    "type": "object",
    "required": ["id", "language", "url", "title", "published", "updated", "level"],
    "properties": {
        "id": _TEXT,
        "language": _TEXT,
        "url": {"type": "string", "format": "uri"},
        "title": _TEXT,
        "title_language": _TEXT,
        "summary": _TEXT,
        "summary_language": _TEXT,
        "section": _MAYBE,
        "story": _MAYBE,
        "published": _TIME,
        "updated": _TIME,
        "version": {"type": "integer"},
        "state": {"enum": ["published", "published-partly"]},
        "level": {"enum": ["full", "excerpt", "link"]},
        "grade": {"enum": ["sound", "mixed", "rough", None]},
        "licence": _MAYBE,
        "label": _MAYBE,
        "source": {"type": "object"},
        "original": {"type": "object"},
    },
}
CURSOR: Final = (
    r"^(0|[1-9][0-9]{0,8})\.(-?[0-9]{1,16})\.([A-Za-z0-9][A-Za-z0-9._-]{0,63})$"
)
"""Place, microseconds since 1970 and id: all of its values are answered."""
_CURSOR: Node = {"type": "string", "pattern": CURSOR}
_ID: Node = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"}
_PROBLEM: Node = {
    "type": "object",
    "required": ["status", "detail"],
    "properties": {"status": {"type": "integer"}, "detail": _TEXT},
}


def description(settings: Settings) -> Mapping[str, Any]:
    """Return the OpenAPI document of this installation."""
    language = _parameter(
        "language", {"enum": settings.site.languages}, "Edition; the first by default."
    )
    limit = _parameter(
        "limit", {"type": "integer", "minimum": 1, "maximum": 100}, "Most items."
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": settings.site.name, "version": __version__},
        "servers": [{"url": settings.site.url.rstrip("/")}],
        "paths": {
            "/api/v1/articles": _get(
                "The latest editions of a language, newest first.",
                "List",
                language,
                limit,
                _parameter("section", _TEXT, "The source's own section name."),
                _parameter("source", _TEXT, "Slug of a source."),
                _parameter("cursor", _CURSOR, "The last answer's 'next'."),
            ),
            "/api/v1/editions/{id}": _get(
                "One edition with its body.",
                "Detail",
                {"name": "id", "in": "path", "required": True, "schema": _ID},
                language,
                _parameter("format", {"enum": ["json", "ninjs"]}, "JSON or ninjs 3.1."),
                more={"404": _problem("None is published."), "410": _gone()},
            ),
            "/api/v1/editions/{id}/review": _review(language),
            "/api/v1/search": _get(
                "Editions that hold all words.",
                "List",
                {"name": "q", "in": "query", "required": True, "schema": _QUERY},
                language,
                limit,
                _parameter("cursor", _CURSOR, "The last answer's 'next'."),
            ),
            "/api/v1/coverage": _get(
                "How many articles are in which state, by language.",
                "Coverage",
                more={"404": _problem("Not told.")},
                checks=False,
            ),
        },
        "components": {"schemas": _schemas()},
    }


_QUERY: Node = {"type": "string", "minLength": 1, "maxLength": 200}


def _schemas() -> Node:
    items: Node = {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}
    return {
        "Item": _ITEM,
        "List": {
            "type": "object",
            "required": ["items", "next"],
            "properties": {"items": items, "next": _MAYBE},
        },
        "Detail": {"type": "object"},
        "Coverage": {
            "type": "object",
            "required": ["articles", "languages"],
            "properties": {
                "articles": {"type": "integer"},
                "languages": {"type": "object"},
            },
        },
        "Problem": _PROBLEM,
    }


def _parameter(name: str, schema: Mapping[str, Any], text: str) -> Node:
    return {"name": name, "in": "query", "schema": schema, "description": text}


def _get(
    summary: str,
    schema: str,
    *parameters: Node,
    more: Node | None = None,
    checks: bool = True,
) -> Node:
    answers: Node = {"200": _content("Found.", schema), "304": {"description": "Same."}}
    if checks:
        answers["400"] = _problem("A parameter is wrong.")
    return {
        "get": {
            "summary": summary,
            "parameters": list(parameters),
            "responses": answers | (more or {}),
        }
    }


def _content(text: str, schema: str, kind: str = "application/json") -> Node:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return {"description": text, "content": {kind: {"schema": reference}}}


def _problem(text: str) -> Node:
    return _content(text, "Problem", "application/problem+json")


def _gone() -> Node:
    return _content("It was withdrawn.", "Detail")


def _review(language: Node) -> Node:
    """Describe review records: by a token that was made for them."""
    key = {"name": "id", "in": "path", "required": True, "schema": _ID}
    record = {
        "type": "object",
        "required": ["version", "reviewed_by"],
        "additionalProperties": False,
        "properties": {
            "version": {"type": "integer"},
            "reviewed_by": _NAME,
            "responsible_entity": _TEXT | {"maxLength": 200},
        },
    }
    refused = {
        str(status): _problem(words)
        for status, words in (
            (400, "The record or a parameter is wrong."),
            (401, "No token came with it."),
            (403, "The token is not good for reviews."),
            (404, "No such edition, or no review of it."),
        )
    }
    shown = {"description": "The review of what is published now."}
    conflict = {"409": _problem("Another version is published, or an original.")}
    return {
        "parameters": [key, language],
        "get": {"responses": {"200": shown, **refused}},
        "put": {
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": record}},
            },
            "responses": {"200": shown, **refused, **conflict},
        },
        "delete": {"responses": {"204": {"description": "Undone."}, **refused}},
    }
