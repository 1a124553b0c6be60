"""Edition -> what a page shows of it, sentence by sentence.

Joins an article's blocks with its draft: which sentence is shown, in which
language, and what it says in the original. Rights are kept here once more: below
the level ``full`` no body leaves this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from polywire.article import (
    Block,
    Draft,
    Edition,
    Level,
    Mark,
    Segment,
    SegmentVerdict,
    Translation,
)
from polywire.language.text.tags import direction, is_same
from polywire.publish.pages import safe_text
from polywire.publish.pages.interface_words import Words, sentence_gap
from polywire.rights.excerpts import excerpt


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as readers see it, with what it says in the original."""

    text: str
    language: str
    marks: tuple[Mark, ...] = ()
    source: str = ""
    source_marks: tuple[Mark, ...] = ()
    source_language: str = ""
    number: int | None = None
    """Index of its segment: anchors of findings lead here."""
    is_untouched: bool = False
    """Shown in the original, because its translation was not good enough."""
    has_findings: bool = False
    is_doubtful: bool = False
    """Shown translated, though a check or the second reader has a doubt."""

    @property
    def html(self) -> Markup:
        """The sentence as safe HTML."""
        return safe_text.inline(self.text, self.marks)

    @property
    def source_html(self) -> Markup:
        """The original sentence as safe HTML."""
        return safe_text.inline(self.source, self.source_marks)

    @property
    def said(self) -> Markup:
        """The original of a sentence in doubt with its language; else nothing."""
        if not (self.is_doubtful and self.source):
            return Markup()
        tag = self.source_language
        form = Markup('<span lang="{}" dir="{}">{}</span>')
        return form.format(tag, direction(tag), self.source_html)

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr`` of the language that it is shown in."""
        return direction(self.language)


@dataclass(frozen=True, slots=True)
class Line:
    """A headline or standfirst on one line; as HTML it says in which language it is."""

    text: str
    language: str
    page: str
    """The language of the edition that it stands in."""
    is_original: bool = False
    """Left in the original, because its translation was not good enough."""
    is_doubtful: bool = False
    """Translated, and marked as in doubt."""
    source: Markup = field(default_factory=Markup)
    """What a doubtful one says in the original."""

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing speaks against it."""
        return not (self.is_original or self.is_doubtful)

    @property
    def attributes(self) -> Markup:
        """``lang`` and ``dir`` for an element that holds nothing else."""
        return safe_text.language_attributes(self.language, self.page)

    def __html__(self) -> str:
        """Return it isolated: what stands beside it keeps its own direction."""
        own = self.attributes or Markup(' dir="{}"').format(direction(self.page))
        if self.is_doubtful:
            own += Markup(' class="doubt"')
        return Markup("<bdi{}>{}</bdi>").format(own, self.text)


@dataclass(frozen=True, slots=True)
class Passage:
    """One block of the body."""

    type: str
    sentences: tuple[Sentence, ...] = ()
    level: int = 2
    ordered: bool = False
    rows: tuple[tuple[tuple[Sentence, ...], ...], ...] = ()
    """Cells of a table, each made of sentences."""
    src: str | None = None
    credit: str | None = None
    alt: Line | None = None
    """What a figure shows; in the source's words where ours are in doubt."""
    items: tuple[tuple[Sentence, ...], ...] = ()
    """Items of a list: neighbouring list items are one passage."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a page shows of an edition."""

    edition: Edition
    headline: tuple[Sentence, ...]
    standfirst: tuple[Sentence, ...]
    passages: tuple[Passage, ...]

    @property
    def title(self) -> Line:
        """The headline."""
        return _line(self.headline, self.edition.language)

    @property
    def summary(self) -> Line:
        """The standfirst or excerpt."""
        return _line(self.standfirst, self.edition.language)

    @property
    def is_doubtful(self) -> bool:
        """Tell whether the headline stays in the original or has a doubt."""
        draft = self.edition.draft
        if draft is None:
            return self.title.is_original
        heads = {s.number for s in self.headline}
        return self.title.is_original or not draft.in_doubt.isdisjoint(heads)

    @property
    def is_side_by_side(self) -> bool:
        """Tell whether the side-by-side view may exist."""
        return self.edition.draft is not None and self.edition.level is Level.FULL


def headline_note(title: Line, spoken: Words) -> Markup:
    """Return what stands beside a headline in the original or in doubt."""
    if title.is_doubtful:
        return doubt_note(title.source, spoken)
    if not title.is_original:
        return Markup()
    language = spoken.language(title.language)
    return spoken.say("Headline in the original: {language}", language=language)


def doubt_note(source: Markup, spoken: Words) -> Markup:
    """Return what stands beside words in doubt; ``source`` may be empty."""
    if not source:
        return spoken.say("Translation in doubt")
    return spoken.say("Translation in doubt. Original: {words}", words=source)


def _line(sentences: Sequence[Sentence], page: str) -> Line:
    language = sentences[0].language if sentences else page
    return Line(
        plain(sentences),
        language,
        page,
        is_original=any(sentence.is_untouched for sentence in sentences),
        is_doubtful=any(sentence.is_doubtful for sentence in sentences),
        source=Markup(" ").join(one.said for one in sentences),
    )


def plain(sentences: Sequence[Sentence]) -> str:
    """Join sentences as plain text on one line."""
    if not sentences:
        return ""
    gap = sentence_gap(sentences[0].language)
    return safe_text.one_line(gap.join(sentence.text for sentence in sentences))


def read(edition: Edition) -> Reading:
    """Return what a page may show of an edition."""
    parts = _Parts(edition)
    head = read_head(edition, parts)
    if edition.level is not Level.FULL:
        return head
    return replace(head, passages=_passages(edition, parts))


def read_head(edition: Edition, parts: _Parts | None = None) -> Reading:
    """Return headline and standfirst alone: all that lists need."""
    parts = parts or _Parts(edition)
    headline = parts.of("headline", None) or parts.own(edition.article.headline)
    standfirst: tuple[Sentence, ...] = ()
    if edition.level is Level.FULL:
        own = parts.own(edition.article.standfirst or "")
        standfirst = parts.of("standfirst", None) or own
    elif edition.level is Level.EXCERPT:
        standfirst = _excerpt(edition, parts)
    return Reading(edition, headline, standfirst, ())


def _excerpt(edition: Edition, parts: _Parts) -> tuple[Sentence, ...]:
    """Return the source's own summary within the length that the rights allow."""
    limit = edition.rights.excerpt_chars
    shown = parts.of("standfirst", None)
    if not shown:
        summary = edition.article.description or edition.article.standfirst or ""
        shown = parts.own(summary)
    short = excerpt(plain(shown), limit)
    if not short:
        return ()
    return (
        Sentence(
            short,
            shown[0].language,
            is_untouched=shown[0].is_untouched,
            is_doubtful=any(one.is_doubtful for one in shown),
            number=shown[0].number,
            has_findings=any(one.has_findings for one in shown),
        ),
    )


class _Parts:
    """The sentences of an edition, found by part and block."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self.page = edition.language
        self._segments: dict[tuple[str, int | None, tuple[int, int] | None], list[int]]
        self._segments = {}
        self._doubts: frozenset[int] = frozenset()
        if edition.draft is not None:
            self._doubts = edition.draft.in_doubt
            for index, segment in enumerate(edition.draft.segments):
                key = (segment.part, segment.block, segment.cell)
                self._segments.setdefault(key, []).append(index)

    def of(
        self, part: str, block: int | None, cell: tuple[int, int] | None = None
    ) -> tuple[Sentence, ...]:
        """Return the sentences of a part as they may be shown."""
        draft = self._edition.draft
        numbers = self._segments.get((part, block, cell), ())
        if draft is None:
            return ()
        return tuple(
            _sentence(draft, number, is_doubtful=number in self._doubts)
            for number in numbers
        )

    def own(self, words: str, marks: tuple[Mark, ...] = ()) -> tuple[Sentence, ...]:
        """Return text of the article itself: the original, marked where foreign."""
        if not words.strip():
            return ()
        language = self._edition.article.language
        return (
            Sentence(
                words,
                language,
                marks,
                source=words,
                source_marks=marks,
                # a cell of figures is in no language
                is_untouched=not is_same(language, self._edition.language)
                and any(sign.isalpha() for sign in words),
            ),
        )


def _sentence(draft: Draft, number: int, *, is_doubtful: bool) -> Sentence:
    segment: Segment = draft.segments[number]
    made: Translation = draft.translations[number]
    is_untouched = made.verdict is SegmentVerdict.STOP
    return Sentence(
        text=segment.text if is_untouched else made.target,
        language=draft.source_language if is_untouched else draft.language,
        marks=segment.marks if is_untouched else made.marks,
        source=segment.text,
        source_marks=segment.marks,
        source_language=draft.source_language,
        number=number,
        is_untouched=is_untouched,
        is_doubtful=is_doubtful,
        has_findings=bool(made.findings),
    )


def _passages(edition: Edition, parts: _Parts) -> tuple[Passage, ...]:
    passages: list[Passage] = []
    level = 1
    for index, block in enumerate(edition.article.blocks):
        passage = _passage(block, index, parts)
        if passage is None:
            continue
        if passage.type == "heading":
            level = max(2, min(block.level or 2, level + 1))
            passage = Passage("heading", passage.sentences, level=level)
        passages.append(passage)
    return tuple(_lists(passages))


def _passage(block: Block, index: int, parts: _Parts) -> Passage | None:
    if block.type == "table":
        return _table(block, index, parts)
    if block.type == "embed":
        src = safe_text.web_address(block.src)
        return Passage("embed", src=src) if src else None
    part = {"figure": "caption", "correction": "correction"}.get(block.type, "body")
    sentences = parts.of(part, index) or parts.own(block.text, block.marks)
    if not sentences and block.picture is None:
        return None
    return Passage(
        block.type,
        sentences,
        ordered=block.ordered,
        src=block.src,
        credit=block.credit,
        alt=_alt(block, index, parts),
    )


def _alt(block: Block, index: int, parts: _Parts) -> Line:
    said = parts.of("alt", index)
    # what is heard alone can carry no mark, and silence would tell less
    if not said or any(s.is_untouched or s.is_doubtful for s in said):
        said = parts.own(block.alt or "")
    return _line(said, parts.page)


def _table(block: Block, index: int, parts: _Parts) -> Passage | None:
    width = max((len(row) for row in block.rows), default=0)
    if not width:
        sentences = parts.of("body", index) or parts.own(block.text)
        return Passage("paragraph", sentences) if sentences else None
    rows = tuple(
        tuple(
            parts.of("cell", index, (r, c)) or parts.own(row[c] if c < len(row) else "")
            for c in range(width)
        )
        for r, row in enumerate(block.rows)
    )
    return Passage("table", rows=rows)


def _lists(passages: Iterable[Passage]) -> Iterable[Passage]:
    """Join neighbouring list items of one kind into one list."""
    waiting: list[Passage] = []
    for passage in passages:
        same = waiting and waiting[-1].ordered == passage.ordered
        if waiting and not (passage.type == "list-item" and same):
            yield _list(waiting)
            waiting = []
        if passage.type == "list-item":
            waiting.append(passage)
        else:
            yield passage
    if waiting:
        yield _list(waiting)


def _list(items: Sequence[Passage]) -> Passage:
    return Passage(
        "list", ordered=items[0].ordered, items=tuple(item.sentences for item in items)
    )
