"""The site over HTTP: headers, languages, withdrawn pages, stopping."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from tests.builders import a_site, an_edition
from tests.published import publish_shelf
from tests.shelf import ListShelf

from polywire.article import Edition, PubStatus, State
from polywire.errors import UsageError
from polywire.settings.operator_file import Settings
from polywire.web.web_app import Api, create_app, serve

STATUS = {
    "articles": 1,
    "languages": ["en"],
    "cells": [
        {
            "article": "https://courier.example/<b>",
            "language": "en",
            "state": "withheld",
            "reason": "numbers",
        }
    ],
    "sources": [{"slug": "courier"}],
}


@contextmanager
def served(root: Path, *editions: Edition, **site: object) -> Iterator[int]:
    """Publish editions and serve them on loopback; give the port."""
    settings = Settings(root=root, site=a_site(**site))
    shelf = ListShelf.of(editions)
    publish_shelf(shelf, settings)
    app = create_app(settings, Api(status=lambda: STATUS, shelf=shelf))
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def get(port: int, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers=sent)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_a_reader_meets_the_site(tmp_path: Path) -> None:
    with served(tmp_path, an_edition(), an_edition(language="en")) as port:
        answer, _ = get(port, "/", accept_language="pt")
        assert (answer.status, answer.getheader("location")) == (302, "./pt-BR/")
        assert answer.getheader("vary") == "Accept-Language"
        answer, body = get(port, "/", accept_language="ja")
        assert answer.status == 200
        assert b'href="pt-BR/"' in body
        answer, body = get(port, "/pt-BR/a1b2c3d4e5f6/")
        assert answer.status == 200
        assert answer.getheader("content-language") == "pt-BR"
        assert "script-src 'self';" in (
            policy := answer.getheader("content-security-policy", "")
        )
        assert policy.startswith("default-src 'none'")
        assert answer.getheader("x-content-type-options") == "nosniff"
        etag = answer.getheader("etag", "")
        answer, body = get(port, "/pt-BR/a1b2c3d4e5f6/", if_none_match=etag)
        assert (answer.status, body) == (304, b"")
        answer, _ = get(port, "/pt-BR/a1b2c3d4e5f6")
        assert (answer.status, answer.getheader("location")) == (301, "./a1b2c3d4e5f6/")
        answer, _ = get(port, "/pt-BR/a1b2c3d4e5f6?q=mill")
        assert answer.getheader("location") == "./a1b2c3d4e5f6/?q=mill"


def test_text_is_packed_as_the_client_accepts(tmp_path: Path) -> None:
    with served(tmp_path, an_edition()) as port:
        plain, body = get(port, "/pt-BR/", accept_encoding="identity")
        packed, small = get(port, "/pt-BR/", accept_encoding="br")
        assert packed.getheader("content-encoding") == "br"
        assert len(small) < len(body)
        assert plain.getheader("etag") != packed.getheader("etag")
        assert (
            get(port, "/pt-BR/", accept_encoding="gzip")[0].getheader(
                "content-encoding"
            )
            == "gzip"
        )


def test_assets_are_kept_for_ever_and_pages_are_not(tmp_path: Path) -> None:
    with served(tmp_path, an_edition()) as port:
        style = next((tmp_path / "site/assets").glob("*.css")).name
        answer, _ = get(port, f"/assets/{style}")
        assert "immutable" in answer.getheader("cache-control", "")
        answer, _ = get(port, "/pt-BR/")
        assert "immutable" not in answer.getheader("cache-control", "")


def test_a_withdrawn_article_is_gone(tmp_path: Path) -> None:
    gone = an_edition(state=State.WITHDRAWN, pub_status=PubStatus.CANCELED)
    with served(tmp_path, gone) as port:
        answer, body = get(port, "/pt-BR/a1b2c3d4e5f6/")
        assert answer.status == 410
        assert b"Este artigo foi retirado" in body


@pytest.mark.parametrize(
    "path",
    [
        "/pt-BR/nothing/",
        "/../polywire.toml",
        "/..%2fpolywire.toml",
        "/%2e%2e/polywire.toml",
        "/.tmp/x",
        "/%00",
        "/" + "a" * 3000,
        "/_redirects/x",
    ],
)
def test_what_is_no_page_is_a_404_page(tmp_path: Path, path: str) -> None:
    (tmp_path / "polywire.toml").write_text("secret")
    with served(tmp_path, an_edition()) as port:
        answer, body = get(port, path)
        assert answer.status == 404
        assert b"secret" not in body
        assert b"There is no page at this address." in body
        assert answer.getheader("content-security-policy")


def test_a_link_that_leads_out_of_the_site_folder_is_not_followed(
    tmp_path: Path,
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    with served(tmp_path, an_edition()) as port:
        (tmp_path / "site" / "s.txt").symlink_to(tmp_path / "secret.txt")
        assert get(port, "/s.txt")[0].status == 404


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/pt-BR/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/pt-BR/feed.rss", "application/rss+xml; charset=utf-8"),
        ("/pt-BR/feed.json", "application/feed+json; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/.well-known/tdmrep.json", "application/json"),
        ("/rsl.xml", "application/rsl+xml; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
    ],
)
def test_files_for_machines_have_their_types(
    tmp_path: Path, path: str, media_type: str
) -> None:
    with served(tmp_path, an_edition()) as port:
        answer, _ = get(port, path)
        assert (answer.status, answer.getheader("content-type")) == (200, media_type)


def test_a_private_site_without_a_store_of_people_lets_nobody_in(
    tmp_path: Path,
) -> None:
    with served(tmp_path, an_edition(), visibility="private") as port:
        answer, _ = get(port, "/pt-BR/")
        assert answer.status == 302
        assert "noindex" in answer.getheader("x-robots-tag", "")
        assert get(port, "/pt-BR/feed.atom")[0].status == 401
        assert get(port, "/robots.txt")[1] == b"User-agent: *\nDisallow: /\n"


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path, site=a_site())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"port {port} .*--port {port + 1}"):
            serve(settings, port)


def test_a_private_site_is_not_served_to_the_world(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path, site=a_site(visibility="private"))
    with pytest.raises(UsageError, match="without a login"):
        serve(settings, 0, host="0.0.0.0")  # noqa: S104  # refused, that is the test
