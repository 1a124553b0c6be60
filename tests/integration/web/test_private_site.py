"""A private site over HTTP: nothing without a login, feeds and API by token."""

from __future__ import annotations

import http.client
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import uvicorn
from tests.asgi import Client
from tests.builders import NOON, a_site, an_edition
from tests.shelf import ListShelf

from polywire.errors import UsageError
from polywire.operate.people import access
from polywire.operate.people import access as people
from polywire.operate.people.access import Access, Judge
from polywire.publish.list_writer import publish_lists
from polywire.publish.pages.article_pages import publish_articles
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.people import people as stored
from polywire.web.door.login import safe_path
from polywire.web.door.login_gate import login_address
from polywire.web.web_app import Api, create_app, serve

PASSWORD = "four words nobody joins"  # noqa: S105  # of nobody
EDITION = an_edition()
PAGE = "/pt-BR/a1b2c3d4e5f6/"
SECRET = EDITION.article.headline.encode()


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Visitor:
    """A browser without script: keeps cookies, follows nothing."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if body is not None:
            sent.setdefault("content-type", "application/x-www-form-urlencoded")
        connection.request(method, path, body, sent)
        got = connection.getresponse()
        data = got.read()
        connection.close()
        for line in got.headers.get_all("set-cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(got.status, {k.lower(): v for k, v in got.headers.items()}, data)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def mark(self, **headers: str) -> str:
        page = self.get("/_login", **headers).body.decode()
        found = re.search(r'name="mark" value="([0-9a-f]+)"', page)
        assert found
        return found[1]

    def log_in(
        self, name: str, password: str = PASSWORD, goal: str = "/", **headers: str
    ) -> Answer:
        form = {"name": name, "password": password, "next": goal}
        form["mark"] = self.mark(**headers)
        return self.ask("POST", "/_login", urlencode(form), **headers)


@dataclass
class Site:
    port: int
    db: Database
    clock: list[datetime]

    def visitor(self) -> Visitor:
        return Visitor(self.port)


def quick(kept: str | None, password: str) -> bool:
    """Judge at once: tests of limits need many logins, not strong ones."""
    return kept is not None and password == PASSWORD


@contextmanager
def served(
    root: Path, visibility: str = "private", judge: Judge = access.is_right
) -> Iterator[Site]:
    """Publish an edition and serve it with a store of people."""
    settings = Settings(root=root, site=a_site(visibility=visibility))
    shelf = ListShelf.of([EDITION])
    folder = Folder(settings.site_folder)
    rest = {"shelf": shelf, "settings": settings, "folder": folder}
    publish_articles({EDITION.article_id}, **rest)  # type: ignore[arg-type]  # typed above
    publish_lists(settings.site.languages, now=NOON, **rest)  # type: ignore[arg-type]  # typed above
    folder.write("assets/media/a1b2c3d4e5f6/1.jpg", b"a picture")
    clock = [NOON]
    with closing(open_database(settings.store_url)) as db:
        status = {"articles": 1, "cells": [], "sources": [], "languages": ["en"]}
        api = Api(
            status=lambda: status,
            shelf=shelf,
            access=Access(db, lambda: clock[0], judge),
        )
        app = create_app(settings, api)
        listener = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="error", forwarded_allow_ips="127.0.0.1")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield Site(listener.getsockname()[1], db, clock)
        finally:
            server.should_exit = True
            thread.join()
            listener.close()


@pytest.fixture(scope="module")
def kept() -> str:
    """What is kept of the password: each hash costs a third of a second."""
    return access.hashed_password(PASSWORD)


@pytest.fixture
def site(tmp_path: Path, kept: str) -> Iterator[Site]:
    row = stored.Account(people.plain_name("Marta"), "reader", kept, NOON, NOON)
    with served(tmp_path) as found:
        found.db.change(stored.put_account, row)
        yield found


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with served(tmp_path_factory.mktemp("private")) as found:
        yield found.visitor()


BEHIND = [
    "/",
    "/pt-BR/",
    PAGE,
    f"{PAGE}original/",
    f"{PAGE}provenance.json",
    "/pt-BR/feed.atom",
    "/pt-BR/feed.rss",
    "/pt-BR/feed.json",
    "/pt-BR/search/?q=a",
    "/pt-BR/archive/",
    "/assets/media/a1b2c3d4e5f6/1.jpg",
    "/api/v1/articles",
    "/api/v1/openapi.json",
    "/api/v1/editions/a1b2c3d4e5f6?language=pt-BR",
    "/sitemap.xml",
    "/news-sitemap.xml",
    "/verify",
    "/_board",
    "/desk",
    "/desk/",
    "/desk/articles",
    "/desk/desk.css",
    "/_hub/x",
    "/404.html",
    "/nothing",
    "/_redirects",
    "//pt-BR/",
]


@pytest.mark.parametrize("path", BEHIND)
def test_a_stranger_gets_nothing_of_a_private_site(strange: Visitor, path: str) -> None:
    answer = strange.get(path)
    assert answer.status in {302, 401}
    assert SECRET not in answer.body
    assert answer.headers["cache-control"] == "private, no-store"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "TRACE", "XYZ"])
def test_no_method_passes_the_gate(strange: Visitor, method: str) -> None:
    for path in (PAGE, "/verify", "/api/v1/articles"):
        assert strange.ask(method, path, "").status in {302, 401}


def test_a_private_site_without_accounts_lets_nobody_in(tmp_path: Path) -> None:
    with served(tmp_path) as found:
        assert found.visitor().get(PAGE).status == 302
        assert b"polywire user add NAME" in found.visitor().get("/_login").body
    app = create_app(Settings(root=tmp_path, site=a_site(visibility="private")))
    assert app.user_middleware  # the gate stands there without a store, too


def test_the_login_has_its_looks_before_anything_is_published(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path, site=a_site(visibility="private"))
    with closing(open_database(settings.store_url)) as db:
        client = Client(create_app(settings, Api(access=Access(db, lambda: NOON))))
        page = client.get("/_login").text
        looks = re.findall(r'href="\.(/assets/[^"]+)"', page)
        assert [client.get(path).status for path in looks] == [200, 200]


def test_a_reader_logs_in_reads_and_logs_out(site: Site) -> None:
    reader = site.visitor()
    refused = reader.get(PAGE)
    assert refused.headers["location"] == f"../../_login?next={PAGE}"
    page = reader.get(f"/_login?next={PAGE}")
    assert f'value="{PAGE}"'.encode() in page.body
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.headers["cache-control"] == "private, no-store"
    assert SECRET not in page.body
    answer = reader.log_in(" MARTA ", goal=PAGE)
    assert (answer.status, answer.headers["location"]) == (303, f".{PAGE}")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age=1209600" in cookie
    read = reader.get(PAGE)
    assert (read.status, SECRET in read.body) == (200, True)
    assert read.headers["cache-control"] == "private, no-store"
    assert reader.get("/api/v1/articles").status == 200
    assert reader.get("/verify").status == 200
    old = dict(reader.cookies)
    left = urlencode({"mark": reader.mark()})
    answer = reader.ask("POST", "/_logout", left)
    assert answer.status == 303
    assert Visitor(site.port, old).get(PAGE).status == 302


def test_a_wrong_name_and_a_wrong_password_look_the_same(site: Site) -> None:
    first = site.visitor().log_in("marta", "not the password")
    second = site.visitor().log_in("nobody", "not the password")
    assert (first.status, second.status) == (401, 401)
    plain = re.compile(rb'value="[^"]*"')
    assert plain.sub(b"", first.body) == plain.sub(b"", second.body)


def test_judging_takes_as_long_where_nobody_has_the_name(kept: str) -> None:
    access.is_right(None, "warm")

    def cost(of: str | None) -> float:
        start = time.process_time()
        for _ in range(3):
            access.is_right(of, "not the password")
        return time.process_time() - start

    assert 0.3 < cost(None) / cost(kept) < 3


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"sec_fetch_site": "cross-site"}],
    ids=["another origin", "cross-site"],
)
def test_another_site_cannot_log_anybody_in(
    site: Site, headers: dict[str, str]
) -> None:
    visitor = site.visitor()
    form = {"name": "marta", "password": PASSWORD, "mark": visitor.mark()}
    answer = visitor.ask("POST", "/_login", urlencode(form), **headers)
    assert answer.status == 403
    assert "polywire-session" not in visitor.cookies


def test_a_form_of_another_browser_is_refused(site: Site) -> None:
    form = {"name": "marta", "password": PASSWORD, "mark": site.visitor().mark()}
    assert site.visitor().ask("POST", "/_login", urlencode(form)).status == 403
    long = urlencode(form | {"password": "x" * 10_000})
    assert site.visitor().ask("POST", "/_login", long).status == 403


def test_a_session_does_nothing_for_a_page_of_another_site(site: Site) -> None:
    reader = site.visitor()
    reader.log_in("marta")
    form = urlencode({"text": "a few words that are not on this site " * 9})
    foreign = reader.ask("POST", "/verify", form, sec_fetch_site="cross-site")
    assert foreign.status == 401
    assert reader.ask("POST", "/verify", form).status == 200


def test_guessing_is_limited_and_the_limit_ends(tmp_path: Path) -> None:
    with served(tmp_path, judge=quick) as site:
        people.add(site.db, "marta", "reader", PASSWORD, NOON)
        _guess(site)


def _guess(site: Site) -> None:
    visitor = site.visitor()
    for _ in range(people.PER_PLACE_AND_NAME):
        assert visitor.log_in("marta", "not the password").status == 401
    answer = visitor.log_in("marta")
    assert answer.status == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900
    site.clock[0] += timedelta(minutes=16)
    assert visitor.log_in("marta").status == 303


def test_logging_in_often_is_no_guessing(site: Site) -> None:
    judge = Access(site.db, lambda: NOON, quick)
    for _ in range(people.PER_PLACE_AND_NAME + 2):
        assert isinstance(judge.log_in("marta", PASSWORD, "192.0.2.1"), str)


def test_a_forged_or_old_cookie_opens_nothing(site: Site) -> None:
    reader = site.visitor()
    reader.log_in("marta")
    name = "polywire-session"
    good = reader.cookies[name]
    for forged in ("x", f"{good}0", f"x{good}", good.partition(".")[0], ".", ""):
        assert Visitor(site.port, {name: forged}).get(PAGE).status == 302
    site.clock[0] += timedelta(days=15)
    assert reader.get(PAGE).status == 302


def test_a_new_password_or_a_removal_ends_every_session(site: Site) -> None:
    reader = site.visitor()
    reader.log_in("marta")
    people.change_password(site.db, "marta", "another four words", NOON)
    assert reader.get(PAGE).status == 302
    assert reader.log_in("marta", "another four words").status == 303
    token = people.make_token(site.db, "marta", NOON)
    people.remove(site.db, "marta", NOON)
    assert reader.get(PAGE).status == 302
    assert reader.get(f"/pt-BR/feed.atom?token={token}").status == 401


def test_feeds_and_api_open_with_a_token_and_pages_do_not(site: Site) -> None:
    token = people.make_token(site.db, "marta", NOON, label="phone")
    program = site.visitor()
    feed = program.get(f"/pt-BR/feed.atom?token={token}")
    assert (feed.status, SECRET in feed.body) == (200, True)
    bearer = f"Bearer {token}"
    assert program.get("/pt-BR/feed.json", authorization=bearer).status == 200
    assert program.get("/api/v1/articles", authorization=bearer).status == 200
    assert program.get(f"/assets/media/a1b2c3d4e5f6/1.jpg?token={token}").status == 200
    assert program.get(f"{PAGE}?token={token}").status == 302
    assert program.get(PAGE, authorization=bearer).status == 302
    assert program.get("/pt-BR/feed.atom?token=pw_guess").status == 401
    with site.db.read() as conn:
        (kept,) = stored.tokens(conn)
    assert token not in kept.id
    assert kept.used_on == "2026-03-02"
    people.revoke(site.db, kept.id[:8], NOON)
    assert program.get("/pt-BR/feed.json", authorization=bearer).status == 401


def test_behind_https_the_cookie_is_bound_to_host_and_https(site: Site) -> None:
    reader = site.visitor()
    proxied = {"x_forwarded_proto": "https", "x_forwarded_for": "192.0.2.9"}
    answer = reader.log_in("marta", **proxied)
    assert answer.headers["set-cookie"].startswith("__Host-polywire-session=")
    assert answer.headers["set-cookie"].endswith("; Secure")
    assert reader.get(PAGE, **proxied).status == 200


def test_what_is_shown_of_the_address_is_escaped(site: Site) -> None:
    page = site.visitor().get('/_login?next=/"><script>alert(1)</script>')
    assert b"<script" not in page.body
    page = site.visitor().log_in('"><script>alert(1)</script>', "x" * 20)
    assert b"<script" not in page.body


@pytest.mark.parametrize(
    "path",
    [
        "",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/\r\nx: y",
        "evil",
        "/./..//evil.example",
        "/é",
        "/a\\b",
        "/\tb",
    ],
)
def test_a_login_leads_nowhere_else(path: str) -> None:
    assert safe_path(path) == "/"


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/", "./_login?next=/"),
        ("/pt-BR/x/", "../../_login?next=/pt-BR/x/"),
        ("/a?b#\"'", "./_login?next=/a%3Fb%23%22%27"),
    ],
)
def test_the_way_to_the_login_is_relative(path: str, address: str) -> None:
    assert login_address(path) == address


def test_a_private_site_goes_to_the_world_only_with_a_login(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path, site=a_site(visibility="private"))
    with closing(open_database(settings.store_url)) as db:
        api = Api(access=Access(db, lambda: NOON))
        with pytest.raises(UsageError, match="without a login"):
            serve(settings, 0, host="0.0.0.0", api=api)  # noqa: S104  # refused, that is the test


@pytest.mark.parametrize("password", ["", "short", "x" * 1001])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(UsageError, match="12 to 1000 characters"):
        access.refuse_weak(password)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
    ],
    ids=["two addresses", "one in two forms", "one network", "two networks"],
)
def test_guesses_are_counted_by_network(one: str, other: str, *, alike: bool) -> None:
    assert (people._network(one) == people._network(other)) is alike
