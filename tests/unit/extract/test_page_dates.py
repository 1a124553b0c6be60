"""Dates with a pedigree: page, feed, address, a line beside the headline; else none."""

from datetime import UTC, datetime
from typing import Any

import pytest

from polywire.article import Article, FeedEntry
from polywire.extract.extract import extract

STORY = (
    "<p>The town council of Dovrin voted on Monday to repair the harbour bridge, which "
    "was built in May 1962 and last mended on 3 October 2025, when a storm came.</p>"
    "<p>The work will take four months and cost two million crowns, the mayor said.</p>"
    "<p>Ships wait outside until the bridge can be opened again, said the pilots.</p>"
)
FED = FeedEntry(
    id="1",
    link="https://h.example/a/1",
    title="Bridge repair",
    published=datetime(2026, 11, 27, 10, tzinfo=UTC),
)


def read(
    *,
    head: str = "",
    top: str = "",
    end: str = "",
    url: str = "https://h.example/a/1",
    entry: FeedEntry | None = None,
    lang: str = "en",
) -> Article:
    page = (
        f"<html lang={lang}><head><title>Bridge</title>{head}</head><body><article>"
        f"<h1>Bridge repair</h1>{top}{STORY}</article>{end}</body></html>"
    )
    return extract(page, url=url, entry=entry)


def found(article: Article) -> tuple[str | None, str | None]:
    day = article.published.date().isoformat() if article.published else None
    return article.dating.origin if article.dating else None, day


DECLARED = "<meta property=article:published_time content=2026-11-26T09:00:00Z>"
DATED = "https://h.example/2026/11/18/bridge"
LINE = "<p>Published 12 November 2026, 10:30</p>"


def test_the_page_goes_before_feed_address_and_line() -> None:
    article = read(head=DECLARED, top=LINE, url=DATED, entry=FED)
    assert found(article) == ("page", "2026-11-26")
    assert article.dating is not None
    assert article.dating.words == "2026-11-26T09:00:00Z"


def test_the_feed_goes_before_address_and_line() -> None:
    assert found(read(top=LINE, url=DATED, entry=FED)) == ("feed", "2026-11-27")


def test_the_address_goes_before_a_line() -> None:
    assert found(read(top=LINE, url=DATED)) == ("url", "2026-11-18")


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Published 12 November 2026, 10:30"),
        ("en", "By Lia Costa | November 12, 2026"),
        ("pt", "Publicado em 12/11/2026 às 10h30"),
        ("de", "12.11.2026, 10:30 Uhr"),
        ("ru", "12 ноября 2026, 10:30"),
        ("zh", "2026年11月12日 10:30"),
    ],
)
def test_a_line_beside_the_headline_is_a_guess(lang: str, line: str) -> None:
    article = read(top=f"<p>{line}</p>", lang=lang)
    assert found(article) == ("line", "2026-11-12")
    assert not any(mark.type == "time" for b in article.blocks for mark in b.marks)


def test_what_somebody_declares_anchors_the_days_in_words() -> None:
    article = read(url=DATED)
    assert any(mark.type == "time" for b in article.blocks for mark in b.marks)


NONE: dict[str, dict[str, Any]] = {
    "the story's own sentences": {},
    "a copyright year": {"end": "<footer>Copyright 2019-2024 Dovrin Post</footer>"},
    "a footer": {"end": "<footer><p>12 March 2024</p></footer>"},
    "an aside": {"top": "<aside><p>4 March 2021</p></aside>"},
    "another story": {"top": "<div class=related><p>4 March 2021</p></div>"},
    "another story's time": {
        "end": "<aside><a href=/x>Old <time datetime=2021-03-04>4 March</time></a></aside>"
    },
    "figures in an open order": {"top": "<p>03/04/2026</p>"},
    "an update": {"top": "<p>Updated: 12 November 2026, 10:30</p>"},
    "an update's time": {
        "top": "<p>Updated <time datetime=2026-11-12T10:30Z>12 November</time></p>"
    },
    "a sentence": {
        "top": "<p>The old bridge of the town fell into the river on 12 March 1924.</p>"
    },
    "a number in the address": {"url": "https://h.example/20261399/bridge"},
}


@pytest.mark.parametrize("place", NONE.values(), ids=NONE)
def test_no_date_is_made_of_what_is_not_one(place: dict[str, Any]) -> None:
    article = read(**place)
    assert found(article) == (None, None)


def test_a_date_of_modification_alone_is_no_publication() -> None:
    top = "<time itemprop=dateModified datetime=2026-10-27T19:20+01:00>today</time>"
    article = read(top=top)
    assert article.published is None
    assert article.modified == datetime(2026, 10, 27, 18, 20, tzinfo=UTC)


def test_a_line_goes_by_the_zone_that_the_page_declares() -> None:
    top = (
        "<time itemprop=dateModified datetime=2026-10-27T19:20+01:00>"
        "27/10/2026 01:57 | Actualizado 27/10/2026 19:20</time>"
    )
    article = read(top=top, lang="es")
    assert article.published == datetime(2026, 10, 27, 0, 57, tzinfo=UTC)


def test_the_articles_own_time_element_declares() -> None:
    top = "<p>By Lia Costa <time datetime=2026-11-12T10:30Z>12 November</time></p>"
    assert found(read(top=top, url=DATED)) == ("page", "2026-11-12")
