"""A headline whose translation was stopped stays in the original, everywhere alike."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from tests.asgi import Client
from tests.builders import a_draft, a_site, a_source, an_article, an_edition, at
from tests.published import elements, page, publish_shelf
from tests.schema_lint import lint
from tests.shelf import ListShelf

from polywire.article import (
    Article,
    Correction,
    Draft,
    Edition,
    Finding,
    PubStatus,
    Segment,
    SegmentVerdict,
    Severity,
    State,
)
from polywire.publish.pages import list_pages
from polywire.publish.pages.front_page import front
from polywire.publish.pages.interface_words import shipped, words
from polywire.publish.pages.page_templates import Press
from polywire.settings.operator_file import Settings
from polywire.web.api.read_api import Api, detail, item, news_json
from polywire.web.web_app import create_app

ORIGINALS = {"en": "Norvale opens its new bridge", "ar": "نورفال تفتتح جسرها الجديد"}
STANDFIRST = "The crossing cost 3.2 million crowns."
LANGUAGES = ["en", "pt-BR", "ar", "he"]
XML = "{http://www.w3.org/XML/1998/namespace}lang"
ATOM = "{http://www.w3.org/2005/Atom}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
NOTE = Correction(at(1), "correction", 2, "A headline.", (("headline", "", ""),))
PAIRS = pytest.mark.parametrize(
    ("source", "target"),
    [("en", "pt-BR"), ("en", "ar"), ("ar", "en"), ("ar", "he")],
    ids=lambda tag: tag,
)
"""Left to right on such a page and on the other kind, and the other way round."""


def drafted(article: Article, language: str, verdict: SegmentVerdict) -> Draft:
    """Return a draft with a standfirst, whose headline has this verdict."""
    draft = a_draft(article, language)
    first, *rest = draft.translations
    made = replace(first, verdict=verdict, target=f"Vertido: {article.headline}")
    standfirst = Segment("standfirst", None, None, STANDFIRST)
    told = replace(first, source=STANDFIRST, target=f"[{language}] {STANDFIRST}")
    return replace(
        draft,
        segments=(draft.segments[0], standfirst, *draft.segments[1:]),
        translations=(made, told, *rest),
    )


def edition_of(
    source: str,
    target: str,
    verdict: SegmentVerdict = SegmentVerdict.STOP,
    **fields: Any,
) -> Edition:
    article = an_article(
        headline=ORIGINALS[source],
        language=source,
        standfirst=STANDFIRST,
        section="Politics",
    )
    draft = drafted(article, target, verdict)
    values = {"state": State.PUBLISHED_PARTLY, "version": 2, "corrections": (NOTE,)}
    return an_edition(article, language=target, draft=draft, **(values | fields))


def published(root: Path, *editions: Edition) -> tuple[Path, Settings, ListShelf]:
    """Publish editions, all of one story."""
    site = a_site(languages=LANGUAGES, index=True)
    known = Settings(root, site=site, sources=(a_source(),))
    shelf = ListShelf.of(editions)
    ids = [edition.article_id for edition in editions]
    shelf.stories = dict.fromkeys(ids, min(ids))
    publish_shelf(shelf, known)
    return known.site_folder, known, shelf


def note_of(source: str, target: str) -> str:
    """Return what a reader of a language is told beside the headline."""
    spoken = words(target)
    message = "Headline in the original: {language}"
    return str(spoken.say(message, language=spoken.language(source)))


def tongue(node: Any) -> tuple[str | None, str | None]:
    return node.get("lang"), node.get("dir")


def written(tag: str) -> tuple[str, str]:
    return tag, "rtl" if tag in {"ar", "he"} else "ltr"


@PAIRS
def test_the_page_shows_it_marked_and_says_so(
    tmp_path: Path, source: str, target: str
) -> None:
    edition = edition_of(source, target)
    site, _, _ = published(tmp_path, edition)
    root = page(site, f"{target}/{edition.article_id}")
    (headline,) = elements(root, "//h1")
    assert headline.text_content() == ORIGINALS[source]
    (words_,) = elements(root, "//h1/bdi")
    (title,) = elements(root, "//title")
    (card,) = elements(root, "//meta[@property='og:title']")
    assert {tongue(node) for node in (words_, title, card)} == {written(source)}
    assert card.get("content") == ORIGINALS[source]
    (note,) = elements(root, f"//*[@id='{headline.get('aria-describedby')}']")
    assert note.text_content() == note_of(source, target)
    (standfirst,) = elements(root, "//p[@class='standfirst']")
    assert standfirst.text_content() == f"[{target}] {STANDFIRST}"


@PAIRS
def test_a_share_preview_does_not_call_it_translated(
    tmp_path: Path, source: str, target: str
) -> None:
    edition = edition_of(source, target)
    site, _, _ = published(tmp_path, edition)
    root = page(site, f"{target}/{edition.article_id}")
    (preview,) = elements(root, "//meta[@property='og:description']")
    note = f"{note_of(source, target)}. [{target}] {STANDFIRST}"
    assert str(preview.get("content")).endswith(note)


@PAIRS
@pytest.mark.parametrize(
    "path",
    [
        "",
        "section/politics",
        "source/courier",
        "day/2026-03-02",
        "corrections",
        f"story/{'1' * 12}",
        "1" * 12,
    ],
    ids=lambda path: path.partition("/")[0] or "front",
)
def test_each_list_shows_it_marked_and_says_so(
    tmp_path: Path, source: str, target: str, path: str
) -> None:
    edition = edition_of(source, target)
    other = edition_of(source, target, SegmentVerdict.OK, article_id="1" * 12)
    site, _, _ = published(tmp_path, edition, other)
    root = page(site, f"{target}/{path}")
    links = elements(root, f"//main//a[contains(@href, '{edition.article_id}/')]")
    assert links
    for link in links:
        assert link.text_content() == ORIGINALS[source]
        assert tongue(link[0]) == written(source)
        note = link.getnext()
        assert note is not None
        assert note.text_content() == note_of(source, target)


def test_a_storys_page_is_named_in_the_language_of_its_headline(tmp_path: Path) -> None:
    newest = edition_of("en", "ar")
    older = edition_of(
        "en", "ar", SegmentVerdict.OK, article_id="1" * 12, published_at=at(-1)
    )
    site, _, _ = published(tmp_path, newest, older)
    root = page(site, f"ar/story/{'1' * 12}")
    nodes = [*elements(root, "//title"), *elements(root, "//h1/bdi")]
    assert [tongue(node) for node in nodes] == [written("en")] * 2


def test_a_sound_headline_is_in_the_pages_language(tmp_path: Path) -> None:
    edition = edition_of("en", "ar", SegmentVerdict.OK)
    site, _, _ = published(tmp_path, edition)
    for path in ("", edition.article_id):
        root = page(site, f"ar/{path}")
        assert elements(root, "//title[@lang]") == []
        assert elements(root, "//*[@class='note']") == []
        assert {
            tongue(node) for node in elements(root, "//*[self::h1 or self::h3]//bdi")
        }
        for node in elements(root, "//*[self::h1 or self::h3]//bdi[@dir]"):
            assert tongue(node) == (None, "rtl")


@PAIRS
def test_feeds_say_its_language(tmp_path: Path, source: str, target: str) -> None:
    site, _, _ = published(tmp_path, edition_of(source, target))
    for place in ("", "section/politics/", "source/courier/"):
        home = site / target / place
        atom = etree.parse(home / "feed.atom").find(f"{ATOM}entry/{ATOM}title")
        rss = etree.parse(home / "feed.rss").find("channel/item/title")
        assert atom is not None
        assert rss is not None
        assert [(n.text, n.get(XML)) for n in (atom, rss)] == [
            (ORIGINALS[source], source)
        ] * 2
        (entry,) = json.loads((home / "feed.json").read_bytes())["items"]
        assert entry["title"] == ORIGINALS[source]
        assert entry["_polywire"]["title_language"] == source
        assert f"<p>{note_of(source, target)}</p>" in entry["content_html"]


@PAIRS
def test_the_api_ninjs_and_json_ld_say_its_language(
    tmp_path: Path, source: str, target: str
) -> None:
    edition = edition_of(source, target)
    site, known, _ = published(tmp_path, edition)
    press = Press(known)
    for told in (item(edition, press), detail(edition, press)):
        assert (told["title"], told["title_language"]) == (ORIGINALS[source], source)
        assert (told["language"], told["summary_language"]) == (target, target)
    newsroom = news_json(edition, press)
    assert newsroom["title"] == newsroom["headlines"][0]["value"] == ORIGINALS[source]
    assert newsroom["edNote"].split("\n")[0] == note_of(source, target)
    root = page(site, f"{target}/{edition.article_id}")
    (script,) = elements(root, "//script[@type='application/ld+json']")
    node = json.loads(str(script.text_content()))
    assert node["headline"] == ORIGINALS[source]
    assert node["inLanguage"] == target
    assert node["hasPart"]["headline"] == ORIGINALS[source]
    assert node["hasPart"]["inLanguage"] == source
    assert lint(node) == []


def test_the_news_sitemap_has_the_title_of_the_page(tmp_path: Path) -> None:
    site, _, _ = published(tmp_path, edition_of("en", "ar"))
    titles = etree.parse(site / "news-sitemap.xml").iter(f"{NEWS}title")
    assert [title.text for title in titles] == [ORIGINALS["en"]]


def test_the_search_finds_it_by_its_words_and_not_by_refused_ones(
    tmp_path: Path,
) -> None:
    _, known, shelf = published(tmp_path, edition_of("en", "pt-BR"))
    client = Client(create_app(known, Api(shelf=shelf)))
    hits = [
        len(client.get(f"/api/v1/search?q={word}&language=pt-BR").json()["items"])
        for word in ("bridge", "vertido")
    ]
    assert hits == [1, 0]
    press = Press(known)
    results = list_pages.Found("bridge", shelf.latest("pt-BR"))
    answer = list_pages.search("pt-BR", press, results).decode()
    assert f'<bdi lang="en" dir="ltr">{ORIGINALS["en"]}</bdi></a> <small' in answer


@PAIRS
def test_no_file_of_the_site_holds_the_refused_words(
    tmp_path: Path, source: str, target: str
) -> None:
    edition = edition_of(source, target)
    assert edition.draft is not None
    refused = edition.draft.translations[0].target
    site, known, _ = published(tmp_path, edition)
    files = {
        str(file.relative_to(site)): file.read_bytes().decode(errors="replace")
        for file in site.rglob("*")
        if file.is_file()
    }
    assert [name for name, text in files.items() if refused in text] == []
    press = Press(known)
    told = [detail(edition, press), news_json(edition, press)]
    assert refused not in json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize("tag", shipped())
def test_each_interface_says_it_in_its_own_words(tag: str) -> None:
    note = note_of("fr" if tag != "fr" else "de", tag)
    assert ("Headline in the original" in note) is (tag == "en")
    assert note.partition(":")[2].strip()


def machine_flags(root: html.HtmlElement, path: str) -> int:
    return len(elements(root, f"{path}//*[@class='machine']"))


def test_it_is_called_translated_only_beside_a_translated_standfirst(
    tmp_path: Path,
) -> None:
    kept = edition_of("en", "pt-BR")
    lead = edition_of("en", "pt-BR", SegmentVerdict.OK, article_id="1" * 12)
    lead = replace(lead, published_at=at(1))
    site, _, _ = published(tmp_path, kept, lead)
    front_page = page(site, "pt-BR")
    assert machine_flags(front_page, "//ul[@class='also']") == 0
    section = page(site, "pt-BR/section/politics")
    cards = elements(section, "//article")
    assert [machine_flags(one, ".") for one in cards] == [1, 1]
    beside = page(site, f"pt-BR/{'1' * 12}")
    assert machine_flags(beside, "//aside[@class='more-on']") == 0


def test_a_withdrawn_article_leaves_neither_of_its_headlines(tmp_path: Path) -> None:
    published(tmp_path, edition_of("en", "pt-BR"))
    gone = edition_of(
        "en", "pt-BR", state=State.WITHDRAWN, pub_status=PubStatus.CANCELED
    )
    site, _, _ = published(tmp_path, gone)
    root = page(site, f"pt-BR/{gone.article_id}")
    (headline,) = elements(root, "//h1")
    assert (headline.text_content(), elements(root, "//title[@lang]")) == (
        "Este artigo foi retirado",
        [],
    )
    for file in site.rglob("*"):
        if file.is_file():
            assert ORIGINALS["en"].encode() not in file.read_bytes(), file


def test_a_correction_of_it_is_told_like_any_other(tmp_path: Path) -> None:
    edition = edition_of("en", "pt-BR")
    site, _, _ = published(tmp_path, edition)
    root = page(site, f"pt-BR/{edition.article_id}")
    (notes,) = elements(root, "//aside[@class='corrections']")
    assert "título" in str(notes.text_content())


DOUBT = Finding("headline-body", Severity.DOUBT, "820,000 is told as 880,000", 0)


def with_headline(number: int, kind: str, hours: float) -> Edition:
    """Return an edition whose headline is sound, in doubt, or in the original."""
    verdict = {"doubt": SegmentVerdict.DOUBT, "original": SegmentVerdict.STOP}
    edition = edition_of(
        "en",
        "pt-BR",
        verdict.get(kind, SegmentVerdict.OK),
        article_id=f"{number:012x}",
        published_at=at(hours),
    )
    assert edition.draft is not None
    article = replace(edition.article, published=at(hours))
    findings = (DOUBT,) if kind == "told" else ()
    return replace(
        edition, article=article, draft=replace(edition.draft, findings=findings)
    )


KINDS = ("sound", "doubt", "original", "told")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.integers(-72, 0), st.integers(0, 3)),
        min_size=1,
        max_size=8,
    )
)
def test_a_doubtful_headline_leads_only_where_no_sound_one_is_there(
    news: list[tuple[str, int, int]],
) -> None:
    editions = [
        with_headline(number, kind, hours)
        for number, (kind, hours, _) in enumerate(news)
    ]
    stories = {f"{n:012x}": f"story {story}" for n, (_, _, story) in enumerate(news)}
    known = Settings(Path(), site=a_site(), sources=(a_source(),))
    press = Press(known, stories=stories.get)
    newest = ListShelf.of(editions).latest("pt-BR")
    root = html.document_fromstring(front("pt-BR", newest, {}, (), press))
    (lead,) = elements(root, "//section[@class='lead']/article//h3/a")
    kind, _, _ = news[int(str(lead.get("href")).strip("/"), 16)]
    assert kind == "sound" or all(other != "sound" for other, _, _ in news)
