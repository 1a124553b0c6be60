"""The door itself: makes every socket, and refuses addresses there.

The socket factory sees the address really to be connected, so that literals,
names, rebinding and redirects are covered at one place (decision 0050).
"""

import ipaddress
import re
import socket
from collections.abc import Mapping

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from polywire import __version__
from polywire.errors import RefusedAddress
from polywire.net.fetch.addresses import Guard
from polywire.settings.operator_file import Settings

CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 10.0

_CONTROL = re.compile(r"[^\x20-\x7e]")
_SCOPED = 4
"""Length of an IPv6 socket address, whose last part is the scope."""


def user_agent(settings: Settings) -> str:
    """Return the one honest name under which we fetch."""
    contact = _CONTROL.sub("", settings.site.contact)
    where = _CONTROL.sub("", settings.site.url)
    return f"polywire/{__version__} (+{where}; {contact or 'no contact set'})"


class Names(AbstractResolver):
    """Resolves names, and tells the guard those that the operator listed."""

    def __init__(self, guard: Guard, inner: AbstractResolver) -> None:
        self._guard = guard
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Resolve a name."""
        found = await self._inner.resolve(host, port, family)
        self._guard.learn(host, port, (each["host"] for each in found))
        return found

    async def close(self) -> None:
        """Release the inner resolver."""
        await self._inner.close()


class Door:
    """Makes the sockets: the single place where an address can be refused."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def socket(self, info: aiohttp.AddrInfoType) -> socket.socket:
        """Open a socket for an address, or raise RefusedAddress."""
        family, kind, proto, _, place = info
        host, port = str(place[0]), int(place[1])
        address = ipaddress.ip_address(host.partition("%")[0])
        scoped = len(place) == _SCOPED and bool(place[3])
        if scoped or "%" in host or not self._guard.permits(address, port):
            raise RefusedAddress(
                f"{host} port {port}",
                "is a private or special address: list it in fetch.allow_private "
                "if it is yours",
            )
        made = socket.socket(family, kind, proto)
        made.setblocking(False)  # noqa: FBT003 - the socket API takes no name
        return made


def open_session(
    settings: Settings,
    guard: Guard,
    resolver: AbstractResolver | None = None,
    *,
    timeout: aiohttp.ClientTimeout,
    headers: Mapping[str, str],
    per_host: int = 0,
) -> aiohttp.ClientSession:
    """Open a session behind the door; to be called inside a running loop.

    ``per_host`` connections at most to a host, 0 for any number.
    """
    connector = aiohttp.TCPConnector(
        resolver=Names(guard, resolver or aiohttp.ThreadedResolver()),
        socket_factory=Door(guard).socket,
        happy_eyeballs_delay=None,
        limit_per_host=per_host,
        ttl_dns_cache=60,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        timeout=timeout,
        headers={"User-Agent": user_agent(settings), **headers},
    )


def plain(error: Exception) -> str:
    """Say what went wrong in one line."""
    return " ".join(str(error).split())[:200] or type(error).__name__
