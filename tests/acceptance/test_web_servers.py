"""The site behind nginx and Caddy as our examples set them up, in a real browser too.

Needs nginx-light, caddy, node with npm, and Chromium (``.ci/run`` installs them).
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from tests.acceptance.web_servers import NAMES, get, make_gone, missing, serving
from tests.builders import NOON, a_site, an_article, an_edition
from tests.shelf import ListShelf

from polywire.article import Edition, PubStatus, State
from polywire.publish.list_writer import publish_lists
from polywire.publish.pages.article_pages import publish_articles
from polywire.publish.site.headers import content_type
from polywire.publish.site.site_folder import Folder
from polywire.publish.site.static_search import write_month
from polywire.settings.operator_file import Settings
from polywire.web.web_app import CONTENT_POLICY

NODE = Path(__file__).parent / "node"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), "")
IS_CI = os.environ.get("CI") == "true"
LANGUAGES = ["en", "pt-BR"]
BRIDGE, FERRY, GONE = "a" * 12, "b" * 12, "c" * 12

pytestmark = pytest.mark.timeout(300)
in_a_browser = pytest.mark.skipif(
    not IS_CI and not (CHROMIUM and shutil.which("node")),
    reason="needs node and chromium: see .ci/run",
)


def _edition(article_id: str, language: str, headline: str, text: str) -> Edition:
    article = an_article(text, headline=headline, published=NOON)
    return an_edition(
        article,
        article_id=article_id,
        language=language,
        published_at=NOON,
        updated_at=NOON,
    )


@dataclass(frozen=True)
class Site:
    """A site folder with its shelf."""

    settings: Settings
    shelf: ListShelf
    folder: Folder

    def publish(self, *ids: str) -> None:
        fields = {"shelf": self.shelf, "settings": self.settings}
        publish_articles(ids, folder=self.folder, **fields)  # type: ignore[arg-type]  # one dictionary for both
        publish_lists(LANGUAGES, folder=self.folder, now=NOON, **fields)  # type: ignore[arg-type]  # as above

    def withdraw(self, article_id: str) -> None:
        for edition in list(self.shelf.siblings(article_id)):
            gone = replace(
                edition,
                state=State.WITHDRAWN,
                pub_status=PubStatus.CANCELED,
                reason="the source",
            )
            self.shelf.put(gone)
        self.publish(article_id)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = tmp_path_factory.mktemp("served")
    root.chmod(0o755)
    site = a_site(languages=LANGUAGES, static_search=True)
    settings = Settings(root, site=site)
    shelf = ListShelf.of(
        [
            _edition(BRIDGE, "en", "Bridge opens in Norvale", "Cyclists may cross it."),
            _edition(BRIDGE, "pt-BR", "Ponte abre em Norvale", "A decisão é de ontem."),
            _edition(FERRY, "en", "Ferry of Norvale", "A second boat was bought."),
            _edition(GONE, "en", "A mistake in Norvale", "This was never true."),
        ]
    )
    made = Site(settings, shelf, Folder(settings.site_folder))
    made.publish(BRIDGE, FERRY, GONE)
    made.withdraw(GONE)
    now = [("en", BRIDGE), ("pt-BR", BRIDGE)]
    write_month(made.folder, "2026-03", now)
    write_month(made.folder, "2026-02", [("en", FERRY)])
    return made


@pytest.fixture(scope="module", params=NAMES)
def port(
    request: pytest.FixtureRequest, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    if missing(request.param) and not IS_CI:
        pytest.skip(f"needs {request.param}: see .ci/run")
    work = tmp_path_factory.mktemp(request.param)
    with serving(request.param, site.settings.site_folder, work) as number:
        yield number


@pytest.mark.parametrize(
    ("wish", "path"),
    [
        ("pt-BR,pt;q=0.9,en;q=0.5", "/pt-BR/"),
        ("pt", "/pt-BR/"),
        ("en-GB,en;q=0.8", "/en/"),
    ],
)
def test_a_reader_is_led_to_the_language_of_choice(
    wish: str, path: str, port: int
) -> None:
    answer, _ = get(port, "/", accept_language=wish)
    assert answer.status == 302
    assert answer.getheader("location") == path
    assert "Accept-Language" in ", ".join(answer.headers.get_all("vary") or [])


@pytest.mark.parametrize("wish", ["", "fi", "ptx"])
def test_a_reader_of_another_language_chooses(wish: str, port: int) -> None:
    answer, body = get(port, "/", accept_language=wish)
    assert answer.status == 200
    assert b'href="pt-BR/"' in body


def test_a_withdrawn_article_answers_410_with_its_notice(port: int, site: Site) -> None:
    answer, body = get(port, f"/en/{GONE}/")
    notice = site.settings.site_folder / f"en/{GONE}/index.html"
    assert answer.status == 410
    assert body == notice.read_bytes()
    assert answer.getheader("content-type") == "text/html; charset=utf-8"
    assert get(port, f"/en/{BRIDGE}/")[0].status == 200


@pytest.mark.parametrize(
    "path",
    ["/nothing/", "/en/no", "/_redirects", "/.tmp/x", "/../polywire.toml", "/404.html"],
)
def test_what_is_not_for_readers_answers_404_with_our_page(
    path: str, port: int
) -> None:
    answer, body = get(port, path)
    assert answer.status in ({200, 404} if path == "/404.html" else {400, 404})
    if answer.status == 404:
        assert b"<main" in body


@pytest.mark.parametrize(
    "path", ["/en/", f"/en/{BRIDGE}/", f"/en/{GONE}/", "/nothing/", "/robots.txt"]
)
def test_every_answer_has_the_security_headers_of_our_own_server(
    path: str, port: int
) -> None:
    answer, _ = get(port, path)
    assert answer.getheader("content-security-policy") == CONTENT_POLICY
    assert answer.getheader("x-content-type-options") == "nosniff"
    assert answer.getheader("referrer-policy") == "no-referrer"
    assert answer.getheader("x-frame-options") == "DENY"
    assert answer.getheader("cross-origin-opener-policy") == "same-origin"
    assert answer.getheader("permissions-policy")
    assert answer.getheader("tdm-reservation") == "1"
    assert "/" not in (answer.getheader("server") or ""), "no version is told"


def test_only_the_search_may_run_web_assembly(port: int) -> None:
    for path in ("/en/search/", "/search/2026-03/pagefind-worker.js"):
        policy = get(port, path)[0].getheader("content-security-policy", "")
        assert "script-src 'self' 'wasm-unsafe-eval';" in policy
        assert policy.replace(" 'wasm-unsafe-eval'", "") == CONTENT_POLICY


def test_files_are_packed_and_asked_for_again_only_when_they_changed(
    port: int, site: Site
) -> None:
    path = f"/en/{BRIDGE}/"
    answer, body = get(port, path, accept_encoding="gzip")
    page = site.settings.site_folder / f"en/{BRIDGE}/index.html"
    assert answer.getheader("content-encoding") == "gzip"
    assert gzip.decompress(body) == page.read_bytes()
    etag = answer.getheader("etag")
    assert etag
    again, nothing = get(port, path, accept_encoding="gzip", if_none_match=etag)
    assert (again.status, nothing) == (304, b"")


def test_names_with_a_hash_are_kept_for_a_year_and_pages_a_minute(
    port: int, site: Site
) -> None:
    style = next((site.settings.site_folder / "assets").glob("wire-*.css")).name
    answer, _ = get(port, f"/assets/{style}")
    assert answer.getheader("cache-control") == "public, max-age=31536000, immutable"
    answer, _ = get(port, "/en/")
    told = answer.getheader("cache-control")
    assert told == "public, max-age=60, stale-while-revalidate=600"


@pytest.mark.parametrize(
    "path", ["en/index.html", "en/feed.atom", "en/feed.rss", "en/feed.json", "rsl.xml"]
)
def test_types_are_those_of_our_own_server(path: str, port: int) -> None:
    answer, _ = get(port, f"/{path}".removesuffix("index.html"))
    assert answer.getheader("content-type") == content_type(path)


def test_a_feed_may_be_read_by_pages_of_others(port: int) -> None:
    answer, _ = get(port, "/en/feed.json")
    assert answer.getheader("access-control-allow-origin") == "*"
    assert get(port, "/en/")[0].getheader("access-control-allow-origin") is None


def test_a_page_says_its_language(port: int) -> None:
    answer, _ = get(port, "/pt-BR/")
    assert answer.getheader("content-language") == "pt-BR"


@pytest.mark.parametrize("name", NAMES)
def test_without_withdrawn_articles_the_examples_work_too(
    name: str, tmp_path: Path
) -> None:
    if missing(name) and not IS_CI:
        pytest.skip(f"needs {name}: see .ci/run")
    site = tmp_path / "site"
    site.mkdir()
    tmp_path.chmod(0o755)
    (site / "index.html").write_text("<!DOCTYPE html><p>nothing yet")
    make_gone(name, site, tmp_path)
    with serving(name, site, tmp_path / "work") as number:
        assert get(number, "/")[0].status == 200


def search(base: str, *jobs: tuple[str, str]) -> list[dict[str, Any]]:
    if not (NODE / "node_modules" / "playwright-core").is_dir():
        command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"]
        subprocess.run(command, cwd=NODE, check=True, capture_output=True)
    done = subprocess.run(
        ["node", "search.cjs", CHROMIUM, base],
        cwd=NODE,
        input=json.dumps([{"path": path, "query": query} for path, query in jobs]),
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


@in_a_browser
def test_the_search_of_a_static_site_finds_articles_in_each_language(
    port: int, site: Site
) -> None:
    base = f"http://127.0.0.1:{port}"
    bridge, ferry, ponte, gone, other = search(
        base,
        ("/en/search/", "cyclists"),
        ("/en/search/", "second boat"),
        ("/pt-BR/search/", "decisao"),
        ("/en/search/", "mistake"),
        ("/pt-BR/search/", "cyclists"),
    )
    assert bridge["found"] == [["Bridge opens in Norvale", f"/en/{BRIDGE}/"]]
    assert ferry["found"] == [["Ferry of Norvale", f"/en/{FERRY}/"]], "another month"
    assert ponte["found"] == [["[pt-BR] Ponte abre em Norvale", f"/pt-BR/{BRIDGE}/"]]
    assert gone["found"] == [], "withdrawn"
    assert "mistake" in gone["told"]
    assert other["found"] == []
    for answer in (bridge, ferry, ponte):
        assert answer["landed"] == 200
    for answer in (bridge, ferry, ponte, gone, other):
        assert answer["errors"] == []
        assert answer["foreign"] == []


@in_a_browser
def test_a_withdrawn_article_is_found_no_more(site: Site, tmp_path: Path) -> None:
    if missing("nginx") and not IS_CI:
        pytest.skip("needs nginx: see .ci/run")
    root = tmp_path / "copy"
    shutil.copytree(site.settings.site_folder, root / "site")
    for folder in (tmp_path, root):
        folder.chmod(0o755)
    write_month(Folder(root / "site"), "2026-02", [])
    with serving("nginx", root / "site", tmp_path / "work") as number:
        base = f"http://127.0.0.1:{number}"
        boat, bridge = search(
            base, ("/en/search/", "second boat"), ("/en/search/", "cyclists")
        )
    assert boat["found"] == []
    assert len(bridge["found"]) == 1
