"""What pages tell readers of the checks is counted, and true at every level."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from tests.builders import (
    NOON,
    a_decision,
    a_draft,
    a_site,
    a_source,
    an_article,
    an_edition,
)
from tests.shelf import ListShelf

from polywire.article import Edition, Finding, Level, SegmentVerdict, Severity
from polywire.publish.label.marking import checks
from polywire.publish.list_writer import publish_lists
from polywire.publish.pages.article_pages import publish_articles
from polywire.publish.pages.interface_words import words
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings

DOUBT = Finding("name", Severity.DOUBT, "Ilse Varga is missing")
NOTHING = "The software found no error of this kind."


def publish(root: Path, edition: Edition, **site: object) -> Path:
    """Publish an edition and the site's lists; return the folder."""
    known = Settings(root=root, site=a_site(**site), sources=(a_source(),))
    shelf, folder = ListShelf.of([edition]), Folder(root / "site")
    ids = {edition.article_id}
    publish_articles(ids, shelf=shelf, settings=known, folder=folder)
    languages = known.site.languages
    publish_lists(languages, shelf=shelf, settings=known, folder=folder, now=NOON)
    return root / "site"


def checked(site: Path, edition: Edition) -> str:
    """Return the words of "how this was checked"."""
    path = site / edition.language / edition.article_id / "index.html"
    page = html.document_fromstring(path.read_bytes())
    found = page.xpath("//details[@class='checked']//text()")
    assert isinstance(found, list)
    return " ".join(" ".join(map(str, found)).split())


def doubtful(level: Level) -> Edition:
    """Return an English edition of a Portuguese article, its headline in doubt."""
    article = an_article(language="pt-BR")
    draft = a_draft(article, "en")
    first, *rest = draft.translations
    first = replace(first, verdict=SegmentVerdict.DOUBT, findings=(DOUBT,))
    draft = replace(draft, translations=(first, *rest))
    rights = a_decision(level)
    return an_edition(article, language="en", draft=draft, level=level, rights=rights)


@pytest.mark.parametrize("level", [Level.FULL, Level.EXCERPT, Level.LINK])
def test_a_doubt_is_counted_and_named(tmp_path: Path, level: Level) -> None:
    edition = doubtful(level)
    told = checked(publish(tmp_path, edition), edition)
    assert "Published with a doubt 1" in told
    assert "name" in told
    assert NOTHING not in told
    assert (DOUBT.evidence in told) == (level is Level.FULL)


def test_without_a_finding_the_page_says_what_that_means(tmp_path: Path) -> None:
    edition = an_edition(an_article(language="pt-BR"), language="en")
    told = checked(publish(tmp_path, edition), edition)
    assert "Published with a doubt 0" in told
    assert NOTHING in told
    assert "It does not understand meaning: any sentence may still be wrong." in told


def test_machines_are_told_what_was_checked_as_well(tmp_path: Path) -> None:
    edition = an_edition(language="pt-BR")
    site = publish(tmp_path, edition)
    page = site / "pt-BR" / edition.article_id / "index.html"
    root = html.document_fromstring(page.read_bytes())
    told = root.xpath("string(//script[@type='application/ld+json'])")
    backstory = json.loads(str(told))["backstory"]
    assert backstory.endswith(str(checks(words("pt-BR"))))


@pytest.mark.parametrize(
    ("visibility", "claim"),
    [
        ("public", "These pages set no cookies"),
        ("private", "Signing in sets one cookie"),
    ],
)
def test_what_is_said_of_cookies_is_true(
    tmp_path: Path, visibility: str, claim: str
) -> None:
    edition = an_edition(language="pt-BR")
    site = publish(tmp_path, edition, visibility=visibility)
    about = (site / "en" / "about" / "index.html").read_text(encoding="utf-8")
    assert claim in about
    assert ("set no cookies" in about) == (visibility == "public")
