"""What pages tell readers of the checks is counted, and true at every level."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.builders import a_decision, a_draft, an_article, an_edition
from tests.published import page, publish, texts

from polywire.article import Edition, Finding, Level, SegmentVerdict, Severity
from polywire.publish.label.marking import checks
from polywire.publish.pages.interface_words import words

DOUBT = Finding("name", Severity.DOUBT, "Ilse Varga is missing")
NOTHING = "The software found no error of this kind."


def checked(root: Path, edition: Edition) -> str:
    """Publish an edition; return the words of "how this was checked"."""
    site, _ = publish(root, edition)
    story = page(site, f"{edition.language}/{edition.article_id}")
    return " ".join(
        texts(story, "//details[@class='checked']//text()[normalize-space()]")
    )


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
    told = checked(tmp_path, edition)
    assert "Published with a doubt 1" in told
    assert "name" in told
    assert NOTHING not in told
    assert (DOUBT.evidence in told) == (level is Level.FULL)


def test_without_a_finding_the_page_says_what_that_means(tmp_path: Path) -> None:
    edition = an_edition(an_article(language="pt-BR"), language="en")
    told = checked(tmp_path, edition)
    assert "Published with a doubt 0" in told
    assert NOTHING in told
    assert "It does not understand meaning: any sentence may still be wrong." in told


def test_machines_are_told_what_was_checked_as_well(tmp_path: Path) -> None:
    edition = an_edition(language="pt-BR")
    site, _ = publish(tmp_path, edition)
    story = page(site, f"pt-BR/{edition.article_id}")
    (told,) = texts(story, "//script[@type='application/ld+json']")
    backstory = json.loads(told)["backstory"]
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
    site, _ = publish(tmp_path, an_edition(language="pt-BR"), visibility=visibility)
    about = (site / "en" / "about" / "index.html").read_text(encoding="utf-8")
    assert claim in about
    assert ("set no cookies" in about) == (visibility == "public")
