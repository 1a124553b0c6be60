"""Sitemaps as feeds: news sitemaps first of all.

An index names further sitemaps; ``walk`` follows them through a fetcher that
it is given, within its limits.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from polywire.article import Capture, FeedEntry
from polywire.errors import FeedError, SourceError
from polywire.intake.feeds.feed import EntryDetails, Feed
from polywire.intake.feeds.feed_dates import Clock, Reading, read_date
from polywire.intake.feeds.fields import absolute
from polywire.net.html import line, xml_of
from polywire.net.urls import same_site

MAX_URLS = 50_000
MAX_ENTRIES = 1000
"""Entries that are handed on: the newest. A news sitemap has at most as many."""

MAX_DEPTH = 3
MAX_SITEMAPS = 50


@dataclass(slots=True)
class _Reader:
    """What was read of one sitemap."""

    base: str
    source: Clock
    entries: list[tuple[FeedEntry, EntryDetails]] = field(default_factory=list)
    children: list[tuple[Reading, str]] = field(default_factory=list)
    urls: int = 0


def read_sitemap(text: str, base: str, source: Clock) -> Feed:
    """Read a tamed sitemap or sitemap index as a feed; raises FeedError."""
    reader = _Reader(base, source)
    notes: list[str] = []
    for element in _elements(text):
        name = _name(element)
        if name == "sitemap" and len(reader.children) < MAX_SITEMAPS * 10:
            fields = _fields(element)
            place = absolute(fields.get("loc"), base)
            if place and same_site(place, base):
                reader.children.append(
                    (read_date(fields.get("lastmod"), source), place)
                )
        elif name == "url":
            reader.urls += 1
            if reader.urls > MAX_URLS:
                notes.append(f"only the first {MAX_URLS} addresses were read")
                break
            _add(reader, element)
    if not reader.entries and not reader.children:
        raise FeedError("the sitemap names no pages")
    return _as_feed(reader, notes)


def _elements(text: str) -> Iterator[etree._Element]:
    try:
        root = xml_of(text.encode("utf-8", "replace"))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FeedError(f"the sitemap is no XML ({error})") from None
    if root is not None:
        yield from root


def _add(reader: _Reader, element: etree._Element) -> None:
    fields = _fields(element)
    link = absolute(fields.get("loc"), reader.base)
    if not link:
        return
    published = read_date(fields.get("publication_date"), reader.source)
    updated = read_date(fields.get("lastmod"), reader.source)
    keywords = (line(word) for word in fields.get("keywords", "").split(","))
    entry = FeedEntry(
        id=link,
        link=link,
        title=line(fields.get("title", "")),
        published=published.value,
        updated=updated.value,
        language=fields.get("language") or None,
        tags=tuple(word for word in keywords if word),
        date_note=published.note or updated.note,
    )
    outlet = line(fields.get("name", ""))
    reader.entries.append(
        (entry, EntryDetails(title_markup=entry.title, source_title=outlet))
    )


def _fields(element: etree._Element) -> dict[str, str]:
    """Return the texts below an element by their local names; images apart."""
    found: dict[str, str] = {}
    for part in element.iter():
        space = str(part.tag).rpartition("}")[0]
        if "image" not in space and "video" not in space and part.text:
            found.setdefault(_name(part), part.text.strip()[:4096])
    return found


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _as_feed(reader: _Reader, notes: list[str]) -> Feed:
    newest = sorted(reader.entries, key=lambda pair: _moment(pair[0]), reverse=True)
    if len(newest) > MAX_ENTRIES:
        notes.append(f"only the newest {MAX_ENTRIES} of {len(newest)} pages were taken")
    kept = newest[:MAX_ENTRIES]
    children = sorted(
        reader.children,
        key=lambda pair: pair[0].value.timestamp() if pair[0].value else 0.0,
        reverse=True,
    )
    return Feed(
        title=kept[0][1].source_title if kept else "",
        link=reader.base,
        entries=tuple(entry for entry, _ in kept),
        details=tuple(details for _, details in kept),
        degraded=tuple(notes),
        children=tuple(place for _, place in children),
        format="sitemap" if reader.entries else "sitemapindex",
    )


def _moment(entry: FeedEntry) -> float:
    moment = entry.published or entry.updated
    return moment.timestamp() if moment else 0.0


def walk(
    first: Feed, fetch: Callable[[str], Capture], parse: Callable[[Capture], Feed]
) -> Feed:
    """Follow a sitemap index, the newest first; a broken branch is only noted."""
    entries: dict[str, tuple[FeedEntry, EntryDetails]] = {}
    notes = list(first.degraded)
    queue = [(place, 1) for place in first.children]
    asked = 0
    while queue and asked < MAX_SITEMAPS and len(entries) < MAX_ENTRIES:
        place, depth = queue.pop(0)
        asked += 1
        try:
            found = parse(fetch(place))
        except SourceError as error:
            notes.append(str(error))
            continue
        pairs = zip(found.entries, found.details, strict=True)
        entries |= {entry.id: (entry, details) for entry, details in pairs}
        if depth < MAX_DEPTH:
            queue += [(child, depth + 1) for child in found.children]
        elif found.children:
            notes.append(f"{place}: not followed deeper than {MAX_DEPTH} sitemaps")
    if queue:
        notes.append(f"{len(queue)} further sitemaps were not read")
    newest = sorted(entries.values(), key=lambda pair: _moment(pair[0]), reverse=True)
    kept = newest[:MAX_ENTRIES]
    return replace(
        first,
        entries=tuple(entry for entry, _ in kept),
        details=tuple(details for _, details in kept),
        degraded=tuple(notes),
        children=(),
    )
