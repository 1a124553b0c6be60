"""The block language of the story files becomes sound HTML."""

from __future__ import annotations

import struct
import zlib

import pytest

from polywire.demo import outlet_pages, server


def _link(target: str) -> str:
    return f"/to/{target}"


@pytest.mark.parametrize(
    ("block", "html"),
    [
        ("Two words.", "<p>Two words.</p>"),
        ("one\nline", "<p>one line</p>"),
        ("## Part", "<h2>Part</h2>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("> said\n> so", "<blockquote><p>said so</p></blockquote>"),
        (
            "| A |\n| 1 |",
            "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        ),
        ("CORRECTION: It was 2.", '<p class="correction">It was 2.</p>'),
        ("*a* **b**", "<p><em>a</em> <strong>b</strong></p>"),
        ("see [this](slug)", '<p>see <a href="/to/slug">this</a></p>'),
        ("5 < 6 & 7", "<p>5 &lt; 6 &amp; 7</p>"),
    ],
)
def test_a_block_becomes_its_element(block: str, html: str) -> None:
    assert outlet_pages.render(block, _link) == html


def test_plain_text_has_no_markup() -> None:
    written = "## One\n\n- *two* [three](slug)\n\n| four | 5.5 |"
    assert outlet_pages.plain(written) == "One\n\ntwo three\n\nfour | 5.5"


def test_a_placeholder_is_a_png_of_the_size_that_pages_state() -> None:
    data = server.placeholder("anything")
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (640, 360)
    start = data.index(b"IDAT")
    (length,) = struct.unpack(">I", data[start - 4 : start])
    pixels = zlib.decompress(data[start + 4 : start + 4 + length])
    assert len(pixels) == 360 * 641


def test_two_stories_have_two_pictures_and_each_always_the_same() -> None:
    assert server.placeholder("a") != server.placeholder("b")
    assert server.placeholder("a") == server.placeholder("a")
