"""Fields of the article, one rule at a time."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from polywire.article import Article, FeedEntry
from polywire.errors import SettingsError
from polywire.extract.article_json import to_contract
from polywire.extract.extract import extract, from_entry
from polywire.extract.fields import bylines, datelines, declared_dates
from polywire.extract.tree import picture_credits

URL = "https://courier.example/news/mill"
TEXT = "The mill at Selby opens again on Monday after two years of repairs, the town said. "


def page(head: str = "", body: str = "", **more: object) -> Article:
    """Return the article of a small page."""
    paragraphs = f"<p>{TEXT}</p>" * 1 + f"<p>{TEXT.upper()}</p><p>Then {TEXT}</p>"
    html = (
        f"<html lang='en'><head>{head}</head><body><article>"
        f"<h1>The mill opens</h1>{paragraphs}{body}</article></body></html>"
    )
    return extract(html, url=URL, **more)  # type: ignore[arg-type] # keywords of extract


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("By Ana Reis and Jon Dahl", ["Ana Reis", "Jon Dahl"]),
        ("Von Mia Roth und Uwe Lind", ["Mia Roth", "Uwe Lind"]),
        ("Por Rui Sá e Eva Lima (Vila Nova)", ["Rui Sá", "Eva Lima"]),
        ("https://courier.example/ana", []),
        ("Por Ana Reis, de Lisboa", ["Ana Reis"]),
        ("Texto: Ana Reis | Fotos: Jon Dahl", ["Ana Reis"]),
        ("Reporting by Ana Reis; Editing by Jon Dahl", ["Ana Reis"]),
        ("Подготовила Анна Лин", ["Анна Лин"]),
        ("Mis en ligne par Ana Reis - 12/08/2026", ["Ana Reis"]),
        ("Ana Reis, Press System 4.2", ["Ana Reis"]),
    ],
)
def test_a_byline_is_cut_into_names(raw: str, names: list[str]) -> None:
    assert bylines.split(raw) == names


@pytest.mark.parametrize(
    "name", ["Reuters", "Courier Staff", "The Courier", "Redaktion"]
)
def test_an_outlet_or_desk_is_no_person(name: str) -> None:
    assert not bylines.is_person(name, "The Courier")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "KATHMANDU, April 25 (Reuters) - A dam broke.",
            "KATHMANDU, April 25 (Reuters)",
        ),
        ("LA CROSSE, Wis. (AP) — A dam broke.", "LA CROSSE, Wis. (AP)"),
        ("Berlin (dpa) - Ein Damm brach.", "Berlin (dpa)"),
        ("ОЗЁРСК, 5 мая — Дамбу прорвало.", "ОЗЁРСК, 5 мая"),
    ],
)
def test_a_dateline_is_found(line: str, expected: str) -> None:
    found = datelines.find(line)
    assert found is not None
    assert found.text == expected


@pytest.mark.parametrize(
    "line",
    [
        "He came - and left.",
        "WHAT WE KNOW SO FAR ABOUT IT - a list.",
        "The Roe (left) - a boat.",
    ],
)
def test_what_is_no_dateline_stays(line: str) -> None:
    assert datelines.find(line) is None


@pytest.mark.parametrize(
    ("title", "h1s", "headline"),
    [
        (
            "Mill opens again | The Selby Post",
            ["The Selby Post", "Mill opens again"],
            1,
        ),
        (
            "Mill opens again - The Selby Post",
            ["Select your language", "Mill opens"],
            1,
        ),
        ("Old mill opens again", ["Local news", "Old mill opens again"], 1),
        ("Old mill opens again | Selby Post", ["Selby Post"], "Old mill opens again"),
        ("The Selby Post", ["Mill opens again after works"], 0),
        ("", ["Mill opens again after works"], 0),
    ],
)
def test_a_headline_is_no_site_s_name_widget_or_section(
    title: str, h1s: list[str], headline: str | int
) -> None:
    shown = "".join(f"<h1>{h1}</h1>" for h1 in h1s)
    page = f"<title>{title}</title>{shown}<p>{TEXT}</p><p>{TEXT}Again.</p>"
    expected = headline if isinstance(headline, str) else h1s[headline]
    assert extract(page, url=URL).headline == expected


OPENINGS = tomllib.loads(
    (Path(__file__).parents[2] / "corpus" / "datelines.toml").read_text("utf-8")
)


@pytest.mark.parametrize("language", OPENINGS)
def test_datelines_of_all_agencies_are_cut_where_they_end(language: str) -> None:
    openings = OPENINGS[language]
    missed = [
        begin
        for begin in openings["begins"]
        if (found := datelines.find(begin + openings["text"], language)) is None
        or found.end != len(begin)
    ]
    assert len(missed) <= len(openings["begins"]) * 0.05, missed


@pytest.mark.parametrize(
    ("language", "line"),
    [(tag, ln) for tag, all_ in OPENINGS.items() for ln in all_["none"]],
)
def test_no_word_is_cut_that_is_no_place(language: str, line: str) -> None:
    assert datelines.find(line, language) is None


@pytest.mark.parametrize(
    ("value", "iso", "zone"),
    [
        ("2025-04-02T07:15:00-03:00", "2025-04-02T10:15:00+00:00", "-03:00"),
        ("2025-04-02 07:15", "2025-04-02T07:15:00+00:00", None),
        ("20250402T071500Z", "2025-04-02T07:15:00+00:00", "UTC"),
        ("Wed, 02 Apr 2025 07:15:00 +0200", "2025-04-02T05:15:00+00:00", "+02:00"),
        ("Wed, 02 Apr 2025 07:15:00 +02:00", "2025-04-02T05:15:00+00:00", "+02:00"),
        ("Wed, 02 Apr 2025 07:15:00 CET", "2025-04-02T06:15:00+00:00", "+01:00"),
        ("April 2, 2025, 07:15 PM EST", "2025-04-03T00:15:00+00:00", "-05:00"),
        ("2025-04-02 07:15 PM", "2025-04-02T19:15:00+00:00", None),
        ("2025-04-02T07:15:00.5Z EST", "2025-04-02T07:15:00+00:00", "UTC"),
        (
            "Wed Apr 02 2025 07:15:00 GMT+0300 (EEST)",
            "2025-04-02T04:15:00+00:00",
            "+03:00",
        ),
        ("updated 2025-04-02 07:15 by 2 of us", "2025-04-02T07:15:00+00:00", None),
        ("02.04.2025, 07.15 Uhr", "2025-04-02T07:15:00+00:00", None),
        ("1743578100", "2025-04-02T07:15:00+00:00", "UTC"),
        ("1743578100000", "2025-04-02T07:15:00+00:00", "UTC"),
    ],
)
def test_a_date_keeps_its_zone(value: str, iso: str, zone: str | None) -> None:
    moment = declared_dates.read(value)
    assert moment is not None
    assert (moment.at.isoformat(), moment.zone) == (iso, zone)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "2025",
        "2025-04",
        "2025-13-45",
        "0001-01-01",
        "03-04-2025",
        "April 2, 2025",
    ],
)
def test_what_is_no_date_is_none(value: str) -> None:
    assert declared_dates.read(value) is None


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("The mill. Photo: Ada Lin/Courier", ("The mill.", "Photo: Ada Lin/Courier")),
        ("The mill (AP Photo/Ada Lin)", ("The mill", "AP Photo/Ada Lin")),
        ("A ponte. Foto: Eva Lima", ("A ponte.", "Foto: Eva Lima")),
        ("The mill", ("The mill", None)),
    ],
)
def test_a_credit_is_parted_from_its_caption(
    caption: str, expected: tuple[str, str | None]
) -> None:
    assert picture_credits.split_credit(caption) == expected


def test_a_licence_in_the_article_is_evidence_and_in_a_footer_is_not() -> None:
    link = "<p>{}<a rel='license' href='https://creativecommons.org/licenses/by/4.0/'>CC BY</a></p>"
    inside = page(body=link.format(TEXT))
    outside = page(body=f"</article><footer>{link.format('')}</footer>")
    assert inside.signals.licences == (
        ("https://creativecommons.org/licenses/by/4.0/", "page:rel-license"),
    )
    assert outside.signals.licences == ()


def test_robots_and_reservations_are_read_from_markup_and_headers() -> None:
    article = page(
        head="<meta name='robots' content='NoArchive, max-snippet:20'>",
        headers={
            "X-Robots-Tag": "unavailable_after: 2026-01-02T00:00:00Z",
            "TDM-Reservation": "1",
        },
    )
    assert article.signals.robots[:2] == ("noarchive", "max-snippet:20")
    assert article.signals.unavailable_after == datetime(2026, 1, 2, tzinfo=UTC)
    assert article.signals.tdm_reservation is True


def test_a_correction_of_the_source_is_a_block_of_its_own() -> None:
    note = (
        "Correction: an earlier version of this article gave a wrong year for the mill."
    )
    article = page(body=f"<p>{note}</p>")
    assert [b.text for b in article.blocks if b.type == "correction"] == [note]
    assert note not in article.body


def test_a_date_in_words_gets_a_mark() -> None:
    head = "<meta property='article:published_time' content='2025-03-12T10:00:00Z'>"
    article = page(head=head)
    block = next(b for b in article.blocks if "Monday" in b.text)
    (mark,) = (m for m in block.marks if m.type == "time")
    assert block.text[mark.start : mark.end] == "on Monday"


def test_a_rule_of_the_source_overrules() -> None:
    article = page(
        body="<p class='mine'>Only this paragraph is the body of the text.</p>",
        rules={"body": ".mine", "headline": "xpath://h1"},
    )
    assert article.body == "Only this paragraph is the body of the text."


@pytest.mark.parametrize(
    "rules", [{"boddy": "p"}, {"body": "p[["}, {"body": "xpath:///["}]
)
def test_a_rule_that_cannot_be_used_is_named(rules: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="rules"):
        page(rules=rules)


def test_a_feed_entry_gives_an_article() -> None:
    entry = FeedEntry(
        id="1", link=URL, title="The mill opens", content=f"<p>{TEXT}</p>" * 1 + f"<p>Now {TEXT * 4}</p>",
        authors=("Ana Reis", "The Courier Newsroom"),
    )  # fmt: skip
    article = from_entry(entry, languages=("en", "pt"))
    assert article.bylines == ("Ana Reis",)
    assert article.doubtful == ()
    assert article.language == "en"


def test_a_doubtful_page_falls_back_to_the_text_of_the_feed() -> None:
    entry = FeedEntry(
        id="1", link=URL, title="The mill opens", content=f"<p>{TEXT * 6}</p>"
    )
    article = extract(
        "<html><body><div id=app></div></body></html>", url=URL, entry=entry
    )
    assert TEXT.strip() in article.body
    assert article.doubtful == ()


def test_the_contract_says_why_it_doubts() -> None:
    values = to_contract(extract("<html><body><p>Hi</p></body></html>", url=URL))
    assert "short-body" in values["doubtful"]["reasons"]
    assert to_contract(page())["doubtful"] is False


def test_an_embedded_video_becomes_a_link_in_its_place() -> None:
    frame = "<iframe src='https://www.youtube.com/embed/x1' title='The wheel'></iframe>"
    article = page(body=f"{frame}<p>At the end {TEXT}</p>")
    kinds = [block.type for block in article.blocks]
    assert kinds[-2:] == ["embed", "paragraph"]
    assert article.blocks[-2].src == "https://www.youtube.com/embed/x1"
    assert article.blocks[-2].text == "The wheel"


def test_inline_marks_survive_with_absolute_links() -> None:
    article = page(
        body=f"<p>{TEXT} <a href='/more'>Read <em>the plan</em></a>, said <i lang='fr'>le maire</i>.</p>"
    )
    block = article.blocks[-1]
    marks = {
        (m.type, block.text[m.start : m.end], m.href, m.language) for m in block.marks
    }
    assert ("link", "Read the plan", "https://courier.example/more", None) in marks
    assert ("emphasis", "the plan", None, None) in marks
    assert ("quotation", "le maire", None, "fr") in marks


def test_a_table_of_data_is_one_block() -> None:
    rows = "".join(
        f"<tr><td>Year {n}</td><td>{n * 7} boats</td></tr>" for n in range(4)
    )
    article = page(
        body=f"<p>{TEXT} These are the figures.</p><table>{rows}</table><p>And {TEXT}</p>"
    )
    tables = [block for block in article.blocks if block.type == "table"]
    assert len(tables) <= 1
    assert all(len(row) == 2 for table in tables for row in table.rows)


@pytest.mark.parametrize(
    ("head", "before", "kind"),
    [
        ("", "<p>Sponsored content</p>", "sponsored"),
        ("<meta property='og:type' content='gallery'>", "", "gallery"),
        (
            '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"The mill opens"}</script>',
            "",
            "live-blog",
        ),
        (
            "<link rel='next' href='https://courier.example/news/mill/2'>",
            "",
            "multi-page",
        ),
        ("", "", "article"),
    ],
    ids=["sponsored", "gallery", "live-blog", "multi-page", "article"],
)
def test_the_kind_of_a_page_is_named(head: str, before: str, kind: str) -> None:
    html = (
        f"<head>{head}</head><article>{before}<h1>The mill opens</h1>"
        f"<p>{TEXT}{TEXT}</p><p>Now {TEXT}{TEXT}</p></article>"
    )
    assert extract(html, url=URL).kind == kind


def test_a_beginning_before_a_wall_is_paywalled() -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The mill opens","isAccessibleForFree":false}</script>'
    html = f"<head>{head}</head><article><h1>The mill opens</h1><p>{TEXT}</p><p>Subscribe to continue reading</p></article>"
    article = extract(html, url=URL)
    assert article.paywalled
    assert article.kind == "paywalled"
    assert "paywall" in article.doubtful
