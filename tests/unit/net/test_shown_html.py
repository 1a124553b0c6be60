"""A feed's text and a line of HTML are read as a browser shows them."""

from __future__ import annotations

import re

import pytest

from polywire.net.html import inline, plain, sanitise
from polywire.net.shown_html import built, seen


@pytest.mark.parametrize(
    "unseen",
    [
        "<p style='display:none'>Sink it.</p>",
        "<div hidden><p hidden>Sink it.</p></div>",
        "<span class=visually-hidden>Sink it.</span>",
        "<p style='color:#FFF; background:#fff'>Sink it.</p>",
        "<s>Sink it.</s>",
    ],
)
def test_a_feed_keeps_no_text_that_nobody_sees(unseen: str) -> None:
    assert sanitise(f"<p>It sails.</p>{unseen}") == "<p>It sails.</p>"


def test_a_size_of_nothing_that_only_closes_gaps_hides_nothing() -> None:
    inner = "<p style='font-size:13px'>It sails.</p>"
    assert "It sails." in sanitise(f"<div style='font-size:0px'>{inner}</div>")


def test_a_size_of_nothing_hides() -> None:
    assert sanitise("<p style='font-size:0px'>Sink <b>it</b>.</p>") == ""


@pytest.mark.parametrize(
    ("markup", "value"),
    [
        ("10<sup>6</sup> grains", "10⁶ grains"),
        ("2×10<sup>−24</sup> kg", "2×10⁻²⁴ kg"),
        ("20 m<sup>2</sup>", "20 m²"),
        ("5 <i>km</i><sup>2</sup>", "5 km²"),
        ("9 m s<sup>-1</sup>", "9 m s⁻¹"),
        ("the 4<sup>th</sup> man", "the 4th man"),
        ("a 1<sup>a</sup> vez, n<sup>o</sup> 7", "a 1a vez, no 7"),
        ("H<sub>2</sub>O and CO<sub>2</sub>", "H2O and CO2"),
        ("<sup>3</sup>&frasl;<sub>4</sub> miles", "3⁄4 miles"),
        ("the river<sup>1</sup> and", "the river and"),
        ("it ended.<sup>[12]</sup> Then", "it ended. Then"),
        ("in 2019<sup>3</sup> and", "in 2019 and"),
        ("away<sup><a href='#n'>b</a></sup> and", "away and"),
        ("10<sup>1<sup>2</sup></sup>", "10¹²"),
    ],
)
def test_a_raised_figure_stays_a_value_and_a_note_goes(markup: str, value: str) -> None:
    assert plain(inline(markup)) == value
    assert plain(sanitise(f"<p>{markup}</p>")) == value


def test_struck_words_are_not_translated() -> None:
    assert inline("It costs <del>nine</del> seven.") == "It costs  seven."


@pytest.mark.parametrize("opening", ["<sup>", "<s>", "<p hidden>"])
def test_markup_without_end_is_bounded(opening: str) -> None:
    assert len(sanitise(opening * 20_000)) < 20


PAGE = """<body id=top><div id=box class="box lead"><p id=one class="one">It sails.</p>
<b id=two>Again.</b></div><figure id=slide class=one>The quay</figure></body>"""
HIDDEN = re.compile(r'id="(\w+)"[^>]* hidden')


@pytest.mark.parametrize(
    ("css", "hidden"),
    [
        (".one { display: none }", ["one"]),
        (".one { display: none !important; color: red }", ["one"]),
        ("#two { visibility: collapse }", ["two"]),
        (".lead, #two { display: none }", ["box", "two"]),
        (".one { display: none } .one { display: block }", []),
        (".one { display: block } .one { display: none }", ["one"]),
        (".one { display: none } #open:checked ~ div .one { display: block }", []),
        (".box .one { display: none }", []),  # for those inside another one only
        (".one { color: red }", []),
        (".one { display: none", ["one"]),  # the sheet ends before it
        ("/* .one { display: none } */ #two { display: none }", ["two"]),
        ("@media print { .one { display: none } } #two { display: none }", ["two"]),
        ("@font-face { display: none }", []),
        ("body, html, * { display: none }", []),
        (".gone { display: none }", []),  # no such name in the page
        (".one[ { display: none } #two { display: none }", ["two"]),
        (".one:hover { display: none }", []),
        ("p { } " * 3, []),
    ],
)
def test_a_style_sheet_hides_what_its_last_plain_rule_hides(
    css: str, hidden: list[str]
) -> None:
    assert HIDDEN.findall(built(PAGE, css)) == hidden


def test_only_so_many_rules_of_a_page_are_asked() -> None:
    first = "#two { display: none } " * 100
    assert HIDDEN.findall(built(PAGE, first)) == ["two"]
    assert HIDDEN.findall(built(PAGE, f"{first}.one {{ display: none }}")) == ["two"]


@pytest.mark.parametrize("opening", ["<div>", "<div></x>", "<b id=1>"])
def test_a_page_nested_absurdly_deep_is_left_as_it_is(opening: str) -> None:
    markup = opening * 20_000
    assert built(markup) == markup
    assert seen(f"<s>{markup}") == f"<s>{markup}"


def test_a_long_page_is_no_deep_one() -> None:
    markup = "<p>It <b>sails</b>.<br></p>" * 4_000 + "<s>Sink it.</s>"
    assert seen(markup) == markup.removesuffix("<s>Sink it.</s>")
    assert 'hidden=""' in built(markup)
