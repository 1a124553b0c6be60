"""One line of HTML with inline marks -> text and marks, and back.

What comes in and what goes out passes the one boundary for HTML, ``net.html``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from polywire.article import Mark, MarkType
from polywire.net.html import inline

_ELEMENTS: dict[str, MarkType] = {
    "a": "link",
    "em": "emphasis",
    "i": "emphasis",
    "strong": "strong",
    "b": "strong",
    "span": "quotation",
    "time": "time",
}
_TAGS: dict[MarkType, str] = {
    "link": "a",
    "emphasis": "em",
    "strong": "strong",
    "quotation": "span",
    "time": "time",
}


def read(html: str) -> tuple[str, tuple[Mark, ...]]:
    """Return the text of a line of HTML and the marks over it."""
    reader = _Reader()
    reader.feed(inline(html))
    reader.close()
    return reader.result()


def write(text: str, marks: Sequence[Mark]) -> str:
    """Return text with its marks as HTML; marks that overlap are cut to nest."""
    return inline("".join(_written(text, sorted(marks, key=_outer_first))))


def _outer_first(mark: Mark) -> tuple[int, int]:
    return (mark.start, -mark.end)


@dataclass(slots=True)
class _Open:
    """An element that was opened and not closed yet."""

    tag: str
    start: int
    attributes: dict[str, str | None]


@dataclass
class _Reader(HTMLParser):
    """Collects text and marks of clean HTML."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember where an element begins."""
        self.opened.append(_Open(tag, len(self.text), dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Make a mark of an element that ends."""
        for one in reversed(self.opened):
            if one.tag == tag:
                self.opened.remove(one)
                self.marks += _mark(one, len(self.text))
                return

    def handle_data(self, data: str) -> None:
        """Take the words."""
        self.text += data

    def result(self) -> tuple[str, tuple[Mark, ...]]:
        """Return what was read."""
        return self.text, tuple(sorted(self.marks, key=_outer_first))


def _mark(one: _Open, end: int) -> Iterator[Mark]:
    kind = _ELEMENTS[one.tag]
    href, language = one.attributes.get("href"), one.attributes.get("lang")
    when = one.attributes.get("datetime")
    needed = {"link": href, "quotation": language, "time": when}.get(kind, kind)
    if end > one.start and needed:
        yield Mark(kind, one.start, end, href, language, when)


def _written(text: str, marks: Sequence[Mark]) -> Iterator[str]:
    at = 0
    opened: list[tuple[int, str]] = []
    for mark in marks:
        while opened and opened[-1][0] <= mark.start:
            end, tag = opened.pop()
            yield escape(text[at:end], quote=False) + f"</{tag}>"
            at = end
        yield escape(text[at : mark.start], quote=False) + _start_tag(mark)
        at = mark.start
        inner = min(mark.end, opened[-1][0]) if opened else mark.end
        opened.append((inner, _TAGS[mark.type]))
    while opened:
        end, tag = opened.pop()
        yield escape(text[at:end], quote=False) + f"</{tag}>"
        at = end
    yield escape(text[at:], quote=False)


def _start_tag(mark: Mark) -> str:
    values = {"href": mark.href, "lang": mark.language, "datetime": mark.datetime}
    given = (f' {key}="{escape(value)}"' for key, value in values.items() if value)
    return f"<{_TAGS[mark.type]}{''.join(given)}>"
