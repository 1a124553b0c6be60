"""A page is read as a browser shows it."""

from __future__ import annotations

import pytest

from polywire.extract.extract import extract
from polywire.net.shown_html import built

URL = "https://a.example/b"
LINES = (
    "The harbour office of Lower Ash said on Monday that the old ferry sails again.",
    "Ada Brook, who has led the crew for nine years, told the council of the repairs.",
    "Fishermen on the northern quay had asked for a second boat for the winter months.",
    "The next sailing is on Friday, and every seat of it was sold within half an hour.",
)
TEXT = "".join(f"<p>{line}</p>" for line in LINES)


def _article(inner: str, *, before: str = "") -> str:
    return (
        "<!doctype html><html><head><title>The ferry sails</title></head><body>"
        f"{before}<article><h1>The ferry sails</h1>{inner}</article></body></html>"
    )


def test_tags_left_open_in_a_button_do_not_swallow_the_article() -> None:
    menu = "<header><button><span><div>Menu</button></header>"
    assert extract(_article(TEXT, before=menu), url=URL).body == "\n\n".join(LINES)


@pytest.mark.parametrize("opening", ["<div>", "<div></x>", "<b id=1>"])
def test_markup_nested_absurdly_deep_is_left_as_it_is(opening: str) -> None:
    markup = opening * 20_000
    assert built(markup) == markup
