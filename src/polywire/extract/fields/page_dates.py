"""When an article was published, and what says so: its page, its feed, its address.

Where nobody declares it, a day that stands by itself beside the headline is taken, as
a guess: it anchors no words. None is made of a footer, an aside or the story's own
sentences, and what was updated was not published then.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from polywire.article import Article, Dating, FeedEntry
from polywire.extract.fields import declared_dates, source_overrides
from polywire.extract.fields.declared_dates import Moment
from polywire.extract.fields.metadata import Declared
from polywire.extract.tree.pieces import Piece, names_of
from polywire.extract.tree.word_lists import table
from polywire.language.facts import every
from polywire.language.text.tags import base
from polywire.language.time import calendar_days, calendar_names, written_dates

_ABOVE: Final = 4
"""Pieces over the headline in which its date may stand."""
_BELOW: Final = 3
_MOST_WORDS: Final = 20
_REST: Final = 8
"""Words that may stand beside a date in its line: "By Lia Costa, Dovrin, updated at"."""
_REST_IN_TEXT: Final = 2
"""The same in a line that was taken for the first of the text."""
_ELSEWHERE = frozenset({"footer", "aside", "nav", "form", "figure", "table"})
_OTHERS = frozenset({"related", "comment", "newsletter", "ad", "gallery", "hidden"})
_REACH = 45
"""Characters of a date with its weekday, time and zone."""
_BEFORE = 30
_LONGEST_WORDS = 100

_IN_ADDRESS = re.compile(table("dates")["address"])
_FIGURES = re.compile(table("dates")["figures"])


@dataclass(frozen=True, slots=True)
class Place:
    """A page where its dates are looked for."""

    tree: HtmlElement
    declared: Declared
    pieces: Sequence[Piece]
    body: Sequence[Piece]
    rules: Mapping[str, str]
    entry: FeedEntry | None
    zone: str | None


def dated(article: Article, place: Place) -> Article:
    """Return an article with its dates and what they were read from."""
    zone, entry = place.zone, place.entry
    said = source_overrides.texts(place.tree, "modified", place.rules)
    modified = declared_dates.best((*said, *place.declared.modified), zone)
    # a clock that readers see goes by the zone that the page declares elsewhere
    seen = zone or (modified and modified.zone) or None
    found = _published(article, place) or next(_of_lines(article, place, seen), None)
    last = modified.at if modified else entry.updated if entry else None
    if found is None:
        named = (modified and modified.zone) or zone
        return replace(article, modified=last, zone=named or None)
    moment, dating = found
    named = moment.zone or (modified and modified.zone) or zone
    return replace(
        article, published=moment.at, modified=last, zone=named or None, dating=dating
    )


def _published(article: Article, place: Place) -> tuple[Moment, Dating] | None:
    """Return the first of: declared, the feed's, the address's."""
    said = source_overrides.texts(place.tree, "published", place.rules)
    values = (*said, *place.declared.published, *_times(place))
    moment = declared_dates.best(values, place.zone)
    if moment is not None:
        return moment, Dating("page", _first(values, moment, place.zone))
    entry = place.entry
    fed = of_feed(entry) if entry else None
    if entry is not None and entry.published is not None and fed is not None:
        return Moment(entry.published, None), fed
    return _of_address(article.url)


def of_feed(entry: FeedEntry) -> Dating | None:
    """Return what a feed's date of an article says of itself; None without one."""
    at = entry.published
    return Dating("feed", at.isoformat()) if at else None


def _first(values: Sequence[str], moment: Moment, zone: str | None) -> str:
    """Return the words that a moment was read from."""
    read = (v for v in values if declared_dates.read(v, zone) == moment)
    return next(read, "")[:_LONGEST_WORDS]


def _times(place: Place) -> Iterator[str]:
    """Yield what the article's own <time> elements say, but for an update's."""
    for piece in _beside(place):
        before = ""
        for run in piece.runs:
            for element in run.inline:
                value = element.get("datetime") if element.tag == "time" else None
                said = f"{names_of(element)} {before[-_BEFORE:]}"
                if value and not _updated().search(said):
                    yield value
            before += run.text


def _beside(place: Place) -> Iterator[Piece]:
    """Yield the short pieces around headline and text that are no other story's."""
    if not place.body:
        return
    first, last = place.body[0].index, place.body[-1].index
    heads = [p.index for p in place.pieces if p.tag == "h1" and p.index <= first]
    start = max(0, (heads[-1] if heads else first) - _ABOVE)
    for piece in place.pieces[start : last + 1 + _BELOW]:
        is_other = piece.places & _ELSEWHERE or piece.hints & _OTHERS
        if not is_other and len(piece.words) <= _MOST_WORDS and not piece.unseen:
            yield piece


def _of_address(url: str) -> tuple[Moment, Dating] | None:
    match = _IN_ADDRESS.search(urlsplit(url).path)
    if match is None:
        return None
    day = f"{match['year']}-{match['month']:0>2}-{match['day']:0>2}"
    moment = declared_dates.read(day)
    return (moment, Dating("url", match[0])) if moment else None


def _of_lines(
    article: Article, place: Place, zone: str | None
) -> Iterator[tuple[Moment, Dating]]:
    """Yield days that stand by themselves between headline and text."""
    language = base(place.declared.language or article.language)
    for piece in _beside(place):
        text, behind = piece.text, piece.index - place.body[0].index
        if behind > 0 or piece.tag[:1] == "h" or text == article.standfirst:
            continue
        most = _REST if behind < 0 else _REST_IN_TEXT
        starts = [match.start() for match in _FIGURES.finditer(text)]
        if not starts:
            days = calendar_days.find(text, language)
            starts = [day.start for day in days if not day.iso.startswith("--")]
        for start, end in _spans(starts, len(text)):
            words = text[start:end]
            if _updated().search(text[max(0, start - _BEFORE) : start]):
                continue
            moment = _read(words, language, zone)
            others = len(text[:start].split()) + len(text[end:].split())
            if moment is not None and others <= most:
                yield moment, Dating("line", text[:_LONGEST_WORDS])


def _spans(starts: Sequence[int], size: int) -> Iterator[tuple[int, int]]:
    """Yield from where to where each date is read."""
    for start, behind in pairwise([*starts, size]):
        yield start, min(behind, start + _REACH)


def _read(words: str, language: str, zone: str | None) -> Moment | None:
    """Read a day as a language writes it; figures that are open in English are none."""
    update = _updated().search(words)
    plain = words[: update.start()] if update else words
    months = partial(calendar_names.month_of, language=language)
    written = written_dates.read(
        plain.strip(" ,|·–-"), months, day_first=None if language == "en" else True
    )
    if written is None or written.part == "month":
        return None
    return declared_dates.placed(written, zone)


@cache
def _updated() -> re.Pattern[str]:
    """Return the words for a change, in the languages that we know them of."""
    words = "|".join(every("dates", "updated"))
    return re.compile(words, re.IGNORECASE)
