"""Feeds and sitemaps as their specifications and other people's readers want them."""

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from jsonschema import Draft202012Validator
from lxml import etree
from tests.builders import NOON, a_decision, a_site, an_article, an_edition, at
from tests.published import publish
from tests.shelf import ListShelf

from polywire.article import Correction, Level, PubStatus, State
from polywire.publish.list_writer import publish_lists
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings

ATOM = "{http://www.w3.org/2005/Atom}"

# The shape of JSON Feed 1.1, from its text.
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string"},
        "home_page_url": {"type": "string"},
        "feed_url": {"type": "string"},
        "language": {"type": "string"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [
                    {"required": ["content_html"]},
                    {"required": ["content_text"]},
                ],
                "properties": {
                    "id": {"type": "string"},
                    "url": {"type": "string"},
                    "title": {"type": "string"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "authors": {"type": "array", "minItems": 1},
                },
            },
        },
    },
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    article = an_article(
        section="Politics", headline="Fish & <chips>", standfirst="A standfirst."
    )
    note = Correction(at(3), "correction", 2, "A number.", (("number", "16", "14"),))
    editions = [
        an_edition(article, version=2, updated_at=at(3), corrections=(note,)),
        an_edition(
            article_id="2" * 12, level=Level.EXCERPT, rights=a_decision(Level.EXCERPT)
        ),
        an_edition(
            article_id="3" * 12,
            state=State.WITHDRAWN,
            pub_status=PubStatus.CANCELED,
            updated_at=at(2),
        ),
        an_edition(article, language="en"),
    ]
    folder, _ = publish(tmp_path, *editions, settings={"sources": ()}, index=True)
    return folder


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_a_feed_reader_reads_the_feed_without_a_warning(site: Path, kind: str) -> None:
    data = (site / f"pt-BR/feed.{kind}").read_bytes()
    feed: Any = feedparser.parse(io.BytesIO(data))
    assert not feed.bozo
    entry = next(e for e in feed.entries if "chips" in e.title)
    assert entry.link == "https://wire.example/pt-BR/a1b2c3d4e5f6/"
    assert entry.author == "Tomas Reed"
    assert entry.published_parsed[:4] == (2026, 3, 2, 12)


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_the_label_goes_first_in_the_content(site: Path, kind: str) -> None:
    feed: Any = feedparser.parse(io.BytesIO((site / f"pt-BR/feed.{kind}").read_bytes()))
    for entry in feed.entries:
        if entry.get("content"):
            assert entry.content[0].value.startswith('<p class="mt-label"')


def test_an_excerpt_in_a_feed_is_an_excerpt(site: Path) -> None:
    for kind in ("atom", "rss", "json"):
        text = (site / f"pt-BR/feed.{kind}").read_text("utf-8")
        assert text.count("after 14 months") == 1


def test_atom_has_what_rfc_4287_asks_for(site: Path) -> None:
    root = etree.parse(site / "pt-BR/feed.atom").getroot()
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        assert len(element.findall(f"{ATOM}author")) >= 1
        stamp = element.findtext(f"{ATOM}updated") or ""
        assert datetime.fromisoformat(stamp).tzinfo is not None
        alternates = [
            (link.get("type"), link.get("hreflang"))
            for link in element.findall(f"{ATOM}link")
            if link.get("rel") == "alternate"
        ]
        assert len(alternates) == len(set(alternates)) >= 1
    assert [
        link.get("href")
        for link in root.findall(f"{ATOM}link")
        if link.get("rel") == "self"
    ] == ["https://wire.example/pt-BR/feed.atom"]
    ids = [e.text for e in root.iter(f"{ATOM}id") if (e.text or "").startswith("urn")]
    assert len(ids) == len(set(ids))


def test_an_entry_names_source_licence_original_and_machine(site: Path) -> None:
    root = etree.parse(site / "pt-BR/feed.atom").getroot()
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    links = {link.get("rel"): link.get("href") for link in entry.iter(f"{ATOM}link")}
    assert links["via"] == "https://courier.example/news/bridge"
    assert links["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert entry.findtext(f"{ATOM}source/{ATOM}title") == "Norvale Courier"
    terms = [c.get("term") for c in entry.iter(f"{ATOM}category")]
    assert "trainedAlgorithmicMedia" in terms


def test_a_withdrawal_is_a_tombstone_and_a_stub(site: Path) -> None:
    root = etree.parse(site / "pt-BR/feed.atom").getroot()
    stones = list(root.iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry"))
    assert len(stones) == 1
    rss = etree.parse(site / "pt-BR/feed.rss").getroot()
    guids = {item.findtext("guid"): item for item in rss.iter("item")}
    stub = guids[stones[0].get("ref")]
    assert stub.findtext("title") == "Este artigo foi retirado"
    assert stub.findtext("description") is None


def test_ids_stay_when_the_host_changes(tmp_path: Path) -> None:
    found = []
    for host in ("https://a.example", "https://b.example/sub"):
        settings = Settings(tmp_path, site=a_site(url=host))
        folder = Folder(tmp_path / host[-5:].strip("/"))
        publish_lists(
            ["pt-BR"],
            shelf=ListShelf.of([an_edition()]),
            settings=settings,
            folder=folder,
            now=NOON,
        )
        root = etree.parse(folder.root / "pt-BR/feed.atom").getroot()
        found.append([e.text for e in root.iter(f"{ATOM}id")])
    assert found[0] == found[1]


def test_the_json_feed_has_the_shape_of_version_1_1(site: Path) -> None:
    feed = json.loads((site / "pt-BR/feed.json").read_text("utf-8"))
    faults = [e.message for e in Draft202012Validator(JSON_FEED).iter_errors(feed)]
    assert faults == []
    assert feed["items"][0]["external_url"] == "https://courier.example/news/bridge"


def test_a_feed_without_news_keeps_its_bytes(tmp_path: Path) -> None:
    settings = Settings(tmp_path, site=a_site())
    folder = Folder(tmp_path / "site")
    shelf = ListShelf.of([an_edition()])
    reports = [
        publish_lists(
            ["pt-BR"], shelf=shelf, settings=settings, folder=folder, now=at(hour)
        )
        for hour in (0, 5)
    ]
    assert reports[1].written == 0


def test_sitemaps_hold_each_language_of_what_may_be_indexed(site: Path) -> None:
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    index = etree.parse(site / "sitemap.xml").getroot()
    named = [str(e.text) for e in index.iterfind("s:sitemap/s:loc", space)]
    assert "https://wire.example/sitemap/2026-03-02.xml" in named
    day = etree.parse(site / "sitemap/2026-03-02.xml").getroot()
    places = [str(e.text) for e in day.iterfind("s:url/s:loc", space)]
    assert places == [
        "https://wire.example/en/a1b2c3d4e5f6/",
        "https://wire.example/pt-BR/a1b2c3d4e5f6/",
    ]
    languages = [
        e.get("hreflang") for e in day.iter("{http://www.w3.org/1999/xhtml}link")
    ]
    assert languages == ["en", "pt-BR", "x-default"] * 2
    news = etree.parse(site / "news-sitemap.xml").getroot()
    titles = [
        str(e.text)
        for e in news.iter("{http://www.google.com/schemas/sitemap-news/0.9}title")
    ]
    assert len(titles) == 2


def test_rights_files_agree(site: Path) -> None:
    front = (site / "en/index.html").read_text("utf-8")
    assert '<link rel="license" type="application/rsl+xml" href="../rsl.xml">' in front
    reserved = json.loads((site / ".well-known/tdmrep.json").read_text("ascii"))
    assert reserved == [{"location": "/*", "tdm-reservation": 1}]
    terms = etree.parse(site / "rsl.xml").getroot()
    assert [e.text for e in terms.iter("{https://rslstandard.org/rsl}prohibits")] == [
        "ai-train"
    ]


@pytest.mark.parametrize("page", ["section/politics", "source/courier"])
def test_a_section_and_a_source_have_feeds_of_their_own(site: Path, page: str) -> None:
    for kind in ("atom", "rss"):
        data = (site / f"pt-BR/{page}/feed.{kind}").read_bytes()
        feed: Any = feedparser.parse(io.BytesIO(data))
        assert not feed.bozo
        assert len(feed.entries) >= 1
        assert b'class="mt-label"' in data.replace(b"&lt;", b"<")
    data = (site / f"pt-BR/{page}/feed.json").read_bytes()
    assert list(Draft202012Validator(JSON_FEED).iter_errors(json.loads(data))) == []
    html = (site / f"pt-BR/{page}/index.html").read_text("utf-8")
    assert 'href="feed.atom"' in html
