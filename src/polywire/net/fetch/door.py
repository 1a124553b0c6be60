"""The door itself: makes every socket, and refuses addresses there.

The socket factory sees the address really to be connected, so that literals,
names, rebinding and redirects are covered at one place (decision 0050).
"""

import ipaddress
import re
import socket

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from polywire import __version__
from polywire.errors import RefusedAddress
from polywire.net.fetch.addresses import Guard
from polywire.net.fetch.decode import ACCEPT
from polywire.settings.operator_file import Settings

CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 10.0

_ACCEPT = (
    "application/atom+xml,application/rss+xml,application/feed+json,"
    "application/xml;q=0.9,text/html;q=0.9,*/*;q=0.5"
)
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
    settings: Settings, guard: Guard, resolver: AbstractResolver | None = None
) -> aiohttp.ClientSession:
    """Open the session behind the door; to be called inside a running loop."""
    inner = resolver or aiohttp.ThreadedResolver()
    connector = aiohttp.TCPConnector(
        resolver=Names(guard, inner),
        socket_factory=Door(guard).socket,
        happy_eyeballs_delay=None,
        limit=100,
        limit_per_host=1,
        ttl_dns_cache=60,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(
            total=settings.fetch.timeout,
            sock_connect=CONNECT_TIMEOUT,
            sock_read=READ_TIMEOUT,
        ),
        headers={
            "User-Agent": user_agent(settings),
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPT,
        },
    )
