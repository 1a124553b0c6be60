"""Reports on one event stand together in every language, and part again at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.outputs import outputs
from tests.wire_on_paper import Paper, Story, paper

from polywire.follow import takedown
from polywire.steps import emit
from polywire.steps.store_shelf import StoreShelf

FIRE = [
    "A fire destroyed the Halden paper mill near Oster on Tuesday night.",
    "Mayor Birgit Solheim said 340 workers would lose their jobs.",
    "The Halden mill was built in 1921 and belonged to the Ravn family.",
    "Firefighters from four towns worked until morning, and nobody was hurt.",
    "What started the fire in the storehouse by the river is not known yet.",
]
REBUILT = [
    "Torvald Ravn wants to rebuild the Halden paper mill near Oster within a year.",
    "Mayor Birgit Solheim said the 340 workers would be paid until then.",
    "The Ravn family had run the Halden mill since 1921.",
    "Two firms have offered to lend the machines, and a third one will store rolls.",
]
FIRE_AGAIN = [
    "Halden paper mill near Oster burned down, police said on Wednesday.",
    "Owner Torvald Ravn promised help to the 340 workers of the mill.",
    "Mayor Birgit Solheim called it the worst night since 1921.",
    "The flames could be seen from villages on the other side of the river.",
    "Inspectors will look at the storehouse once the ashes have cooled.",
]
GOATS = [
    "Eleven goats ran up the hill of Vellmar before breakfast.",
    "The winner, a nanny called Pia, was given a bucket of apples.",
    "Nobody was hurt, though a hat was eaten near the finish of the course.",
    "Next year the race will start from the lake instead of the market.",
    "Some two hundred people came to watch it in spite of the heavy rain.",
]


def a_story(slug: str, headline: str, paragraphs: list[str], hour: int = 8) -> Story:
    return Story(
        slug, headline, list(paragraphs), published=f"2026-03-02T{hour:02}:00:00Z"
    )


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    """A wire on two reports of one fire, and on a race of goats."""
    made = paper(
        tmp_path,
        a_story("fire", "Fire destroys Halden mill near Oster", FIRE),
        a_story("mill", "340 lose jobs as Halden mill burns", FIRE_AGAIN, 10),
        a_story("goats", "Goats of Vellmar win the hill race", GOATS, 9),
    )
    with closing(made.wire.db):
        made.run()
        yield made


def ids(wire: Paper) -> dict[str, str]:
    """Return article ids by slug."""
    return {
        slug: cell["url"].rstrip("/").rsplit("/", 1)[1]
        for (slug, language), cell in wire.board().items()
        if language == "en"
    }


def story_of(wire: Paper, slug: str) -> str | None:
    return StoreShelf(wire.wire.db, wire.wire.settings).story_of(ids(wire)[slug])


def json_ld(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    node: dict[str, Any] = json.loads(found[1])
    return node


@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_two_reports_name_each_other_and_share_a_page(
    wire: Paper, language: str
) -> None:
    found = ids(wire)
    assert story_of(wire, "fire") == story_of(wire, "mill") == found["fire"]
    assert f'href="../{found["mill"]}/"' in wire.page("fire", language)
    assert f'href="../{found["fire"]}/"' in wire.page("mill", language)
    page = wire.files()[f"{language}/story/{found['fire']}/index.html"]
    assert found["mill"] in page
    assert found["goats"] not in page
    part = json_ld(wire.page("mill", language))["isPartOf"]
    assert part["@id"].endswith(f"/{language}/story/{found['fire']}/")
    assert "isPartOf" not in json_ld(wire.page("goats", language))


@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_the_api_names_one_story_for_both(wire: Paper, language: str) -> None:
    told = {
        slug: json.loads(outputs(wire, slug, language, "halden").texts["api"])["story"]
        for slug in ("fire", "mill", "goats")
    }
    assert told["fire"] == told["mill"] == ids(wire)["fire"]
    assert told["goats"] == ids(wire)["goats"]


def test_the_front_page_shows_a_story_once(wire: Paper) -> None:
    front = wire.files()["en/index.html"]
    also = front[front.index('<ul class="also">') :]
    assert ids(wire)["fire"] in also[: also.index("</ul>")]
    for slug in ("fire", "mill", "goats"):
        assert front.count(f'href="{ids(wire)[slug]}/"') == 1


def test_a_later_report_rewrites_only_the_pages_of_its_story(wire: Paper) -> None:
    before = wire.files()
    wire.outlet.stories.append(
        a_story("ravn", "Torvald Ravn to rebuild Halden mill near Oster", REBUILT, 11)
    )
    wire.later(hours=2)
    wire.run()
    after = wire.files()
    changed = {p for p in after if p in before and after[p] != before[p]}
    found = ids(wire)
    pages = {p for p in changed if re.fullmatch(r"[\w-]+/[0-9a-f]{12}/index.html", p)}
    assert pages == {
        f"{language}/{found[slug]}/index.html"
        for language in ("en", "pt-BR")
        for slug in ("fire", "mill")
    }
    assert found["ravn"] in after[f"en/story/{found['fire']}/index.html"]


def test_a_withdrawn_report_leaves_its_story_at_once(wire: Paper) -> None:
    found = ids(wire)
    wire.outlet.stories[0].status = 410
    wire.later(hours=2)
    wire.run()
    assert wire.holding("Fire destroys Halden mill") == []
    for language in ("en", "pt-BR"):
        assert "more-on" not in wire.page("mill", language)
        assert f"{language}/story/{found['fire']}/index.html" not in wire.files()


def test_a_corrected_headline_is_corrected_on_the_pages_of_the_others(
    wire: Paper,
) -> None:
    wire.outlet.stories[0].headline = "Blaze destroys Halden mill near Oster"
    wire.later(hours=2)
    wire.run()
    for language in ("en", "pt-BR"):
        assert "Blaze destroys Halden mill" in wire.page("mill", language)
    assert wire.holding("Fire destroys Halden mill") == []


def test_a_rebuilt_site_is_the_same_byte_for_byte(wire: Paper) -> None:
    before = wire.files()
    report = emit.rebuild(
        emit.Outlet(wire.wire.settings, wire.wire.db, wire.wire.folder, wire.wire.now)
    )
    assert wire.files() == before
    assert report.written == 0


def test_stories_do_not_depend_on_the_order_in_which_reports_came(
    wire: Paper, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = paper(
        tmp_path / "other",
        a_story("mill", "340 lose jobs as Halden mill burns", FIRE_AGAIN, 10),
        a_story("goats", "Goats of Vellmar win the hill race", GOATS, 9),
    )
    with closing(other.wire.db):
        other.run()
        other.outlet.stories.insert(
            0, a_story("fire", "Fire destroys Halden mill near Oster", FIRE)
        )
        other.run()
        assert story_of(other, "mill") == story_of(wire, "mill")
        for slug in ("fire", "mill"):
            assert other.page(slug, "pt-BR") == wire.page(slug, "pt-BR")


def test_a_text_whose_mining_is_reserved_is_compared_with_none(tmp_path: Path) -> None:
    reserved = '<meta name="tdm-reservation" content="1">'
    first = a_story("fire", "Fire destroys Halden mill near Oster", FIRE)
    second = a_story("mill", "340 lose jobs as Halden mill burns", FIRE_AGAIN, 10)
    first.head = second.head = reserved
    made = paper(tmp_path, first, second, rights={})
    with closing(made.wire.db):
        made.run()
        assert story_of(made, "fire") is None


def test_a_restored_report_comes_back_into_its_story(wire: Paper) -> None:
    row = takedown.find(wire.wire.db, wire.outlet.stories[1].url)
    takedown.suppress(
        wire.wire.db, wire.wire.archive, row, reason="a mistake", now=wire.now
    )
    wire.run()
    assert "more-on" not in wire.page("fire", "en")
    takedown.restore(wire.wire.db, takedown.find(wire.wire.db, row.id), now=wire.now)
    wire.later(hours=1)
    wire.run()
    assert "more-on" in wire.page("fire", "en")
