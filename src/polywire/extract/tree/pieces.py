"""Cut a page's tree into pieces of text, each with what is known of its place.

A piece is what a reader sees as one block: a paragraph, a heading, a list item, a
table cell. Does not decide which pieces are the article.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from lxml import etree
from lxml.html import HtmlElement

from polywire.errors import ExtractError
from polywire.extract.tree import cuts
from polywire.extract.tree.page import clean
from polywire.extract.tree.word_lists import any_of, table

_BLOCKS_NAMES = """
    address article aside blockquote body center dd details dialog div dl dt
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li
    main menu nav ol p pre section summary table tbody td tfoot th thead tr ul
    caption amp-carousel
"""
BLOCKS = frozenset(_BLOCKS_NAMES.split())
_SKIPPED_NAMES = """
    script style noscript template svg iframe button select option input textarea
    canvas audio video object embed head map math meter progress datalist
"""
SKIPPED = frozenset(_SKIPPED_NAMES.split())
PLACES: dict[str, frozenset[str]] = {
    "nav": frozenset({"nav", "menu"}),
    "aside": frozenset({"aside"}),
    "footer": frozenset({"footer"}),
    "header": frozenset({"header", "hgroup"}),
    "form": frozenset({"form", "fieldset"}),
    "figure": frozenset({"figure", "figcaption"}),
    "list": frozenset({"ul", "ol", "dl"}),
    "table": frozenset({"table"}),
    "quote": frozenset({"blockquote"}),
    "article": frozenset({"article"}),
    "main": frozenset({"main"}),
}
"""Tags that say by themselves what stands in them."""

_IDEOGRAPH = r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]"
_TOKENS = re.compile(rf"{_IDEOGRAPH}|(?:(?!{_IDEOGRAPH})\w)+")
"""Words; scripts without spaces are counted by character."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


MAX_PIECES = 2_000
"""Blocks of text of a page; 1,104 real ones have up to 1,534."""

MAX_WORDS = 300_000
"""Words of a page, or characters in scripts without spaces: each costs 0.4 kB."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words under the same inline elements."""

    text: str
    inline: tuple[HtmlElement, ...]


@dataclass(slots=True)
class Piece:
    """One block of text of the page and its place."""

    index: int
    element: HtmlElement
    tag: str
    text: str
    runs: tuple[Run, ...]
    places: frozenset[str]
    """Kinds of element around it: nav, aside, figure ..."""
    hints: frozenset[str]
    """What class names around it say (any ancestor but body)."""
    near: frozenset[str]
    """What class names of the element and its parent say."""
    depth: int
    links: int
    """Characters that are link text."""
    table: HtmlElement | None = None
    article: HtmlElement | None = None
    """The nearest <article> around it."""
    words: tuple[str, ...] = ()
    hidden: bool = False
    """Nobody sees it, or only who hears the page does not."""
    unseen: bool = False
    setting: tuple[str | None, ...] = ()
    """How it is set: its tag and class and those of its parent."""
    container: int = 0
    grand: int = 0
    """Numbers of the block elements one and two above: the walk counts them, for
    lxml's own objects come and go, so that ``id()`` of a parent names nothing."""


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case."""
    return tuple(_TOKENS.findall(text.lower()))


@cache
def _hints() -> dict[str, re.Pattern[str]]:
    """Compile the data once: hint -> what names hold it."""
    return {hint: _pattern(**lists) for hint, lists in table("hints").items()}


def _pattern(
    whole: Sequence[str] = (), ends: Sequence[str] = (), holds: Sequence[str] = ()
) -> re.Pattern[str]:
    end = "(?:$|[-_ ])"
    single = [f"(?:^|[-_ ]){any_of(whole)}{end}"] if whole else []
    last = [f"{any_of(ends)}{end}"] if ends else []
    return re.compile(any_of([*single, *last, *holds]))


@cache
def hints() -> tuple[str, ...]:
    """Return the names of all hints, in the order of the data."""
    return tuple(_hints())


@lru_cache(maxsize=20_000)
def hints_of(names: str) -> frozenset[str]:
    """Return what an element's class, id and role names hint at."""
    lowered = _CAMEL.sub("-", names).lower()
    return frozenset(n for n, pattern in _hints().items() if pattern.search(lowered))


def names_of(element: HtmlElement) -> str:
    """Return class, id and the other names that a page gives an element."""
    get = element.get
    parts = (
        get("class"),
        get("id"),
        get("itemprop"),
        get("data-component"),
        get("data-testid"),
        get("role"),
    )
    return " ".join(part for part in parts if part)[:300]


@dataclass(slots=True)
class _Frame:
    """What holds for everything inside an open block element."""

    element: HtmlElement
    places: frozenset[str]
    hints: frozenset[str]
    own: frozenset[str]
    depth: int
    table: HtmlElement | None
    article: HtmlElement | None
    hidden: bool
    unseen: bool
    setting: tuple[str | None, ...]
    number: int


@dataclass(slots=True)
class _Walk:
    """The state of one walk over a tree."""

    pieces: list[Piece] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=list)
    inline: list[HtmlElement] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    breaks: int = 0
    opened: int = 0

    def add(self, text: str | None) -> None:
        """Take words under the inline elements that are open."""
        if text:
            if not text.isspace():
                self.breaks = 0
            self.runs.append(Run(text, tuple(self.inline)))

    def line_break(self) -> None:
        """Take a <br>: the second in a row ends the piece."""
        self.breaks += 1
        if self.breaks > 1:
            self.flush()
        else:
            self.runs.append(Run(" ", ()))

    def flush(self) -> None:
        """End the piece that is being collected."""
        runs, self.runs, self.breaks = self.runs, [], 0
        text = clean("".join(run.text for run in runs))
        if not text or not self.frames:
            return
        frame = self.frames[-1]
        parent = self.frames[-2].own if len(self.frames) > 1 else frozenset()
        links = sum(
            len(run.text.strip())
            for run in runs
            if any(element.tag == "a" for element in run.inline)
        )
        self.pieces.append(
            Piece(
                index=len(self.pieces),
                element=frame.element,
                tag=str(frame.element.tag),
                text=text,
                runs=tuple(runs),
                places=frame.places,
                hints=frame.hints,
                near=frame.own | parent,
                depth=frame.depth,
                links=min(links, len(text)),
                table=frame.table,
                article=frame.article,
                words=words_of(text),
                hidden=frame.hidden or frame.unseen,
                unseen=frame.unseen,
                setting=frame.setting,
                container=self._number(2),
                grand=self._number(3),
            )
        )

    def open(self, element: HtmlElement) -> None:
        """Enter a block element."""
        self.flush()
        self.opened += 1
        tag = str(element.tag)
        above = self.frames[-1] if self.frames else None
        own = (
            hints_of(names_of(element)) if tag not in {"body", "html"} else frozenset()
        )
        places = frozenset(name for name, tags in PLACES.items() if tag in tags)
        self.frames.append(
            _Frame(
                element=element,
                places=places | above.places if above else places,
                hints=own | above.hints if above else own,
                own=own,
                depth=above.depth + 1 if above else 0,
                table=element if tag == "table" else above and above.table,
                article=element if tag == "article" else above and above.article,
                hidden=(above is not None and above.hidden)
                or element.get("aria-hidden") == "true",
                unseen=(above is not None and above.unseen) or _is_unseen(element),
                setting=_setting(element),
                number=self.opened,
            )
        )

    def _number(self, above: int) -> int:
        """Return the number of an open block element, counted from the inmost."""
        return self.frames[-above].number if len(self.frames) >= above else 0

    def close(self) -> None:
        """Leave a block element."""
        self.flush()
        self.frames.pop()


def _setting(element: HtmlElement) -> tuple[str | None, ...]:
    """Return tag and class of an element and of its parent."""
    parent = element.getparent()
    if parent is None:
        return str(element.tag), element.get("class"), None, None
    return str(element.tag), element.get("class"), str(parent.tag), parent.get("class")


def _is_unseen(element: HtmlElement) -> bool:
    """Tell whether nobody sees an element; ``net.shown_html`` marks such elements."""
    return element.get("hidden") is not None


def cut(tree: HtmlElement) -> list[Piece]:
    """Return the pieces of a page in the order of its markup."""
    body = tree.find("body")
    walk = _Walk()
    for event, element in _events(tree if body is None else body):
        _step(walk, event, element)
    walk.flush()
    return walk.pieces


def cut_to_fit(tree: HtmlElement) -> list[Piece]:
    """Return the pieces of a page whose lists may be cut for it.

    Raises ExtractError for more blocks or words than any page of news has.
    """
    found = cut(tree)
    share = _share_allowed(found)
    if share < 1:
        count = sum(1 for _ in tree.iter())
        cuts.shorten(tree, int(count * share), count)
        found = cut(tree)
    words = sum(len(piece.words) for piece in found)
    if len(found) > MAX_PIECES:
        message = f"too large: {len(found)} blocks of text, the limit is {MAX_PIECES}"
        raise ExtractError(message)
    if words > MAX_WORDS:
        raise ExtractError(f"too large: {words} words, the limit is {MAX_WORDS}")
    return found


def _share_allowed(found: Sequence[Piece]) -> float:
    """Return the share of a page's blocks and words that may stay."""
    words = sum(len(piece.words) for piece in found)
    return min(MAX_PIECES / (len(found) or 1), MAX_WORDS / (words or 1))


def _step(walk: _Walk, event: str, element: HtmlElement) -> None:
    tag = str(element.tag)
    if event == "start":
        if tag in BLOCKS:
            walk.open(element)
        elif tag == "br":
            walk.line_break()
        else:
            walk.inline.append(element)
        walk.add(element.text)
        return
    if event == "end":
        if tag in BLOCKS:
            walk.close()
        elif tag != "br":
            walk.inline.pop()
    walk.add(element.tail if walk.frames else None)


def _events(root: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    """Walk a tree without recursion, leaving out what is never read."""
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if not _is_left_out(element):
            yield event, element
        elif event == "start":
            walker.skip_subtree()
        else:
            yield "skip", element


def _is_left_out(element: HtmlElement) -> bool:
    """Tell whether an element is never read: no text, or unseen inside a line."""
    tag = element.tag
    if not isinstance(tag, str) or tag in SKIPPED:
        return True
    return tag not in BLOCKS and _is_unseen(element)
