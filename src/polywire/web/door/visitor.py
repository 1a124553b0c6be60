"""Who asks: by session cookie or by token, and whether the way is safe.

Reads headers and asks ``operate.people.access``; decides nothing about what is shown.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from polywire.operate.people.access import SESSION, Access, Person
from polywire.settings.operator_file import Site

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_SECURE_PREFIX: Final = "__Host-"
"""Browsers take such a cookie only from this very host, and only over HTTPS."""


def of_session(request: Request, site: Site, access: Access) -> Person | None:
    """Return who is logged in; nobody when another site made the browser ask."""
    cookie = request.cookies.get(cookie_name("session", request, site))
    if not cookie or (request.method not in SAFE_METHODS and is_foreign(request)):
        return None
    return access.of_cookie(cookie)


def of_token(request: Request, access: Access, *, in_address: bool) -> Person | None:
    """Return whose token came with a request.

    ``in_address``: also from ``?token=``, for feed readers that know no headers.
    """
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token:
        return access.of_token(token.strip())
    if in_address and request.method in SAFE_METHODS:
        token = request.query_params.get("token", "")
        return access.of_token(token) if token else None
    return None


def is_foreign(request: Request) -> bool:
    """Tell whether a page of another site made the browser send this."""
    fetched_by = request.headers.get("sec-fetch-site")
    if fetched_by is not None:
        return fetched_by not in {"same-origin", "none"}
    origin = request.headers.get("origin", "null")
    # "null": our own pages send no referrer; SameSite and form tokens stay
    return origin != "null" and urlsplit(origin).netloc != request.headers.get("host")


def is_secure(request: Request, site: Site) -> bool:
    """Tell whether a cookie may be bound to HTTPS.

    The scheme is the proxy's word when one of ours speaks (``serve --proxy``).
    """
    if request.url.scheme == "https":
        return True
    host = request.url.hostname or ""
    return site.url.startswith("https://") and not is_loopback(host)


def cookie_name(purpose: str, request: Request, site: Site) -> str:
    """Return the name of one of our cookies."""
    prefix = _SECURE_PREFIX if is_secure(request, site) else ""
    return f"{prefix}polywire-{purpose}"


def cookie(purpose: str, value: str, request: Request, site: Site) -> str:
    """Return a Set-Cookie header; an empty value takes the cookie back."""
    seconds = int(SESSION.total_seconds()) if value else 0
    # Lax, not Strict: a link out of a feed reader arrives logged in
    parts = [
        f"{cookie_name(purpose, request, site)}={value}",
        "Path=/",
        f"Max-Age={seconds}",
        "HttpOnly",
        "SameSite=Lax",
    ]
    return "; ".join([*parts, "Secure"] if is_secure(request, site) else parts)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    return host in {"localhost", "::1"} or host.startswith("127.")
