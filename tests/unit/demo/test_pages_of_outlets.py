"""Small decisions of the pages: where boxes stand, how dates are printed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from polywire.demo import content, outlet_pages
from polywire.demo.outlet_pages import Edition


def _edition(slug: str) -> Edition:
    return Edition(content.outlet(slug), 1, f"http://{slug}.example")


@pytest.mark.parametrize("slug", ["courier", "gazeta"])
def test_the_newsletter_box_never_stands_under_a_sub_head(slug: str) -> None:
    for piece in content.stories(slug):
        place = outlet_pages.box_after(piece)
        before = outlet_pages.blocks(piece.body)[place - 1] if place else ""
        assert not before.startswith("## ")


@pytest.mark.parametrize(
    ("slug", "printed"),
    [
        ("courier", "18 November 2026, 23:10"),
        ("gazeta", "18 de novembro de 2026 às 20h10"),
    ],
)
def test_an_outlet_prints_dates_in_its_own_words_and_time(
    slug: str, printed: str
) -> None:
    moment = datetime(2026, 11, 18, 23, 10, tzinfo=UTC)
    assert outlet_pages.long_date(_edition(slug), moment) == printed


def test_a_section_with_accents_has_a_plain_address() -> None:
    assert outlet_pages.section_slug("Política") == "politica"


def test_related_stories_are_never_the_story_itself() -> None:
    edition = _edition("courier")
    for piece in edition.pieces:
        others = outlet_pages.related(edition, piece)
        assert piece.slug not in {other.slug for other in others}
        assert len(others) == 3


def test_an_address_of_another_site_is_left_as_it_is() -> None:
    assert _edition("courier").link("https://a.example/") == "https://a.example/"
