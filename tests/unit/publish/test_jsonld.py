"""JSON-LD: valid by domain and range, honest about author and machine."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.builders import a_decision, a_draft, a_site, an_article, an_edition, at
from tests.schema_lint import lint

from polywire.article import Correction, Edition, Level, Signals
from polywire.publish.label.jsonld import news_article, script
from polywire.publish.label.label import label
from polywire.publish.label.source_type import source_type

URL = "https://wire.example/pt-BR/a1b2c3d4e5f6/"
NOTE = Correction(
    at=at(3), kind="correction", version=2, note="…", changes=(("number", "12", "21"),)
)


def described(edition: Edition, **fields: Any) -> dict[str, Any]:
    return news_article(
        edition, site=a_site(), page_url=URL, locale=edition.language, **fields
    )


def made_by(engine: str) -> Edition:
    article = an_article()
    draft = a_draft(article)
    translations = tuple(replace(t, engine=engine) for t in draft.translations)
    return an_edition(article, draft=replace(draft, translations=translations))


EDITIONS = {
    "translated": an_edition(),
    "original": an_edition(language="en"),
    "excerpt": an_edition(rights=a_decision(Level.EXCERPT), level=Level.EXCERPT),
    "corrected": an_edition(corrections=(NOTE,), version=2),
    "without byline": an_edition(an_article(bylines=())),
    "with all dates": an_edition(
        an_article(modified=at(1), dateline="NORVALE", signals=Signals(expires=at(99)))
    ),
    "with a bad address": an_edition(an_article(url="javascript:alert(1)")),
}


@pytest.mark.parametrize("name", EDITIONS)
def test_the_lint_finds_nothing_in_our_json_ld(name: str) -> None:
    assert lint(described(EDITIONS[name])) == []


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("translator", {"@type": "SoftwareApplication"}, "none of"),
        ("datePublished", "yesterday", "none of"),
        ("datelines", "NORVALE", "unknown property"),
        ("correctionsPolicy", "https://x.example", "not a property of"),
        ("license", "CC BY 4.0", "none of"),
        ("digitalSourceType", "trainedAlgorithmicMedia", "none of"),
    ],
)
def test_the_lint_finds_planted_faults(
    name: str, value: object, complaint: str
) -> None:
    found = lint(described(an_edition()) | {name: value})
    assert any(complaint in fault for fault in found)


@pytest.mark.parametrize(
    "name",
    [
        "isBasedOn",
        "inLanguage",
        "digitalSourceType",
        "creditText",
        "copyrightNotice",
        "translator",
    ],
)
def test_a_translation_says_what_it_is(name: str) -> None:
    assert described(an_edition())[name]


def test_a_translation_names_its_original() -> None:
    work = described(an_edition())["translationOfWork"]
    assert work["url"] == "https://courier.example/news/bridge"
    assert work["inLanguage"] == "en"
    assert work["headline"] == "Norvale opens its new bridge"


def test_the_author_is_the_sources_byline_and_never_a_machine() -> None:
    found = described(an_edition())
    assert found["author"] == [{"@type": "Person", "name": "Tomas Reed"}]
    assert found["publisher"]["name"] == "Orl Wire"


def test_without_byline_the_outlet_is_the_author() -> None:
    found = described(an_edition(an_article(bylines=())))
    assert found["author"]["name"] == "Norvale Courier"


def test_the_licence_of_a_share_alike_source_is_the_pages() -> None:
    sa = "https://creativecommons.org/licenses/by-sa/4.0/"
    assert described(an_edition(rights=a_decision(licence=sa)))["license"] == sa


def test_without_a_licence_there_is_a_page_on_reuse() -> None:
    edition = an_edition(rights=a_decision(basis="permission"))
    found = described(edition)
    assert "license" not in found
    assert found["usageInfo"] == "https://wire.example/pt-BR/about/"


def test_a_correction_is_a_dated_comment_in_the_pages_language() -> None:
    found = described(EDITIONS["corrected"])["correction"]
    assert found[0]["datePublished"] == "2026-03-02T15:00:00Z"
    assert found[0]["text"].startswith("Corrigido pela fonte")


@pytest.mark.parametrize(
    ("engine", "kind", "expected"),
    [
        ("firefox", "firefox", "trainedAlgorithmicMedia"),
        ("ct2", "ctranslate2", "trainedAlgorithmicMedia"),
        ("cloud", "openai", "trainedAlgorithmicMedia"),
        ("apertium", "apertium", "algorithmicMedia"),
        ("rules", "apertium", "algorithmicMedia"),
        ("firefox+apertium", "", "trainedAlgorithmicMedia"),
        ("unheard-of", "", "trainedAlgorithmicMedia"),
        ("memory:human", "", "trainedAlgorithmicMedia"),
    ],
)
def test_the_source_type_follows_the_kind_of_engine(
    engine: str, kind: str, expected: str
) -> None:
    assert source_type(made_by(engine), {engine: kind} if kind else {}) == expected


def test_an_original_has_no_source_type() -> None:
    assert "digitalSourceType" not in described(EDITIONS["original"])
    assert source_type(EDITIONS["original"]) is None


def test_the_pages_label_is_in_the_credit() -> None:
    edition = an_edition()
    assert label(edition, "pt-BR").short in described(edition)["creditText"]


def test_no_text_can_end_the_script_element() -> None:
    article = an_article(headline="</script><script>alert(1)</script> &amp; \u2028")
    text = script(described(an_edition(article)))
    assert not {"<", ">", "&", "\u2028"} & set(text)
    assert json.loads(text)["translationOfWork"]["headline"] == article.headline


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert script(described(an_edition())) == script(described(an_edition()))
