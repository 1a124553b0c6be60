"""Per-source overrides: a field of the article by a CSS selector or an XPath."""

from collections.abc import Mapping, Sequence

from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from polywire.errors import SettingsError
from polywire.extract.tree.page import clean
from polywire.extract.tree.pieces import Piece

FIELDS = (
    "body",
    "remove",
    "headline",
    "standfirst",
    "bylines",
    "published",
    "modified",
)
_XPATH = "xpath:"


def check(rules: Mapping[str, str]) -> None:
    """Raise SettingsError for a field or selector that cannot be used."""
    for field, selector in rules.items():
        if field not in FIELDS:
            allowed = ", ".join(FIELDS)
            raise SettingsError(f"rules.{field}: no such field, allowed are {allowed}")
        _compile(field, selector)


def _compile(field: str, selector: str) -> etree.XPath:
    """Compile a selector; raises SettingsError that names it."""
    try:
        if selector.startswith(_XPATH):
            return etree.XPath(selector.removeprefix(_XPATH))
        return CSSSelector(selector)
    except (etree.XPathSyntaxError, etree.LxmlError, SyntaxError, ValueError) as error:
        message = f"rules.{field}: {selector!r} is no CSS selector or xpath: ({error})"
        raise SettingsError(message) from None


def select(
    tree: HtmlElement, field: str, rules: Mapping[str, str]
) -> list[HtmlElement]:
    """Return the elements that a rule names, none when there is no rule."""
    if field not in rules:
        return []
    found = _compile(field, rules[field])(tree)
    if not isinstance(found, list):
        return []
    return [element for element in found if isinstance(element, HtmlElement)]


def texts(tree: HtmlElement, field: str, rules: Mapping[str, str]) -> list[str]:
    """Return the words of the elements that a rule names; metas give their content."""
    found = (
        element.get("content") or element.get("datetime") or element.text_content()
        for element in select(tree, field, rules)
    )
    return [words for value in found if (words := clean(value))]


def remove(tree: HtmlElement, rules: Mapping[str, str]) -> None:
    """Take out of the tree what the rule "remove" names."""
    for element in select(tree, "remove", rules):
        if element.getparent() is not None:
            element.drop_tree()


def overrule(
    tree: HtmlElement,
    rules: Mapping[str, str],
    pieces: Sequence[Piece],
    chances: Sequence[float],
) -> list[float]:
    """Make the rule "body" decide which pieces are the body."""
    chosen = set(select(tree, "body", rules))
    if not chosen:
        return list(chances)
    return [1.0 if _is_inside(piece.element, chosen) else 0.0 for piece in pieces]


def _is_inside(element: HtmlElement | None, chosen: set[HtmlElement]) -> bool:
    """Tell whether an element is one of those chosen or inside one."""
    while element is not None:
        if element in chosen:
            return True
        element = element.getparent()
    return False
