"""A page is read as a browser shows it."""

from __future__ import annotations

import re
import time

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


UNSEEN = "<p {}>Nobody should ever read that the ferry has sunk in the deep fjord.</p>"
HIDING = [
    "style='display: none !important'",
    "style='visibility:hidden'",
    "style='font-size: 0px'",
    "style='opacity:0.0'",
    "style='position:absolute; left:-9999px'",
    "style='color: #FFF; background: #fff'",
    "hidden",
    "class='note sr-only'",
    "class='d-none'",
    "class='trap'",
    "id='pit'",
]
RULES = """<style>/* p { } */ .trap, #pit > b { display: none }
@media print { .lead { display: none } } .wide { color: red } #pit{visibility:hidden}
.more { display: none } #open:checked ~ article .more { display: block }
body { visibility: hidden } .bad[ { display: none } </style>"""


@pytest.mark.parametrize("attribute", HIDING)
def test_text_that_nobody_sees_is_not_in_the_article(attribute: str) -> None:
    page = _article(TEXT + UNSEEN.format(attribute), before=RULES)
    assert extract(page, url=URL).body == "\n\n".join(LINES)


@pytest.mark.parametrize(
    "attribute",
    [
        "aria-hidden=true",
        "style='opacity:0.5; left:-9px; color:#fff; background:#000'",
        "style='color:inherit; background-color:inherit; left:-100%'",
        "class='d-none d-md-block'",
        "class='lead'",
        "class='more'",
        "class='wide'",
    ],
)
def test_what_some_readers_see_or_can_open_stays(attribute: str) -> None:
    line = UNSEEN.format(attribute)
    page = _article(TEXT + line + "<p>So the harbour office said again.</p>")
    page = page.replace("<body>", f"<body>{RULES}<input id=open type=checkbox>")
    assert "in the deep fjord." in extract(page, url=URL).body


def test_closed_details_stay() -> None:
    more = "<details><summary>More</summary><p>The old boat was built in 1962.</p>"
    assert "built in 1962" in extract(_article(TEXT + more + TEXT), url=URL).body


@pytest.mark.parametrize(
    "unseen",
    ["<s>nine </s>", "<del>nine </del>", "<span style=display:none>nine </span>"],
)
def test_struck_and_hidden_words_leave_their_line(unseen: str) -> None:
    line = f"<p>The ferry costs {unseen}seven euros a seat.</p>"
    assert "costs seven euros" in extract(_article(TEXT + line), url=URL).body


def test_an_article_with_much_hidden_text_is_doubtful() -> None:
    seen = "".join(f"<p>Boat {n} lay at the quay on Monday.</p>" for n in range(40))
    trap = UNSEEN.format("hidden") * 30
    article = extract(_article(TEXT + seen + trap + TEXT), url=URL)
    assert "hidden-text" in article.doubtful


def test_an_article_that_a_script_will_show_is_read() -> None:
    css = "<style>.a { display: none }</style>"
    page = _article(TEXT, before=css).replace("<article>", "<article class=a>")
    assert extract(page, url=URL).body == "\n\n".join(LINES)


def test_more_hidden_text_does_not_make_a_page_less_doubtful() -> None:
    seen = "".join(f"<p>Boat {n} lay at the quay on Monday.</p>" for n in range(4))
    article = extract(
        _article(seen + UNSEEN.format("hidden") * 80, before=RULES), url=URL
    )
    assert "hidden-text" in article.doubtful


def test_a_page_without_hidden_text_is_not_doubted_for_it() -> None:
    assert extract(_article(TEXT), url=URL).doubtful == ()


def test_the_words_of_a_hidden_slide_are_still_a_caption() -> None:
    slide = "<figure class=trap><img src=b.jpg><figcaption>The quay at noon."
    page = _article(TEXT + slide + "</figcaption></figure>" + TEXT, before=RULES)
    shown = extract(page, url=URL).blocks
    assert [b.text for b in shown if b.type == "figure"] == ["The quay at noon."]


def test_rules_of_many_parts_cost_no_time() -> None:
    deep = "<div class='a b c'>" * 250 + "</div>" * 250
    css = ".q .a .b .c, .q .a .c { display: none } " * 99
    start = time.process_time()
    built(f"{deep}<p class=q>", css)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<span>12 May</span><span>The ferry", "12 May The ferry"),
        ("<span>Fare</span><span>4 crowns", "Fare 4 crowns"),
        ("<b>Price:</b>two crowns", "Price: two crowns"),
        (
            "Ask<a href=/a>the harbour</a>and<a href=/b>the town</a>.",
            "Ask the harbour and the town.",
        ),
        (
            "The <b>O</b>ld <i>Mc</i>Coy of <a href=/a>ferry</a>s, un<em>able</em>.",
            None,
        ),
        ("H<sub>2</sub>O for the 4<span>th</span> man, with<b>out</b> a ticket", None),
        ("at <a href=/a>ash.example</a>, at 10:<b>30</b> for <b>a</b> crown", None),
    ],
)
def test_words_are_parted_where_a_browser_shows_a_gap(
    markup: str, shown: str | None
) -> None:
    page = f"<html lang=en>{_article(TEXT + f'<p>{markup}</p>' + TEXT)}"
    expected = shown or re.sub("<[^>]*>", "", markup)
    assert expected in extract(page, url=URL).body.split("\n\n")


@pytest.mark.parametrize(
    "inner",
    [
        f"<p>{LINES[0]}</p>{LINES[1]}<p>{LINES[2]}</p><span>{LINES[3]}</span>",
        f"{LINES[0]}<p>{LINES[1]}</p><b>{LINES[2]}</b><!-- x --><p>{LINES[3]}</p>",
        f"<section>{LINES[0]}<p>{LINES[1]}</p><div><h4>Crew</h4><p>{LINES[2]}</p>{LINES[3]}",
    ],
)
def test_lines_that_stand_bare_beside_paragraphs_are_kept(inner: str) -> None:
    body = extract(_article(inner), url=URL).body.split("\n\n")
    assert [line for line in body if line != "Crew"] == list(LINES)


def test_a_term_stays_with_what_explains_it() -> None:
    terms = (
        "<dl><dt>Length</dt><dd>The ferry is 120 metres of steel and pine.</dd></dl>"
    )
    body = extract(_article(TEXT + terms + f"<p>{LINES[0]} Again.</p>"), url=URL).body
    assert "Length\n\nThe ferry is 120 metres of steel and pine." in body


@pytest.mark.parametrize(
    "markup",
    [
        "<p><img src=/b.jpg></p><p><em>{} Picture: Ivo Tal/HP</em></p>",
        "<img src=/b.jpg><h6>{} (HP/Ivo Tal)</h6>",
        "<p><a href=/b><img src=/b.jpg></a><br>{} © Town archive</p>",
        "<p><img src=/b.jpg><br><small>{} Photo: Ivo Tal</small></p>",
        "<table><tr><td><img src=/b.jpg><tr><td>{} Photo: HP</table>",
        (
            "<div><img src=/b.jpg></div><p class='image-credit-wrap'>{}"
            " <span class=credit>(Photo: Ivo Tal, Harbour Pictures)</span></p>"
        ),
    ],
)
def test_a_line_with_a_credit_under_a_picture_is_its_caption(markup: str) -> None:
    caption = "The old ferry lies at the quay of Lower Ash and waits for repairs."
    first = "<p><img src=/a.jpg></p>"
    page = _article(first + TEXT + markup.format(caption) + f"<p>{LINES[0]} Again.</p>")
    article = extract(page, url=URL)
    figures = [block for block in article.blocks if block.type == "figure"]
    assert [(f.text, f.src) for f in figures] == [(caption, "https://a.example/b.jpg")]
    assert figures[0].credit
    assert caption not in article.body


@pytest.mark.parametrize(
    "line",
    ["The picture was made by Ivo Tal.", "He said so (in 2019/2020).", "So it went."],
)
def test_a_sentence_under_a_picture_is_no_caption(line: str) -> None:
    page = _article(TEXT + f"<p><img src=/b.jpg></p><p>{line}</p>" + TEXT)
    assert line in extract(page, url=URL).body
