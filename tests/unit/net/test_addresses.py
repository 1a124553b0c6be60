"""The address guard."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.errors import SettingsError
from polywire.net.fetch.addresses import Guard, is_loopback, is_public


@given(st.ip_addresses(v=4))
def test_no_tunnel_makes_a_refused_address_public(
    address: ipaddress.IPv4Address,
) -> None:
    number = int(address)
    wrapped = [
        ipaddress.IPv6Address((0xFFFF << 32) | number),
        ipaddress.IPv6Address((0x64FF9B << 96) | number),
        ipaddress.IPv6Address((0x2002 << 112) | (number << 80)),
    ]
    if not is_public(address):
        assert not any(is_public(each) for each in wrapped)


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public_here(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if address.is_private or address.is_loopback or address.is_multicast:
        inner = getattr(address, "ipv4_mapped", None)
        assert not is_public(address) or inner is not None


def test_an_address_with_a_port_opens_that_port_only() -> None:
    guard = Guard(["127.0.0.1:8000"])
    here = ipaddress.ip_address("127.0.0.1")
    assert guard.permits(here, 8000)
    assert not guard.permits(here, 80)
    assert not guard.permits(ipaddress.ip_address("127.0.0.2"), 8000)
    assert guard.permits_port("127.0.0.1", 8000)
    assert not guard.permits_port("example.org", 8000)


def test_a_listed_name_opens_the_addresses_that_it_has() -> None:
    guard = Guard(["intranet:8080"])
    inside = ipaddress.ip_address("10.0.0.5")
    assert not guard.permits(inside, 8080)
    guard.learn("other", 8080, ["10.0.0.5"])
    assert not guard.permits(inside, 8080)
    guard.learn("intranet", 8080, ["10.0.0.5", "no address"])
    assert guard.permits(inside, 8080)
    assert guard.lists("Intranet")


def test_an_ipv6_place_is_written_in_brackets() -> None:
    guard = Guard(["[::1]:8000", "fd00::/8"])
    assert guard.permits(ipaddress.ip_address("::1"), 8000)
    assert guard.permits(ipaddress.ip_address("fd00::7"), 9)


@pytest.mark.parametrize("entry", ["nonsense", "host:", ":80", "1.2.3.4/99", "a:b"])
def test_a_wrong_entry_is_a_settings_error_that_shows_both_forms(entry: str) -> None:
    with pytest.raises(SettingsError, match=r"192\.168\.1\.0/24.*127\.0\.0\.1:8000"):
        Guard([entry])


@pytest.mark.parametrize(
    "name",
    ["localhost", "printer", "a.local", "metadata.google.internal", "x.home.arpa"],
)
def test_a_local_name_is_not_even_looked_up(name: str) -> None:
    assert not Guard().permits_name(name)
    assert Guard().permits_name("courier.example.org")


def test_localhost_is_covered_by_a_listed_loopback_network() -> None:
    guard = Guard(["127.0.0.0/8"])
    assert guard.permits_name("localhost")
    assert guard.permits_port("localhost", 39_000)
    assert guard.lists("localhost")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.9.9.9", True), ("[::1]", True), ("localhost", True), ("8.8.8.8", False)],
)
def test_loopback_is_recognised(host: str, *, loopback: bool) -> None:
    assert is_loopback(host) is loopback
