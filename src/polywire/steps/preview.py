"""Look at a source before it is added: its feed, its rights, a few articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from polywire.article import Article, Capture, FeedEntry, RightsDecision
from polywire.errors import ExtractError, FeedError, FetchError, SourceError
from polywire.extract.extract import from_entry
from polywire.intake import discover, parse
from polywire.intake import folder as local
from polywire.intake.feed import Feed
from polywire.publish import rights
from polywire.publish.signals import Surroundings
from polywire.settings import Settings, Source
from polywire.steps.pages import job_of, prior_languages_of
from polywire.steps.wire import Clock, Fetcher, Read


@dataclass(frozen=True, slots=True)
class Found:
    """A source that was found at an address."""

    url: str
    kind: str
    feed: Feed
    others: tuple[str, ...] = ()
    """Further feeds that the page names."""

    @property
    def what(self) -> str:
        """What it is: feed, sitemap, front, page or folder."""
        if self.kind != "feed":
            return self.kind
        return self.feed.format if self.feed.format in {"sitemap", "front"} else "feed"


@dataclass(frozen=True, slots=True)
class Sample:
    """One article as the wire would see it."""

    article: Article
    rights: RightsDecision


def find_source(
    address: str, *, root: Path, fetcher: Fetcher, now: Clock, language: str | None
) -> Found:
    """Find what can be polled at an address: a feed, the feeds of a page, a folder.

    Raises SourceError.
    """
    if "://" not in address:
        path = (root / address).resolve()
        return Found(address, "folder", local.read_folder(path, "preview", now()).feed)
    fetched = fetcher.fetch(address)
    capture = fetched.capture
    if capture is None:  # pragma: no cover  # no validators were sent
        raise SourceError(f"{address}: gave no body")
    try:
        return Found(
            address,
            "feed",
            parse.parse_feed(capture, source_language=language, now=now()),
        )
    except FeedError:
        named = [one.url for one in discover.feeds_of(capture, language)]
    for url in named or discover.well_known(capture.url):
        found = _feed_at(url, fetcher, now, language)
        if found is not None:
            others = tuple(other for other in named if other != url)
            return Found(url, "feed", found, others)
    front = _front_at(capture, now, language)
    if front is not None:
        return Found(address, "feed", front)
    entry = FeedEntry(id=address, link=address)
    return Found(address, "page", Feed(title=address, link=address, entries=(entry,)))


def _feed_at(
    url: str, fetcher: Fetcher, now: Clock, language: str | None
) -> Feed | None:
    """Return the feed at an address, or None: it was only a guess."""
    try:
        capture = fetcher.fetch(url).capture
        if capture is None:
            return None
        return parse.parse_feed(capture, source_language=language, now=now())
    except (FetchError, FeedError):
        return None


def _front_at(capture: Capture, now: Clock, language: str | None) -> Feed | None:
    """Return a section front as a feed of its stories, or None when it is none."""
    try:
        return parse.parse_front(capture, source_language=language, now=now())
    except FeedError:
        return None


def samples(
    found: Found,
    source: Source,
    settings: Settings,
    *,
    fetcher: Fetcher,
    read: Read,
    count: int,
) -> Iterator[Sample | SourceError | ExtractError]:
    """Yield articles as they would be published, or why one would not."""
    for entry in found.feed.entries[:count]:
        try:
            yield _sample(found, entry, source, settings, (fetcher, read))
        except (SourceError, ExtractError) as error:
            yield error


def _sample(
    found: Found,
    entry: FeedEntry,
    source: Source,
    settings: Settings,
    doors: tuple[Fetcher, Read],
) -> Sample:
    fetcher, read = doors
    languages = prior_languages_of(source, settings)
    if found.kind == "folder":
        article, around = from_entry(entry, languages=languages), Surroundings()
    else:
        capture = fetcher.fetch(entry.link).capture
        if capture is None:  # pragma: no cover  # no validators were sent
            raise SourceError(f"{entry.link}: gave no body")
        article = read(job_of(capture, entry, source, settings))
        around = Surroundings(
            headers=capture.headers,
            status=capture.status,
            feed_licence=found.feed.licence or found.feed.rights,
        )
    decision = rights.resolve(
        article, source=source, site=settings.site, entry=entry, around=around
    )
    return Sample(article, decision)
