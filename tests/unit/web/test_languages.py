"""A reader is led to the language that her browser asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.web.door.languages import choose

OURS = ("en", "pt-BR", "ar", "zh-Hans")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("pt-BR,pt;q=0.9,en;q=0.8", "pt-BR"),
        ("pt-PT,pt;q=0.9", "pt-BR"),
        ("PT-br", "pt-BR"),
        ("de-DE,de;q=0.9,en;q=0.5", "en"),
        ("ar-EG", "ar"),
        ("zh-Hans-CN", "zh-Hans"),
        ("en;q=0.2, ar;q=0.9", "ar"),
        ("en;q=0", None),
        ("de, fr", None),
        ("*", None),
        ("", None),
        (";;;q=,,=", None),
        ("en;q=much", None),
    ],
)
def test_the_best_of_our_languages_is_chosen(header: str, expected: str | None) -> None:
    assert choose(header, OURS) == expected


@given(st.text(max_size=200))
def test_no_header_breaks_the_choice(header: str) -> None:
    assert choose(header, OURS) in {*OURS, None}
