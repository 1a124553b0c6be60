"""Pages say what is true, in the reader's language, and lead to what is there."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

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
    at,
)
from tests.published import page, publish, texts
from tests.shelf import ListShelf

from polywire.article import (
    Block,
    Draft,
    Edition,
    Finding,
    Level,
    RightsDecision,
    SegmentVerdict,
    Severity,
)
from polywire.publish.list_writer import publish_lists
from polywire.publish.pages.interface_words import shipped, words
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings

SRC = "https://courier.example/bridge.jpg"
BY = "https://creativecommons.org/licenses/by/4.0/"
DOUBT = Finding("quotation-open", Severity.DOUBT, "two quotation marks became one")
OTHERS = [tag for tag in shipped() if tag != "en"]

OURS = re.compile(
    r"\b(?:the|of|and|from|with|this|that|are|is|rights|reserved|domain|translated|"
    r"found|sentence|photograph|picture|headline|outlet|published|search|shown|checks?|"
    r"doubts?|language|reader|news|withdrawn)\b",
    re.IGNORECASE,
)
"""English that a page of another language says only in somebody's own words."""
THEIRS = (
    "not(self::html) and @lang='en'",  # the source's own words, and the names of languages
    "@translate='no'",  # names, rules and engines
    "self::bdi",  # names, isolated from the line around them
    "self::code",
    "self::script",
    "self::style",
)


def foreign(root: html.HtmlElement) -> list[str]:
    """Return what a page says in English that is ours."""
    skipped = " or ".join(THEIRS)
    path = (
        f"//body//text()[not(ancestor::*[{skipped}])]"
        f" | //body//@*[name()='title' or name()='alt' or name()='aria-label']"
        f"[not(ancestor::*[{skipped}])]"
    )
    return [text for text in texts(root, path) if OURS.search(text)]


def of_all_kinds(language: str) -> list[Edition]:
    """Return editions that make pages say nearly all that they can say."""
    figure = Block(
        "figure", "Zora nad Orlem", src=SRC, alt="Zora", licence=BY, credit="Ana Reis"
    )
    article = an_article(
        "Zora pada.",
        "Norvale, Orl.",
        headline="Zora nad Norvale",
        language="sk",
        section="Politics",
        description="Zora.",
    )
    article = replace(
        article, blocks=(*article.blocks, figure, Block("correction", "Zora, Orl."))
    )
    draft = a_draft(article, language)
    made = [replace(one, target=f"Ž {one.source}") for one in draft.translations]
    made[1] = replace(made[1], verdict=SegmentVerdict.DOUBT, findings=(DOUBT,))
    made[2] = replace(made[2], verdict=SegmentVerdict.STOP, findings=(DOUBT,))
    draft = replace(draft, translations=tuple(made))
    own = RightsDecision(
        Level.FULL, "own", "ours", licence="All rights reserved", allow_images=True
    )
    values: dict[str, Any] = {"language": language, "draft": draft}
    return [
        an_edition(article, article_id="a1", rights=own, **values),
        an_edition(article, article_id="a2", **values),
        an_edition(
            article,
            article_id="a3",
            level=Level.EXCERPT,
            rights=a_decision(Level.EXCERPT, excerpt_chars=100),
            **values,
        ),
    ]


@pytest.mark.parametrize("language", OTHERS)
def test_a_page_says_nothing_of_ours_in_english(tmp_path: Path, language: str) -> None:
    site, _ = publish(
        tmp_path, *of_all_kinds(language), languages=[language, "en"], tagline="Ž"
    )
    said = {
        str(file.relative_to(site)): found
        for file in sorted((site / language).rglob("*.html"))
        if (found := foreign(html.document_fromstring(file.read_bytes())))
    }
    assert said == {}
    assert len(list((site / language).rglob("*.html"))) >= 12


def test_the_walk_sees_english_that_is_ours(tmp_path: Path) -> None:
    site, _ = publish(tmp_path, *of_all_kinds("pt-BR"), tagline="All of the news")
    assert foreign(page(site, "pt-BR")) == []  # a name in a bdi
    assert foreign(page(site, "en/about")) != []


@pytest.mark.parametrize("language", shipped())
def test_who_translated_is_said_in_one_sentence(language: str) -> None:
    spoken = words(language)
    said = spoken.say("Translated from {language} by {ai}", language="X", ai="Y")
    assert "X" in said
    assert "Y" in said


def test_a_card_reads_as_people_speak(tmp_path: Path) -> None:
    site, _ = publish(tmp_path, an_edition())
    (said,) = texts(page(site, "pt-BR"), "//*[@class='machine']")
    assert said == "Traduzido do inglês por IA"


def graded(draft: Draft, *doubted: int) -> Draft:
    made = [
        replace(one, verdict=SegmentVerdict.DOUBT, findings=(DOUBT,))
        if n in doubted
        else one
        for n, one in enumerate(draft.translations)
    ]
    return replace(draft, translations=tuple(made))


@pytest.mark.parametrize(
    ("doubted", "said"),
    [
        ((), "nenhuma dúvida encontrada"),
        ((1,), "poucas dúvidas encontradas"),
        ((1, 2), "tradução com ressalvas"),
        (range(1, 9), "tradução precária"),
    ],
)
def test_the_grade_agrees_with_the_counts(
    tmp_path: Path, doubted: tuple[int, ...], said: str
) -> None:
    article = an_article(*(f"Sentence {n}." for n in range(14)))
    draft = graded(a_draft(article), *doubted)
    site, _ = publish(tmp_path, edition := an_edition(article, draft=draft))
    root = page(site, f"pt-BR/{edition.article_id}")
    assert said in texts(root, "//details//dd")


def test_the_outlet_is_its_front_page_and_not_an_article(tmp_path: Path) -> None:
    site, _ = publish(tmp_path, an_edition())
    root = page(site, "pt-BR/source/courier")
    assert texts(root, "//main//dl//a[@rel='external']/@href") == [
        "https://courier.example/"
    ]


@pytest.mark.parametrize(
    ("site", "searched", "verified"),
    [
        ({}, True, True),
        ({"plain_files": True}, False, False),
        ({"target": "s3://bucket/site"}, False, False),
        ({"target": "s3://bucket/site", "plain_files": False}, True, True),
    ],
)
def test_a_page_leads_only_to_what_answers(
    tmp_path: Path, site: dict[str, Any], *, searched: bool, verified: bool
) -> None:
    out, _ = publish(tmp_path, an_edition(), **site)
    root = page(out, "en")
    links = texts(root, "//a/@href")
    assert ("search/" in links) is searched
    assert ("../verify" in links) is verified


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("own", "como texto próprio deste site"),
        ("permission", "com a permissão do veículo"),
        ("private", "só para leitura particular"),
    ],
)
def test_reserved_rights_stand_beside_what_the_text_rests_on(
    tmp_path: Path, basis: Any, said: str
) -> None:
    rights = RightsDecision(Level.FULL, basis, "a", licence="All rights reserved")
    site, _ = publish(tmp_path, edition := an_edition(rights=rights))
    for path in (f"{edition.article_id}", "source/courier"):
        root = page(site, f"pt-BR/{path}")
        facts = texts(root, "//main//dl//dd")
        assert {"todos os direitos reservados", said} <= set(facts)
    feed = (site / "pt-BR/feed.json").read_text("utf-8")
    assert said in feed


def test_a_licence_needs_no_other_basis(tmp_path: Path) -> None:
    site, _ = publish(tmp_path, edition := an_edition())
    root = page(site, f"pt-BR/{edition.article_id}")
    assert "Publicado aqui" not in texts(root, "//main//dl//dt")


@pytest.mark.parametrize("verdict", [SegmentVerdict.STOP, SegmentVerdict.DOUBT])
def test_a_picture_in_doubt_is_described_in_the_sources_words(
    tmp_path: Path, verdict: SegmentVerdict
) -> None:
    figure = Block(
        "figure", "", src=SRC, alt="A bridge", licence=BY, picture=("ab12", 8, 6)
    )
    article = an_article()
    article = replace(article, blocks=(*article.blocks, figure))
    draft = a_draft(article)
    last = replace(draft.segments[-1], part="alt", text="A bridge")
    made = replace(draft.translations[-1], source="A bridge", verdict=verdict)
    draft = replace(
        draft,
        segments=(*draft.segments[:-1], last),
        translations=(*draft.translations[:-1], made),
    )
    site, _ = publish(tmp_path, edition := an_edition(article, draft=draft))
    root = page(site, f"pt-BR/{edition.article_id}")
    (image,) = [one for one in root.iter("img") if one.get("width")]
    assert [image.get(name) for name in ("alt", "lang", "dir")] == [
        "A bridge",
        "en",
        "ltr",
    ]


def test_the_page_of_corrections_does_not_deny_a_sources_own(tmp_path: Path) -> None:
    site, _ = publish(tmp_path, *of_all_kinds("en"))
    (said,) = texts(page(site, "en/corrections"), "//*[@class='empty']")
    assert "since it appeared here" in said
    assert "that the source itself printed" in said


def test_an_outlet_is_listed_once_with_the_news_of_all_its_feeds(
    tmp_path: Path,
) -> None:
    sources = tuple(a_source(slug=s, name="Torval Post") for s in ("news", "weekly"))
    editions = [
        an_edition(article_id=f"a{n}", source_slug=slug, source_name="Torval Post")
        for n, slug in enumerate(("news", "weekly", "left"))
    ]
    editions[2] = replace(editions[2], source_name="Orl Echo")
    folder, _ = publish(tmp_path, *editions, settings={"sources": sources})
    site = folder / "pt-BR"
    archive = page(site, "archive")
    links = "//section[h2[@id='all-sources']]//a"
    assert texts(archive, links) == ["Orl Echo", "Torval Post"]
    assert texts(page(site, "about"), "//h2[@id='sources']/../ul/li") == ["Torval Post"]
    assert [p.name for p in sorted((site / "source").iterdir())] == ["left", "news"]
    assert len(texts(page(site, "source/news"), "//h2")) == 2
    outlet = texts(page(site, "a1"), "//a[@class='outlet']/@href")
    assert outlet == ["../source/news/"]


def switch(site: Path, path: str) -> list[str]:
    root = page(site, path)
    return texts(root, "//*[@class='languages']//a/@href")


def news(language: str, number: int) -> Edition:
    article = an_article(section="Politics", published=at(-24 * number))
    return an_edition(
        article,
        article_id=f"a{number}",
        language=language,
        published_at=at(-24 * number),
        updated_at=at(-24 * number),
    )


def test_a_list_leads_to_the_same_list_in_the_languages_that_have_it(
    tmp_path: Path,
) -> None:
    editions = [news("pt-BR", 0), news("pt-BR", 1), news("en", 0)]
    site, _ = publish(tmp_path, *editions)
    for path in ("section/politics", "source/courier", "day/2026-03-02"):
        assert switch(site, f"pt-BR/{path}") == [f"../../../en/{path}/", "./"]
    assert switch(site, "pt-BR/day/2026-03-01") == ["../../../en/", "./"]


def test_a_list_learns_what_comes_and_goes_in_another_language(tmp_path: Path) -> None:
    known = Settings(root=tmp_path, site=a_site(), sources=(a_source(),))
    folder, shelf = Folder(known.site_folder), ListShelf()
    paths = ("section/politics", "source/courier", "day/2026-03-02")

    def put(edition: Edition) -> None:
        shelf.put(edition)
        publish_lists(
            [edition.language],
            shelf=shelf,
            settings=known,
            folder=folder,
            now=NOON,
            changed=[edition],
            ids=[edition.article_id],
        )

    put(news("pt-BR", 0))
    for path in paths:
        assert switch(folder.root, f"pt-BR/{path}") == ["../../../en/", "./"]
    put(news("en", 0))
    for path in paths:
        assert switch(folder.root, f"pt-BR/{path}") == [f"../../../en/{path}/", "./"]
    gone = replace(news("en", 0), level=Level.WITHHOLD)
    put(gone)
    for path in paths:
        assert switch(folder.root, f"pt-BR/{path}") == ["../../../en/", "./"]


def test_the_line_under_the_name_is_the_readers(tmp_path: Path) -> None:
    line = {"en": "News of the Orl", "pt-BR": "Notícias do Orl"}
    site, _ = publish(tmp_path, an_edition(), tagline=line)
    path = "//*[@class='tagline']"
    assert texts(page(site, "pt-BR"), path) == ["Notícias do Orl"]
    assert texts(page(site, "en"), path) == ["News of the Orl"]
    assert "Notícias do Orl" in (site / "pt-BR/feed.atom").read_text("utf-8")
