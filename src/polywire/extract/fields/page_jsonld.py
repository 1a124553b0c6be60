"""Read the JSON-LD of a page: which node is the article, and what it says.

Broken blocks are mended where that is safe and skipped where not. Does not decide
between what JSON-LD and other metadata say.
"""

import html
import json
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml.html import HtmlElement

Node: TypeAlias = dict[str, Any]
"""A JSON object as the page wrote it: every value is checked where it is read."""

ARTICLE_TYPES = frozenset(
    [
    "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle",
    "opinionnewsarticle", "backgroundnewsarticle", "reviewnewsarticle",
    "askpublicnewsarticle", "blogposting", "liveblogposting", "report",
    "socialmediaposting", "advertisercontentarticle", "satiricalarticle",
    "scholarlyarticle", "techarticle",
]
)  # fmt: skip
MAX_BLOCK = 1_000_000
MAX_NODES = 3_000
MAX_DEPTH = 24
_TAG = re.compile(r"<[^<>]{0,500}>")
_WRAPPED = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$"
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")


def nodes(tree: HtmlElement) -> list[Node]:
    """Return every object of the page's JSON-LD, outer ones first."""
    found: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for node in _flatten(_load(script.text or "")):
            found.append(node)
            if len(found) >= MAX_NODES:
                return found
    return found


def _load(text: str) -> object:
    """Parse one block; None when it cannot be read."""
    text = _WRAPPED.sub("", text.strip()).strip().rstrip(";")
    if not text or len(text) > MAX_BLOCK:
        return None
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flatten(value: object, depth: int = 0) -> Iterator[Node]:
    """Yield the objects inside a value, outer ones first."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _flatten(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _flatten(inner, depth + 1)


def types_of(node: Node) -> frozenset[str]:
    """Return the types of a node in lower case, without their vocabulary."""
    raw = node.get("@type")
    values = raw if isinstance(raw, list) else [raw]
    return frozenset(
        value.rsplit("/", 1)[-1].rsplit("#", 1)[-1].rsplit(":", 1)[-1].lower()
        for value in values
        if isinstance(value, str)
    )


def article(found: list[Node], addresses: frozenset[str]) -> Node | None:
    """Return the node that describes this page's article, or None.

    Among several the one that names this page's address wins, then the one that
    says most.
    """
    candidates = [node for node in found if types_of(node) & ARTICLE_TYPES]
    if not candidates:
        candidates = [
            node
            for node in found
            if "headline" in node and ("datePublished" in node or "author" in node)
        ]
    return max(
        candidates,
        key=lambda node: (_is_about(node, addresses), len(_SAYS & node.keys())),
        default=None,
    )


_SAYS = frozenset(
    {
        "headline",
        "datePublished",
        "author",
        "articleBody",
        "description",
        "dateModified",
    }
)


def _is_about(node: Node, addresses: frozenset[str]) -> bool:
    """Tell whether a node names one of the page's addresses."""
    page = node.get("mainEntityOfPage")
    named = [node.get("url"), node.get("@id"), page]
    if isinstance(page, dict):
        named.append(page.get("@id"))
    return any(
        isinstance(name, str) and address_key(name) in addresses for name in named
    )


def address_key(url: str) -> str:
    """Return an address without scheme, "www.", fragment and last slash."""
    bare = url.split("#", 1)[0].split("?", 1)[0]
    bare = re.sub(r"^https?://(?:www\.|m\.|amp\.)?", "", bare.strip().lower())
    return bare.rstrip("/")


def text(value: object) -> str:
    """Return a value's words: a string, or the name of an object."""
    if isinstance(value, str):
        return html.unescape(_TAG.sub(" ", html.unescape(value))).strip()
    if isinstance(value, dict):
        for key in ("@value", "name", "headline", "text"):
            if isinstance(value.get(key), str):
                return text(value[key])
    if isinstance(value, list) and value:
        return text(value[0])
    return ""


def texts(value: object) -> list[str]:
    """Return the words of every item of a list, or of one value."""
    values = value if isinstance(value, list) else [value]
    return [words for item in values if (words := text(item))]
