from dataclasses import replace

import pytest
from tests.builders import a_source, an_article

from polywire.article import (
    Article,
    Block,
    FeedEntry,
    Level,
    PageKind,
    RightsDecision,
    State,
)
from polywire.settings.operator_file import Site
from polywire.steps.cell_plan import (
    CellPlan,
    no_engine,
    plan_cells,
    shown,
    wanted_languages,
)
from polywire.tongue import UNKNOWN, Tongue

FULL = RightsDecision(Level.FULL, "own", "polywire.toml")
EXCERPT = RightsDecision(Level.EXCERPT, None, "no licence was found")
LINK = RightsDecision(Level.LINK, None, "paywall")
NONE = RightsDecision(Level.WITHHOLD, None, "suppressed", reason="on the list")


def _plan(
    article: Article | None = None,
    rights: RightsDecision = FULL,
    *,
    languages: tuple[str, ...] = ("en", "pt-BR"),
    route: bool = True,
    wanted: list[str] | None = None,
) -> tuple[CellPlan, ...]:
    return plan_cells(
        article or an_article("The bridge opened on Monday."),
        rights,
        source=a_source(languages=wanted),
        languages=languages,
        has_route=lambda _source, _target: route,
    )


def test_every_language_of_the_site_gets_a_cell() -> None:
    assert [one.language for one in _plan()] == ["en", "pt-BR"]
    assert {one.state for one in _plan()} == {State.PENDING}


def test_a_language_without_engine_is_withheld_with_the_way_out() -> None:
    own, other = _plan(languages=("en", "ky"), route=False)
    assert own.state is State.PENDING
    assert other.state is State.WITHHELD
    assert "no engine from en to ky" in (other.reason or "")
    assert "'polywire models add en-ky'" in (other.reason or "")


def test_between_two_other_languages_the_models_over_english_are_named() -> None:
    def has_route(source: str, target: str) -> bool:
        return (source, target) == ("en", "pt-BR")

    assert no_engine("fr", "pt-BR", has_route) == (
        "no engine from fr to pt-BR: add a model with 'polywire models add fr-en', or "
        "name an engine under 'engines' in polywire.toml"
    )
    assert "'polywire models add fr-en' and 'polywire models add en-de'" in (
        no_engine("fr", "de", has_route) or ""
    )


@pytest.mark.parametrize("rights", [FULL, EXCERPT, LINK])
def test_what_is_in_no_clear_language_is_no_original_at_any_level(
    rights: RightsDecision,
) -> None:
    article = replace(
        an_article("Text.", language=UNKNOWN),
        doubtful=("language-unclear",),
        tongue=Tongue(UNKNOWN, 0.3, (("page", "en"),), (("fr", 0.4), ("ca", 0.4))),
    )
    for cell in _plan(article, rights):
        assert cell.state is State.WITHHELD
        assert cell.reason == (
            "its language is unclear (the page says en, its words look like fr (40%) "
            "or ca (40%)): write it as 'language' of the source in polywire.toml, "
            "then 'polywire replay'"
        )


def test_a_forbidden_article_is_not_allowed_in_any_language() -> None:
    assert {(one.state, one.reason) for one in _plan(rights=NONE)} == {
        (State.NOT_ALLOWED, "on the list")
    }


def test_a_language_that_the_source_does_not_want_is_filtered() -> None:
    _, other = _plan(wanted=["en"])
    assert other.state is State.FILTERED


@pytest.mark.parametrize("kind", ["live-blog", "gallery", "video", "stub"])
def test_what_is_no_article_is_not_published_as_one(kind: PageKind) -> None:
    article = replace(an_article("Text."), kind=kind)
    assert {one.state for one in _plan(article)} == {State.WITHHELD}


def test_a_doubtful_page_is_held_with_its_reasons() -> None:
    article = replace(an_article("Text."), doubtful=("cookie text",))
    assert all("cookie text" in (one.reason or "") for one in _plan(article))


def test_a_paywalled_page_may_still_be_linked_to() -> None:
    article = replace(an_article("Stub."), kind="paywalled")
    assert {one.state for one in _plan(article, LINK)} == {State.PENDING}
    assert {one.state for one in _plan(article, FULL)} == {State.WITHHELD}


def test_an_excerpt_holds_no_word_of_the_body() -> None:
    article = an_article("The secret of the body.")
    entry = FeedEntry(id="1", link=article.url, summary="What the source says.")
    cut = shown(article, EXCERPT, Site(), entry)
    assert cut.blocks == ()
    assert cut.standfirst == "What the source says."


def test_a_link_is_the_headline_alone() -> None:
    cut = shown(an_article("Body."), LINK, Site())
    assert (cut.blocks, cut.standfirst) == ((), None)


def test_a_picture_without_licence_is_left_out() -> None:
    article = an_article("Body.")
    picture = Block("figure", "The quay", src="https://courier.example/quay.jpg")
    article = replace(article, blocks=(*article.blocks, picture))
    permitted = replace(FULL, basis="permission")
    assert picture not in shown(article, permitted, Site()).blocks


def test_all_languages_are_wanted_when_the_source_names_none() -> None:
    assert wanted_languages(a_source(), ["en", "pt-BR"]) == ["en", "pt-BR"]
