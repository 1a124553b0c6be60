"""A sentence in doubt is published marked, with its original one tap away."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree, html
from tests.builders import a_decision, a_draft, a_site, a_source, an_article, an_edition
from tests.published import elements, page, publish, texts

from polywire.article import (
    Edition,
    Finding,
    Level,
    SecondReading,
    SegmentVerdict,
    Severity,
)
from polywire.publish.label.label import strings_of
from polywire.publish.pages.front_page import front
from polywire.publish.pages.interface_words import shipped, words
from polywire.publish.pages.page_templates import Press
from polywire.settings.operator_file import Settings
from polywire.web.api.read_api import item

FIRST = "Norvale opened its new bridge on Monday after 14 months."
SECOND = "Mayor Ilse Varga said that it cost 3.2 million crowns."
DOUBT = Finding("second-reader", Severity.DOUBT, "evidence in English")
ATOM = "{http://www.w3.org/2005/Atom}"


def edition_of(language: str, *doubted: int, level: Level = Level.FULL) -> Edition:
    """Return an edition with a headline (0) and two sentences; some are in doubt."""
    article = an_article(FIRST, SECOND, *(f"Sentence {n}." for n in range(7)))
    draft = a_draft(article, language)
    made = list(draft.translations)
    for n in doubted:
        made[n] = replace(
            made[n],
            verdict=SegmentVerdict.DOUBT,
            findings=(DOUBT,),
            second=SecondReading(0.97, (), "f" * 64),
        )
    draft = replace(draft, translations=tuple(made))
    rights = a_decision(level)
    return an_edition(
        article, language=language, draft=draft, level=level, rights=rights
    )


def published(root: Path, edition: Edition) -> Path:
    """Publish an edition of an outlet with two feeds; return its language's folder."""
    feeds = {"sources": (a_source(), a_source(slug="second"))}
    languages = ["en", edition.language]
    site, _ = publish(root, edition, settings=feeds, languages=languages)
    return site / edition.language


@pytest.mark.parametrize("language", [tag for tag in shipped() if tag != "en"])
def test_the_original_is_one_tap_away_in_each_language(
    tmp_path: Path, language: str
) -> None:
    edition = edition_of(language, 1)
    root = page(published(tmp_path, edition), edition.article_id)
    (mark,) = elements(root, "//main//span[@class='in-doubt']")
    told, sign, note = mark
    assert (told.get("class"), told.text_content()) == (
        "doubt",
        f"[{language}] {FIRST}",
    )
    spoken = words(language)
    name = str(spoken.say("Translation in doubt: show the original"))
    assert (sign.tag, sign.get("aria-label")) == ("a", name)
    assert sign.get("href") == f"#{note.get('id')}"
    (said,) = note
    assert (said.text, said.get("lang"), said.get("dir")) == (FIRST, "en", "ltr")
    assert str(spoken.say("Translation in doubt")) in note.text_content()


def test_a_page_says_in_label_and_checks_what_a_mark_means(tmp_path: Path) -> None:
    edition = edition_of("pt-BR", 1)
    root = page(published(tmp_path, edition), edition.article_id)
    (label,) = elements(root, "//p[@class='mt-label']")
    assert strings_of("pt-BR")["marked"] in label.text_content()
    (checked,) = elements(root, "//details")
    assert "um programa estima que um leitor a recusaria" in checked.text_content()


def test_a_text_without_a_doubt_has_no_mark_and_no_words_about_one(
    tmp_path: Path,
) -> None:
    edition = edition_of("pt-BR")
    root = page(published(tmp_path, edition), edition.article_id)
    assert elements(root, "//main//*[contains(@class, 'doubt')]") == []
    (label,) = elements(root, "//p[@class='mt-label']")
    assert strings_of("pt-BR")["marked"] not in label.text_content()


def test_the_finding_of_a_reading_is_an_estimate_in_the_readers_words(
    tmp_path: Path,
) -> None:
    edition = edition_of("pt-BR", 1)
    root = page(published(tmp_path, edition), edition.article_id)
    (line,) = elements(root, "//ul[@class='findings']/li")
    assert line.text_content() == (
        "Estimativa, frase 2: um programa estima em 97% a chance de um leitor recusá-la"
    )
    (link,) = elements(line, ".//a")
    assert elements(root, f"//*[@id='{str(link.get('href'))[1:]}']")


def test_side_by_side_the_mark_is_said_in_words(tmp_path: Path) -> None:
    edition = edition_of("pt-BR", 1)
    root = page(published(tmp_path, edition), f"{edition.article_id}/original")
    (mark,) = elements(root, "//td/span[@class='doubt']")
    assert mark.text_content().endswith(FIRST)
    cell = mark.getparent()
    assert cell is not None
    assert "Tradução em dúvida" in str(cell.text_content())


def test_feeds_carry_mark_and_original_in_words(tmp_path: Path) -> None:
    edition = edition_of("pt-BR", 1)
    folder = published(tmp_path, edition)
    told = json.loads((folder / "feed.json").read_bytes())["items"][0]
    body = html.fragment_fromstring(told["content_html"], create_parent=True)
    (note,) = elements(body, ".//span[@class='in-doubt']/small")
    assert note.text_content() == f"Tradução em dúvida. Original: {FIRST}"
    assert elements(body, ".//a[@class='sign']") == []


def test_a_headline_in_doubt_is_marked_on_its_page_and_in_lists(tmp_path: Path) -> None:
    edition = edition_of("pt-BR", 0)
    folder = published(tmp_path, edition)
    told = f"Tradução em dúvida. Original: {edition.article.headline}"
    root = page(folder, edition.article_id)
    (title,) = elements(root, "//h1")
    assert title[0].get("class") == "doubt"
    (note,) = elements(root, f"//*[@id='{title.get('aria-describedby')}']")
    assert note.text_content() == told
    front = page(folder)
    notes = elements(front, "//*[@class='headline']/small[@class='note']")
    assert {one.text_content() for one in notes} == {told}
    (preview,) = elements(root, "//meta[@property='og:description']")
    assert f"{told}." in str(preview.get("content"))


def test_below_a_full_text_no_original_is_given_away(tmp_path: Path) -> None:
    edition = edition_of("pt-BR", 1, level=Level.LINK)
    root = page(published(tmp_path, edition), edition.article_id)
    assert FIRST not in root.text_content()


@pytest.mark.parametrize(
    ("doubted", "grade", "told"),
    [
        ((), "sound", "nenhuma dúvida encontrada"),
        ((1, 2), "mixed", "tradução com ressalvas"),
        ((0, 1, 2), "rough", "tradução precária"),
    ],
    ids=["sound", "mixed", "rough"],
)
def test_a_grade_is_told_everywhere(
    tmp_path: Path, doubted: tuple[int, ...], grade: str, told: str
) -> None:
    edition = edition_of("pt-BR", *doubted)
    folder = published(tmp_path, edition)
    root = page(folder, edition.article_id)
    (checked,) = elements(root, "//details")
    assert told in checked.text_content()
    (label,) = elements(root, "//p[@class='mt-label']")
    words_ = strings_of("pt-BR").get(grade, "")
    assert words_ in label.text_content()
    front = page(folder)
    flags = {one.text_content() for one in elements(front, "//span[@class='flag']")}
    assert flags == ({told} if doubted else set())
    feed = json.loads((folder / "feed.json").read_bytes())["items"][0]
    assert feed["_polywire"]["grade"] == grade
    atom = etree.parse(folder / "feed.atom").getroot()
    terms = [one.get("term") for one in atom.iter(f"{ATOM}category")]
    assert grade in terms
    provenance = folder / edition.article_id / "provenance.json"
    assert json.loads(provenance.read_bytes())["grade"] == grade


def test_the_api_tells_the_grade_and_none_of_an_original(tmp_path: Path) -> None:
    known = Settings(tmp_path, site=a_site(), sources=(a_source(),))
    press = Press(known)
    assert item(edition_of("pt-BR", 0, 1, 2), press)["grade"] == "rough"
    assert item(an_edition(an_article(), language="en"), press)["grade"] is None


def test_an_outlet_with_two_feeds_is_one_source(tmp_path: Path) -> None:
    edition = edition_of("pt-BR")
    root = page(published(tmp_path, edition), "about")
    sources = texts(root, "//h2[@id='sources']/following-sibling::ul[1]/li")
    assert sources == ["Norvale Courier"]


@pytest.mark.parametrize("verdict", [SegmentVerdict.DOUBT, SegmentVerdict.STOP])
def test_an_article_whose_standfirst_reads_badly_does_not_lead(
    tmp_path: Path, verdict: SegmentVerdict
) -> None:
    sound = with_standfirst("a" * 12, SegmentVerdict.OK)
    newer = with_standfirst("b" * 12, verdict)
    press = Press(Settings(tmp_path, site=a_site(), sources=(a_source(),)))
    shown = html.document_fromstring(front("pt-BR", [newer, sound], {}, (), press))
    (lead,) = elements(shown, "//section[@class='lead']/article//h3/a")
    assert "a" * 12 in str(lead.get("href"))
    alone = html.document_fromstring(front("pt-BR", [newer], {}, (), press))
    (lead,) = elements(alone, "//section[@class='lead']/article//h3/a")
    assert "b" * 12 in str(lead.get("href"))


def with_standfirst(article_id: str, verdict: SegmentVerdict) -> Edition:
    edition = edition_of("pt-BR")
    assert edition.draft is not None
    draft = edition.draft
    one = replace(draft.translations[1], verdict=verdict)
    said = replace(draft.segments[1], part="standfirst", block=None)
    draft = replace(
        draft,
        segments=(draft.segments[0], said, *draft.segments[2:]),
        translations=(draft.translations[0], one, *draft.translations[2:]),
    )
    return replace(edition, article_id=article_id, draft=draft)
