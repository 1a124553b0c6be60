"""The HTML boundary: what stays and what goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.net.html import line, plain, sanitise, tidy
from polywire.unseen_signs import without_forbidden

BASE = "https://courier.example/news/"


@pytest.mark.parametrize(
    ("markup", "cleaned"),
    [
        ('<p class="x" id="y" style="z">a</p>', "<p>a</p>"),
        ('<a href="b">c</a>',
         '<a href="https://courier.example/news/b" rel="nofollow noopener ugc">c</a>'),
        ('<a href="mailto:d@e.example">c</a>',
         '<a href="mailto:d@e.example" rel="nofollow noopener ugc">c</a>'),
        ('<a href="javascript:alert(1)">c</a>', '<a rel="nofollow noopener ugc">c</a>'),
        ('<img src="mailto:x">', "<img>"),
        ('<img src="/a.jpg" width="1" height="1">b', "b"),
        ('<img src="/a.jpg" width="100" height="1">',
         '<img src="https://courier.example/a.jpg" width="100" height="1">'),
        ('<a href="http://[">c</a>', '<a rel="nofollow noopener ugc">c</a>'),
        ('<img src="/a.jpg" width=1 <img width=1 height=1>b', "b"),
        ("<script>alert(1)</script>a", "a"),
        ("a<!-- b -->c", "ac"),
        ("<h1>a</h1>", "a"),
    ],
    ids=range(12),
)  # fmt: skip
def test_markup_is_cleaned(markup: str, cleaned: str) -> None:
    assert sanitise(markup, BASE) == cleaned


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ('<p>a</p><iframe src="https://v.example/1"/><p>b</p>', "a b"),
        ("a<object data=x>b", "a b"),
        ("a<iframe>fallback</iframe>b", "ab"),
        ("a<iframe>b</iframe>c<embed>d", "ac d"),
    ],
)
def test_a_frame_that_nothing_closes_takes_no_text_with_it(
    markup: str, words: str
) -> None:
    assert plain(markup) == words


def test_absurd_depth_leaves_only_the_words() -> None:
    assert sanitise("<div>" * 5000 + "words" + "</div>" * 5000, BASE).strip() == "words"


def test_many_elements_side_by_side_are_not_deep() -> None:
    markup = "<p>It <b>sails</b>.<br></p>" * 400
    assert sanitise(markup, BASE) == markup


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("a&nbsp;&amp;&nbsp;b", "a & b"),
        ("5 &lt; 6", "5 < 6"),
        ("<b>a</b>b", "ab"),
        ("plain  text\n", "plain text"),
        ("<style>p{}</style>x", "x"),
    ],
)
def test_the_words_of_markup_are_one_line(markup: str, words: str) -> None:
    assert plain(markup) == words


@given(st.text())
def test_hidden_characters_go_and_going_twice_changes_nothing(text: str) -> None:
    once = without_forbidden(text)
    assert without_forbidden(once) == once
    assert tidy(tidy(text)) == tidy(text)


def test_hidden_characters_written_as_references_go_too() -> None:
    assert sanitise("<p>a&#x202E;b&#13;&#0;c</p>") == "<p>ab\n\ufffdc</p>"


def test_what_is_no_character_goes() -> None:
    assert without_forbidden("a\ufffeb\U0001ffffc") == "abc"


def test_joiners_stay_and_direction_overrides_go() -> None:
    assert line("می\u200cخواهم") == "می\u200cخواهم"
    assert line("a\u202eb\u2066c\u2069") == "abc"


def test_windows_characters_under_a_wrong_name_are_mended() -> None:
    assert line("don\x92t \x93so\x94") == "don’t “so”"
