"""Signals: what page, headers, site files and feed say about reuse.

Pure readers of robots directives, TDMRep and RSL. Does not decide (``levels``
does) and does not fetch: the documents are handed in.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

import msgspec
from lxml import etree

from polywire.article import Article, Level
from polywire.net.html import xml_of

TDM_FILE: Final = "/.well-known/tdmrep.json"


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that a signal permits, and why."""

    level: Level
    reason: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around an article: HTTP, the host's files, the feed's channel."""

    headers: tuple[tuple[str, str], ...] = ()
    """Headers of the page; names in lower case."""
    status: int | None = None
    robots_allowed: bool = True
    feed_licence: str | None = None
    """Licence or rights line of the channel, not of the item."""
    tdmrep: str | None = None
    """The host's ``/.well-known/tdmrep.json``."""
    rsl: tuple[tuple[str, str], ...] = ()
    """RSL documents that robots.txt, a header, the page or the feed point to, each
    with its address; the address again in place of one that could not be read."""
    path: str = "/"
    """Path of the article's address, for the patterns of ``tdmrep.json``."""
    suppressed: bool = False
    """The article stands on the suppression list."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All signals of one article as facts."""

    robots: frozenset[str]
    max_snippet: int | None
    reserved: bool
    """Text and data mining is reserved (TDMRep)."""
    rsl: Limit | None
    """What RSL terms leave of it."""


LAST_SCOPE: Final = 9
_SCOPES = (
    ("operator", 0), ("page:json-ld", 1), ("page:article", 2),
    ("page:rel-license", 2), ("feed:item", 3), ("feed:channel", 5), ("feed", 4),
    ("page", 4), ("site", 6),
)  # fmt: skip
_NOT_THE_TEXT = re.compile(
    r"photo|image|figure|picture|caption|media|video|footer|theme", re.IGNORECASE
)
_ONLY_A_NOTICE = re.compile(r"usageinfo|copyright|acquire|credit", re.IGNORECASE)
_RSL_FORBIDS: Final = frozenset({"all", "ai-all", "ai-input"})


def scope(where: str) -> int:
    """Return how near to the article a statement stands: the lower, the nearer."""
    for prefix, rank in _SCOPES:
        if where.startswith(prefix):
            return rank
    return LAST_SCOPE


def is_about_the_text(where: str) -> bool:
    """Tell whether a licence there is the text's: not a photo's, not a theme's."""
    return not _NOT_THE_TEXT.search(where)


def claims_a_licence(text: str, where: str) -> bool:
    """Tell whether a line that we cannot read claims terms of its own.

    A bare copyright notice or a link to a terms page beside a licence does not.
    """
    if _ONLY_A_NOTICE.search(where):
        return False
    return not re.match(r"\s*(?:©|\(c\)|copyright\b)", text, re.IGNORECASE)


def merge(article: Article, around: Surroundings) -> Reading:
    """Gather the signals of an article and of what stands around it."""
    directives = {part.strip().lower() for part in article.signals.robots}
    for name, value in around.headers:
        if name == "x-robots-tag":
            directives.update(robots_directives(value))
    return Reading(
        robots=frozenset(directives),
        max_snippet=_max_snippet(directives),
        reserved=_reserved(article, around),
        rsl=_strictest_rsl(article, around),
    )


def noted(article: Article, read: Reading) -> Article:
    """Return an article that carries its reservation, wherever that stood."""
    signals = replace(article.signals, tdm_reservation=read.reserved or None)
    return replace(article, signals=signals)


def _strictest_rsl(article: Article, around: Surroundings) -> Limit | None:
    """Read all RSL documents; the one that forbids most counts, the first of equals."""
    documents = around.rsl
    if not documents and article.signals.rsl:
        documents = ((article.url, article.signals.rsl),)
    found = None
    for where, document in documents:
        limit = rsl_limit(document, around.path)
        if limit is None or (found is not None and found.level is Level.LINK):
            continue
        if found is None or limit.level is Level.LINK:
            found = Limit(limit.level, f"{limit.reason} ({where})")
    return found


def robots_directives(value: str, agent: str = "polywire") -> set[str]:
    """Return the directives of an X-Robots-Tag that are meant for everybody or us."""
    found: set[str] = set()
    addressed = True
    for part in value.lower().split(","):
        text = part.strip()
        name, colon, rest = text.partition(":")
        if colon and re.fullmatch(r"[\w-]*bot|[a-z]+wire", name.strip()):
            addressed = name.strip() == agent
            text = rest.strip()
        if addressed and text:
            found.add(re.sub(r"\s*:\s*", ":", text, count=1))
    return found


def _max_snippet(directives: set[str]) -> int | None:
    """Return the strictest ``max-snippet``; -1 means no limit."""
    found = [re.fullmatch(r"max-snippet:\s*(\d{1,6})", text) for text in directives]
    return min((int(match[1]) for match in found if match), default=None)


def _reserved(article: Article, around: Surroundings) -> bool:
    """Read TDMRep: the host's file first, then the header, then the page."""
    listed = tdm_reserved(around.tdmrep, around.path) if around.tdmrep else None
    if listed is not None:
        return listed
    for name, value in around.headers:
        if name == "tdm-reservation" and value.strip() in {"0", "1"}:
            return value.strip() == "1"
    return bool(article.signals.tdm_reservation)


class _TdmRule(msgspec.Struct, rename="kebab"):
    location: str
    tdm_reservation: int | None = None


def tdm_reserved(document: str, path: str) -> bool | None:
    """Read ``tdmrep.json`` for a path; None when it says nothing of it."""
    try:
        rules = msgspec.json.decode(document.encode(), type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        return None
    for raw in rules:
        try:
            rule = msgspec.json.decode(raw, type=_TdmRule)
        except msgspec.DecodeError:
            continue
        if rule.tdm_reservation in {0, 1} and _matches(rule.location, path):
            return rule.tdm_reservation == 1
    return None


def _matches(pattern: str, path: str) -> bool:
    """Match a path as robots.txt does: ``*`` anything, ``$`` the end."""
    end = pattern.endswith("$")
    parts = pattern.removesuffix("$").split("*")
    start = parts[0]
    if not path.startswith(start):
        return False
    at = len(start)
    for part in parts[1:]:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not end or at == len(path) or (len(parts) > 1 and path.endswith(parts[-1]))


def rsl_limit(document: str, path: str = "/") -> Limit | None:
    """Say what RSL terms leave of a text; None when they forbid nothing.

    Terms that we were only pointed to, or cannot read, refuse the full text:
    what is not known is not granted. Terms for other paths of the site do not count.
    """
    unread = Limit(
        Level.EXCERPT, "the source points to RSL terms that could not be read"
    )
    if not document.lstrip().startswith("<"):
        return unread
    try:
        root = xml_of(document.encode(), recover=False)
    except etree.XMLSyntaxError:
        return unread
    if root is None or next(root.iter(etree.Entity), None) is not None:
        return unread
    return _forbidden(root, path)


def _forbidden(root: etree._Element, path: str) -> Limit | None:
    """Return the first refusal in terms that are about a path."""
    others = {
        part
        for content in root.iter("{*}content")
        if not _is_about(content.get("url"), path)
        for part in content.iter()
    }
    for element in root.iter("*"):
        name = etree.QName(element).localname
        if element in others:
            continue
        if name == "content" and element.get("server"):
            return Limit(Level.LINK, "RSL demands a licence from a licence server")
        if name == "prohibits" and element.get("type", "usage") == "usage":
            words = set(re.split(r"[\s,]+", (element.text or "").lower()))
            refused = ", ".join(sorted(words & _RSL_FORBIDS))
            if refused:
                return Limit(Level.LINK, f"RSL prohibits {refused}")
    return None


def _is_about(pattern: str | None, path: str) -> bool:
    """Tell whether the terms for an address pattern bind a path; in doubt they do."""
    if not pattern:
        return True
    inside = re.sub(r"^https?://[^/]*", "", pattern) or "/"
    return not inside.startswith("/") or _matches(inside, path)


def limits(read: Reading, *, stated: bool) -> list[Limit]:
    """Return what the signals permit at most.

    A permission or the operator's own text (``stated``) answers all of them:
    they speak to strangers.
    """
    if stated:
        return []
    found = [
        Limit(Level.LINK, f"the page says {word!r} to robots")
        for word in ("noindex", "noarchive", "nosnippet", "none")
        if word in read.robots
    ]
    if read.max_snippet == 0:
        found.append(Limit(Level.LINK, "the page says 'max-snippet:0' to robots"))
    if "notranslate" in read.robots:
        found.append(Limit(Level.EXCERPT, "the page says 'notranslate'"))
    if read.rsl:
        found.append(read.rsl)
    return found
