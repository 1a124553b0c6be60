"""Every output names the same licence, and none where the text rests on none."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from tests.builders import a_site, a_source, an_article, an_edition, at
from tests.shelf import ListShelf

from polywire.article import Article, Edition, Level, Signals
from polywire.publish.list_writer import publish_lists
from polywire.publish.pages.article_pages import publish_articles
from polywire.publish.pages.page_templates import Press
from polywire.publish.site.site_folder import Folder
from polywire.rights import levels
from polywire.settings.operator_file import Settings, Source
from polywire.web.api import read_api

CC = "https://creativecommons.org/licenses/"
BY, SA, ND, NC = (f"{CC}{code}/4.0/" for code in ("by", "by-sa", "by-nd", "by-nc"))
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
ATOM = "{http://www.w3.org/2005/Atom}"
DCTERMS = "{http://purl.org/dc/terms/}"


@dataclass(frozen=True)
class Case:
    """What a source states, and the one licence that may be named."""

    shown: str | None
    page: str | None = None
    rights: dict[str, Any] = field(default_factory=dict)
    site: dict[str, Any] = field(default_factory=dict)
    level: Level = Level.FULL


CASES = {
    "licence of the page": Case(BY, page=BY),
    "share alike": Case(SA, page=SA),
    "public domain": Case(CC0, page=CC0),
    "the operator's word": Case(BY, rights={"basis": "licence", "licence": BY}),
    "the article's differs from the source's": Case(
        NC, page=NC, rights={"licence": BY}, site={"non_commercial": True}
    ),
    "the source's differs from the article's": Case(
        SA, page=BY, rights={"licence": SA}
    ),
    "own": Case(None, page=BY, rights={"basis": "own", "licence": BY}),
    "permission": Case(
        None, page=ND, rights={"basis": "permission", "evidence": "Ana Reis, a letter"}
    ),
    "private": Case(None, page=BY, site={"visibility": "private"}),
    "no derivatives": Case(None, page=ND, level=Level.EXCERPT),
    "held to an excerpt": Case(
        None, page=BY, rights={"level": "excerpt"}, level=Level.EXCERPT
    ),
}


@dataclass(frozen=True)
class Outlet:
    """A wire that published one article."""

    edition: Edition
    settings: Settings
    shelf: ListShelf

    @property
    def home(self) -> str:
        """The folder of the article's page."""
        return f"{self.edition.language}/{self.edition.article_id}"

    def file(self, name: str) -> bytes:
        """Return a file of the site."""
        return (self.settings.site_folder / name).read_bytes()

    @property
    def press(self) -> Press:
        """What the API makes its answers with."""
        return Press(self.settings, self.shelf.review, self.shelf.story_of)


@pytest.fixture(params=CASES.values(), ids=list(CASES))
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture
def outlet(case: Case, tmp_path: Path) -> Outlet:
    stated = ((case.page, "page:json-ld"),) if case.page else ()
    article = an_article(signals=Signals(licences=stated))
    return published(article, a_source(rights=case.rights), tmp_path, **case.site)


def published(article: Article, source: Source, root: Path, **site: object) -> Outlet:
    """Publish one article as its rights permit."""
    settings = Settings(root, site=a_site(**site), sources=(source,))
    rights = levels.resolve(article, source=source, site=settings.site)
    edition = an_edition(article, rights=rights, level=rights.level)
    shelf = ListShelf.of([edition])
    folder = Folder(settings.site_folder)
    publish_articles(
        [edition.article_id], shelf=shelf, settings=settings, folder=folder
    )
    publish_lists(
        [edition.language], shelf=shelf, settings=settings, folder=folder, now=at(1)
    )
    return Outlet(edition, settings, shelf)


def linked(page: bytes | str) -> set[str]:
    """Return where the links of a page to a licence lead."""
    found = html.document_fromstring(page).xpath("//a[contains(@rel, 'license')]/@href")
    assert isinstance(found, list)
    return {str(one) for one in found}


def in_pages(outlet: Outlet) -> dict[str, set[str]]:
    edition = outlet.edition
    return {
        "page": linked(outlet.file(f"{outlet.home}/index.html")),
        "source": linked(
            outlet.file(f"{edition.language}/source/{edition.source_slug}/index.html")
        ),
    }


def in_feeds(outlet: Outlet) -> dict[str, set[str]]:
    language = outlet.edition.language
    atom = etree.fromstring(outlet.file(f"{language}/feed.atom")).find(f"{ATOM}entry")
    rss = etree.fromstring(outlet.file(f"{language}/feed.rss"))
    (item,) = json.loads(outlet.file(f"{language}/feed.json"))["items"]
    assert atom is not None
    links = atom.findall(f"{ATOM}link[@rel='license']")
    return {
        "atom": {str(one.get("href")) for one in links},
        "rss": {str(one.text) for one in rss.iter(f"{DCTERMS}license")},
        "json feed": {item["_polywire"]["licence"]} - {None},
        "in an item": linked(item["content_html"]),
    }


def in_json(outlet: Outlet) -> dict[str, set[str]]:
    page = html.document_fromstring(outlet.file(f"{outlet.home}/index.html"))
    scripts = page.xpath("//script[@type='application/ld+json']/text()")
    assert isinstance(scripts, list)
    said = json.loads(outlet.file(f"{outlet.home}/provenance.json"))
    news = read_api.news_json(outlet.edition, outlet.press)
    whole = read_api.detail(outlet.edition, outlet.press)
    values = {
        "json-ld": json.loads(str(scripts[0])).get("license"),
        "ninjs": news.get("rightsInfo", {}).get("linkedRights"),
        "provenance": said["rights"]["licence"],
        "api": whole["licence"],
    }
    found = {name: {value} - {None} for name, value in values.items()}
    return found | {"html of the api": linked(whole["html"])}


def test_every_output_names_the_one_licence_that_the_text_rests_on(
    outlet: Outlet, case: Case
) -> None:
    assert outlet.edition.level is case.level
    found = in_pages(outlet) | in_feeds(outlet) | in_json(outlet)
    wanted = {case.shown} - {None}
    assert found == dict.fromkeys(found, wanted)


def test_what_machines_are_told_of_the_whole_site_grants_no_licence(
    outlet: Outlet,
) -> None:
    site = outlet.settings.site_folder
    names = ("robots.txt", "rsl.xml", ".well-known/tdmrep.json")
    told = b"".join((site / n).read_bytes() for n in names if (site / n).exists())
    assert b"User-agent" in told
    assert not re.search(rb"creativecommons|CC[ -]?(BY|0)", told)


def test_that_all_rights_are_reserved_is_said_in_words_and_linked_nowhere(
    tmp_path: Path,
) -> None:
    rights = {"basis": "permission", "evidence": "Ana Reis, a letter"}
    stated = (("All rights reserved", "page:json-ld"),)
    made = published(
        an_article(signals=Signals(licences=stated)), a_source(rights=rights), tmp_path
    )
    found = in_pages(made) | in_feeds(made) | in_json(made)
    words = {"json feed", "provenance", "api"}
    assert found == {
        name: {"all rights reserved"} if name in words else set() for name in found
    }
    assert b"all rights reserved" in made.file(f"{made.home}/index.html").lower()
    assert b", all rights reserved</rights>" in made.file("pt-BR/feed.atom")
