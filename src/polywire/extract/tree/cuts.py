"""Make a page that is too large smaller by what is no text of an article.

Long attributes and JSON go first, then the ends of long lists: menus, references,
tables, the oldest entries of a ticker. What stays too large is refused by the page's
own limits.
"""

import re

from lxml.html import HtmlElement

_LONG_ATTRIBUTE = re.compile(
    r"""\s(?:data-|on|x-|v-|:|@|srcset|sizes|style|d\b|points)[\w:.@-]{0,60}\s?=\s?"""
    r"""(?:"[^"]{200,}"|'[^']{200,}')""",
    re.IGNORECASE,
)
_LONG_DATA_ADDRESS = re.compile(
    r"""\s(?:src|href)\s?=\s?(?:"data:[^"]{200,}"|'data:[^']{200,}')""", re.IGNORECASE
)
_JSON = re.compile(r"<script\b[^>]{0,300}>[^<]{100000,}", re.IGNORECASE)
_LISTS = frozenset(["ul", "ol", "dl", "menu", "nav", "select", "table", "tbody"])
_ENTRIES = frozenset(["div", "article", "section", "a"])
_MANY_ENTRIES = 50
_LEFT = 20
"""Entries of a list that stay: what it is about can still be seen."""
_SHORTENED = "data-shortened"
_HOPELESS = 5
"""Times the limit: what has more elements is a dump, and costs as much as one."""


def without_data(markup: str) -> str:
    """Return markup without attributes and JSON that are long and say nothing."""
    for pattern in (_LONG_ATTRIBUTE, _LONG_DATA_ADDRESS):
        markup = pattern.sub(" ", markup)
    return _JSON.sub("<script>", markup)


def shorten(tree: HtmlElement, elements: int, children: int) -> None:
    """Cut the ends of a page's longest lists until it has no more than these.

    Args:
        tree: The page, which is changed.
        elements: How many elements the page may have.
        children: How many of them may stand right in one.
    """
    whole = list(tree.iter())
    if len(whole) > _HOPELESS * elements:
        return
    sizes: dict[HtmlElement, int] = {}
    for element in reversed(whole):
        sizes[element] = 1 + sum(sizes[child] for child in element)
    surplus = len(whole) - elements
    gone: set[HtmlElement] = set()
    lists = [element for element in whole if _is_list(element)]
    for holder in sorted(lists, key=lambda element: -sizes[element]):
        if holder in gone:
            continue
        entries = list(holder)
        kept = len(entries)
        while kept > _LEFT and (surplus > 0 or kept > children):
            if _holds_headline(entries[kept - 1]):
                break
            kept -= 1
            surplus -= sizes[entries[kept]]
            gone.update(entries[kept].iter())
        if kept < len(entries):
            del holder[kept:]
            holder.set(_SHORTENED, "")


def is_shortened(element: HtmlElement | None) -> bool:
    """Tell whether an element stands in a list that was cut."""
    while element is not None:
        if element.get(_SHORTENED) is not None:
            return True
        element = element.getparent()
    return False


def _is_list(element: HtmlElement) -> bool:
    if element.tag in _LISTS:
        return len(element) > _LEFT
    if len(element) < _MANY_ENTRIES:
        return False
    entries = [child.tag for child in element]
    return entries[-1] in _ENTRIES and entries.count(entries[-1]) * 2 > len(entries)


def _holds_headline(element: HtmlElement) -> bool:
    return next(element.iter("h1"), None) is not None
