"""Small readings that XML feeds and JSON Feeds share."""

import html
import re

from polywire.article import text_hash
from polywire.net.html import line, plain, sanitise
from polywire.net.urls import resolve

MAX_TITLE = 80
"""Characters of a headline that is made from the text, where there is none."""

_UNSEEN = {0xAD: None, 0x200B: None}
"""Soft hyphens and zero-width spaces: they are for setting, and split words."""
_URL_ATTRIBUTE = re.compile(r'\s(?:href|src)\s*=\s*(?:"[^"]*"|\'[^\']*\'|[^\s>]+)')
_WELL_FORMED = re.compile(r"[^\s<>\"'\\^`{|}\x00-\x20]+")
# A word in angle brackets, without attributes: how people write "the <b> tag".
_BARE_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,20})\s?/?>")
_ACTIVE_NAMES = """
    script style iframe object embed svg math form textarea select title xmp
    noscript template plaintext noembed noframes base link meta
"""
_ACTIVE = frozenset(_ACTIVE_NAMES.split())


def absolute(href: str | None, base: str) -> str:
    """Return a link in absolute form, as its author wrote it where possible.

    Empty when it is no http(s) address: other schemes never leave the intake.
    """
    if not href:
        return ""
    href = href.strip()
    if href.lower().startswith("www."):  # as people say it, no file of this folder
        href = f"{base.partition(':')[0]}://{href}"
    found = resolve(href, base)
    if found is None:
        return ""
    whole = href.startswith(("http://", "https://")) and _WELL_FORMED.fullmatch(href)
    return href if whole else found


def title_text(value: str, *, is_html: bool) -> str:
    """Return a headline as plain text."""
    return (plain(value) if is_html else line(value)).translate(_UNSEEN)


def title_markup(value: str, base: str, *, is_html: bool) -> str:
    """Return a headline as the feed writes it where that is harmless."""
    value = value.strip()
    if "<" not in value and not is_html:
        return value
    if not is_html:
        return value if _is_inert(value) else html.escape(line(value))
    cleaned = sanitise(value, base, links=False)
    if _skeleton(cleaned) != _skeleton(value):
        return html.escape(plain(value), quote=False)
    return cleaned if _URL_ATTRIBUTE.search(value) else value


def _is_inert(text: str) -> bool:
    """Tell whether plain text would do nothing even when taken for HTML."""
    rest = _BARE_TAG.sub(
        lambda match: match[0] if match[1].lower() in _ACTIVE else "", text
    )
    return "<" not in rest


def _skeleton(markup: str) -> str:
    """Return markup without addresses and without the ways to write a sign."""
    return html.unescape(_URL_ATTRIBUTE.sub("", markup))


def headline_from(text: str, link: str) -> str:
    """Make a headline for an item that has none: its first words, or its link."""
    words = plain(text)
    if not words:
        return link
    if len(words) <= MAX_TITLE:
        return words
    return words[:MAX_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def made_id(*parts: str) -> str:
    """Make an id from what an item says: the same wherever it stands."""
    return "urn:polywire:item:" + text_hash("\x1e".join(parts))
