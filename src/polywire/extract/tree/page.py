"""Turn the bytes of a page into a clean tree: charset, guards, parsing.

Does not judge what is on the page. Refuses, with a named reason, what is no page.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from polywire.errors import ExtractError
from polywire.extract.tree import cuts
from polywire.net.shown_html import built
from polywire.unseen_signs import without_forbidden, without_unseen

MAX_BYTES = 8_000_000
"""Larger pages are refused unread: the largest of 1,104 real pages has 1.7 MB."""
MAX_MARKUP = 900_000
"""Characters that remain without scripts and styles, and of text alone. A page above
loses long attributes; the largest of 1,104 had 813,204."""
_MOST_MARKUP = 3_000_000
"""Characters that are parsed, so that long lists can be cut."""
MAX_ELEMENTS = 8_000
"""Elements of a page; 1,104 real ones have up to 4,270."""
MAX_CHILDREN = 1_500
"""Elements right in one element: engines take time by their square, 14,900 took 27
seconds. 504 real pages have up to 663."""
MAX_ATTRIBUTES = 1_000
"""Attributes of a tag: the parser takes time by their square, 60,000 took a minute."""
_LONG_TAG = 4_000
_LONG_NAME = 4_000
_QUOTED = re.compile(r"""\"[^\"]*\"|'[^']*'""")
_TAG_REST = re.compile(r"""(?:[^"'>]++|"[^"]*"|'[^']*'|["'])*+""")
LOOK_FOR_CHARSET = 8192

_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{2,40})""",
    re.IGNORECASE,
)
_XML_CHARSET = re.compile(
    rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.-]{2,40})"""
)
_HEADER_CHARSET = re.compile(
    r"""charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE
)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_AS_BROWSERS_READ = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252",
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-9": "cp1254",
    "gb2312": "gb18030", "gbk": "gb18030", "x-sjis": "cp932", "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "tis-620": "cp874",
    "windows-31j": "cp932",
}  # fmt: skip
"""The WHATWG Encoding Standard reads these labels as their supersets."""
_DIRECTION_MARKS = dict.fromkeys(map(ord, "\u200e\u200f"))
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u2002-\u200a\u202f\u3000\x85\u2028\u2029]+")
_SIGNATURES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\x00\x00\x00\x18ftyp",
    b"\x7fELF",
    b"MZ\x90",
)
_MANY_CONTROLS = 0.10
"""Share of control bytes above which bytes are binary; real pages have none."""
_ODD_BYTES = frozenset((*range(9), *range(14, 27), *range(28, 32)))
_MANY_UNREADABLE = 0.02


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a tree, with what was seen while it was read."""

    tree: HtmlElement
    script_share: float
    """Share of the markup that was scripts and styles."""


def read(html: bytes | str, *, content_type: str | None = None) -> Page:
    """Return the tree of a page; raises ExtractError when it is none."""
    if len(html) > MAX_BYTES:
        raise ExtractError(f"too large: {len(html)} bytes, the limit is {MAX_BYTES}")
    if isinstance(html, bytes):
        text, _ = decode(html, content_type)
    else:
        text = html.removeprefix("\ufeff")
    text = without_forbidden(text)
    if not text.strip():
        raise ExtractError("empty: the page holds no characters")
    if "<" not in text:
        raise ExtractError("not HTML: there is no tag in it")
    slim, css = without_scripts(text)
    if len(slim) > MAX_MARKUP:
        slim = cuts.without_data(slim)
    if len(slim) > _MOST_MARKUP:
        message = f"too large: {len(slim)} characters of markup, limit {_MOST_MARKUP}"
        raise ExtractError(message)
    _refuse_crowded_tags(slim)
    return Page(_parse(slim, css), 1 - len(slim) / len(text))


def _refuse_crowded_tags(text: str) -> None:
    """Raise for a tag with more attributes than any page has."""
    for part in text.split("<"):
        if len(part) > _LONG_TAG and part[0].isalpha():
            tag = _TAG_REST.match(part)
            bare = _QUOTED.sub("", tag[0]) if tag else ""
            if len(bare.split()) > MAX_ATTRIBUTES:
                message = f"too large: a tag with more than {MAX_ATTRIBUTES} attributes"
                raise ExtractError(message)


def _parse(text: str, css: str) -> HtmlElement:
    """Parse markup with comments and processing instructions left out."""
    parser = HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8"
    )
    # one class for all elements: lxml's own look-up runs Python for every element
    # that anybody touches, 5 % of a page's processor time
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        # surrogates cannot be encoded; they come from broken escapes
        markup = built(text, css).encode("utf-8", "replace")
        tree = document_fromstring(markup, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ExtractError(f"not HTML: {error}") from error
    _fit(tree)
    _cut_names(tree)
    return tree


def _fit(tree: HtmlElement) -> None:
    """Cut a tree that is too large; raise where it stays so."""
    size, count, widest = _measure(tree)
    if count > MAX_ELEMENTS or widest > MAX_CHILDREN or size > MAX_MARKUP:
        cuts.shorten(tree, min(count * MAX_MARKUP // size, MAX_ELEMENTS), MAX_CHILDREN)
        size, count, widest = _measure(tree)
    if size > MAX_MARKUP:
        message = f"too large: {size} characters of text, the limit is {MAX_MARKUP}"
        raise ExtractError(message)
    if count > MAX_ELEMENTS:
        raise ExtractError(f"too large: {count} elements, the limit is {MAX_ELEMENTS}")
    if widest > MAX_CHILDREN:
        message = f"too large: {widest} elements in one, the limit is {MAX_CHILDREN}"
        raise ExtractError(message)


def _measure(tree: HtmlElement) -> tuple[int, int, int]:
    """Return characters of text, elements, and the most that stand in one."""
    size = int(tree.xpath("string-length()"))
    widths = [len(element) for element in tree.iter()]
    return size + 1, len(widths), max(widths)


def _cut_names(tree: HtmlElement) -> None:
    """Cut classes and ids longer than any page has: every reader searches them all."""
    for name in ("class", "id"):
        for element in tree.xpath(f"//*[string-length(@{name}) > {_LONG_NAME}]"):
            element.set(name, element.get(name)[:_LONG_NAME])


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """Return the text of a page and the charset that was used."""
    _refuse_binary(body)
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(charset, "replace"), charset
    for charset in ("utf-8", *_declared(body, content_type)):
        try:
            return body.decode(charset), charset
        except (UnicodeDecodeError, LookupError):
            continue
    for charset in _declared(body, content_type):
        text = _decode_nearly(body, charset)
        if text is not None:
            return text, charset
    return _guess(body)


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Return the charsets that header and markup name, the header's first."""
    names = []
    header = _HEADER_CHARSET.search(content_type or "")
    if header:
        names.append(header.group(1))
    head = body[:LOOK_FOR_CHARSET]
    for pattern in (_META_CHARSET, _XML_CHARSET):
        match = pattern.search(head)
        if match:
            names.append(match.group(1).decode("ascii"))
    return [_AS_BROWSERS_READ.get(name.lower(), name.lower()) for name in names]


def _decode_nearly(body: bytes, charset: str) -> str | None:
    """Decode with a declared charset that a few broken bytes contradict."""
    try:
        text = body.decode(charset, "replace")
    except LookupError:
        return None
    return text if text.count("\ufffd") <= len(text) * _MANY_UNREADABLE else None


def _guess(body: bytes) -> tuple[str, str]:
    """Let charset-normalizer decide for bytes that nothing describes."""
    # only pages without a usable declaration pay for the import
    from charset_normalizer import from_bytes

    best = from_bytes(body[:200_000]).best()
    charset = best.encoding if best is not None else "utf-8"
    text = body.decode(charset, "replace")
    if text.count("\ufffd") > len(text) * _MANY_UNREADABLE:
        raise ExtractError("unreadable: no charset fits the bytes")
    return text, charset


def _refuse_binary(body: bytes) -> None:
    """Raise for files that are no text."""
    if not body.strip():
        raise ExtractError("empty: the page holds no bytes")
    if body.startswith(_SIGNATURES):
        raise ExtractError("binary: the bytes are a file, not a page")
    if body.startswith(tuple(bom for bom, _ in _BOMS)):
        return
    sample = body[:4096]
    odd = sum(byte in _ODD_BYTES for byte in sample)
    if odd > len(sample) * _MANY_CONTROLS and b"<" not in sample.replace(b"\0", b""):
        raise ExtractError("binary: the bytes hold control characters")


_ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement)
_KEEP_SCRIPT = re.compile(r"""<script[^>]{0,300}ld\+json""", re.IGNORECASE)
_REMOVED = (
    ("<script", "</script"),
    ("<style", "</style"),
    ("<!--", "-->"),
    ("<svg", "</svg"),
)


def without_scripts(text: str) -> tuple[str, str]:
    """Return markup without scripts, styles, drawings and comments, and its styles.

    JSON-LD stays. Works in one pass: no pattern can run away on hostile input.
    """
    # "İ" alone grows in lower case and would shift places
    lower = text.replace("İ", "i").lower()
    parts: list[str] = []
    styles: list[str] = []
    at = 0
    unclosed: set[str] = set()
    nexts = {begin: lower.find(begin) for begin, _ in _REMOVED}
    while True:
        begin, start = min(
            ((b, s) for b, s in nexts.items() if s >= 0),
            key=lambda item: item[1],
            default=("", -1),
        )
        if start < 0:
            break
        close = dict(_REMOVED)[begin]
        end = -1 if begin in unclosed else lower.find(close, start + len(begin))
        if end < 0:  # looked for once: what is not closed from here never is
            unclosed.add(begin)
        stop = len(text) if end < 0 else lower.find(">", end) + 1 or len(text)
        if end < 0 and begin != "<script":
            stop = start + len(begin)  # never closed: leave the rest to the parser
        if begin == "<script" and _KEEP_SCRIPT.match(text, start):
            parts.append(text[at:stop])
        else:
            parts.append(text[at:start] + " ")
        if begin == "<style" and end >= 0:
            styles.append(text[start:end].partition(">")[2])
        at = stop
        for name, place in nexts.items():
            if 0 <= place < stop:
                nexts[name] = lower.find(name, stop)
    parts.append(text[at:])
    return "".join(parts), "\n".join(styles)


def clean(text: str) -> str:
    """Return words for reading: NFC, one space, nothing invisible or dangerous."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()  # nothing to mend: most lines of most pages
    text = without_unseen(text.translate(_DIRECTION_MARKS))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text)).strip()


def header(headers: Mapping[str, str], name: str) -> str | None:
    """Return a header's value whatever its case."""
    wanted = name.lower()
    return next((v for k, v in headers.items() if k.lower() == wanted), None)
