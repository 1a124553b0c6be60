"""Plain text with inline marks -> safe HTML, and safe plain text for feeds.

The only module that turns text of sources and engines into markup. Everything is
escaped; only the few elements named here can come out, with addresses checked.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from markupsafe import Markup, escape

from polywire.article import Mark
from polywire.language.text.tags import direction
from polywire.unseen_signs import without_unseen

_WEB = frozenset({"http", "https"})
_LINKS = _WEB | {"mailto"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?")


def printable(text: str) -> str:
    """Return text in NFC without what no page may hold or no reader sees."""
    text = without_unseen(text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Return text without what no page may hold, on one line."""
    return " ".join(printable(text).split())


def cut(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, cut between words, with an ellipsis."""
    text = one_line(text)
    if len(text) <= limit:
        return text
    if limit <= 1:
        return ""
    head = text[: limit - 1]
    if not text[limit - 1].isspace() and " " in head.strip():
        head = head[: head.rindex(" ")]
    while head and unicodedata.combining(text[len(head)]):
        head = head[:-1]  # never part a letter from its sign
    return head.rstrip(" ,;:.-–—") + "…"


def web_address(url: str | None) -> str | None:
    """Return an address that a page may link to, or None: http and https only."""
    return _address(url, _WEB)


def home_page(url: str | None) -> str | None:
    """Return the first page of the site that an address belongs to."""
    known = web_address(url)
    return urljoin(known, "/") if known else None


def link_address(url: str | None) -> str | None:
    """Return an address for a link in running text: web or e-mail, or None."""
    return _address(url, _LINKS)


# Lists and feeds of one publication name the same addresses again and again.
@lru_cache(maxsize=8192)
def _address(url: str | None, schemes: frozenset[str]) -> str | None:
    if not url:
        return None
    url = url.strip()
    if without_unseen(url) != url or any(c.isspace() or c in '<>"`{}|\\^' for c in url):
        return None
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    if parts.scheme not in schemes or (parts.scheme in _WEB and not has_host):
        return None
    return url


def inline(text: str, marks: Sequence[Mark] = ()) -> Markup:
    """Return text with its marks as HTML; marks that cross another are left out."""
    html = Markup()
    position = 0
    open_marks: list[tuple[int, Markup]] = []
    for mark, (opening, closing) in _nested(text, marks):
        while open_marks and open_marks[-1][0] <= mark.start:
            end, tag = open_marks.pop()
            html += _escaped(text[position:end]) + tag
            position = end
        html += _escaped(text[position : mark.start]) + opening
        position = mark.start
        open_marks.append((mark.end, closing))
    while open_marks:
        end, tag = open_marks.pop()
        html += _escaped(text[position:end]) + tag
        position = end
    return html + _escaped(text[position:])


def _nested(
    text: str, marks: Sequence[Mark]
) -> Iterator[tuple[Mark, tuple[Markup, Markup]]]:
    """Yield the marks that nest, outermost first, with their tags."""
    ends: list[int] = []
    link_end = -1
    for mark in sorted(marks, key=lambda m: (m.start, -m.end, m.type)):
        if not 0 <= mark.start < mark.end <= len(text):
            continue
        while ends and ends[-1] <= mark.start:
            ends.pop()
        if ends and mark.end > ends[-1]:
            continue
        if mark.type == "link" and mark.start < link_end:
            continue  # a link inside a link is no HTML
        tags = _tags(mark)
        if tags is None:
            continue
        if mark.type == "link":
            link_end = mark.end
        ends.append(mark.end)
        yield mark, tags


def _tags(mark: Mark) -> tuple[Markup, Markup] | None:
    """Return the opening and closing tag of a mark, None when it has none."""
    if mark.type == "link":
        return _link(link_address(mark.href))
    if mark.type == "emphasis":
        return Markup("<em>"), Markup("</em>")
    if mark.type == "strong":
        return Markup("<strong>"), Markup("</strong>")
    if mark.type == "time":
        return _time(mark.datetime)
    return _quotation(mark.language)


def _link(href: str | None) -> tuple[Markup, Markup] | None:
    if href is None:
        return None
    return Markup('<a href="{}" rel="external">').format(href), Markup("</a>")


def _time(when: str | None) -> tuple[Markup, Markup] | None:
    if not _is_date(when):
        return None
    return Markup('<time datetime="{}">').format(when), Markup("</time>")


def _is_date(text: str | None) -> bool:
    """Tell whether a text is a date of HTML: intervals and 31 February are not."""
    if text is None or not _DATE.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _quotation(language: str | None) -> tuple[Markup, Markup] | None:
    """Tag a quotation only where it stands in a language of its own."""
    if not language or not is_tag(language):
        return None
    opening = Markup('<span lang="{}" dir="{}">')
    return opening.format(language, direction(language)), Markup("</span>")


def language_attributes(tag: str, page: str) -> Markup:
    """Return ``lang`` and ``dir`` of text on a page; nothing in the page's language."""
    if tag == page:
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(tag, direction(tag))


def is_tag(language: str) -> bool:
    """Tell whether a text can stand in a ``lang`` attribute."""
    return re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language) is not None


def _escaped(text: str) -> Markup:
    return escape(printable(text))
