"""A line of HTML becomes text and marks, and HTML again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.article import Mark
from polywire.cli.texts.texts import read_fragment, write_fragment

LINES = [
    'The <a href="/town?a=1&amp;b=2">mayor</a> said <em>no</em>.',
    '<a href="https://a.example/">A <strong>bold</strong> link</a>',
    'On <time datetime="2026-03-01">Sunday</time> he said <span lang="fr">oui</span>',
    "1 &lt; 2 &amp; 3 &gt; 2",
    "",
]


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_the_same_after_there_and_back(line: str) -> None:
    assert write_fragment(*read_fragment(line)) == line


def test_what_could_run_is_gone_and_its_words_stay() -> None:
    text, marks = read_fragment(
        '<a href="javascript:x()">bridge</a><script>x()</script> <u>is</u>'
    )
    assert (text, marks) == ("bridge is", ())


def test_marks_that_overlap_are_cut_to_nest() -> None:
    marks = (Mark("strong", 0, 5), Mark("link", 3, 8, href="/x"))
    assert write_fragment("abcdefgh", marks) == (
        '<strong>abc<a href="/x">de</a></strong>fgh'
    )


@given(
    st.text(alphabet="ab<>&\"' é\U0001f600", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4),
)
def test_no_text_is_lost_whatever_the_marks(
    text: str, spans: list[tuple[int, int]]
) -> None:
    marks = tuple(
        Mark("emphasis", min(span), min(max(span), len(text)))
        for span in spans
        if min(span) < min(max(span), len(text))
    )
    assert read_fragment(write_fragment(text, marks))[0] == text
