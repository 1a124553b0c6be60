"""URLs as browsers read them (WHATWG), by ada.

The address that is fetched is the original, normalised; the *identity key* is
another spelling of it, without tracking parameters, that only compares.
"""

import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from urllib.parse import unquote_plus

import ada_url

from polywire.errors import RefusedAddress

IPAddress = IPv4Address | IPv6Address

MAX_URL = 4096
"""Longer addresses are refused: the longest that a feed of 200 real ones held
was under 900 characters."""

DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that say where a reader came from and never what the page is.
_TRACKING_NAMES = """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ymclid ysclid twclid
    ttclid li_fat_id igshid igsh mc_cid mc_eid mkt_tok _ga _gl _openstat vero_id
    vero_conv wickedid oly_anon_id oly_enc_id rb_clickid s_cid ml_subscriber
    ml_subscriber_hash cmpid ncid sr_share srsltid guccounter guce_referrer
    guce_referrer_sig spm scm xtor at_medium at_campaign at_custom1 at_custom2
    at_custom3 at_custom4 at_format at_link_id at_link_origin at_link_type
    at_ptr_name at_bbc_team ito ftag wt_mc wtmc icid ocid __twitter_impression
    _hsenc _hsmi __hssc __hstc __hsfp hsctatracking
"""
_TRACKING = frozenset(_TRACKING_NAMES.split())
_TRACKING_PREFIXES = ("utm_", "mtm_", "matomo_", "pk_", "piwik_", "hsa_", "_bta_")
_MAX_LABEL = 63
_MAX_HOST = 253


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an http(s) URL that decide where a request goes."""

    href: str
    scheme: str
    host: str
    port: int
    target: str
    """Path and query, as robots rules match them."""

    @property
    def origin(self) -> str:
        """Scheme, host and port: the scope of a robots.txt."""
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"


def redirected(here: Address, location: str) -> Address:
    """Return where a redirect leads; raises RefusedAddress."""
    target = resolve(location, here.href)
    if target is None:
        raise RefusedAddress(here.href, f"redirects to {location[:200]!r}")
    return split(target)


@lru_cache(maxsize=8192)
def resolve(url: str, base: str | None = None) -> str | None:
    """Return the absolute http(s) form of a URL, or None when it has none."""
    parts = _parse(url, base)
    if parts is None or parts["protocol"] not in {"http:", "https:"}:
        return None
    href: str = parts["href"]
    return href if len(href) <= MAX_URL else None


def normalise(url: str, base: str | None = None) -> str | None:
    """Return the absolute form of a URL of any scheme, or None."""
    parts = _parse(url, base)
    return None if parts is None else str(parts["href"])


def _parse(url: str, base: str | None = None) -> dict[str, Any] | None:
    """Parse a URL as a browser does; None when it is invalid."""
    try:
        if base:
            url = ada_url.join_url(base, url)
        parts = dict(ada_url.parse_url(url))
    except (ValueError, UnicodeError):
        return None
    return parts


def split(url: str) -> Address:
    """Read a URL that is about to be fetched; raises RefusedAddress."""
    if len(url) > MAX_URL:
        raise RefusedAddress(url[:80] + "...", f"longer than {MAX_URL} characters")
    # A line break inside an address is an attempt to smuggle a header, although
    # browsers would drop it.
    if any(char in url for char in "\r\n\x00"):
        raise RefusedAddress(repr(url), "holds control characters")
    parts = _parse(url)
    if parts is None:
        raise RefusedAddress(url, "is no valid URL")
    scheme = parts["protocol"].rstrip(":")
    if scheme not in DEFAULT_PORTS:
        raise RefusedAddress(url, f"{scheme}: is not fetched, only http and https")
    if parts["username"] or parts["password"]:
        raise RefusedAddress(url, "holds a user name or password")
    host = parts["hostname"]
    _check_host(url, host)
    return Address(
        href=parts["href"].partition("#")[0],
        scheme=scheme,
        host=host,
        port=int(parts["port"] or DEFAULT_PORTS[scheme]),
        target=parts["pathname"] + parts["search"],
    )


def as_address(host: str) -> IPAddress | None:
    """Read a host as a literal address; None when it is a name."""
    try:
        return ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None


def _check_host(url: str, host: str) -> None:
    """Refuse host names that no name server can answer."""
    if as_address(host) is not None:
        return
    labels = host.removesuffix(".").split(".")
    if (
        len(host) > _MAX_HOST
        or any(not label or len(label) > _MAX_LABEL for label in labels)
        or "%" in host
    ):
        raise RefusedAddress(url, "has no valid host name")
    if any(label.startswith("xn--") for label in labels):
        try:
            unicode = ada_url.idna_to_unicode(host)
        except (ValueError, UnicodeError):
            unicode = ""
        if not unicode or "xn--" in unicode:
            raise RefusedAddress(url, "has no valid international host name")


def identity_key(url: str) -> str:
    """Return the form of a URL that says "the same page"; never fetched.

    Without fragment, tracking parameters, default port, ``www.``, scheme and
    a slash at the end; the order of the query is kept by its names.
    """
    parts = _parse(url)
    if parts is None or parts["protocol"] not in {"http:", "https:"}:
        return url.strip()
    query = "&".join(sorted(_kept(parts["search"].removeprefix("?"))))
    host = parts["host"].removeprefix("www.")
    path = parts["pathname"].rstrip("/") or "/"
    return f"{host}{path}" + (f"?{query}" if query else "")


def _kept(query: str) -> list[str]:
    """Return the parameters of a query that are part of a page's identity."""
    return [pair for pair in query.split("&") if pair and not is_tracking(pair)]


def is_tracking(pair: str) -> bool:
    """Tell whether ``name=value`` only tells where a reader came from."""
    name = unquote_plus(pair.partition("=")[0]).lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def host_of(url: str) -> str:
    """Return the host of a URL in lower case; empty when it has none."""
    parts = _parse(url)
    return "" if parts is None else str(parts["hostname"])


def same_site(url: str, front: str) -> bool:
    """Tell whether a URL lies on the site of a front page or below it."""
    home = host_of(front).removeprefix("www.")
    host = host_of(url).removeprefix("www.")
    return bool(home) and (host == home or host.endswith("." + home))
