"""Markup as a browser shows it: closed as browsers close it, and only what is seen.

Closed details and what a click shows without a script count as seen. So does all of
``html`` and ``body``: pages hide these until a script has run. Does not judge what is
harmless; ``net.html`` does.
"""

import re
from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

_MANY_TAGS = 16_000
MAX_DEPTH = 300
"""Elements in each other. Lexbor takes time by the square of the depth: 20,000 took
2 seconds, 100,000 nearly a minute."""
_MAY_HIDE = re.compile(
    r"<(?:sup|s|del|strike)\b|\s(?:style|class|hidden)\b", re.IGNORECASE
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_NEVER_DEEP_NAMES = """
    area base br col embed hr img input link meta source track wbr
    p li dt dd option tr td th thead tbody tfoot
"""
_NEVER_DEEP = frozenset(_NEVER_DEEP_NAMES.split())
"""Elements that hold nothing, or that the next of their kind ends."""

_CLASSES = """
    sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only
    a11y-hidden element-invisible u-visually-hidden u-hidden is-hidden d-none hidden
"""
_NAMED = "[hidden]," + ",".join(f".{name}" for name in _CLASSES.split())
_WHERE_WIDE = re.compile(r"(?:^|[ _:@-])(?:xs|sm|md|lg|xl|xxl|2xl)(?=[ _:@-]|$)")
"""Said beside a hiding class, it shows the element on some screens."""
_STRUCK = "s,del,strike"

_MAX_CSS = 400_000
_MAX_RULES = 100
_MAX_SELECTOR = 120
_COMMENT = re.compile(r"/\*(?:.*?\*/|.*)", re.DOTALL)
_NAME = re.compile(r"[.#]([\w-]+)")
_STATE = re.compile(r"::?[\w-]+(?:\([^()]*\))?")
_COMBINED = re.compile(r"[\s>+~]+")
_ALL = re.compile(r"(?:html|body|:root|\*)$", re.IGNORECASE)
_ZERO = re.compile(r"0*\.?0+(?:[a-z%]+)?$")
_FAR = re.compile(r"-(?:[5-9]\d\d|\d{4,})")
_COLOUR = re.compile(r"#[\da-f]{3,8}$|rgb|white$|black$")
_HIDING = {"display": re.compile("none"), "visibility": re.compile("hidden|collapse")}
_HIDING_INLINE = {
    **_HIDING,
    "opacity": _ZERO,
    "left": _FAR,
    "top": _FAR,
    "text-indent": _FAR,
}

_RAISED = str.maketrans("0123456789+-\u2212\u2013", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_FIGURE = re.compile(r"[+\u2212\u2013-]?\d{1,3}$")
_POWER_OF_UNIT = re.compile(r"(?:[23]|[\u2212\u2013-][1-3])$")
_UNIT = re.compile(r"(?<!\w)[^\W\d_]{1,2}$")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d$")
_NOTE = re.compile(
    r"[\[(]?(?:\d{1,3}(?:[,\u2013-]\s?\d{1,3})*|[*\u2020\u2021§]+)[\])]?$"
)
_LINKED_NOTE = re.compile(r"[\[(]?\w{1,4}[\])]?$")
_CONTEXT = 12


def built(markup: str, css: str = "") -> str:
    """Return the whole document that a browser builds of markup.

    What nobody sees has the attribute ``hidden``, and raised figures are characters.
    Markup that is nested absurdly deep comes back as it is.

    Args:
        markup: The page, without its style sheets or with them.
        css: The style sheets of the page itself.
    """
    if _is_deep(markup):
        return markup
    page = LexborHTMLParser(markup, scripting=True)
    _settle_raised(page)
    _mark_unseen(page, markup, css)
    return page.html or markup


def seen(markup: str) -> str:
    """Return a part of a page without what nobody sees."""
    if not _MAY_HIDE.search(markup) or _is_deep(markup):
        return markup
    part = LexborHTMLParser(markup, is_fragment=True)
    _settle_raised(part)
    _mark_unseen(part, markup)
    for node in part.css("[hidden]:not([hidden] [hidden])"):
        node.decompose()
    return part.html or ""


def _is_deep(markup: str) -> bool:
    """Tell whether more elements stay open than any page has in each other."""
    if markup.count("<") <= _MANY_TAGS:
        return False
    opened: dict[str, int] = {}
    depth = 0
    for match in _TAG.finditer(markup):
        name = match[2].lower()
        if name in _NEVER_DEEP:
            continue
        if not match[1]:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
        elif opened.get(name):
            opened[name] -= 1
            depth -= 1
        if depth > MAX_DEPTH:
            return True
    return False


def _mark_unseen(page: LexborHTMLParser, markup: str, css: str = "") -> None:
    """Give the attribute ``hidden`` to the elements of a page that nobody sees.

    Args:
        page: The page, which is changed.
        markup: What it was made of: rules with other names are passed over.
        css: The page's own style sheets.
    """
    unseen = _by_rules(page, markup, css[:_MAX_CSS])
    unseen += _styled_away(page)
    unseen += [node for node in page.css(_NAMED) if not _is_seen_where_wide(node)]
    unseen += page.css(_STRUCK)
    for node in unseen:
        if node.tag != "figure":  # a hidden one is a slide, a click away
            node.attrs["hidden"] = ""


def _is_seen_where_wide(node: LexborNode) -> bool:
    if node.attrs.get("hidden") is not None:
        return False
    return bool(_WHERE_WIDE.search(node.attrs.sget("class")))


def _styled_away(page: LexborHTMLParser) -> list[LexborNode]:
    """Return the elements that their own style makes invisible."""
    styled = [
        (node, dict(_declarations(node.attrs.sget("style"))))
        for node in page.css("[style]")
    ]
    # newsletters close gaps by a size of nothing, and give text inside one again
    resized: set[int] = set()
    for node, said in styled:
        if "font-size" in said and not _ZERO.match(said["font-size"]):
            above = node.parent
            while above is not None and above.mem_id not in resized:
                resized.add(above.mem_id)
                above = above.parent
    return [
        node
        for node, said in styled
        if _hides(said)
        or (_ZERO.match(said.get("font-size", "")) and node.mem_id not in resized)
    ]


def _hides(said: Mapping[str, str]) -> bool:
    """Tell whether declarations alone make an element invisible."""
    ground = said.get("background-color") or said.get("background") or ""
    if said.get("color") == ground and _COLOUR.match(ground):
        return True
    return any(p.match(said.get(name, "")) for name, p in _HIDING_INLINE.items())


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for one in style.lower().split(";"):
        name, _, value = one.partition(":")
        yield name.strip(), value.replace("!important", "").strip()


def _by_rules(page: LexborHTMLParser, markup: str, css: str) -> list[LexborNode]:
    """Return what the page's own style sheets hide, later rules over earlier ones."""
    unseen: dict[int, LexborNode] = {}
    asked = 0
    for selector, hides in _rules(css):
        known = all(name in markup for name in _NAME.findall(selector))
        if not known or not (hides or unseen):
            continue
        asked += 1
        if asked > _MAX_RULES:
            break
        try:
            found = page.css(selector)
        except SelectolaxError:
            continue
        for node in found:
            if hides:
                unseen[node.mem_id] = node
            else:
                unseen.pop(node.mem_id, None)
    return list(unseen.values())


def _rules(css: str) -> Iterator[tuple[str, bool]]:
    """Yield the selectors that hide or show, outside of media and other conditions.

    What a state such as ``:checked`` shows is seen: a reader can bring it about.
    """
    level = 0
    for part in _COMMENT.sub(" ", css).split("}"):
        heads = part.split("{")
        is_plain = level == 0 and len(heads) == 2  # noqa: PLR2004 - selector and body
        level = max(0, level + len(heads) - 2)
        if not is_plain or "@" in heads[0]:
            continue
        said = dict(_declarations(heads[1]))
        values = {name: said[name] for name in _HIDING if name in said}
        if not values:
            continue
        hides = any(_HIDING[name].match(value) for name, value in values.items())
        for selector in heads[0].split(","):
            # of those that show, the last part: a whole one may take exponential time
            bare = selector if hides else _STATE.sub("", selector)
            last = _COMBINED.split(bare.strip())
            if _is_simple(last[-1]) and not (hides and len(last) > 1):
                yield last[-1], hides


def _is_simple(selector: str) -> bool:
    """Tell whether a selector names something, and no state or whole page."""
    return bool(
        len(selector) <= _MAX_SELECTOR
        and _NAME.search(selector)
        and ":" not in selector
        and "no-js" not in selector
        and not _ALL.search(selector)
    )


def _settle_raised(page: LexborHTMLParser) -> None:
    """Write raised values as characters and hide what only points to a note."""
    for node in page.css("sup:not(sup sup)"):
        text = node.text().strip()
        before = node.prev.text()[-_CONTEXT:] if node.prev is not None else ""
        if _is_note(node, text, before):
            node.attrs["hidden"] = ""
        elif _is_value(text, before):
            node.replace_with(text.translate(_RAISED))


def _is_note(node: LexborNode, text: str, before: str) -> bool:
    """Tell whether a raised text only points to a note."""
    if node.css_first("a[href^='#']") is not None and _LINKED_NOTE.match(text):
        return True
    return bool(
        _NOTE.match(text)
        and before
        and not before[-1].isspace()
        and not _is_value(text, before)
    )


def _is_value(text: str, before: str) -> bool:
    """Tell whether a raised figure is a power of the number or unit before it."""
    if before[-1:].isdigit():
        return bool(_FIGURE.match(text)) and not _YEAR.search(before)
    return bool(_POWER_OF_UNIT.match(text) and _UNIT.search(before))
