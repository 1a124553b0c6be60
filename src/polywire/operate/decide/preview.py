"""Look at a source before it is added: its feed, its rights, a few articles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from polywire.article import Article, Capture, FeedEntry, RightsDecision
from polywire.errors import ChildLost, ExtractError, FeedError, FetchError, SourceError
from polywire.extract.page_reader import job_of
from polywire.intake.feeds import parse
from polywire.intake.feeds.feed import Feed
from polywire.intake.pages import discover, local_sources
from polywire.rights import levels
from polywire.rights.reuse_signals import Surroundings
from polywire.settings.operator_file import Settings, Source
from polywire.wire import Clock, Fetcher, Read, utc_now

_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?(/.*)?")
"""A site's name without its ``https://``, as people write it."""
_SLUG = "preview"
_ABSENT = frozenset({404, 410})
_HOME = re.compile(r"/?([a-z]{2}([-_][a-zA-Z]{2,4})?/?)?")
_HEAD = 4096
_IMPORT = "take it in with 'polywire opml import FILE'"
_NO_FOLDER = "a file, not a folder; give the folder that holds the HTML files"


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
        if path.exists() or not _HOST.fullmatch(address):
            return _folder(address, path, now)
        address = f"https://{address}"
    capture = _fetched(address, fetcher)
    try:
        feed = parse.parse_feed(capture, source_language=language, now=now())
        return Found(address, "feed", feed)
    except FeedError as error:
        if b"<opml" in capture.body[:_HEAD].lower():
            message = f"{address}: a list of feeds: download it, then {_IMPORT}"
            raise SourceError(message) from error
    named = [one.url for one in discover.feeds_of(capture, language)]
    guesses = discover.well_known(capture.url) if _is_home(capture.url) else ()
    for url in named or guesses:
        found = _feed_at(url, fetcher, now, language)
        if found is not None:
            others = tuple(other for other in named if other != url)
            return Found(url, "feed", found, others)
    front = _front_at(capture, now, language)
    if front is not None:
        return Found(address, "feed", front)
    return page_at(address)


def page_at(address: str) -> Found:
    """Return a single page as a source: its feeds are not looked for."""
    entry = FeedEntry(id=address, link=address)
    return Found(address, "page", Feed(title=address, link=address, entries=(entry,)))


def _folder(address: str, path: Path, now: Clock) -> Found:
    """Return a folder as a source; raises SourceError for a file."""
    if path.is_file():
        what = f"a list of feeds: {_IMPORT}" if _is_opml(path) else _NO_FOLDER
        raise SourceError(f"{address}: {what}")
    return Found(address, "folder", local_sources.read_folder(path, _SLUG, now()))


def _is_opml(path: Path) -> bool:
    with path.open("rb") as file:
        return b"<opml" in file.read(_HEAD).lower()


def _is_home(url: str) -> bool:
    """Tell whether a page is a site's front, or that of one language (``/en/``).

    Only there feeds are guessed at: deeper down a guess would find the feed of
    something larger than what was asked for.
    """
    return _HOME.fullmatch(urlsplit(url).path) is not None


def _fetched(address: str, fetcher: Fetcher) -> Capture:
    try:
        capture = fetcher.fetch(address).capture
    except FetchError as error:
        if error.status in _ABSENT:
            message = f"{error}: there is no such page; check the address"
            raise SourceError(message) from error
        raise
    if capture is None:  # pragma: no cover  # no validators were sent
        raise SourceError(f"{address}: gave no body")
    return capture


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
) -> Iterator[Sample | SourceError | ExtractError | ChildLost]:
    """Yield articles as they would be published, or why one would not."""
    for entry in found.feed.entries[:count]:
        try:
            yield _sample(found, entry, source, settings, (fetcher, read))
        except (SourceError, ExtractError, ChildLost) as error:
            yield error


def _sample(
    found: Found,
    entry: FeedEntry,
    source: Source,
    settings: Settings,
    doors: tuple[Fetcher, Read],
) -> Sample:
    fetcher, read = doors
    if found.kind == "folder":
        path = (settings.root / found.url).resolve()
        capture = local_sources.read_file(path, _SLUG, entry.link, utc_now())
    else:
        capture = _fetched(entry.link, fetcher)
    article = read(job_of(capture, entry, source, settings))
    around = Surroundings(
        headers=capture.headers,
        status=capture.status,
        feed_licence=found.feed.licence or found.feed.rights,
    )
    decision = levels.resolve(
        article, source=source, site=settings.site, entry=entry, around=around
    )
    return Sample(article, decision)
