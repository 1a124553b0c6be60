"""The feed as ``polywire feed --json`` prints it: a promise to other programs."""

from datetime import UTC, datetime
from typing import Any

from polywire.article import FeedEntry
from polywire.intake.feeds.feed import EntryDetails, Feed, Link, Person


def feed_json(feed: Feed) -> dict[str, Any]:
    """Return a feed in the form of the contract; dates are UTC or null.

    ``title`` is the title as the feed writes it where that is harmless
    (``title_text`` is its plain text); ``summary`` is plain text; ``content`` is
    sanitised HTML. ``author`` is the feed's where the item names none
    (``authors`` is not: a feed's author is no byline). Language tags are in
    lower case, as they compare.
    """
    details = feed.details or tuple(EntryDetails() for _ in feed.entries)
    return {
        "feed": {
            "title": feed.title_markup or feed.title,
            "title_text": feed.title,
            "link": feed.link,
            "id": feed.id,
            "language": (feed.language or "").lower(),
            "subtitle": feed.subtitle,
            "rights": feed.rights or "",
            "licence": feed.licence,
            **_author(feed.author),
            "image": feed.image,
            "tags": list(feed.tags),
            "published": utc(feed.published),
            "updated": utc(feed.updated),
            "links": [_link(link) for link in feed.links],
            "topic": feed.topic,
            "hub": feed.hub,
            "ttl": feed.ttl,
            "skip_hours": list(feed.skip_hours),
            "skip_days": list(feed.skip_days),
            "rsl": feed.rsl,
            "format": feed.format,
        },
        "entries": [
            _entry(entry, more, feed.author)
            for entry, more in zip(feed.entries, details, strict=True)
        ],
        "deleted": list(feed.deleted),
        "degraded": list(feed.degraded),
    }


def _entry(entry: FeedEntry, more: EntryDetails, outlet: Person) -> dict[str, Any]:
    author = more.author if more.author.text or entry.authors else outlet
    return {
        "id": entry.id,
        "title": more.title_markup or entry.title,
        "title_text": entry.title,
        "link": entry.link,
        "published": utc(entry.published),
        "updated": utc(entry.updated),
        "date_note": entry.date_note,
        "summary": entry.summary,
        "content": entry.content,
        **_author(author, entry.authors),
        "authors": list(entry.authors),
        "language": (entry.language or "").lower(),
        "section": entry.section,
        "tags": list(entry.tags),
        "licence": entry.licence,
        "rights": entry.rights or "",
        "links": [_link(link) for link in more.links],
        "enclosures": [
            {"url": each.href, "type": each.type, "length": each.length}
            for each in more.enclosures
        ],
        "media": list(more.media),
        "comments": more.comments,
        "image": more.image,
        "source_title": more.source_title,
        "credits": list(more.credits),
        "media_licences": list(more.media_licences),
    }


def _author(person: Person, names: tuple[str, ...] = ()) -> dict[str, str]:
    return {
        "author": person.text or ", ".join(names),
        "author_name": person.name,
        "author_email": person.email,
    }


def _link(link: Link) -> dict[str, str]:
    return {
        "href": link.href,
        "rel": link.rel,
        "type": link.type,
        "length": link.length,
    }


def utc(moment: datetime | None) -> str | None:
    """Write a moment as RFC 3339 in UTC, to the second."""
    if moment is None:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
