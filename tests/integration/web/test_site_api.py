"""The read API over HTTP: lists, cursors, single editions, search, its description."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import uvicorn
from jsonschema import Draft202012Validator
from tests.asgi import Client
from tests.builders import a_decision, a_site, an_article, an_edition, at
from tests.shelf import ListShelf

from polywire.article import Level, PubStatus, State
from polywire.settings.operator_file import Settings
from polywire.web.api.read_api import Api
from polywire.web.web_app import create_app

STATUS = {
    "articles": 2,
    "cells": [
        {
            "language": "pt-BR",
            "state": "withheld",
            "article": "https://secret.example/",
        },
        {"language": "pt-BR", "state": "published", "article": "https://c.example/"},
    ],
}


@pytest.fixture
def shelf() -> ListShelf:
    editions = [
        an_edition(
            an_article(headline=f"News {n}", published=at(-n)),
            article_id=f"{n:012x}",
            published_at=at(-n),
        )
        for n in range(7)
    ]
    return ListShelf.of(editions)


@pytest.fixture
def port(tmp_path: Path, shelf: ListShelf) -> Iterator[int]:
    settings = Settings(tmp_path, site=a_site(languages=["pt-BR", "en"]))
    app = create_app(settings, Api(status=lambda: STATUS, shelf=shelf))
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join()
    listener.close()


def get(
    port: int, path: str, query: Mapping[str, object] | None = None, **headers: str
) -> tuple[http.client.HTTPResponse, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    target = f"/api/v1/{path}" + (f"?{urlencode(query)}" if query else "")
    connection.request("GET", target, headers=sent)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, json.loads(body) if body else None


def titles(page: Any) -> list[str]:
    return [item["title"] for item in page["items"]]


def test_the_latest_come_first_and_the_cursor_goes_on(port: int) -> None:
    _, first = get(port, "articles", {"limit": 3})
    _, second = get(port, "articles", {"limit": 3, "cursor": first["next"]})
    _, third = get(port, "articles", {"limit": 3, "cursor": second["next"]})
    assert titles(first) == [f"[pt-BR] News {n}" for n in (0, 1, 2)]
    assert titles(second) == [f"[pt-BR] News {n}" for n in (3, 4, 5)]
    assert titles(third) == ["[pt-BR] News 6"]
    assert third["next"] is None


def test_news_and_withdrawals_between_two_pages_shift_nothing(
    port: int, shelf: ListShelf
) -> None:
    _, first = get(port, "articles", {"limit": 3})
    for n in (-2, -1):
        article = an_article(headline=f"New {n}", published=at(-n))
        shelf.put(an_edition(article, article_id=f"f{n:+010d}", published_at=at(-n)))
    shelf.put(replace(shelf.editions["000000000001", "pt-BR"], state=State.WITHDRAWN))
    _, second = get(port, "articles", {"limit": 3, "cursor": first["next"]})
    assert titles(second) == [f"[pt-BR] News {n}" for n in (3, 4, 5)]


def test_an_edition_has_its_body_with_the_label_inside(port: int) -> None:
    answer, edition = get(port, "editions/000000000002")
    assert answer.status == 200
    assert edition["html"].startswith('<p class="mt-label"')
    assert "14 months" in edition["html"]
    assert edition["source"] == {"slug": "courier", "name": "Norvale Courier"}
    assert answer.getheader("access-control-allow-origin") == "*"


def test_an_edition_is_there_as_ninjs_too(port: int) -> None:
    _, item = get(port, "editions/000000000002", {"format": "ninjs"})
    assert item["pubStatus"] == "usable"
    assert item["language"] == "pt-BR"


def test_an_excerpt_is_no_more_in_the_api_than_on_its_page(
    port: int, shelf: ListShelf
) -> None:
    excerpt = an_edition(level=Level.EXCERPT, rights=a_decision(Level.EXCERPT))
    shelf.put(excerpt)
    for form in ("json", "ninjs"):
        _, item = get(port, f"editions/{excerpt.article_id}", {"format": form})
        assert "14 months" not in json.dumps(item)


@pytest.mark.parametrize("form", ["json", "ninjs"])
def test_a_withdrawn_edition_is_gone_without_its_words(
    port: int, shelf: ListShelf, form: str
) -> None:
    gone = an_edition(state=State.WITHDRAWN, pub_status=PubStatus.CANCELED)
    shelf.put(gone)
    answer, item = get(port, f"editions/{gone.article_id}", {"format": form})
    assert answer.status == 410
    assert "Norvale" not in json.dumps(item)


def test_a_withheld_edition_does_not_exist(port: int, shelf: ListShelf) -> None:
    shelf.put(an_edition(state=State.WITHHELD))
    assert get(port, "editions/a1b2c3d4e5f6")[0].status == 404


def test_search_finds_all_words_in_any_case(port: int) -> None:
    assert titles(get(port, "search", {"q": "NEWS 4"})[1]) == ["[pt-BR] News 4"]
    assert titles(get(port, "search", {"q": "nothing such"})[1]) == []


def test_coverage_counts_and_names_no_article(port: int) -> None:
    _, told = get(port, "coverage")
    assert told == {
        "articles": 2,
        "languages": {"pt-BR": {"published": 1, "withheld": 1}},
    }


def test_an_unchanged_answer_is_not_sent_twice(port: int) -> None:
    answer, _ = get(port, "articles")
    again, body = get(port, "articles", if_none_match=answer.getheader("etag", ""))
    assert (again.status, body) == (304, None)


def test_a_question_of_blanks_finds_nothing(port: int) -> None:
    answer, found = get(port, "search", {"q": "  "})
    assert (answer.status, found["items"], found["next"]) == (200, [], None)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("articles", {"language": "tlh"}),
        ("articles", {"limit": "0"}),
        ("articles", {"limit": "9" * 40}),
        ("articles", {"limit": "١"}),
        ("articles", {"cursor": "rubbish"}),
        ("articles", {"cursor": "é"}),
        ("articles", {"cursor": "WzEsICIyMDI2LTAxLTAxVDAwOjAwOjAwIiwgImEiXQ=="}),
        ("editions/x", {"format": "pdf"}),
        ("search", {}),
        ("search", {"q": "x" * 201}),
    ],
)
def test_a_wrong_parameter_is_named(
    port: int, path: str, query: dict[str, str]
) -> None:
    answer, problem = get(port, path, query)
    assert answer.status == 400
    assert answer.getheader("content-type") == "application/problem+json"
    assert problem["detail"]


@pytest.mark.parametrize("id_", ["nothing", "%00", quote("é")])
def test_what_is_not_there_is_404(port: int, id_: str) -> None:
    assert get(port, f"editions/{id_}")[0].status == 404


def test_answers_are_as_the_description_says(port: int) -> None:
    _, api = get(port, "openapi.json")
    assert api["openapi"] == "3.1.0"
    for path, query in (("articles", {}), ("search", {"q": "news"}), ("coverage", {})):
        _, body = get(port, path, query)
        answers = api["paths"][f"/api/v1/{path}"]["get"]["responses"]
        schema = answers["200"]["content"]["application/json"]["schema"]
        whole = schema | {"components": api["components"]}
        assert [e.message for e in Draft202012Validator(whole).iter_errors(body)] == []


def test_a_private_site_has_no_open_api(tmp_path: Path, shelf: ListShelf) -> None:
    settings = Settings(tmp_path, site=a_site(visibility="private"))
    stranger = Client(create_app(settings, Api(shelf=shelf)))
    answer = stranger.get("/api/v1/articles")
    assert answer.status == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
