"""The small block language of the story files, rendered as HTML.

Blocks are parted by blank lines: ``## sub-head``, ``- item``, ``1. item``,
``> quotation``, ``| cell | cell |``, ``CORRECTION: notice``, else a paragraph.
Inline: ``*emphasis*``, ``**strong**``, ``[words](slug or address)``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

Link = Callable[[str], str]
"""Turns a slug or an address into an address."""

_NUMBERED = re.compile(r"\d+\. ")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_EMPHASIS = re.compile(r"\*(.+?)\*")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


def blocks(body: str) -> list[str]:
    """Return the source text of each block."""
    return [part.strip() for part in re.split(r"\n\s*\n", body) if part.strip()]


def words(body: str) -> int:
    """Count the words of a body without its signs of markup."""
    return len(re.findall(r"\w[\w’'.,%-]*", plain(body)))


def plain(body: str) -> str:
    """Return the body as text, blocks parted by blank lines."""
    text = _LINK.sub(r"\1", body).replace("**", "").replace("*", "")
    return re.sub(r"(?m)^(## |- |> |\d+\. |\| ?)| \|$", "", text).strip()


def render(block: str, link: Link) -> Markup:
    """Return one block as an HTML element."""
    lines = block.splitlines()
    kinds: tuple[tuple[bool, Callable[[], Markup]], ...] = (
        (block.startswith("## "), lambda: _wrap("h2", inline(block[3:], link))),
        (block.startswith("- "), lambda: _list("ul", lines, link)),
        (bool(_NUMBERED.match(block)), lambda: _list("ol", lines, link)),
        (block.startswith("> "), lambda: _quote(lines, link)),
        (block.startswith("| "), lambda: _table(lines, link)),
        (block.startswith("CORRECTION: "), lambda: _correction(block, link)),
    )
    for fits, make in kinds:
        if fits:
            return make()
    return _wrap("p", inline(block, link))


def inline(text: str, link: Link) -> Markup:
    """Return a line of text with its inline marks as HTML."""
    out = str(escape(" ".join(text.split())))
    out = _LINK.sub(lambda m: f'<a href="{escape(link(m[2]))}">{m[1]}</a>', out)
    out = _STRONG.sub(r"<strong>\1</strong>", out)
    return Markup(_EMPHASIS.sub(r"<em>\1</em>", out))  # noqa: S704 - escaped above


def _wrap(tag: str, content: Markup) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), content)  # noqa: S704 - own tag names


def _list(tag: str, lines: list[str], link: Link) -> Markup:
    items = (_wrap("li", inline(line.split(" ", 1)[1], link)) for line in lines)
    return _wrap(tag, Markup("").join(items))


def _quote(lines: list[str], link: Link) -> Markup:
    return _wrap(
        "blockquote",
        _wrap("p", inline(" ".join(line.removeprefix("> ") for line in lines), link)),
    )


def _table(lines: list[str], link: Link) -> Markup:
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
    head, *rest = [
        Markup("").join(_wrap("td" if number else "th", inline(c, link)) for c in row)
        for number, row in enumerate(rows)
    ]
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
        head, Markup("").join(_wrap("tr", row) for row in rest)
    )


def _correction(block: str, link: Link) -> Markup:
    notice = inline(block.removeprefix("CORRECTION: "), link)
    return Markup('<p class="correction">{}</p>').format(notice)
