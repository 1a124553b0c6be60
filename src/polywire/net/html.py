"""The one boundary that HTML and text from outside must pass.

What comes out holds no active element, no style, no identifier and no address
but http, https and mailto (decision 0053). Sanitising twice changes nothing.
"""

import html
import re
import unicodedata
from functools import partial

import nh3
from lxml import etree

from polywire.net.shown_html import seen
from polywire.net.urls import normalise
from polywire.unseen_signs import without_forbidden

Element = etree._Element  # noqa: SLF001 - lxml has no public name for it

TAGS_NAMES = """
    p br hr h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote q cite em strong b i u s
    sub sup small abbr code pre kbd samp a img figure figcaption table thead tbody
    tfoot tr th td caption time span div bdi bdo ruby rt rp ins del mark
"""
TAGS = frozenset(TAGS_NAMES.split())
_DROPPED_WITH_CONTENT_NAMES = """
    script style noscript template iframe object embed svg math form select
    textarea title noembed noframes xmp plaintext
"""
_DROPPED_WITH_CONTENT = frozenset(_DROPPED_WITH_CONTENT_NAMES.split())
_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan", "scope"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_INLINE = frozenset({"a", "em", "i", "strong", "b", "span", "time"})
_INLINE_ATTRIBUTES = {"a": {"href"}, "span": {"lang"}, "time": {"datetime"}}
_URL_ATTRIBUTES = frozenset({"href", "src"})
_SCHEMES = ("http:", "https:")
_REL = "nofollow noopener ugc"

MAX_HTML = 2_000_000
"""Characters of one entry's HTML; the longest of 6,600 real ones had 700,000."""

MAX_TEXT = 100_000
"""Characters of one entry's plain text field."""

MAX_MARKS = 4
"""Combining marks on one base letter; more are a trick, not a language."""

_PIXEL = re.compile(r'<img(?=[^>]* width="[01](?:px)?")(?=[^>]* height="[01](?:px)?")')
_BREAKS = re.compile(
    r"</?(?:p|br|hr|div|li|ul|ol|dl|dt|dd|h[1-6]|tr|td|th|table|blockquote|pre|"
    r"figure|figcaption|section|article|header|footer)\b[^<>]*>",
    re.IGNORECASE,
)
MAX_DEPTH = 300
"""Elements opened without one being closed; above, the sanitiser turns
quadratic (100,000 took it over 12 s), so only the words are kept."""

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})[^<>]*>")
_ANY_TAG = re.compile(r"<[^<>]*>")
_HOLDERS = (
    r"(iframe|object|embed|svg|math|form|select|noscript|template|noembed|noframes)"
)
_OPEN_ENDED = re.compile(rf"<{_HOLDERS}\b[^<>]*>", re.IGNORECASE)
_CLOSE = re.compile(rf"</{_HOLDERS}\b", re.IGNORECASE)
_VOID = frozenset(
    ["br", "hr", "img", "wbr", "source", "input", "col", "area", "link", "meta"]
)


def sanitise(markup: str, base: str | None = None, *, links: bool = True) -> str:
    """Return HTML of which only harmless elements and absolute URLs are left.

    ``links=False`` leaves ``rel`` out, for comparing with what was written.
    """
    cleaned: str = nh3.clean(
        seen(_shallow(_without_open_ends(without_forbidden(markup[:MAX_HTML])))),
        tags=set(TAGS),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes=_ATTRIBUTES,
        attribute_filter=partial(_filter, base),
        url_schemes={"http", "https", "mailto"},
        link_rel=_REL if links else None,
    )
    # Once more: references such as &#x202E; have become characters by now.
    cleaned = without_forbidden(cleaned).replace("\r", "\n")
    return _drop_pixels(cleaned).strip()


def inline(markup: str) -> str:
    """Return one line of HTML of which only links and emphasis are left.

    Addresses stay as they are written, relative ones as well.
    """
    cleaned: str = nh3.clean(
        seen(_shallow(without_forbidden(markup[:MAX_HTML]))),
        tags=set(_INLINE),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes=_INLINE_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return without_forbidden(cleaned).replace("\r", " ").replace("\n", " ")


def _filter(base: str | None, _tag: str, name: str, value: str) -> str | None:
    """Return an attribute's value as it may stand, or None to drop it."""
    if name not in _URL_ATTRIBUTES:
        return value
    address = normalise(value, base)
    if address is None:
        return None
    if address.startswith(_SCHEMES):
        return address
    return address if address.startswith("mailto:") and name == "href" else None


def _without_open_ends(markup: str) -> str:
    """Drop the tags of frames and objects that nothing closes.

    Feeds often write ``<iframe src=".."/>``: HTML knows no such end, so the
    whole rest of the article would be dropped as the frame's content.
    """
    markup = markup.replace("\r", "\n")
    if "<" not in markup:
        return markup
    last_close = {match[1].lower(): match.start() for match in _CLOSE.finditer(markup)}

    def judge(match: re.Match[str]) -> str:
        closed = last_close.get(match[1].lower(), -1) > match.start()
        return match[0] if closed and not match[0].endswith("/>") else " "

    return _OPEN_ENDED.sub(judge, markup)


def _shallow(markup: str) -> str:
    """Return the markup, or only its words where it is nested absurdly deep."""
    if markup.count("<") <= MAX_DEPTH:
        return markup
    run = 0
    for match in _TAG.finditer(markup):
        if match[1]:
            run = 0
        elif match[2].lower() not in _VOID:
            run += 1
        if run > MAX_DEPTH:
            return html.escape(_ANY_TAG.sub(" ", markup), quote=False)
    return markup


def _drop_pixels(markup: str) -> str:
    """Remove images of one pixel: they only count readers."""
    if "<img" not in markup:
        return markup
    parts = []
    rest = 0
    for match in _PIXEL.finditer(markup):
        if match.start() < rest:
            continue
        parts.append(markup[rest : match.start()])
        rest = markup.index(">", match.start()) + 1
    parts.append(markup[rest:])
    return "".join(parts)


def plain(markup: str) -> str:
    """Return the words of HTML as one line of plain text."""
    if "<" not in markup and "&" not in markup:
        return line(markup)
    spaced = _BREAKS.sub(" ", markup[:MAX_HTML])
    words: str = nh3.clean(
        _shallow(_without_open_ends(without_forbidden(spaced))),
        tags=set(),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes={},
    )
    return line(html.unescape(words))


def line(text: str) -> str:
    """Return plain text on one line, in NFC, without hidden controls."""
    return " ".join(tidy(text).split())


def tidy(text: str) -> str:
    """Return plain text in NFC, without hidden controls and piles of marks."""
    text = unicodedata.normalize("NFC", without_forbidden(text[:MAX_TEXT]))
    return text if text.isascii() else _thin_marks(text)


def _thin_marks(text: str) -> str:
    """Keep at most a few combining marks on a base letter."""
    kept = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MAX_MARKS:
            kept.append(char)
    return "".join(kept)


def xml_of(document: bytes, *, recover: bool = True) -> Element | None:
    """Read XML and open nothing that it names; None when it holds nothing.

    Raises XMLSyntaxError, ValueError. ``recover`` mends what is broken.
    """
    parser = etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    return etree.fromstring(document, parser)
