"""What a feed document says, normalised."""

from dataclasses import dataclass
from datetime import datetime

from polywire.article import FeedEntry


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a feed or an entry."""

    href: str
    rel: str = "alternate"
    type: str = ""
    length: str = ""
    """Bytes, as the feed writes it; for enclosures."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is named as author: the line as written, and its parts."""

    text: str = ""
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class EntryDetails:
    """What an entry says beyond what the later stages read."""

    title_markup: str = ""
    """The title as the feed writes it, where that is harmless markup."""
    summary_html: str = ""
    """The summary as sanitised HTML."""
    author: Person = Person()
    links: tuple[Link, ...] = ()
    enclosures: tuple[Link, ...] = ()
    media: tuple[str, ...] = ()
    comments: str = ""
    image: str = ""
    source_title: str = ""
    credits: tuple[str, ...] = ()
    """``media:credit``: of pictures, never of the text."""
    media_licences: tuple[str, ...] = ()
    """Licences that stand on a picture or sound, never on the item."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A parsed feed."""

    title: str = ""
    link: str = ""
    language: str | None = None
    rights: str | None = None
    licence: str | None = None
    entries: tuple[FeedEntry, ...] = ()
    deleted: tuple[str, ...] = ()
    """Ids of ``at:deleted-entry`` elements (RFC 6721)."""
    hub: str | None = None
    ttl: int | None = None
    """Minutes that the feed asks us to wait (RSS ttl, sy:updatePeriod)."""
    degraded: tuple[str, ...] = ()
    """What was wrong with the document and mended; empty for a clean feed."""
    id: str = ""
    topic: str = ""
    """The feed's own address by its ``rel=self``: the topic of its hub."""
    title_markup: str = ""
    subtitle: str = ""
    author: Person = Person()
    image: str = ""
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    links: tuple[Link, ...] = ()
    rsl: str | None = None
    """Address or text of Really Simple Licensing terms."""
    skip_hours: tuple[int, ...] = ()
    """Hours of the day (UTC) in which the feed does not want to be asked."""
    skip_days: tuple[str, ...] = ()
    """English names of days in which it does not want to be asked."""
    format: str = ""
    """``rss20``, ``atom10``, ``json11``...: what was recognised."""
    children: tuple[str, ...] = ()
    """Further sitemaps that a sitemap index names."""
    details: tuple[EntryDetails, ...] = ()
    """One for each entry, in the same order."""
