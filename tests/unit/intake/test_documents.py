"""What a document is, and how its bytes are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.errors import FeedError
from polywire.intake.charset import from_header, read_text
from polywire.intake.feeds.sniff import MAX_ITEMS, kind_of, tame


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<rss/>", "xml"),
        ("\ufeff \n<?xml version='1.0'?><!-- c --><feed>", "xml"),
        ("<rdf:RDF xmlns:rdf='x'>", "xml"),
        ("<!DOCTYPE html><rss>", "xml"),
        ("<!doctype html><p>x", "html"),
        ("<html><body><rss>", "html"),
        ("<!-- a --><head>", "html"),
        (' {"version": 1}', "json"),
        ("<urlset>", "sitemap"),
        ("<s:sitemapindex>", "sitemap"),
        ("words before <rss version='2.0'>", "xml"),
        ("<unknown>", "xml"),
        ("<!-- never closed", "xml"),
    ],
)
def test_a_document_is_recognised_by_its_root(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("just words", "plain text"),
        ("\x01\x02\x03a", "binary"),
    ],
)
def test_what_is_no_document_is_refused_in_plain_words(text: str, words: str) -> None:
    with pytest.raises(FeedError, match=words):
        kind_of(text)


def test_a_small_document_type_is_dropped_and_told() -> None:
    text, notes = tame('<!DOCTYPE rss [<!ENTITY a "b">]><rss>&a;</rss>')
    assert text == "<rss>&a;</rss>"
    assert "not expanded" in notes[0]


def test_a_doctype_in_the_text_of_an_item_stays() -> None:
    text = "<rss><item><description><![CDATA[<!DOCTYPE x>]]></description></item></rss>"
    assert tame(text)[0] == text


def test_items_beyond_the_limit_are_cut_and_the_document_closed() -> None:
    body = "<item>x</item>" * (MAX_ITEMS + 5)
    text, notes = tame(f"<rss><channel>{body}</channel></rss>")
    assert text.count("<item>") == MAX_ITEMS
    assert text.endswith("</channel></rss>")
    assert notes == (f"only the first {MAX_ITEMS} items were read",)


@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#x110000;", "&#0;", "&#99999999999;"]
)
def test_a_reference_to_no_character_is_dropped(reference: str) -> None:
    assert tame(f"<rss>a{reference}b</rss>")[0] == "<rss>ab</rss>"
    assert tame("<rss>&#233;&#x1F600;</rss>")[0] == "<rss>&#233;&#x1F600;</rss>"


def test_a_normal_document_passes_unchanged() -> None:
    text = "<rss><channel><item><title>a &amp; b</title></item></channel></rss>"
    assert tame(text) == (text, ())


WORDS = "Новый мост открыт: «Орл» — 14 месяцев"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    assert read_text(WORDS.encode(encoding)) == (WORDS, ())


@pytest.mark.parametrize(
    "encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
)
def test_wide_text_without_a_mark_is_seen(encoding: str) -> None:
    text = f"<rss>{WORDS}</rss>"
    assert read_text(text.encode(encoding))[0] == text


def test_valid_utf_8_wins_over_a_wrong_declaration() -> None:
    assert read_text(WORDS.encode(), "text/xml; charset=iso-8859-1")[0] == WORDS


def test_a_declared_encoding_is_used_when_it_fits() -> None:
    body = f'<?xml version="1.0" encoding="koi8-r"?><rss>{WORDS[:10]}</rss>'
    assert read_text(body.encode("koi8-r"))[0] == body
    assert read_text("héé".encode("latin-1"), "text/xml; charset=latin1")[0] == "héé"


@pytest.mark.parametrize("name", ["x-sjis", "windows-31j", "shift_jis"])
def test_a_name_of_browsers_is_known(name: str) -> None:
    body = f'<?xml version="1.0" encoding="{name}"?><rss>新しい橋①</rss>'
    assert "新しい橋①" in read_text(body.encode("cp932"))[0]


def test_many_controls_show_that_a_declaration_is_wrong() -> None:
    body = ("Совет открыл новый мост. " * 9).encode("cp866")
    text, notes = read_text(body, "text/xml; charset=iso8859-5", "ru")
    assert "мост" in text
    assert notes


def test_iso_2022_jp_is_not_taken_for_ascii() -> None:
    body = '<?xml version="1.0" encoding="iso-2022-jp"?><rss>新しい橋</rss>'
    assert "新しい橋" in read_text(body.encode("iso-2022-jp"))[0]


def test_utf_7_is_refused_and_told() -> None:
    text, notes = read_text(b'<?xml encoding="utf-7"?><a>+ADw-script+AD4-</a>')
    assert "<script" not in text
    assert "utf-7" in notes[0]


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    body = b'<?xml version="1.0" encoding="utf-8"?>' + WORDS.encode() * 5 + b"\xff"
    text, notes = read_text(body)
    assert text.count("«Орл»") == 5
    assert notes == ("some bytes are no UTF-8",)


def test_an_old_mainframe_s_document_is_read() -> None:
    body = '<?xml version="1.0" encoding="cp037"?><rss>news</rss>'
    assert read_text(body.encode("cp037"))[0] == body


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        ("text/xml; charset=UTF-8", "utf-8"),
        ("text/xml", None),
        ("", None),
        (None, None),
    ],
)
def test_a_header_s_charset_is_read(header: str | None, charset: str | None) -> None:
    assert from_header(header) == charset


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(body: bytes) -> None:
    text, _ = read_text(body, None, "ru")
    assert isinstance(text, str)
