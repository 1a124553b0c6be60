"""`polywire add`: what each kind of address is found to be, and what is refused."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import typer
from pytest_httpserver import HTTPServer
from tests.corpus_files import languages
from typer.testing import CliRunner, Result

from polywire.cli.context import State
from polywire.cli.setup import sources as commands
from polywire.cli.texts import page_tools
from polywire.errors import (
    FetchError,
    PolywireError,
    RefusedAddress,
    RobotsDisallow,
    SettingsError,
    SourceError,
    UsageError,
)
from polywire.net.fetch.decode import MAX_BODY

STORY = "/news/2026/03/02/norvale-opens-its-old-bridge"
HEADLINE = "Norvale opens its old bridge to cyclists"
ARTICLE = f"""<html lang="en"><head><title>{HEADLINE}</title></head><body><article>
<h1>{HEADLINE}</h1>
<p>The council of Norvale voted on Monday to open the old bridge to cyclists, and the
work will cost 1,240 crowns over a period of fourteen weeks.</p>
<p>Residents of the lower town had asked for the change for nine years, the mayor said
on Monday evening in the crowded hall of the old school.</p></article></body></html>"""
RSS = f"""<rss version="2.0"><channel><title>The Norvale Courier</title>
<link>{{base}}/</link><language>en</language><item><title>{HEADLINE}</title>
<link>{{base}}{STORY}</link><guid>1</guid><description>A bridge.</description>
<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
SITE = """<html><head><title>Courier</title>
<link rel="alternate" type="application/rss+xml" href="/rss.xml" title="News">
<link rel="alternate" type="application/rss+xml" href="/sport.xml" title="Sport">
</head><body><p>The Courier</p></body></html>"""
SITEMAP = f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>
<loc>{{base}}{STORY}</loc><news:news><news:publication><news:name>The Courier</news:name>
<news:language>en</news:language></news:publication><news:title>{HEADLINE}</news:title>
<news:publication_date>2026-03-02T10:00:00Z</news:publication_date></news:news></url>
</urlset>"""
FRONT = "<html><head><title>Town news</title></head><body>{}</body></html>".format(
    " ".join(
        f'<a href="{STORY}-{n}">A story about the town number {n}</a>' for n in range(9)
    )
)
OPML = '<opml version="2.0"><body><outline xmlUrl="https://a.example/f"/></body></opml>'
LITTLE = "<html><head><title>Hello</title></head><body><p>Hello.</p></body></html>"


def call(root: Path, *words: str) -> Result:
    """Run a command on an installation; return what typer's runner saw."""
    app = typer.Typer()

    @app.callback()
    def options(context: typer.Context) -> None:
        context.obj = State(directory=root)

    commands.register(app)
    page_tools.register(app)
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def base(httpserver: HTTPServer) -> str:
    """The address of an outlet that has one of each kind."""
    base = httpserver.url_for("").rstrip("/")
    answers = {
        "/rss.xml": (RSS, "application/rss+xml"),
        "/site/": (SITE, "text/html"),
        "/sitemap-news.xml": (SITEMAP, "application/xml"),
        "/town": (FRONT, "text/html"),
        STORY: (ARTICLE, "text/html"),
        f"{STORY}-0": (ARTICLE, "text/html"),
        "/list.opml": (OPML, "text/x-opml"),
        "/little": (LITTLE, "text/html"),
        "/empty": ("", "text/html"),
        "/file": ("%PDF-1.4 \0\0", "application/pdf"),
        "/robots.txt": ("User-agent: *\nDisallow: /secret", "text/plain"),
    }
    for path, (text, kind) in answers.items():
        body = text.replace("{base}", base)
        httpserver.expect_request(path).respond_with_data(body, content_type=kind)
    httpserver.expect_request("/").respond_with_data(LITTLE, content_type="text/html")
    httpserver.expect_request("/gone").respond_with_data("no", status=404)
    httpserver.expect_request("/feed").respond_with_data("no", status=404)
    return base


@pytest.fixture
def root(tmp_path: Path, httpserver: HTTPServer) -> Path:
    (tmp_path / "polywire.toml").write_text(
        '[site]\noperator = "Paper Wire"\ncontact = "desk@wire.example"\n'
        'languages = ["en"]\n[fetch]\ndelay = 0\n'
        f'allow_private = ["127.0.0.1:{httpserver.port}"]\n',
        encoding="utf-8",
    )
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "bridge.html").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "list.opml").write_text(OPML, encoding="utf-8")
    return tmp_path


def added(root: Path) -> list[dict[str, object]]:
    """Return the sources of the file."""
    text = (root / "polywire.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text).get("source", []))


FOUND = {
    "feed": ("/rss.xml", "Found a feed: The Norvale Courier", "/rss.xml"),
    "site": ("/site/", "Found a feed: The Norvale Courier", "/rss.xml"),
    "sitemap": (
        "/sitemap-news.xml",
        "Found a news sitemap: The Courier",
        "/sitemap-news.xml",
    ),
    "front": (
        "/town",
        "Found a section front without a feed; its links to articles are followed",
        "/town",
    ),
    "page": (
        STORY,
        "Found a single page without a feed; it is taken as one article: ",
        STORY,
    ),
    "home": ("/", "Found a feed: The Norvale Courier", "/rss.xml"),
}


@pytest.mark.parametrize("kind", FOUND)
def test_an_address_is_told_what_it_is_and_added(
    root: Path, base: str, kind: str
) -> None:
    path, first, polled = FOUND[kind]
    result = call(root, "add", base + path)
    assert result.exception is None
    said = result.stdout
    assert said.splitlines()[0].startswith(first)
    assert f"address:  {base}{polled}" in said
    assert "rights:   excerpt: no licence that permits translation was found" in said
    assert f'polywire add {base}{polled} --permission "who, when, where' in said
    assert said.count("--permission") == 1
    (source,) = added(root)
    assert source["url"] == base + polled
    assert f"Added as {source['slug']!r}. Next: polywire run --once" in said


def test_further_feeds_of_a_site_are_named(root: Path, base: str) -> None:
    said = call(root, "add", f"{base}/site/").stdout
    assert f"also:     {base}/sport.xml" in said


def test_the_language_of_a_sitemap_is_what_its_entries_say(
    root: Path, base: str
) -> None:
    assert "language: en" in call(root, "add", f"{base}/sitemap-news.xml").stdout


def test_a_folder_is_read_before_it_is_added(root: Path) -> None:
    said = call(root, "add", "pages").stdout
    assert said.startswith("Found a folder of HTML files: pages")
    assert "rights:   excerpt" in said
    assert [one["kind"] for one in added(root)] == ["folder"]


def test_a_page_is_taken_alone_where_that_is_asked_for(root: Path, base: str) -> None:
    said = call(root, "add", f"{base}/site/", "--page").stdout
    assert said.startswith("Found a single page")
    assert [(one["url"], one["kind"]) for one in added(root)] == [
        (f"{base}/site/", "page")
    ]


REFUSED: dict[str, tuple[str, type[PolywireError], str]] = {
    "little": ("BASE/little", SourceError, "no feed, no links to articles and no"),
    "empty": ("BASE/empty", SourceError, "the page holds no bytes"),
    "file": ("BASE/file", SourceError, "the bytes are a file, not a page"),
    "opml": ("BASE/list.opml", SourceError, "polywire opml import FILE"),
    "local opml": ("list.opml", SourceError, "polywire opml import FILE"),
    "local file": ("pages/bridge.html", SourceError, "give the folder that holds"),
    "no folder": ("nowhere", SourceError, "no such folder"),
    "robots": ("BASE/secret/feed", RobotsDisallow, "robots.txt does not allow it"),
    "404": ("BASE/gone", SourceError, "answered 404: there is no such page; check"),
    "500": ("BASE/unheard-of", FetchError, "answered 500"),
    "private": ("http://10.0.0.1/feed", RefusedAddress, "is a private or special"),
    "bare private": ("10.0.0.1/feed", RefusedAddress, "fetch.allow_private"),
    "port": ("https://a.example:22/", RefusedAddress, "port 22 is not a web port"),
    "scheme": ("ftp://a.example/x", RefusedAddress, "only http and https"),
    "no url": ("https://", RefusedAddress, "is no valid URL"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_gives_no_news_is_refused_with_its_reason(
    root: Path, base: str, kind: str
) -> None:
    address, error, words = REFUSED[kind]
    result = call(root, "add", address.replace("BASE", base))
    assert type(result.exception) is error
    assert words in str(result.exception)
    assert added(root) == []


def test_a_source_that_is_there_is_not_added_twice(root: Path, base: str) -> None:
    call(root, "add", f"{base}/rss.xml")
    result = call(root, "add", f"{base}/site/")
    assert isinstance(result.exception, SettingsError)
    assert "is there already, as 'the-norvale-courier'" in str(result.exception)
    assert len(added(root)) == 1


def test_a_source_that_no_engine_reads_is_said_to_be_withheld_at_once(
    root: Path,
) -> None:
    """A folder of French pages whose template says English, on a wire in English."""
    french = next(one for one in languages("articles") if one.tag == "fr")
    (root / "pages" / "bridge.html").write_text(
        f'<html lang="en"><body><article><h1>{french.headline}</h1>'
        f"<p>{french.body}</p></article></body></html>",
        encoding="utf-8",
    )
    told = call(root, "add", "pages", "--own")
    assert told.exit_code == 0, told.output
    assert "withheld: in en: no engine from fr to en" in told.output
    assert "'polywire models add fr-en'" in told.output


def test_the_command_that_the_board_names_states_a_permission(
    root: Path, base: str
) -> None:
    call(root, "add", f"{base}/rss.xml")
    evidence = "J. Vale, letter of 3 March 2026"
    said = call(root, "add", f"{base}/rss.xml", "--permission", evidence).stdout
    assert "its rights are now: permission" in said
    (source,) = added(root)
    assert source["rights"] == {"basis": "permission", "evidence": evidence}


@pytest.mark.parametrize("command", ["feed", "extract"])
def test_a_document_over_the_limit_is_refused_by_its_size(
    root: Path, tmp_path: Path, command: str
) -> None:
    path = tmp_path / "large.xml"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    result = call(root, command, str(path), "--url", "https://a.example/rss")
    assert isinstance(result.exception, UsageError)
    assert str(result.exception) == f"{path}: too large, the limit is 10 MiB"
    assert MAX_BODY == 10 * 1024 * 1024
