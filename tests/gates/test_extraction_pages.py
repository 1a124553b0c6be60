"""Floors of extraction on the pages of the bench.

The scorer is the bench's own. Figures are printed; floors are the ceiling of what
may get worse, and only rise.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import lzma
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.gates.clock import shares

from polywire.article import Article
from polywire.errors import ExtractError
from polywire.extract.article_json import to_contract
from polywire.extract.extract import extract
from polywire.extract.fields import metadata
from polywire.extract.tree import page
from polywire.extract.tree.pieces import words_of

SAMPLE, AT_ONCE = 30, 5
LOW = 0.8
"""Pages under this F1 are those that should be flagged."""


@dataclass
class Results:
    """What came out of one set."""

    scores: dict[str, float]
    pages: dict[str, dict[str, float]]
    articles: dict[str, Article]
    gold: list[dict[str, Any]]
    titles: float = 0.0
    """Share of headlines that are the gold's or one that the page has."""

    def reaches(self, name: str, floor: float) -> bool:
        """Print a figure beside its floor and tell whether it is reached."""
        return reaches(name, self.scores[name], floor)

    def keeps_under(self, name: str, ceiling: float) -> bool:
        """Print a figure beside its ceiling and tell whether it is kept."""
        return keeps_under(name, self.scores[name], ceiling)


def reaches(name: str, value: float, floor: float) -> bool:
    """Print a figure beside its floor and tell whether it is reached."""
    print(f"\n{name}: {value:.4f}, floor {floor}")
    return value >= floor


def keeps_under(name: str, value: float, ceiling: float) -> bool:
    """Print a figure beside its ceiling and tell whether it is kept."""
    print(f"\n{name}: {value:.4f}, ceiling {ceiling}")
    return value <= ceiling


def _scorer(folder: Path) -> ModuleType:
    """Load the bench's scorer."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _pages(folder: Path, name: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield gold and markup of a set's pages."""
    with lzma.open(
        folder / f"{name}.html.dev.jsonl.xz", "rt", encoding="utf-8"
    ) as rows:
        html = {row["id"]: row["html"] for row in map(json.loads, rows)}
    with gzip.open(
        folder / f"{name}.gold.dev.jsonl.gz", "rt", encoding="utf-8"
    ) as rows:
        for gold in map(json.loads, rows):
            yield gold, html[gold["id"]]


def _prediction(article: Article, *, with_standfirst: bool) -> dict[str, Any]:
    """Return an article as the scorer reads it."""
    values = to_contract(article)
    lead = (
        f"{values['standfirst']}\n" if with_standfirst and values["standfirst"] else ""
    )
    captions = [*values["captions"], *values["credits"]]
    return {
        "body": lead + values["body"],
        "title": values["headline"],
        "authors": values["bylines"],
        "date": values["published"],
        "captions": captions,
    }


def _has_headline(html: str, headline: str, gold: str | None) -> bool:
    """Tell whether a headline is the gold's, or stands as h1, og:title or JSON-LD."""
    tree = page.read(html).tree
    declared = metadata.declared(metadata.sources(tree, ""))
    shown = [page.clean(h1.text_content()) for h1 in tree.iter("h1")]
    wanted = {" ".join(words_of(t)) for t in (gold or "", *declared.headlines, *shown)}
    return " ".join(words_of(headline)) in wanted


def _run(folder: Path, name: str) -> Results:
    """Extract and score a set."""
    gold, predictions, articles, shown = [], {}, {}, 0
    for item, html in _pages(folder, name):
        gold.append(item)
        try:
            article = extract(html.encode(), url=item["url"])
        except ExtractError:
            continue
        articles[item["id"]] = article
        if name == "fundus":
            shown += _has_headline(html, article.headline, item["title"])
        predictions[item["id"]] = _prediction(article, with_standfirst=name == "fundus")
    scores, pages = _scorer(folder).score(gold, predictions)
    return Results(scores, pages, articles, gold, shown / max(1, len(articles)))


@pytest.fixture(scope="session")
def fundus(bench: Path) -> Results:
    return _run(bench / "extraction", "fundus")


@pytest.fixture(scope="session")
def aeb(bench: Path) -> Results:
    return _run(bench / "extraction", "aeb")


@pytest.fixture(scope="session")
def axd(bench: Path) -> Results:
    return _run(bench / "extraction", "axd")


AEB, AXD, FUNDUS = 0.977, 0.948, 0.971
AUTHORS, DAY, TITLE = 0.86, 0.985, 0.98
CAPTIONS, LEAK = 0.93, 0.02
BELOW_09 = 0.054
"""Eight of 150 pages; issue 5 asks for 0.065."""
FLAGGED, FALSE_FLAGS = 0.30, 0.05
"""Issue 5 asks for 0.80 and 0.05 (decision 0043)."""
TIMES_TRAFILATURA = 4.5
"""Processor time of some pages beside trafilatura's of the same pages in the same moment,
3.2 when this was written."""


@pytest.mark.bench
@pytest.mark.timeout(300)
def test_the_bodies_of_aeb_stay_right(aeb: Results) -> None:
    assert aeb.reaches("body_f1", AEB)


@pytest.mark.bench
@pytest.mark.timeout(300)
def test_the_bodies_of_axd_stay_right(axd: Results) -> None:
    assert axd.reaches("body_f1", AXD)


@pytest.mark.bench
@pytest.mark.timeout(300)
def test_the_bodies_of_fundus_stay_right(fundus: Results) -> None:
    assert fundus.reaches("body_f1", FUNDUS)
    assert fundus.keeps_under("page_below_0.9", BELOW_09)


@pytest.mark.bench
@pytest.mark.timeout(300)
def test_the_metadata_of_fundus_stay_right(fundus: Results) -> None:
    assert fundus.reaches("author_exact", AUTHORS)
    assert fundus.reaches("date_day", DAY)


@pytest.mark.bench
@pytest.mark.timeout(300)
def test_the_headline_is_one_that_the_page_shows_or_declares(fundus: Results) -> None:
    assert reaches("title", fundus.titles, TITLE)


@pytest.mark.bench
@pytest.mark.timeout(300)
def test_captions_are_found_and_kept_out_of_the_body(fundus: Results) -> None:
    assert fundus.reaches("caption_found", CAPTIONS)
    assert fundus.keeps_under("caption_leak_page", LEAK)


@pytest.mark.bench
@pytest.mark.timeout(600)
def test_failed_pages_are_doubted_and_good_ones_are_not(
    fundus: Results, aeb: Results, axd: Results
) -> None:
    low: list[bool] = []
    high: list[bool] = []
    for results in (fundus, aeb, axd):
        for name, article in results.articles.items():
            flagged = bool(article.doubtful) or article.kind != "article"
            (low if results.pages[name]["f1"] < LOW else high).append(flagged)
    print(f"\n{len(low)} pages under F1 {LOW}, {len(high)} others")
    assert reaches("flagged", sum(low) / len(low), FLAGGED)
    assert keeps_under("false flags", sum(high) / len(high), FALSE_FLAGS)


@pytest.mark.bench
@pytest.mark.alone
@pytest.mark.timeout(300)
def test_a_page_costs_little_beside_trafilatura(bench: Path) -> None:
    from trafilatura import bare_extraction

    folder = bench / "extraction"
    pages = [
        (html, item["url"]) for item, html in islice(_pages(folder, "fundus"), SAMPLE)
    ]

    turns = cycle(range(0, SAMPLE, AT_ONCE))
    at = 0

    def theirs() -> None:
        nonlocal at
        at = next(turns)
        for html, _ in pages[at : at + AT_ONCE]:
            bare_extraction(html, with_metadata=True)

    def ours() -> None:
        for html, url in pages[at : at + AT_ONCE]:
            with suppress(ExtractError):
                extract(html.encode(), url=url)

    (times,) = shares(theirs, ours, rounds=3 * SAMPLE // AT_ONCE)
    assert keeps_under("CPU beside trafilatura's", times, TIMES_TRAFILATURA)
