"""Which network addresses may be connected to.

Does not resolve names and opens no socket. The standard library's
``is_global`` is wrong for 14 of 43 special addresses (decision 0050), so the
verdict is our own: tunnels are unwrapped, then special networks refused.
"""

import ipaddress
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from polywire.errors import SettingsError
from polywire.net.urls import IPAddress, as_address

Network = IPv4Network | IPv6Network

STANDARD_PORTS = frozenset({80, 443, 8080, 8443})
"""Ports that a web site may use unless the operator lists another one."""

_REFUSED_V4 = tuple(
    IPv4Network(text)
    for text in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
    "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
    "240.0.0.0/4",
)
)  # fmt: skip
_LOOPBACK = IPv4Address("127.0.0.1")
_GLOBAL_V6 = IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    IPv6Network(text)
    for text in (
        # Protocol assignments, Teredo among them: no web site lives there.
        "2001::/23",
        "2001:db8::/32",
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa", ".lan")
_NAT64 = IPv6Network("64:ff9b::/96")
_LOW_32_BITS = 0xFFFFFFFF


def is_public(address: IPAddress) -> bool:
    """Tell whether an address belongs to the public internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _REFUSED_V4)
    inner = _unwrap(address)
    if inner:
        return all(is_public(each) for each in inner)
    if address.scope_id or address not in _GLOBAL_V6:
        return False
    return not any(address in network for network in _REFUSED_V6)


def _unwrap(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """Return the IPv4 addresses that an IPv6 address carries inside it."""
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _NAT64:
        return (IPv4Address(int(address) & _LOW_32_BITS),)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    return ()


class Guard:
    """Decides for each address really to be connected; made from the settings.

    An entry of ``allow`` is a network ("192.168.1.0/24", every port in it),
    an address with a port ("127.0.0.1:8000"), or a name with a port
    ("intranet:8080"). Nothing else opens a private address or an odd port.
    """

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self._networks: list[Network] = []
        self._ports: set[tuple[str, int]] = set()
        self._addresses: set[tuple[IPAddress, int]] = set()
        for entry in allow:
            self._add(entry.strip())

    def _add(self, entry: str) -> None:
        try:
            self._networks.append(ipaddress.ip_network(entry, strict=False))
        except ValueError:
            pass
        else:
            return
        host, _, port = entry.rpartition(":")
        host = host.removeprefix("[").removesuffix("]").lower()
        if not host or not port.isascii() or not port.isdigit():
            raise SettingsError(
                f"fetch.allow_private = {entry!r} is neither a network such as "
                "'192.168.1.0/24' nor host:port such as '127.0.0.1:8000'"
            )
        self._ports.add((host, int(port)))
        address = as_address(host)
        if address is not None:
            self._addresses.add((address, int(port)))

    def permits(self, address: IPAddress, port: int) -> bool:
        """Tell whether a connection to this address and port is allowed."""
        if (address, port) in self._addresses or self._in_network(address):
            return True
        listed = any(number == port for _, number in self._ports)
        return is_public(address) and (port in STANDARD_PORTS or listed)

    def permits_port(self, host: str, port: int) -> bool:
        """Tell whether a URL may name this port on this host."""
        if port in STANDARD_PORTS or (host.lower(), port) in self._ports:
            return True
        return self._covers(host)

    def permits_name(self, host: str) -> bool:
        """Tell whether a host name may be looked up at all.

        Names that are local by their form are refused unheard, so that a
        resolver is not asked about them; with private networks opened the
        address that comes back decides.
        """
        name = host.lower().rstrip(".")
        if as_address(host) is not None or self._networks or self._ports:
            return True
        return "." in name and not name.endswith(_LOCAL_SUFFIXES)

    def lists(self, host: str) -> bool:
        """Tell whether the operator named this very host, or its network."""
        if self._covers(host):
            return True
        return any(name == host.lower() for name, _ in self._ports)

    def learn(self, host: str, port: int, addresses: Iterable[str]) -> None:
        """Let the addresses of a name pass that the operator listed by name."""
        if (host.lower(), port) not in self._ports:
            return
        for text in addresses:
            address = as_address(text)
            if address is not None:
                self._addresses.add((address, port))

    def _covers(self, host: str) -> bool:
        """Tell whether a listed network holds the host that a URL writes."""
        address = _LOOPBACK if host.lower() == "localhost" else as_address(host)
        return address is not None and self._in_network(address)

    def _in_network(self, address: IPAddress) -> bool:
        mapped = getattr(address, "ipv4_mapped", None)
        plain = mapped or address
        return any(
            plain in network
            for network in self._networks
            if network.version == plain.version
        )


def is_loopback(host: str) -> bool:
    """Tell whether a host, as a URL writes it, can only be this machine."""
    address = as_address(host)
    if address is None:
        return host.lower().rstrip(".") == "localhost"
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
