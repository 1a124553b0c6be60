"""Bad input gives a result or a named refusal, soon and small."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polywire.errors import ExtractError
from polywire.extract.extract import extract

URL = "https://a.example/b"

REFUSED = [
    (b"", "empty"),
    (b"  \n ", "empty"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "binary"),
    (b"%PDF-1.7 stream", "binary"),
    (b"just words", "not HTML"),
    (b"<p>word</p>" * 1_000_000, "too large"),
    (b"<html><p>" + b"word " * 500_000, "too large"),
    (b"<html><body>" + b"<i>a</i>" * 20_000, "too large"),
    (b"<html><body>" + b"<p>a" * 5_000, "too large"),
]


@pytest.mark.parametrize(("html", "reason"), REFUSED)
def test_what_is_no_page_is_refused_with_a_reason(html: bytes, reason: str) -> None:
    with pytest.raises(ExtractError, match=reason):
        extract(html, url=URL)


SURVIVED = {
    "nested": b"<div>" * 100_000 + b"hello" + b"</div>" * 100_000,
    "unclosed": b"<b><i>" * 5_000 + b"hello",
    "script only": b"<html><div id=root></div><script>" + b"a=1;" * 500_000,
    "deep JSON-LD": b'<script type="application/ld+json">'
    + b"[" * 90_000
    + b"</script><p>hi",
    "broken JSON-LD": b'<script type="application/ld+json">{"a": </script><p>hi there',
    "many attributes": b"<p "
    + b" ".join(b"a%d=1" % i for i in range(900))
    + b">hi</p>",
}


@pytest.mark.parametrize("html", SURVIVED.values(), ids=SURVIVED.keys())
def test_a_strange_page_gives_a_doubtful_result(html: bytes) -> None:
    start = time.process_time()
    try:
        article = extract(html, url=URL)
    except ExtractError:
        return
    assert article.doubtful
    assert time.process_time() - start < 2


def test_nul_bytes_and_control_characters_vanish() -> None:
    html = b"<h1>The mill\0 opens</h1><p>\x01The mill \xe2\x80\xaeopens on Monday.</p>"
    article = extract(html, url=URL)
    assert article.body == "The mill opens on Monday."


def test_a_wrong_charset_in_the_markup_is_found_out() -> None:
    text = "<html><head><meta charset=iso-8859-1></head><p>Čas, který zbývá, je krátký.</p>"
    assert "který zbývá" in extract(text.encode(), url=URL).body


def test_windows_1251_without_a_word_is_read() -> None:
    text = "<html><p>" + "Вода в реке поднялась за ночь на два метра. " * 5 + "</p>"
    assert "поднялась" in extract(text.encode("cp1251"), url=URL).body


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/x"]
)
def test_a_mark_never_holds_a_dangerous_link(href: str) -> None:
    words = "The harbour office said that the ferry sails again on Monday morning. "
    html = f"<article><h1>Ferry</h1><p>{words}<a href='{href}'>More</a> {words}</p></article>"
    article = extract(html, url=URL)
    assert [mark.href for block in article.blocks for mark in block.marks] == []


def test_the_same_page_gives_the_same_article() -> None:
    words = "The harbour office said that the ferry sails again. "
    html = "<article><h1>Ferry</h1>" + f"<div><p>{words}</p></div>" * 9 + "</article>"
    assert extract(html, url=URL) == extract(html, url=URL)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_an_article_or_a_refusal(html: bytes) -> None:
    try:
        article = extract(b"<p>" + html, url=URL)
    except ExtractError:
        return
    assert article.url == URL


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text("abc .<>&", min_size=1, max_size=40), max_size=8))
def test_extraction_never_invents_words(lines: list[str]) -> None:
    html = "<body><p>x</p>" + "".join(f"<p>{line}</p>" for line in lines)
    try:
        article = extract(html, url=URL)
    except ExtractError:
        return
    # "a<b>c" reads as "ac", and so does "a<b<>c", whose tag is called "b<": words
    # count with the tags inside them taken out too
    texts = " ".join(
        (html, re.sub(r"<[^<>]*>", "", html), re.sub(r"</?[a-z][^>]*>", "", html))
    )
    words = set("".join(c if c.isalpha() else " " for c in texts).split())
    got = "".join(c if c.isalpha() else " " for c in article.body).split()
    assert all(any(word in source for source in words) for word in got)
