"""The sample newsroom behaves like real web sites, and changes on day two as told."""

from __future__ import annotations

import gzip
import io
import json
import socket
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree, html

from polywire.demo import content, outlet_pages
from polywire.demo.content import demo_settings
from polywire.demo.server import HOST, Newsroom, serve
from polywire.errors import UsageError
from polywire.settings.operator_file import parse


def _feed(body: bytes) -> Any:
    """Read a feed as a subscriber would."""
    return feedparser.parse(io.BytesIO(body))


TURBINE = "/science/2026/11/tidal-turbine-first-year"
KELP = "/science/2026/11/kelp-drink-hay-fever-study"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


def get(url: str, **headers: str) -> Answer:
    """Ask as a plain client does; errors are answers too."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, headers=named)  # noqa: S310 - loopback only
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - loopback only
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


@pytest.fixture(scope="module")
def first() -> Iterator[Newsroom]:
    """Give the newsroom of the first day."""
    with serve(1, None) as newsroom:
        yield newsroom


@pytest.fixture(scope="module")
def second() -> Iterator[Newsroom]:
    """Give the newsroom of the second day."""
    with serve(2, None) as newsroom:
        yield newsroom


def _slugs(newsroom: Newsroom, feed: str) -> set[str]:
    parsed = _feed(get(newsroom.courier + feed).body)
    return {entry.id.rpartition(":")[2] for entry in parsed.entries}


def _page(text: bytes | str) -> html.HtmlElement:
    return html.document_fromstring(text)


def _find(page: html.HtmlElement, path: str) -> list[Any]:
    found: Any = page.xpath(path)
    return list(found)


def _words(page: html.HtmlElement, path: str) -> str:
    return str(page.xpath(f"string({path})"))


def _linked_data(url: str) -> dict[str, Any]:
    page = _page(get(url).body)
    words = _words(page, "//script[@type='application/ld+json']")
    data: dict[str, Any] = json.loads(words)
    return data


@pytest.mark.parametrize(
    ("outlet", "feed", "version", "entries"),
    [
        ("courier", "/feeds/news.rss", "rss20", 19),
        ("courier", "/feeds/weekend.atom", "atom10", 11),
        ("gazeta", "/feed/atom.xml", "atom10", 11),
    ],
)
def test_a_feed_is_well_formed_and_lists_its_stories(
    first: Newsroom, outlet: str, feed: str, version: str, entries: int
) -> None:
    parsed = _feed(get(first.base_urls[outlet] + feed).body)
    assert not parsed.bozo
    assert parsed.version == version
    assert len(parsed.entries) == entries
    assert all(entry.published_parsed.tm_mon == 11 for entry in parsed.entries)


@pytest.mark.parametrize(
    ("outlet", "feed", "entries"),
    [("courier", "/feeds/exchange.json", 5), ("gazeta", "/feed/feed.json", 11)],
)
def test_a_json_feed_is_version_1_1(
    first: Newsroom, outlet: str, feed: str, entries: int
) -> None:
    document = json.loads(get(first.base_urls[outlet] + feed).body)
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert len(document["items"]) == entries


def test_rss_holds_excerpts_and_atom_holds_full_text(first: Newsroom) -> None:
    rss = _feed(get(first.courier + "/feeds/news.rss").body)
    atom = _feed(get(first.courier + "/feeds/weekend.atom").body)
    assert max(len(entry.summary) for entry in rss.entries) <= 160
    assert min(len(entry.content[0].value) for entry in atom.entries) > 1000


def test_an_rss_link_carries_tracking_that_the_canonical_link_does_not(
    first: Newsroom,
) -> None:
    rss = _feed(get(first.courier + "/feeds/news.rss").body)
    link = rss.entries[0].link
    page = _page(get(link).body)
    assert "utm_source" in link
    assert _find(page, "//link[@rel='canonical']/@href") == [link.partition("?")[0]]


@pytest.mark.parametrize("slug", ["courier", "gazeta"])
def test_every_page_has_its_headline_and_all_its_blocks(
    first: Newsroom, slug: str
) -> None:
    edition = outlet_pages.Edition(content.outlet(slug), 1, first.base_urls[slug])
    for piece in edition.pieces:
        answer = get(edition.url(piece))
        text = answer.body.decode()
        assert answer.status == 200
        assert _find(_page(text), "//h1")[0].text == piece.headline
        for part in outlet_pages.parts(edition, piece):
            assert part.partition(">")[2] in text, piece.slug


@pytest.mark.parametrize(
    "mark",
    [
        "//a[@class='skip']",
        "//nav",
        "//p[@class='standfirst']",
        "//p[@class='byline']",
        "//time/@datetime",
        "//figure/figcaption/span[@class='credit']",
        "//div[@class='story-body']/aside",
        "//aside[@class='related']//a",
        "//ul[@class='share-bar']",
        "//div[@class='cookie-bar']",
        "//footer",
        "//script[@type='application/ld+json']",
        "//meta[@property='og:title']",
        "//link[@rel='canonical']",
    ],
)
def test_a_page_has_the_furniture_of_a_news_site(first: Newsroom, mark: str) -> None:
    page = _page(get(first.courier + TURBINE).body)
    assert _find(page, mark)


def test_the_outlets_and_sport_are_marked_up_differently(first: Newsroom) -> None:
    bodies = {
        "//div[@class='story-body']": first.courier + TURBINE,
        "//div[@class='copy']": first.courier
        + "/sport/2026/11/tarnmouth-rovers-derby-win",
        "//div[@class='materia']": first.gazeta
        + "/2026/11/17/ponte-do-riacho-interditada.html",
    }
    for mark, url in bodies.items():
        page = _page(get(url).body)
        assert [bool(_find(page, other)) for other in bodies].count(True) == 1
        assert _find(page, mark)


@pytest.mark.parametrize(
    ("path", "licence"),
    [
        (
            "/exchange/2026/11/tarnmouth-open-science-flood-map",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        (
            "/exchange/2026/11/clock-winder-nether-wyke",
            "https://creativecommons.org/licenses/by-nd/4.0/",
        ),
        ("/exchange/2026/11/ravensley-market-hall-plan", None),
    ],
)
def test_a_licence_is_machine_readable_in_three_places(
    first: Newsroom, path: str, licence: str | None
) -> None:
    page = _page(get(first.courier + path).body)
    found = [
        *_find(page, "//head/link[@rel='license']/@href"),
        *_find(page, "//a[@rel='license']/@href"),
        _linked_data(first.courier + path).get("license"),
    ]
    assert found == ([licence] * 3 if licence else [None])


def test_the_paywall_stub_says_so_and_holds_two_sentences(first: Newsroom) -> None:
    url = first.courier + "/exchange/2026/11/harbour-finance-investigation"
    page = _page(get(url).body)
    text = _words(page, "//div[@class='story-body']")
    assert _linked_data(url)["isAccessibleForFree"] is False
    assert text.count(". ") + text.count(".\n") == 2
    assert _find(page, "//div[@class='paywall']//a")


def test_the_agency_story_names_its_agency_for_machines(first: Newsroom) -> None:
    url = first.courier + "/exchange/2026/11/nordpress-holmsvik-fishing-talks"
    data = _linked_data(url)
    assert data["author"] == [
        {"@type": "Organization", "name": "Nordpress News Agency"}
    ]
    assert data["dateline"].endswith("(Nordpress)")
    assert b"(Nordpress) \xe2\x80\x94" in get(url).body


@pytest.mark.parametrize("path", [TURBINE, "/feeds/news.rss", "/", "/sitemap.xml"])
def test_a_client_that_has_the_page_gets_304_and_no_body(
    first: Newsroom, path: str
) -> None:
    fresh = get(first.courier + path)
    by_tag = get(first.courier + path, If_None_Match=fresh.headers["ETag"])
    by_date = get(
        first.courier + path, If_Modified_Since=fresh.headers["Last-Modified"]
    )
    assert fresh.status == 200
    assert (by_tag.status, by_tag.body) == (304, b"")
    assert (by_date.status, by_date.body) == (304, b"")


@pytest.mark.parametrize(
    "headers",
    [
        {"If_None_Match": 'W/"other"'},
        {"If_Modified_Since": "Sun, 01 Nov 2026 00:00:00 GMT"},
        {"If_Modified_Since": "yesterday"},
        {
            "If_None_Match": 'W/"other"',
            "If_Modified_Since": "Mon, 30 Nov 2026 00:00:00 GMT",
        },
    ],
    ids=["other tag", "older date", "no date", "tag rules over date"],
)
def test_a_client_that_has_something_else_gets_the_page(
    first: Newsroom, headers: dict[str, str]
) -> None:
    assert get(first.courier + TURBINE, **headers).status == 200


def test_pages_go_out_compressed_to_those_who_ask(first: Newsroom) -> None:
    plain = get(first.courier + TURBINE)
    packed = get(first.courier + TURBINE, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body


def test_robots_forbid_the_search_only(first: Newsroom) -> None:
    text = get(first.courier + "/robots.txt").body.decode()
    assert "Disallow: /search" in text
    assert "Disallow: /\n" not in text


def test_an_unknown_address_is_404(first: Newsroom) -> None:
    assert get(first.gazeta + "/nothing").status == 404


def test_each_picture_of_a_page_is_there(first: Newsroom) -> None:
    picture = get(first.courier + "/media/grey-seal-census-orran.png")
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.body.startswith(b"\x89PNG")


def test_requests_are_written_down(first: Newsroom) -> None:
    get(first.gazeta + "/robots.txt")
    assert ("GET", first.gazeta + "/robots.txt", 200) in first.requests


def test_day_two_adds_one_story_to_rss_and_drops_one(
    first: Newsroom, second: Newsroom
) -> None:
    before, after = (_slugs(room, "/feeds/news.rss") for room in (first, second))
    assert after - before == {"storm-idonea-crane-falls"}
    assert before - after == {"kelp-drink-hay-fever-study"}


def test_day_two_buries_the_withdrawn_story_in_atom(
    first: Newsroom, second: Newsroom
) -> None:
    before, after = (
        etree.fromstring(get(room.courier + "/feeds/weekend.atom").body)
        for room in (first, second)
    )
    assert before.findall(TOMBSTONE) == []
    assert [stone.get("ref") for stone in after.findall(TOMBSTONE)] == [
        "tag:courier.example,2026:kelp-drink-hay-fever-study"
    ]
    assert "kelp-drink-hay-fever-study" not in _slugs(second, "/feeds/weekend.atom")


def test_day_two_answers_410_for_the_withdrawn_page(
    first: Newsroom, second: Newsroom
) -> None:
    gone = get(second.courier + KELP)
    assert get(first.courier + KELP).status == 200
    assert gone.status == 410
    assert b"hay fever" not in gone.body


def test_day_two_corrects_number_and_name_with_a_notice(
    first: Newsroom, second: Newsroom
) -> None:
    before, after = (
        _page(get(room.courier + TURBINE).body) for room in (first, second)
    )
    assert _find(before, "//p[@class='correction']") == []
    (notice,) = _find(after, "//p[@class='correction']")
    assert "misspelt" in notice.text
    old, new = (_words(page, "//main/article") for page in (before, after))
    assert "1,240" in old
    assert "Dvorsky" in old
    assert "1,420" in new
    assert "Dvorsky" not in new
    assert (
        _linked_data(second.courier + TURBINE)["dateModified"]
        > _linked_data(first.courier + TURBINE)["dateModified"]
    )


def test_day_two_leaves_every_other_story_as_it_was(
    first: Newsroom, second: Newsroom
) -> None:
    for slug in ("courier", "gazeta"):
        both = [
            {
                piece.slug: outlet_pages.parts(edition, piece)
                for piece in edition.pieces
                if piece.slug != "tidal-turbine-first-year"
            }
            for edition in (
                outlet_pages.Edition(
                    content.outlet(slug), room.day, room.base_urls[slug]
                )
                for room in (first, second)
            )
        ]
        for known in set(both[0]) & set(both[1]):
            assert both[0][known] == both[1][known]


def test_two_servings_of_a_day_are_equal_byte_for_byte(first: Newsroom) -> None:
    port = int(first.courier.rpartition(":")[2])
    with serve(1, None) as again:
        for path in ("/", TURBINE, "/feeds/weekend.atom"):
            other = get(again.courier + path).body
            here = again.courier.rpartition(":")[2].encode()
            same = other.replace(here, str(port).encode())
            assert same == get(first.courier + path).body


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} .*in use"), serve(1, port):
            pass


def test_the_ports_are_free_again_after_serving() -> None:
    with serve(1, None) as newsroom:
        port = int(newsroom.courier.rpartition(":")[2])
        get(newsroom.courier + "/robots.txt")
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind((HOST, port))


def test_the_demo_settings_are_valid_and_name_feeds_that_are_served(
    first: Newsroom, tmp_path: Path
) -> None:
    text = demo_settings(first.base_urls, 8470)
    settings = parse(tomllib.loads(text), tmp_path)
    assert settings.site.url == "http://127.0.0.1:8470"
    assert {source.rights.basis for source in settings.sources} == {
        "own",
        "permission",
        "auto",
    }
    assert [get(source.url).status for source in settings.sources] == [200] * 4
