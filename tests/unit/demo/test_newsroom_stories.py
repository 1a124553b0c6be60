"""The sample newsroom holds what a newsroom must: many kinds of news, all whole."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import msgspec
import pytest

from polywire.demo import content, outlet_pages
from polywire.demo.content import Piece
from polywire.demo.outlet_pages import Edition

ENGLISH = content.stories("courier")
PORTUGUESE = content.stories("gazeta")
ALL = [pytest.param(piece, id=piece.slug) for piece in (*ENGLISH, *PORTUGUESE)]
WHOLE = [
    pytest.param(piece, id=piece.slug)
    for piece in (*ENGLISH, *PORTUGUESE)
    if not piece.paywalled
]
TEXT = "\n\n".join(
    outlet_pages.plain(f"{piece.headline}\n{piece.standfirst}\n{piece.body}")
    for piece in (*ENGLISH, *PORTUGUESE)
)


def _edition(slug: str, day: int) -> Edition:
    return Edition(content.outlet(slug), day, f"http://{slug}.example")


@pytest.mark.parametrize(("slug", "least"), [("courier", 24), ("gazeta", 8)])
@pytest.mark.parametrize("day", [1, 2])
def test_each_outlet_has_enough_stories_on_both_days(
    slug: str, least: int, day: int
) -> None:
    assert len(content.on_day(slug, day)) >= least


@pytest.mark.parametrize("piece", WHOLE)
def test_a_story_has_150_to_600_words(piece: Piece) -> None:
    assert 150 <= len(outlet_pages.plain(piece.body).split()) <= 600


@pytest.mark.parametrize("piece", ALL)
def test_a_story_says_all_that_readers_expect(piece: Piece) -> None:
    assert piece.headline
    assert 40 <= len(piece.standfirst) <= 160
    assert piece.tags
    assert piece.feeds
    assert (
        piece.bylines
        or piece.agency
        or piece.slug in {"gale-warning-esk-coast", "noticeboard-week-47"}
    )


@pytest.mark.parametrize("piece", ALL)
def test_a_story_is_dated_in_november_2026(piece: Piece) -> None:
    last = datetime(2026, 11, 21, tzinfo=UTC)
    assert datetime(2026, 11, 9, tzinfo=UTC) <= piece.published < last
    assert piece.published <= piece.changed < last


@pytest.mark.parametrize("day", [1, 2])
def test_the_clock_of_a_day_comes_after_all_its_news(day: int) -> None:
    pieces = [*content.on_day("courier", day), *content.on_day("gazeta", day)]
    assert max(piece.changed for piece in pieces) < content.clock(day)


@pytest.mark.parametrize("slug", ["courier", "gazeta"])
def test_a_story_stands_in_a_section_and_in_feeds_of_its_outlet(slug: str) -> None:
    outlet = content.outlet(slug)
    feeds = {feed.slug for feed in outlet.feeds}
    for piece in content.stories(slug):
        assert piece.section in outlet.sections
        assert feeds.issuperset(piece.feeds)


def test_no_slug_stands_twice() -> None:
    slugs = [piece.slug for piece in (*ENGLISH, *PORTUGUESE)]
    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize("piece", ALL)
def test_a_figure_stands_inside_the_body(piece: Piece) -> None:
    if piece.figure:
        assert 1 <= piece.figure.after <= len(outlet_pages.blocks(piece.body))


@pytest.mark.parametrize("day", [1, 2])
@pytest.mark.parametrize("slug", ["courier", "gazeta"])
def test_an_inline_link_leads_to_a_page_that_is_up_that_day(
    slug: str, day: int
) -> None:
    edition = _edition(slug, day)
    up = {piece.slug for piece in edition.pieces}
    links = {
        target
        for piece in edition.pieces
        for target in re.findall(r"\]\(([^)]+)\)", piece.body)
    }
    assert links <= up


@pytest.mark.parametrize("piece", ALL)
def test_quotation_marks_are_curly_and_closed(piece: Piece) -> None:
    text = piece.headline + piece.standfirst + piece.body
    assert '"' not in text
    assert "'" not in text
    assert text.count("“") == text.count("”")


KINDS = (
    ("pounds", r"£\d", 20),
    ("euros", r"€ ?\d", 5),
    ("dollars", r"(?<!R)\$ ?\d", 3),
    ("reais", r"R\$ ?\d", 20),
    ("yen", r"¥\d|bilhão de ienes", 2),
    ("rupees", r"₹\d", 5),
    ("crore and lakh", r"crore|lakh", 5),
    ("zlotys", r"zlotys", 2),
    ("kroner", r"kroner", 1),
    ("quotations inside quotations", r"“[^”]*‘[^’]+[^”]*”", 25),
    ("percentages", r"\d%", 50),
    ("thousands and millions", r"\d[.,]\d{3}\b|\dm\b|milhões", 60),
    ("scores", r"\b\d-\d\b|\d a \d", 8),
    ("ranges", r"\d to \d|between \S*\d\S* and |de \d+ a \d", 8),
    ("clock times", r"\d(?::\d\d)?[ap]m\b|\d{1,2}h\d{0,2}\b", 30),
    ("relative dates", r"last (?:week|year|month)|on (?:Mon|Tues|Fri)day", 12),
    ("relative dates in Portuguese", r"semana passada|-feira|mês passado", 12),
    ("negation", r"\b(?:did|does|was|were|has|had) not\b", 20),
    ("negation in Portuguese", r"\b[Nn]ão\b", 30),
    ("allegation and denial", r"alleged|den(?:ied|ies|y)|claimed|neg(?:a|ou)\b", 8),
    ("minus degrees", r"-\d+C\b", 2),
    ("foreign letters", r"[ĐđŁłÞþŞşĞğıÖöÜüØøÅåŻżŚśŠšýř]", 40),
)
"""What the stories must hold: name, pattern, and how often at least."""


@pytest.mark.parametrize(
    ("pattern", "least"),
    [pytest.param(pattern, least, id=name) for name, pattern, least in KINDS],
)
def test_the_newsroom_holds_each_kind_of_difficulty(pattern: str, least: int) -> None:
    assert len(re.findall(pattern, TEXT)) >= least


@pytest.mark.parametrize(
    "start", ["## ", "- ", "1. ", "> ", "| ", "CORRECTION: "], ids=repr
)
def test_the_newsroom_holds_each_kind_of_block(start: str) -> None:
    found = [
        block
        for piece in (*ENGLISH, *PORTUGUESE)
        for block in outlet_pages.blocks(piece.body)
        if block.startswith(start)
    ]
    assert found


def test_the_exchange_desk_holds_one_page_for_each_case_of_rights() -> None:
    exchange = [piece for piece in ENGLISH if piece.feeds == ["exchange"]]
    cases = sorted(
        "paywall"
        if piece.paywalled
        else "agency"
        if piece.agency
        else (piece.licence or "none").removeprefix("https://creativecommons.org/")
        for piece in exchange
    )
    assert cases == [
        "agency",
        "licenses/by-nd/4.0/",
        "licenses/by/4.0/",
        "none",
        "paywall",
    ]


def test_one_story_is_added_one_corrected_and_one_withdrawn_on_day_two() -> None:
    first = {piece.slug: piece for piece in content.on_day("courier", 1)}
    second = {piece.slug: piece for piece in content.on_day("courier", 2)}
    assert set(second) - set(first) == {"storm-idonea-crane-falls"}
    assert set(first) - set(second) == {"kelp-drink-hay-fever-study"}
    changed = {slug for slug in set(first) & set(second) if first[slug] != second[slug]}
    assert changed == {"tidal-turbine-first-year"}


def test_the_gazeta_does_not_change_on_day_two() -> None:
    assert content.on_day("gazeta", 1) == content.on_day("gazeta", 2)


def test_the_correction_changes_a_number_and_a_name_and_says_so() -> None:
    before, after = (
        next(
            piece
            for piece in content.on_day("courier", day)
            if piece.slug == "tidal-turbine-first-year"
        )
        for day in (1, 2)
    )
    assert "1,240" in before.body
    assert "1,240" in before.standfirst
    assert "Dvorsky" in before.body
    *text, notice = outlet_pages.blocks(after.body)
    assert notice.startswith("CORRECTION: ")
    assert "1,240" not in "".join(text) + after.standfirst
    assert "Dvorsky" not in after.body
    assert after.changed > before.changed


def test_a_correction_of_what_is_not_there_is_refused() -> None:
    piece = next(piece for piece in ENGLISH if piece.later)
    assert piece.later
    later = msgspec.structs.replace(piece.later, replace=[("no such words", "")])
    wrong = msgspec.structs.replace(piece, later=later)
    with pytest.raises(ValueError, match="no such words"):
        content.corrected(wrong)
