"""Sources' own section names become the site's sections."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.publish.address import is_safe_segment
from polywire.publish.sections import NAMES, section_key, sections_of


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
    assert section_key(raw) == key


def test_an_unknown_name_keeps_its_own_section() -> None:
    (section,) = sections_of(["Harbour notes"])
    assert section.name == "Harbour notes"
    assert section.key.startswith("harbour-notes-")
    assert not section.is_known


def test_two_unknown_names_that_fold_alike_stay_apart() -> None:
    assert section_key("Порт") != section_key("Суда и порт")
    assert len(sections_of(["Порт", "港口", "ميناء"])) == 3


def test_sections_stand_in_the_order_of_a_newspaper() -> None:
    found = sections_of(["Zebra", "Sport", "Política", "Politics", "World"])
    assert [s.key for s in found][:3] == ["politics", "world", "sport"]
    assert found[0].raw == ("Politics", "Política")


@given(st.text(max_size=60))
def test_each_key_is_safe_as_a_folder(raw: str) -> None:
    key = section_key(raw)
    assert key is None or is_safe_segment(key)


def test_each_known_section_has_a_message() -> None:
    assert all(section_key(key) in {key, None} for key in NAMES)
