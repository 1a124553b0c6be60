"""Which encoding a client gets, and when its copy is still good."""

import pytest

from polywire.web.site.files import best_encoding, is_text, matches


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip;q=x", None),
        ("", None),
    ],
)
def test_the_packing_is_one_that_the_client_accepts(
    header: str, expected: str | None
) -> None:
    assert best_encoding(header) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ("*", True),
        ('"b"', False),
        (None, False),
    ],
)
def test_a_copy_is_good_while_its_etag_is_named(
    header: str | None,
    expected: bool,  # noqa: FBT001  # a value of the table
) -> None:
    assert matches(header, '"a"') is expected


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("text/html; charset=utf-8", True),
        ("application/atom+xml", True),
        ("application/feed+json", True),
        ("image/svg+xml", True),
        ("image/jpeg", False),
        ("application/octet-stream", False),
    ],
)
def test_only_text_is_packed(
    media_type: str,
    expected: bool,  # noqa: FBT001  # a value of the table
) -> None:
    assert is_text(media_type) is expected
