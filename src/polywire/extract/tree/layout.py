"""Lay a tree out as a browser does: gaps between words, paragraphs around bare lines.

Does not decide what is seen (``net.shown_html``) nor what is the article.
"""

import re
from itertools import islice

from lxml.html import HtmlElement

from polywire.extract.tree.pieces import BLOCKS
from polywire.language.text.words import fold, small_words

_INLINE_NAMES = """
    a abbr b bdi big br cite code del dfn em font i ins kbd label mark q s small span
    strong sub sup time u wbr
"""
_INLINE = frozenset(_INLINE_NAMES.split())
_PARTING = tuple(_INLINE - {"br", "code", "sub", "sup", "wbr"})
"""Inline elements beside which a gap may be missing; the others stand inside words."""
_HOLDERS = frozenset(["article", "main", "section", "div", "body"])
_LONG_BEFORE_CAPITAL = 3
_FEWEST = 3
"""Words of a bare line: shorter ones are labels and separators."""
_LONG_WORD = 20
"""Characters of a line in a script that has no blanks."""
_DEEP = 5
_LAST_WORD = re.compile(r"[^\W_]+$")
_FIRST_WORD = re.compile(r"[^\W_]+")
_ENDS = re.compile(r"[^\W\d_][:;,!?]$|[^\W\d_]{3}\.$")


def lay_out(tree: HtmlElement) -> None:
    """Change a tree so that all who read it find words parted and lines held."""
    _part_words(tree)
    for holder in {p.getparent(): None for p in tree.iter("p")}:
        if holder is not None and holder.tag in _HOLDERS:
            _hold_bare_lines(holder)


def _part_words(tree: HtmlElement) -> None:
    """Put a blank where two words meet at the edge of an inline element.

    Style sheets make these gaps, by margins and boxes of their own.
    """
    words = small_words(tree.get("lang") or "und")
    for element in tree.iter(*_PARTING):
        before, above = element.getprevious(), element.getparent()
        if above is None:
            continue
        # emphasis stands inside words too, "with<b>out</b>"; a link seldom does
        small = words if element.tag == "a" else frozenset[str]()
        left = above.text if before is None else before.tail
        joined = not left and before is not None and before.tag in _PARTING
        if joined and before is not None:
            left = _edge(before, last=True)
        if left and _is_gap(left, _edge(element, last=False), small, joined=joined):
            if before is None:
                above.text = f"{left} "
            else:
                before.tail = f"{before.tail or ''} "
        tail = element.tail
        if tail and _is_gap(_edge(element, last=True), tail, small, joined=False):
            element.tail = f" {tail}"


def _edge(element: HtmlElement, *, last: bool) -> str:
    """Return the text at the beginning or end of an inline element, or ""."""
    for _ in range(_DEEP):
        if element.get("hidden") is not None or element.tag not in _PARTING:
            return ""
        inner = element[-1] if last and len(element) else None
        text = element.text if inner is None else inner.tail
        if text or not len(element):
            return text or ""
        element = element[-1] if last else element[0]
    return ""


def _is_gap(left: str, right: str, small: frozenset[str], *, joined: bool) -> bool:
    """Tell whether two texts that meet are words of their own.

    Args:
        left: The text before.
        right: The text after.
        small: The small words of the page's language: they part what they touch.
        joined: Whether an element ends where another begins.
    """
    if not (left and right[:1].isalnum()):
        return False
    if _ENDS.search(left[-4:]):
        return right[0].isupper() or (left[-1] != "." and right[0].isalpha())
    one, other = _LAST_WORD.search(left[-30:]), _FIRST_WORD.match(right[:30])
    if one is None or other is None:
        return False
    return _begins_anew(one[0], other[0], joined=joined) or _touches_small(
        one[0], other[0], small
    )


def _begins_anew(word: str, following: str, *, joined: bool) -> bool:
    """Tell whether a capital or figure begins a word: "MayThe", "Cost4", no "McCoy"."""
    if following[0].isupper() and word[-1].isdigit():
        return following[1:2].islower()
    is_long = word[-1].islower() and len(word) >= _LONG_BEFORE_CAPITAL
    return is_long and (following[0].isupper() or (joined and following[0].isdigit()))


def _touches_small(word: str, following: str, small: frozenset[str]) -> bool:
    """Tell whether one of two words is a small one."""
    first, second = fold(word), fold(following)
    if min(len(first), len(second)) < 2 or not (first + second).isalpha():  # noqa: PLR2004 - one letter is an initial or an ending
        return False
    return first in small or second in small


def _hold_bare_lines(holder: HtmlElement) -> None:
    """Give the lines that stand bare beside paragraphs a paragraph of their own."""
    lines: list[tuple[HtmlElement | None, list[HtmlElement]]] = [(None, [])]
    for child in holder:
        if _is_inline(child):
            lines[-1][1].append(child)
        else:
            lines.append((child, []))
    for before, inline in lines:
        lead = (holder.text if before is None else before.tail) or ""
        if not (lead or inline) or not _has_words(lead, inline):
            continue
        paragraph = holder.makeelement("p")
        paragraph.text = lead
        if before is None:
            holder.text = None
            holder.insert(0, paragraph)
        else:
            before.tail = None
            before.addnext(paragraph)
        paragraph.extend(inline)


def _is_inline(element: HtmlElement) -> bool:
    """Tell whether an element is part of a line: comments are, links of boxes not."""
    if not isinstance(element.tag, str):
        return True
    return element.tag in _INLINE and not any(e.tag in BLOCKS for e in element.iter())


def _has_words(lead: str, inline: list[HtmlElement]) -> bool:
    """Tell whether a line says something."""
    parts = [lead]
    for element in inline:
        if isinstance(element.tag, str):
            parts += islice(element.itertext(), 50)
        parts.append(element.tail or "")
    text = " ".join(parts).split()
    return len(text) >= _FEWEST or any(len(word) >= _LONG_WORD for word in text)
