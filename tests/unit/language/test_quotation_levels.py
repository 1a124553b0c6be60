"""Quotation marks keep their levels when they become typewriter signs."""

from __future__ import annotations

import pytest

from polywire.language.text.typography import dress, nests, plain


@pytest.mark.parametrize(
    ("text", "flat", "dressed"),
    [
        (
            "‘Go “home” now,’ she said.",
            "\"Go 'home' now,\" she said.",
            "“Go ‘home’ now,”",
        ),
        ("‘Go “home now,’ she said.", '"Go "home now," she said.', "“Go ‘home now,’"),
    ],
    ids=["paired", "left open"],
)
def test_double_marks_inside_single_ones_keep_their_level(
    text: str, flat: str, dressed: str
) -> None:
    assert plain(text) == flat
    assert dress(flat, "pt-BR").startswith(dressed)
    assert nests(text) == (dressed == "“Go ‘home’ now,”")
