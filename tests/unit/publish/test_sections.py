"""Sources' own section names become the site's sections."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_site, a_source, an_article, an_edition

from polywire.publish.pages.interface_words import words
from polywire.publish.pages.sections import NAMES, Plan, plan
from polywire.publish.site.address import is_safe_segment
from polywire.settings.house_style import SECTIONS
from polywire.settings.operator_file import Sections, Settings

PLAIN = plan(Settings(Path("/wire")))


def a_plan(own: dict[str, str] | None = None, **rules: Any) -> Plan:
    source = a_source(slug="courier", sections=own or {})
    return plan(
        Settings(
            Path("/wire"), site=a_site(), sources=(source,), sections=Sections(**rules)
        )
    )


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("Politics", "politics"),
        ("  POLÍTICA ", "politics"),
        ("Политика", "politics"),
        ("سياسة", "politics"),
        ("Deportes", "sport"),
        ("News", None),
        ("Notícias", None),
        ("", None),
        (None, None),
    ],
)
def test_known_names_of_all_languages_share_a_key(
    raw: str | None, key: str | None
) -> None:
    assert PLAIN.key(raw) == key


def test_an_unknown_name_keeps_its_own_section() -> None:
    (section,) = PLAIN.sections(["Harbour notes"])
    assert PLAIN.name(section.key, section.raw, words("en")) == "Harbour notes"
    assert section.key.startswith("harbour-notes-")


def test_two_unknown_names_that_fold_alike_stay_apart() -> None:
    assert PLAIN.key("Порт") != PLAIN.key("Суда и порт")
    assert len(PLAIN.sections(["Порт", "港口", "ميناء"])) == 3


def test_sections_stand_in_the_order_of_a_newspaper() -> None:
    found = PLAIN.sections(["Zebra", "Sport", "Política", "Politics", "World"])
    assert [s.key for s in found][:3] == ["politics", "world", "sport"]
    assert [supply.name for supply in found[0].supplies] == ["Politics", "Política"]


@given(st.text(max_size=60))
def test_each_key_is_safe_as_a_folder(raw: str) -> None:
    key = PLAIN.key(raw)
    assert key is None or is_safe_segment(key)


def test_each_known_section_has_a_message() -> None:
    assert tuple(NAMES) == SECTIONS
    assert all(PLAIN.key(key) in {key, None} for key in NAMES)


def test_the_operators_map_goes_before_ours() -> None:
    mine = a_plan(map={"Sport": "town", "gossip": "none"}, names={"town": {"en": "T"}})
    assert mine.key(" SPORT ") == "town"
    assert mine.key("Gossip") is None
    assert mine.key("Deportes") == "sport"


def test_a_sources_own_map_goes_before_the_sites() -> None:
    mine = a_plan({"Local": "world", "*": "science"}, map={"Local": "society"})
    assert mine.key("Local", "courier") == "world"
    assert mine.key("Anything", "courier") == "science"
    assert mine.key(None, "courier") == "science"
    assert mine.key("Local", "other") == "society"


@pytest.mark.parametrize(
    ("unmapped", "key"), [("none", None), ("local", "local")], ids=["none", "key"]
)
def test_other_names_go_where_the_operator_says(unmapped: str, key: str | None) -> None:
    mine = a_plan(unmapped=unmapped)
    assert mine.key("Harbour notes") == key
    assert mine.key(None) is None


def test_an_operators_section_is_named_in_the_readers_language() -> None:
    mine = a_plan(names={"town": {"en": "Town hall", "pt": "Prefeitura"}})
    assert mine.name("town", "town", words("pt-BR")) == "Prefeitura"
    assert mine.name("town", "town", words("de")) == "Town hall"


def test_the_masthead_keeps_the_operators_order() -> None:
    mine = a_plan(navigation=["sport", "weather", "politics"])
    found = mine.sections(["Politics", "Sport", "Zebra"])
    assert [s.key for s in mine.in_masthead(found)] == ["sport", "politics"]
    assert [s.key for s in mine.on_front(found)] == ["sport", "politics"]


def test_many_unknown_names_do_not_fill_the_masthead() -> None:
    found = PLAIN.sections([f"Column {n}" for n in range(50)] + ["Sport"])
    shown = PLAIN.in_masthead(found)
    assert len(shown) == 12
    assert shown[0].key == "sport"


def test_a_section_knows_the_names_and_sources_that_fill_it() -> None:
    mine = a_plan({"Local": "world", "*": "science"})
    by_key = {s.key: s.supplies for s in mine.sections(["Local", "World"])}
    assert [(x.name, x.source) for x in by_key["world"]] == [
        ("Local", "courier"),
        ("World", None),
    ]
    assert [(x.name, x.source) for x in by_key["science"]] == [(None, "courier")]
    assert by_key["local"][0].is_shared


def test_an_edition_stands_in_the_section_of_its_source() -> None:
    mine = a_plan({"*": "science"})
    edition = an_edition(an_article(section="Sport"), source_slug="courier")
    assert mine.key_of(edition) == "science"
