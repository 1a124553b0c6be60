"""Whose page made the browser send a request."""

import pytest
from starlette.requests import Request

from polywire.web.door.visitor import is_foreign


def asked(**headers: str) -> Request:
    """Return a request to wire.example with these headers."""
    sent = {"host": "wire.example"} | headers
    raw = [
        (name.replace("_", "-").encode(), value.encode())
        for name, value in sent.items()
    ]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw})


@pytest.mark.parametrize(
    ("said", "foreign"),
    [
        ("same-origin", False),
        ("none", False),
        ("same-site", True),
        ("cross-site", True),
        ("", True),
        ("a word of next year", True),
    ],
)
def test_only_our_own_origin_and_the_address_bar_are_no_strangers(
    said: str, *, foreign: bool
) -> None:
    assert is_foreign(asked(sec_fetch_site=said)) is foreign
    # what the browser says of the fetch stands above the origin
    told = asked(sec_fetch_site=said, origin="https://wire.example")
    assert is_foreign(told) is foreign


@pytest.mark.parametrize(
    ("origin", "foreign"),
    [
        ("https://wire.example", False),
        ("http://wire.example", False),
        ("null", False),
        ("https://evil.example", True),
        ("https://desk.wire.example", True),
        ("https://wire.example:8443", True),
    ],
)
def test_an_old_browser_is_known_by_its_origin(origin: str, *, foreign: bool) -> None:
    assert is_foreign(asked(origin=origin)) is foreign


def test_a_request_without_either_is_no_page_of_another_site() -> None:
    assert not is_foreign(asked())
