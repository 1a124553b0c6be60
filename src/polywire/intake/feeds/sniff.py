"""Say what a document is, and tame it before a parser reads it.

Each step is linear in the document: the parsers behind are not.
"""

import re
from typing import Literal

from polywire.errors import FeedError

Kind = Literal["xml", "json", "html", "sitemap"]

MAX_ITEMS = 1000
"""Items of a feed that are read; the longest of 200 real feeds had 500."""

MAX_DOCTYPE = 4096
"""Characters of a document type; real feeds declare small ones."""

MAX_TAG = 65_536
MAX_SHORT_FIELD = 500
"""Characters of names and dates: feedparser's e-mail pattern is quadratic
(its issue 562), so longer ones never reach it."""

MAX_DEPTH = 200
"""Elements opened one after the other without one being closed."""

_HEAD = 4096
_SKIPPED = re.compile(r"\s+|<\?[^>]{0,2000}>|<!--")
_ROOT = re.compile(r"<([A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60})")
_HTML_ROOTS = frozenset(
    ["html", "head", "body", "meta", "title", "p", "div", "script", "link", "h1"]
)
_FEED_ROOTS = frozenset(
    ["rss", "feed", "rdf", "channel", "entry", "item", "newlocation", "redirect"]
)
_FEED_START = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!doctype\b", re.IGNORECASE)
_ITEM = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_LONG_TAG = re.compile(r"<([A-Za-z_][\w:.-]{0,60})[^<>]{65536,}")
_SHORT = (
    r"(?:\w{1,20}:)?(?:author|creator|name|email|contributor|publisher|"
    r"managingeditor|webmaster|pubdate|date|updated|published|modified|issued|"
    r"created|lastbuilddate|expirationdate)"
)
_LONG_FIELD = re.compile(
    rf"(<{_SHORT}(?:\s[^<>]{{0,500}})?>(?:\s{{0,50}}<!\[CDATA\[)?[^<>\]]{{500}})[^<>\]]+",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)([A-Za-z_][\w:.-]{0,60})[^<>]*?(/?)>")
_CDATA = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,2000}\?>")
_BARE_AND = re.compile(r"&(?!#?\w{1,31};)")
_AND_FLOOD = 20_000
_REFERENCE = re.compile(r"&#(x[0-9A-Fa-f]+|[0-9]+);?")
_MAX_DIGITS = 9
_LAST_CODE = 0x10FFFF
_PAIR = re.compile(
    r"&#([xX][dD][89abAB][\da-fA-F]{2}|5\d{4});&#([xX][dD][c-fC-F][\da-fA-F]{2}|5\d{4});"
)
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_SURROGATES = range(0xD800, 0xE000)
_AND_RUN = re.compile(r"&{100,}")
_BINARY_SHARE = 0.1


def kind_of(text: str) -> Kind:
    """Tell what a document is; raises FeedError when it is nothing we read."""
    start = text.lstrip("\ufeff \t\r\n\x00")
    if not start:
        raise FeedError("the document is empty")
    if start[0] in "{[":
        return "json"
    root = _root(start)
    if root in {"urlset", "sitemapindex"}:
        return "sitemap"
    if root in _HTML_ROOTS:
        return "html"
    if root in _FEED_ROOTS or _FEED_START.search(start, 0, 64 * 1024):
        return "xml"
    if _looks_binary(start):
        raise FeedError("the document is binary data, no feed")
    if root or start[0] == "<":
        return "xml"
    raise FeedError("the document is plain text, no feed")


def _root(start: str) -> str:
    """Return the name of the first element in lower case; "html" by doctype."""
    at = _prolog_end(start)
    if _DOCTYPE.match(start, at):
        is_html = start[at + 9 : at + 20].strip().lower().startswith("html")
        end = _doctype_end(start, at)
        root = _root(start[end:]) if end > at else ""
        # Some programs write a feed below the document type of a web page.
        return root if root in _FEED_ROOTS or not is_html else "html"
    match = _ROOT.match(start, at)
    return match[2].lower() if match else ""


def _prolog_end(text: str) -> int:
    """Return where white space, instructions and comments at the start end."""
    at = 0
    while match := _SKIPPED.match(text, at):
        at = match.end()
        if match[0] == "<!--":
            end = text.find("-->", at)
            if end < 0:
                return len(text)
            at = end + 3
    return at


def _looks_binary(text: str) -> bool:
    head = text[:_HEAD]
    odd = sum(
        1 for char in head if char == "\ufffd" or (char < " " and char not in "\t\r\n")
    )
    return odd > _BINARY_SHARE * len(head)


def tame(text: str) -> tuple[str, tuple[str, ...]]:
    """Cut what would make a parser slow; return the text and notes."""
    notes: list[str] = []
    text = _DECLARATION.sub("", text, count=1).lstrip()
    text = _without_doctype(text, notes)
    text, cut = _LONG_TAG.subn(r"<\1", text)
    if cut:
        notes.append(f"{cut} tag(s) over {MAX_TAG} characters were cut")
    text, cut = _LONG_FIELD.subn(r"\1", text)
    if cut:
        notes.append(f"{cut} name(s) or date(s) over {MAX_SHORT_FIELD} characters cut")
    text = _without_tail(text, notes)
    text = _PAIR.sub(_joined, text)
    text = _REFERENCE.sub(_possible, _AND_RUN.sub("&", text))
    if text.count("&") > _AND_FLOOD:
        text = _escape_bare(text)
    _check_depth(text)
    return text, tuple(notes)


def _joined(match: re.Match[str]) -> str:
    """Return the character that two references write as UTF-16 does: many emoji."""
    high, low = (int(d[1:], 16) if d[0] in "xX" else int(d) for d in match.groups())
    if high in _HIGH and low in _LOW:
        return chr(0x10000 + (high - _HIGH.start) * 0x400 + low - _LOW.start)
    return match[0]


def _possible(match: re.Match[str]) -> str:
    """Keep a numeric reference, unless it names no character at all.

    Both parsers behind fail on surrogates and on numbers beyond Unicode.
    """
    digits = match[1]
    if len(digits) > _MAX_DIGITS:
        return ""
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return "" if not 0 < code <= _LAST_CODE or code in _SURROGATES else match[0]


def _without_doctype(text: str, notes: list[str]) -> str:
    """Drop the document type: no entity that it declares is ever expanded."""
    start = _prolog_end(text)
    if not _DOCTYPE.match(text, start):
        return text
    end = _doctype_end(text, start)
    if end < 0 or end - start > MAX_DOCTYPE:
        message = f"the document type has over {MAX_DOCTYPE} characters: not read"
        raise FeedError(message)
    if "<!ENTITY" in text[start:end].upper():
        notes.append("entities that the document declares itself are not expanded")
    return text[:start] + text[end:]


def _doctype_end(text: str, start: int) -> int:
    """Return where a document type ends; -1 when it does not within the limit."""
    depth = 0
    quote = ""
    for at in range(start, min(len(text), start + MAX_DOCTYPE + 1)):
        char = text[at]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "[<":
            depth += 1
        elif char in "]>":
            depth -= 1
            if depth == 0:
                return at + 1
    return -1


def _without_tail(text: str, notes: list[str]) -> str:
    """Keep the first items, and close the document behind them."""
    for number, match in enumerate(_ITEM.finditer(text), start=1):
        if number > MAX_ITEMS:
            notes.append(f"only the first {MAX_ITEMS} items were read")
            head = text[:4096].lower()
            end = "</feed>" if "<feed" in head else "</channel></rss>"
            return text[: match.start()] + ("</rdf:RDF>" if "<rdf:" in head else end)
    return text


def _escape_bare(text: str) -> str:
    """Write bare ampersands outside CDATA as entities."""
    parts = []
    at = 0
    for match in _CDATA.finditer(text):
        parts += [_BARE_AND.sub("&amp;", text[at : match.start()]), match[0]]
        at = match.end()
    parts.append(_BARE_AND.sub("&amp;", text[at:]))
    return "".join(parts)


def _check_depth(text: str) -> None:
    """Refuse elements inside elements beyond what any feed has."""
    run = 0
    for match in _TAG.finditer(_CDATA.sub("", text)):
        if match[3]:
            continue
        run = 0 if match[1] else run + 1
        if run > MAX_DEPTH:
            message = f"over {MAX_DEPTH} elements are opened and not closed: not read"
            raise FeedError(message)
