"""URLs: parsing, identity, sites."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.errors import RefusedAddress
from polywire.net.urls import (
    host_of,
    identity_key,
    is_tracking,
    normalise,
    resolve,
    same_site,
    split,
)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_a_url(text: str) -> None:
    resolved = resolve(text, "https://courier.example/a/")
    assert resolved is None or resolved.startswith(("http://", "https://"))
    identity_key(text)
    host_of(text)


@given(st.text(max_size=100))
def test_an_identity_key_is_its_own_key(text: str) -> None:
    key = identity_key("https://courier.example/" + text)
    assert identity_key("https://" + key) == key


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.courier.example/", "courier.example/"),
        ("http://courier.example:80/a/", "courier.example/a"),
        ("https://courier.example/a?b=2&a=1&utm_x=1", "courier.example/a?a=1&b=2"),
        ("https://courier.example/a?UTM_Source=x", "courier.example/a"),
        ("https://courier.example/a?ref=b", "courier.example/a?ref=b"),
        ("urn:x:1", "urn:x:1"),
    ],
)
def test_an_identity_key_keeps_what_names_the_page(url: str, key: str) -> None:
    assert identity_key(url) == key


@pytest.mark.parametrize(
    "pair", ["fbclid=1", "utm_source", "yclid=2", "%75tm_medium=x"]
)
def test_a_tracking_parameter_is_recognised(pair: str) -> None:
    assert is_tracking(pair)


@pytest.mark.parametrize(
    "url",
    [
        "https://e.example/" + "a" * 5000,
        "https://e.example/\r\nX: y",
        "ftp://e.example/",
        "https://user@e.example/",
        "https://a..b/",
        "https://xn--/",
        "not a url",
    ],
)
def test_an_odd_address_is_refused_before_anything_is_asked(url: str) -> None:
    with pytest.raises(RefusedAddress):
        split(url)


def test_an_address_is_split_for_the_request_and_for_robots() -> None:
    place = split("HTTPS://Пример.рф:8443/a b?c=d#e")
    assert place.origin == "https://xn--e1afmkfd.xn--p1ai:8443"
    assert place.target == "/a%20b?c=d"
    assert "#" not in place.href


def test_other_schemes_are_normalised_but_never_resolved() -> None:
    assert normalise("mailto:desk@courier.example") == "mailto:desk@courier.example"
    assert resolve("mailto:desk@courier.example") is None


@pytest.mark.parametrize(
    ("url", "front", "same"),
    [
        ("https://news.courier.example/a", "https://www.courier.example/", True),
        ("https://courier.example/a", "https://courier.example/", True),
        ("https://evilcourier.example/a", "https://courier.example/", False),
        ("https://courier.example.evil.example/", "https://courier.example/", False),
    ],
)
def test_a_site_is_its_host_and_what_is_below(
    url: str, front: str, *, same: bool
) -> None:
    assert same_site(url, front) is same
