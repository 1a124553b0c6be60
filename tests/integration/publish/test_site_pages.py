"""What the pages show, for each state and level of an edition."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html
from tests.builders import a_decision, a_draft, an_article, an_edition, at
from tests.published import elements, page, publish, texts

from polywire.article import (
    Block,
    Correction,
    Edition,
    Finding,
    Level,
    Mark,
    PubStatus,
    SegmentVerdict,
    Severity,
    State,
)


def stopped(edition: Edition, number: int) -> Edition:
    """Return the edition with one sentence shown in the original."""
    assert edition.draft is not None
    made = list(edition.draft.translations)
    finding = Finding("numbers", Severity.STOP, "3.2 reads 32", number)
    made[number] = replace(
        made[number], verdict=SegmentVerdict.STOP, findings=(finding,)
    )
    draft = replace(edition.draft, translations=tuple(made))
    return replace(edition, draft=draft, state=State.PUBLISHED_PARTLY)


def test_the_label_stands_above_the_headline(tmp_path: Path) -> None:
    site, _ = publish(tmp_path, an_edition())
    story = page(site, "pt-BR/a1b2c3d4e5f6")
    tags = [(e.tag, e.get("class")) for e in elements(story, "//article//header/*")]
    assert tags.index(("p", "mt-label")) < [tag for tag, _ in tags].index("h1")
    assert len(elements(story, "//article//*[@class='mt-label']")) == 1


def test_a_page_has_one_h1_a_language_and_a_skip_link_first(tmp_path: Path) -> None:
    site, _ = publish(tmp_path, an_edition(), an_edition(language="en"))
    for file in sorted(site.rglob("*.html")):
        root = html.document_fromstring(file.read_bytes())
        assert len(elements(root, "//h1")) == 1, file
        assert root.get("lang")
        assert root.get("dir") in {"ltr", "rtl"}
        if file.parent not in {site, site / "verify"}:
            assert texts(root, "(//a)[1]/@href") == ["#main"]


def test_headings_skip_no_level(tmp_path: Path) -> None:
    blocks = (
        Block("heading", "Deep", level=5),
        Block("paragraph", "Text."),
        Block("heading", "Deeper", level=6),
        Block("heading", "Up", level=2),
    )
    edition = an_edition(an_article(blocks=blocks), language="en")
    site, _ = publish(tmp_path, edition)
    story = page(site, "en/a1b2c3d4e5f6")
    tags = [str(e.tag) for e in elements(story, "//main//*")]
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_a_stopped_sentence_is_shown_in_the_original_and_marked(tmp_path: Path) -> None:
    site, _ = publish(tmp_path, stopped(an_edition(), 2))
    story = page(site, "pt-BR/a1b2c3d4e5f6")
    assert texts(story, "//*[@class='untouched']/span[@lang='en']") == [
        "Mayor Ilse Varga said that it cost 3.2 million crowns."
    ]
    assert texts(story, "//*[@class='note']") == ["original: inglês"]
    (told,) = texts(story, "//ul[@class='findings']/li")
    assert told == "Forma, frase 3"  # the code of the rule and the evidence are English
    assert texts(story, "//details//a/@href")[0] == "#s2"


def test_side_by_side_pairs_each_sentence_with_its_original(tmp_path: Path) -> None:
    site, _ = publish(tmp_path, an_edition())
    story = page(site, "pt-BR/a1b2c3d4e5f6/original")
    rows = [
        tuple(str(cell.text_content()) for cell in elements(row, "td"))
        for row in elements(story, "//tbody/tr")
    ]
    assert len(rows) == 3
    assert all(shown == f"[pt-BR] {source}" for shown, source in rows)


def test_an_excerpt_shows_headline_excerpt_and_link_only(tmp_path: Path) -> None:
    edition = an_edition(level=Level.EXCERPT, rights=a_decision(Level.EXCERPT))
    site, _ = publish(tmp_path, edition)
    folder = site / "pt-BR" / edition.article_id
    text = (folder / "index.html").read_text("utf-8")
    assert "The bridge over the Orl opened on Monday." in text
    assert 'href="https://courier.example/news/bridge"' in text
    assert "14 months" not in text
    assert not (folder / "original").exists()
    for file in site.rglob("*"):
        if file.is_file():
            assert b"14 months" not in file.read_bytes(), file


def test_a_long_excerpt_is_cut_to_what_the_rights_allow(tmp_path: Path) -> None:
    article = an_article(description="word " * 100)
    rights = a_decision(Level.EXCERPT, excerpt_chars=40)
    edition = an_edition(article, level=Level.EXCERPT, rights=rights, draft=None)
    site, _ = publish(tmp_path, edition)
    shown = texts(page(site, "pt-BR/a1b2c3d4e5f6"), "//blockquote//span[@lang]")
    assert len(shown[0]) <= 40


def test_a_link_shows_no_excerpt(tmp_path: Path) -> None:
    edition = an_edition(level=Level.LINK, rights=a_decision(Level.LINK))
    site, _ = publish(tmp_path, edition)
    for file in site.rglob("*"):
        if file.is_file():
            assert b"over the Orl opened" not in file.read_bytes(), file


@pytest.mark.parametrize(
    "state", [State.WITHHELD, State.NOT_ALLOWED, State.FILTERED, State.PENDING]
)
def test_what_may_not_be_shown_has_no_page(tmp_path: Path, state: State) -> None:
    publish(tmp_path, an_edition())
    site, _ = publish(tmp_path, an_edition(state=state))
    assert not (site / "pt-BR" / "a1b2c3d4e5f6").exists()
    for file in site.rglob("*"):
        if file.is_file():
            assert b"Norvale opens" not in file.read_bytes(), file


def test_a_withdrawn_article_leaves_a_notice_without_its_words(tmp_path: Path) -> None:
    publish(tmp_path, an_edition())
    gone = an_edition(state=State.WITHDRAWN, pub_status=PubStatus.CANCELED)
    site, _ = publish(tmp_path, gone)
    assert texts(page(site, "pt-BR/a1b2c3d4e5f6"), "//h1") == [
        "Este artigo foi retirado"
    ]
    for file in site.rglob("*"):
        if file.is_file():
            assert b"Norvale opens" not in file.read_bytes(), file
    assert not (site / "pt-BR/a1b2c3d4e5f6/provenance.json").exists()
    assert (site / "_redirects").read_text() == (
        "/pt-BR/a1b2c3d4e5f6/ /pt-BR/a1b2c3d4e5f6/ 410\n"
    )


def test_a_correction_is_told_on_its_page_and_in_the_ledger(tmp_path: Path) -> None:
    note = Correction(at(3), "correction", 2, "A number.", (("number", "16", "11"),))
    edition = an_edition(version=2, updated_at=at(3), corrections=(note,))
    site, _ = publish(tmp_path, edition)
    assert (
        "16" in texts(page(site, "pt-BR/a1b2c3d4e5f6"), "//*[@class='corrections']")[0]
    )
    assert "11" in texts(page(site, "pt-BR/corrections"), "//main//ol")[0]


def test_each_link_inside_the_site_is_relative_and_leads_to_a_file(
    tmp_path: Path,
) -> None:
    article = an_article(section="Politics")
    site, _ = publish(
        tmp_path,
        an_edition(article),
        an_edition(article, language="en"),
        url="https://wire.example/sub/path",
    )
    for file in sorted(site.rglob("*.html")):
        if file.name == "404.html":
            continue
        root = html.document_fromstring(file.read_bytes())
        for link in texts(
            root, "//a/@href | //link[@rel='stylesheet' or @rel='icon']/@href"
        ):
            if re.match(r"[a-z]+:|#", link):
                continue
            assert not link.startswith("/"), (file, link)
            target = (file.parent / link.partition("#")[0]).resolve()
            assert (target / "index.html").exists() or target.is_file(), (file, link)


def test_languages_name_each_other(tmp_path: Path) -> None:
    site, _ = publish(tmp_path, an_edition(), an_edition(language="en"))
    for language in ("en", "pt-BR"):
        root = page(site, f"{language}/a1b2c3d4e5f6")
        found = dict(
            zip(
                texts(root, "//link[@hreflang and not(@type)]/@hreflang"),
                texts(root, "//link[@hreflang and not(@type)]/@href"),
                strict=True,
            )
        )
        assert found == {
            "en": "https://wire.example/en/a1b2c3d4e5f6/",
            "pt-BR": "https://wire.example/pt-BR/a1b2c3d4e5f6/",
            "x-default": "https://wire.example/en/a1b2c3d4e5f6/",
        }


@pytest.mark.parametrize(
    ("basis", "index", "expected"),
    [("licence", False, False), ("own", False, True), ("licence", True, True)],
)
def test_search_engines_are_told_what_they_may_index(
    tmp_path: Path, basis: str, *, index: bool, expected: bool
) -> None:
    edition = an_edition(rights=a_decision(basis=basis))
    site, _ = publish(tmp_path, edition, index=index)
    root = page(site, "pt-BR/a1b2c3d4e5f6")
    assert (elements(root, "//meta[@name='robots']") == []) is expected
    sitemap = site / "sitemap" / "2026-03-02.xml"
    assert sitemap.exists() is expected


def test_a_right_to_left_page_says_so_and_isolates_foreign_parts(
    tmp_path: Path,
) -> None:
    edition = stopped(an_edition(language="ar"), 1)
    site, _ = publish(tmp_path, edition, languages=["ar"])
    root = page(site, "ar/a1b2c3d4e5f6")
    assert root.get("dir") == "rtl"
    assert texts(root, "//*[@class='untouched']/span/@dir") == ["ltr"]
    assert texts(root, "//dd/bdi[@lang='en']/@dir") == ["ltr"]
    assert elements(root, "//dd[@dir]") == []  # its words stand where the others do


def test_lists_tables_quotes_figures_and_embeds_become_elements(tmp_path: Path) -> None:
    blocks = (
        Block("list-item", "One"),
        Block("list-item", "Two"),
        Block("list-item", "First", ordered=True),
        Block("table", "", rows=(("Town", "Votes"), ("Orl", "12"))),
        Block("quote", "We are glad."),
        Block("figure", "The bridge", src="https://c.example/b.jpg", credit="R. Orme"),
        Block("embed", "A video", src="https://video.example/1"),
        Block("embed", "Evil", src="javascript:alert(1)"),
        Block(
            "paragraph", "See here.", marks=(Mark("link", 4, 8, "https://b.example/"),)
        ),
    )
    edition = an_edition(an_article(blocks=blocks), language="en")
    site, _ = publish(tmp_path, edition)
    body = elements(page(site, "en/a1b2c3d4e5f6"), "//*[@class='body']")[0]
    assert texts(body, "ul/li") == ["One", "Two"]
    assert texts(body, "ol/li") == ["First"]
    assert texts(body, ".//td") == ["Town", "Votes", "Orl", "12"]
    assert texts(body, "blockquote") == ["We are glad."]
    assert texts(body, ".//small[@class='credit']") == ["R. Orme"]
    assert elements(body, ".//img") == []
    assert texts(body, "*[@class='embed']/a/@href") == ["https://video.example/1"]
    assert texts(body, "p[not(@class)]/a/text()") == ["here"]


def test_publishing_again_writes_nothing(tmp_path: Path) -> None:
    editions = (an_edition(), an_edition(language="en"))
    publish(tmp_path, *editions)
    _, report = publish(tmp_path, *editions)
    assert report.written == 0
    assert report.removed == 0


def test_the_order_of_the_shelf_does_not_change_a_byte(tmp_path: Path) -> None:
    editions = [
        an_edition(an_article(headline=f"News {n}"), article_id=f"{n:012x}")
        for n in range(6)
    ]
    first, _ = publish(tmp_path / "a", *editions)
    second, _ = publish(tmp_path / "b", *reversed(editions))
    files = sorted(f.relative_to(first) for f in first.rglob("*") if f.is_file())
    assert files == sorted(
        f.relative_to(second) for f in second.rglob("*") if f.is_file()
    )
    assert all((first / f).read_bytes() == (second / f).read_bytes() for f in files)


def test_a_draft_of_another_language_is_not_needed_for_an_original(
    tmp_path: Path,
) -> None:
    article = an_article()
    site, _ = publish(tmp_path, an_edition(article, language="en", draft=None))
    root = page(site, "en/a1b2c3d4e5f6")
    assert elements(root, "//*[@class='mt-label']") == []
    assert elements(root, "//details") == []


def test_figures_of_a_table_are_not_marked_as_untranslated(tmp_path: Path) -> None:
    table = Block("table", "", rows=(("2024", "14 %"), ("Total", "16")))
    article = an_article(blocks=(table,))
    site, _ = publish(tmp_path, an_edition(article, draft=a_draft(an_article())))
    cells = elements(page(site, "pt-BR/a1b2c3d4e5f6"), "//td")
    marked = [cell.text_content() for cell in cells if cell.xpath(".//small")]
    assert len(cells) == 4
    assert [text.partition(" ")[0] for text in marked] == ["Total"]
