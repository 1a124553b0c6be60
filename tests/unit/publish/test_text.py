"""Text becomes markup in one place, and nothing active comes out of it."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from polywire.article import Mark
from polywire.publish.pages.safe_text import (
    cut,
    inline,
    link_address,
    printable,
    web_address,
)

_ALLOWED = {"a", "em", "strong", "span", "time", "p", "div"}

any_text = st.text(alphabet=st.characters(codec="utf-8"), max_size=80) | st.text(
    alphabet="<>\"'&/= javscriptonerlg:\u202e\u0301()", max_size=60
)
marks = st.lists(
    st.builds(
        Mark,
        type=st.sampled_from(["link", "emphasis", "strong", "quotation", "time"]),
        start=st.integers(-2, 60),
        end=st.integers(-2, 60),
        href=st.none() | any_text | st.just("https://a.example/x"),
        language=st.none() | st.sampled_from(["ar", "en", '"><script>']),
        datetime=st.none() | st.sampled_from(["2026-03-02", "2026-02-31", "a/b"]),
    ),
    max_size=6,
)


@given(any_text, marks)
def test_inline_markup_holds_the_whole_text_and_only_known_elements(
    text: str, marks: list[Mark]
) -> None:
    markup = str(inline(text, marks))
    assert "".join(re.split(r"<[^>]*>", markup)).count("<") == 0
    plain = html.unescape(re.sub(r"<[^>]*>", "", markup))
    assert printable(plain) == printable(text)
    for element in lxml_html.fragments_fromstring(f"<p>{markup}</p>")[0].iter():
        assert element.tag in _ALLOWED
        assert not any(str(name).startswith("on") for name in element.attrib)
        assert str(element.get("href", "https:")).startswith(("http", "mailto:"))


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        pytest.param(
            [Mark("link", 0, 3, href="https://a.example/")],
            '<a href="https://a.example/" rel="external">Ada</a> met Bo.',
            id="link",
        ),
        pytest.param(
            [Mark("strong", 0, 7), Mark("emphasis", 4, 7)],
            "<strong>Ada <em>met</em></strong> Bo.",
            id="nested",
        ),
        pytest.param(
            [Mark("strong", 0, 5), Mark("emphasis", 4, 7)],
            "<strong>Ada m</strong>et Bo.",
            id="crossing marks are left out",
        ),
        pytest.param(
            [Mark("link", 0, 3, href="javascript:alert(1)")],
            "Ada met Bo.",
            id="script address",
        ),
        pytest.param(
            [
                Mark("link", 0, 7, href="https://a.example/"),
                Mark("link", 4, 7, href="https://b.example/"),
            ],
            '<a href="https://a.example/" rel="external">Ada met</a> Bo.',
            id="link in a link",
        ),
        pytest.param(
            [Mark("time", 0, 3, datetime="2026-03-02")],
            '<time datetime="2026-03-02">Ada</time> met Bo.',
            id="date",
        ),
        pytest.param(
            [Mark("time", 0, 3, datetime="2026-02-31")], "Ada met Bo.", id="no date"
        ),
        pytest.param(
            [Mark("quotation", 8, 10, language="ar")],
            'Ada met <span lang="ar" dir="rtl">Bo</span>.',
            id="quotation in its own language",
        ),
    ],
)
def test_marks_become_elements(marks: list[Mark], expected: str) -> None:
    assert inline("Ada met Bo.", marks) == expected


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//a.example/",
        "/path",
        "https://",
        "https://a.example/\n",
        'https://a.example/"onload=',
        "http://a.example:0/",
        "https://[::1",
        "mailto:desk@wire.example",
        "",
        None,
    ],
)
def test_what_is_no_web_address_is_refused(url: str | None) -> None:
    assert web_address(url and url + " x" * url.endswith("\n")) is None


def test_mail_may_be_linked_in_running_text() -> None:
    assert link_address("mailto:desk@wire.example") == "mailto:desk@wire.example"


@given(any_text)
def test_clean_text_holds_no_control_and_no_false_direction(text: str) -> None:
    cleaned = printable(text)
    assert not re.search(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]", cleaned
    )
    assert printable(cleaned) == cleaned


def test_joiners_of_persian_and_emoji_stay() -> None:
    assert printable("می\u200cخواهم 👩\u200d🔬") == "می\u200cخواهم 👩\u200d🔬"


@given(any_text, st.integers(0, 60))
def test_a_cut_is_never_longer_than_the_rights_allow(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit


def test_a_cut_falls_between_words() -> None:
    assert cut("The bridge over the Orl opened", 20) == "The bridge over the…"
    assert cut("The bridge", 20) == "The bridge"
