"""The search as readers meet it: a page and a form without script, and the API."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
import uvicorn
from tests.builders import NOON, a_site, an_article, an_edition, at
from tests.settled import settle

from polywire.publish.list_writer import publish_lists
from polywire.publish.pages.interface_words import shipped
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings
from polywire.steps.store_shelf import StoreShelf
from polywire.store.ground.database import Database
from polywire.store.wire import cells
from polywire.web.web_app import Api, create_app


@dataclass(frozen=True)
class Site:
    database: Database
    port: int

    def get(
        self, path: str, query: str = "", **more: str
    ) -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        asked = urlencode({"q": query, "language": "en"} | more)
        connection.request("GET", f"{path}?{asked}")
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer, body


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Iterator[Site]:
    settings = Settings(root=tmp_path, site=a_site(languages=["en", "pt-BR", "ar"]))
    article = an_article(headline="Norvale elects a <b>mayor</b>")
    with database.write() as conn:
        settle(conn, an_edition(article, article_id="a1", language="en"))
        settle(conn, an_edition(article, article_id="a1"))
    shelf = StoreShelf(database, settings)
    api = Api(shelf=shelf, search=shelf.search)
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(settings, api), log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield Site(database, listener.getsockname()[1])
    server.should_exit = True
    thread.join()
    listener.close()


def test_a_reader_finds_an_article_without_script(site: Site) -> None:
    answer, text = site.get("/en/search/", "MAYOR elects")
    assert answer.status == 200
    assert answer.getheader("x-robots-tag") == "noindex"
    assert 'href="../a1/"' in text
    assert "<script>" not in text
    assert 'value="MAYOR elects"' in text


def test_nothing_found_is_said_and_the_question_is_only_text(site: Site) -> None:
    asked = '"><img src=x onerror=alert(1)>'
    _, text = site.get("/en/search/", asked)
    assert "Nothing was found" in text
    assert "<img" not in text


def test_the_form_stands_alone_before_a_question(site: Site) -> None:
    _, text = site.get("/ar/search/")
    assert 'dir="rtl"' in text
    assert re.search(r'<form[^>]*role="search"[^>]*method="get"', text)
    assert 'href="../../verify"' in text


def test_what_is_withdrawn_is_gone_at_once(site: Site) -> None:
    def found() -> tuple[bool, int]:
        _, page = site.get("/en/search/", "mayor")
        _, api = site.get("/api/v1/search", "mayor")
        return "../a1/" in page, len(json.loads(api)["items"])

    assert found() == (True, 1)
    with site.database.write() as conn:
        cells.withdraw(conn, "a1", "the source", NOON)
    assert found() == (False, 0)


def test_a_folder_without_our_server_leads_to_the_archive(
    site: Site, tmp_path: Path
) -> None:
    settings = Settings(root=tmp_path, site=a_site(languages=list(shipped())))
    shelf = StoreShelf(site.database, settings)
    folder = Folder(settings.site_folder)
    publish_lists(
        settings.site.languages, shelf=shelf, settings=settings, folder=folder, now=NOON
    )
    for tag in shipped():
        page = (settings.site_folder / tag / "search" / "index.html").read_text("utf-8")
        assert "<form" not in page
        assert 'href="../archive/"' in page


def test_results_come_in_pages_that_lead_to_each_other(site: Site) -> None:
    with site.database.write() as conn:
        for number in range(45):
            article = an_article(headline=f"Ferry {number}", published=at(-number))
            edition = an_edition(article, article_id=f"f{number}", language="en")
            settle(conn, edition, -number)
    _, first = site.get("/en/search/", "ferry")
    assert "Articles 1 to 20" in first
    assert 'href="?q=ferry&amp;page=2" rel="next"' in first
    assert 'rel="prev"' not in first
    _, last = site.get("/en/search/", "ferry", page="3")
    assert "Articles 41 to 45" in last
    assert 'href="?q=ferry&amp;page=2" rel="prev"' in last
    assert 'rel="next"' not in last
    assert 'href="../f44/"' in last


@pytest.mark.parametrize("page", ["0", "-1", "x", "٣", "9999999999"])
def test_a_page_that_there_is_not_is_answered(site: Site, page: str) -> None:
    answer, _ = site.get("/en/search/", "mayor", page=page)
    assert answer.status == 200


def test_the_api_pages_through_results_without_a_gap(site: Site) -> None:
    with site.database.write() as conn:
        for number in range(25):
            article = an_article(headline=f"Ferry {number}", published=at(-number))
            edition = an_edition(article, article_id=f"f{number}", language="en")
            settle(conn, edition, -number)
    seen, cursor = [], ""
    while cursor is not None:
        more = {"cursor": cursor} if cursor else {}
        answer = json.loads(site.get("/api/v1/search", "ferry", limit="7", **more)[1])
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
    assert seen == [f"f{number}" for number in range(25)]
