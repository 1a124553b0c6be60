"""Editions of a language -> Atom, RSS 2.0 and JSON Feed.

Ids do not depend on the host. A feed's date is that of its newest entry, never
the time of the run, so that a feed without news keeps its bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import cast

import msgspec
from lxml import etree
from markupsafe import Markup

from polywire.article import Edition, Level
from polywire.check.grade import grade
from polywire.language.text.tags import direction
from polywire.publish.label.source_type import IPTC, source_type
from polywire.publish.pages.article_pages import label, story
from polywire.publish.pages.edition_view import (
    Line,
    Reading,
    headline_note,
    read,
    read_head,
)
from polywire.publish.pages.page_templates import Press
from polywire.publish.pages.safe_text import (
    cut,
    home_page,
    one_line,
    printable,
    web_address,
)
from polywire.publish.shelf import news_time
from polywire.publish.site import address
from polywire.rights import levels

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
DCTERMS = "http://purl.org/dc/terms/"
DC = "http://purl.org/dc/elements/1.1/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
GRADES = "https://polywire.example/grade"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_NAMES = cast("Mapping[str, str]", {None: ATOM, "at": TOMBSTONES, "dcterms": DCTERMS})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One edition as feeds carry it."""

    reading: Reading
    urn: str
    url: str
    html: str
    updated: datetime

    @property
    def edition(self) -> Edition:
        """The edition itself."""
        return self.reading.edition


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of one feed, newest first, and what was withdrawn."""

    language: str
    page: str
    """Path of the page whose news it carries; its files stand beside it."""
    title: str
    entries: tuple[Entry, ...]
    withdrawn: tuple[Edition, ...] = ()

    @property
    def updated(self) -> datetime:
        """The newest date in it."""
        times = [entry.updated for entry in self.entries]
        times += [edition.updated_at for edition in self.withdrawn]
        return max(times, default=_EPOCH)


def feed_of(
    language: str,
    editions: Sequence[Edition],
    withdrawn: Sequence[Edition],
    press: Press,
) -> Feed:
    """Gather a language's feed, whole articles where rights allow them."""
    entries = tuple(
        _entry(
            reading,
            press.fragment("feed_body.html", language, **story(reading, press)),
            press,
        )
        for reading in map(read, editions)
    )
    gone = sorted(withdrawn, key=lambda e: (e.updated_at, e.article_id), reverse=True)
    page = address.front_path(language)
    return Feed(language, page, press.site.name, entries, tuple(gone))


def brief_feed(
    language: str, page: str, name: str, editions: Sequence[Edition], press: Press
) -> Feed:
    """Gather the feed of a section or source: label and summary, no whole article.

    Whole articles stand in the language's feed; here they would double the cost of
    each article that is published.
    """
    entries = tuple(
        _entry(reading, _brief(reading, press), press)
        for reading in map(read_head, editions)
    )
    return Feed(language, page, f"{press.site.name} – {name}", entries)


def _brief(reading: Reading, press: Press) -> str:
    note = headline_note(reading.title, press.words(reading.edition.language))
    html = label(reading.edition, press)
    if note:
        html += Markup("<p>{}</p>").format(note)
    tag, text = reading.summary.language, reading.summary.text
    form = Markup('<p lang="{}" dir="{}">{}</p>')
    return str(html + form.format(tag, direction(tag), text))


def _entry(reading: Reading, html: str, press: Press) -> Entry:
    edition = reading.edition
    return Entry(
        reading,
        address.edition_urn(edition.article_id, edition.language),
        press.absolute(address.edition_path(edition)),
        printable(html).strip(),
        edition.updated_at,
    )


def atom(feed: Feed, press: Press) -> bytes:
    """Return the feed as Atom (RFC 4287) with tombstones (RFC 6721)."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap=_NAMES)
    root.set(_XML_LANG, feed.language)
    own = press.absolute(address.feed_path(feed.page, "atom"))
    _add(root, "id", address.feed_urn(feed.page, _identity(press)))
    _add(root, "title", feed.title)
    if tagline := press.tagline(feed.language):
        _add(root, "subtitle", tagline)
    _add(root, "updated", feed.updated.isoformat())
    author = _add(root, "author")
    _add(author, "name", press.site.operator or press.site.name)
    _add(root, "generator", "Polywire")
    _link(root, "self", own, type="application/atom+xml")
    if press.site.hub:
        _link(root, "hub", press.site.hub)
    front = press.absolute(feed.page)
    _link(root, "alternate", front, type="text/html", hreflang=feed.language)
    for entry in feed.entries:
        _atom_entry(root, entry, press)
    for edition in feed.withdrawn:
        _tombstone(root, edition)
    return _xml(root)


def _atom_entry(root: etree._Element, entry: Entry, press: Press) -> None:
    edition = entry.edition
    element = _add(root, "entry")
    element.set(_XML_LANG, edition.language)
    _add(element, "id", entry.urn)
    _say(_add(element, "title"), entry.reading.title)
    _add(element, "published", news_time(edition).isoformat())
    _add(element, "updated", entry.updated.isoformat())
    for name in edition.article.bylines or (edition.source_name,):
        _add(_add(element, "author"), "name", one_line(name) or "–")
    _link(element, "alternate", entry.url, type="text/html", hreflang=edition.language)
    _rights(element, edition)
    _source(element, edition)
    made = source_type(edition)
    if made is not None:
        helper = _add(element, "contributor")
        _add(
            helper,
            "name",
            str(press.words(edition.language).say("Machine translation")),
        )
        category = _add(element, "category")
        category.set("scheme", IPTC)
        category.set("term", made)
    known = grade(edition.draft)
    if known is not None:
        category = _add(element, "category")
        category.set("scheme", GRADES)
        category.set("term", known)
    if edition.article.section:
        _add(element, "category").set("term", one_line(edition.article.section))
    if entry.reading.summary.text:
        _say(_add(element, "summary"), entry.reading.summary, 300)
    content = _add(element, "content", entry.html)
    content.set("type", "html")


def _rights(element: etree._Element, edition: Edition) -> None:
    original = web_address(edition.article.url)
    if original:
        _link(element, "via", original, hreflang=edition.article.language)
        etree.SubElement(element, f"{{{DCTERMS}}}source").text = original
    known = levels.licence_of(edition)
    if known is not None:
        if known.url:
            _link(element, "license", known.url)
        _add(element, "rights", f"{one_line(edition.source_name)}, {known.name}")


def _source(element: etree._Element, edition: Edition) -> None:
    """Name the outlet: ``source`` holds what a copied entry came from."""
    source = _add(element, "source")
    _add(source, "id", home_page(edition.article.url) or f"urn:{edition.source_slug}")
    _add(source, "title", one_line(edition.source_name))
    _add(source, "updated", news_time(edition).isoformat())


def _tombstone(root: etree._Element, edition: Edition) -> None:
    urn = address.edition_urn(edition.article_id, edition.language)
    stone = etree.SubElement(root, f"{{{TOMBSTONES}}}deleted-entry")
    stone.set("ref", urn)
    stone.set("when", edition.updated_at.isoformat())


def rss(feed: Feed, press: Press) -> bytes:
    """Return the feed as RSS 2.0."""
    names = {"atom": ATOM, "content": CONTENT, "dc": DC, "dcterms": DCTERMS}
    root = etree.Element("rss", nsmap=names, version="2.0")
    channel = etree.SubElement(root, "channel")
    _plain(channel, "title", feed.title)
    _plain(channel, "link", press.absolute(feed.page))
    _plain(channel, "description", press.tagline(feed.language) or press.site.name)
    _plain(channel, "language", feed.language)
    _plain(channel, "lastBuildDate", format_datetime(feed.updated))
    own = press.absolute(address.feed_path(feed.page, "rss"))
    etree.SubElement(
        channel, f"{{{ATOM}}}link", rel="self", href=own, type="application/rss+xml"
    )
    if press.site.hub:
        etree.SubElement(channel, f"{{{ATOM}}}link", rel="hub", href=press.site.hub)
    for entry in feed.entries:
        _rss_item(channel, entry)
    for edition in feed.withdrawn:
        _rss_stub(channel, edition, press)
    return _xml(root)


def _rss_item(channel: etree._Element, entry: Entry) -> None:
    edition = entry.edition
    item = etree.SubElement(channel, "item")
    _say(etree.SubElement(item, "title"), entry.reading.title)
    _plain(item, "link", entry.url)
    etree.SubElement(item, "guid", isPermaLink="false").text = entry.urn
    _plain(item, "pubDate", format_datetime(news_time(edition).astimezone(UTC)))
    for name in edition.article.bylines:
        etree.SubElement(item, f"{{{DC}}}creator").text = one_line(name)
    etree.SubElement(item, f"{{{DC}}}language").text = edition.language
    if edition.article.section:
        _plain(item, "category", one_line(edition.article.section))
    original = web_address(edition.article.url)
    if original:
        etree.SubElement(item, f"{{{DCTERMS}}}source").text = original
    home = home_page(edition.article.url)
    if home:
        source = etree.SubElement(item, "source", url=home)
        source.text = one_line(edition.source_name)
    known = levels.licence_of(edition)
    if known is not None and known.url:
        etree.SubElement(item, f"{{{DCTERMS}}}license").text = known.url
    shown = entry.reading.summary if entry.reading.summary.text else entry.reading.title
    _say(etree.SubElement(item, "description"), shown, 300)
    etree.SubElement(item, f"{{{CONTENT}}}encoded").text = entry.html


def _rss_stub(channel: etree._Element, edition: Edition, press: Press) -> None:
    """Keep a withdrawn item's id with no text: RSS knows no deletion."""
    item = etree.SubElement(channel, "item")
    spoken = press.words(edition.language)
    _plain(item, "title", str(spoken.say("This article was withdrawn")))
    _plain(item, "link", press.absolute(address.edition_path(edition)))
    urn = address.edition_urn(edition.article_id, edition.language)
    etree.SubElement(item, "guid", isPermaLink="false").text = urn
    _plain(item, "pubDate", format_datetime(edition.updated_at.astimezone(UTC)))


def json_feed(feed: Feed, press: Press) -> bytes:
    """Return the feed as JSON Feed 1.1."""
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": press.tagline(feed.language) or press.site.name,
        "home_page_url": press.absolute(feed.page),
        "feed_url": press.absolute(address.feed_path(feed.page, "json")),
        "language": feed.language,
        "authors": [{"name": press.site.operator or press.site.name}],
        **_hubs(press),
        "items": [
            *(_json_item(entry) for entry in feed.entries),
            *(_json_stub(edition, press) for edition in feed.withdrawn),
        ],
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n"


def _hubs(press: Press) -> dict[str, object]:
    hub = press.site.hub
    return {"hubs": [{"type": "WebSub", "url": hub}]} if hub else {}


def _json_item(entry: Entry) -> dict[str, object]:
    edition = entry.edition
    known = levels.licence_of(edition)
    item: dict[str, object] = {
        "id": entry.urn,
        "url": entry.url,
        "title": entry.reading.title.text,
        "content_html": entry.html,
        "summary": cut(entry.reading.summary.text, 300),
        "date_published": news_time(edition).isoformat(),
        "date_modified": entry.updated.isoformat(),
        "language": edition.language,
        "_polywire": {
            "about": "https://polywire.example/feed-extension",
            "level": str(edition.level),
            "licence": known.url or known.name if known else None,
            "machine_translated_from": (
                edition.article.language if edition.is_translated else None
            ),
            "source": {"name": edition.source_name, "slug": edition.source_slug},
            "title_language": entry.reading.title.language,
            "grade": grade(edition.draft),
            "version": edition.version,
        },
    }
    original = web_address(edition.article.url)
    if original:
        item["external_url"] = original
    names = edition.article.bylines
    if names:
        item["authors"] = [{"name": one_line(name)} for name in names]
    if edition.article.section and edition.level is Level.FULL:
        item["tags"] = [one_line(edition.article.section)]
    return item


def _json_stub(edition: Edition, press: Press) -> dict[str, object]:
    spoken = press.words(edition.language)
    return {
        "id": address.edition_urn(edition.article_id, edition.language),
        "url": press.absolute(address.edition_path(edition)),
        "title": str(spoken.say("This article was withdrawn")),
        "content_text": "",
        "date_modified": edition.updated_at.isoformat(),
        "language": edition.language,
        "_polywire": {"status": "withdrawn"},
    }


def _identity(press: Press) -> str:
    """Name the installation for feed ids: never its host."""
    return press.site.operator or press.site.name


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    if text is not None:
        element.text = printable(text)
    return element


def _say(element: etree._Element, line: Line, limit: int | None = None) -> None:
    """Fill an element with a line, and say its language where it is another one."""
    text = cut(line.text, limit) if limit else line.text
    element.text = printable(text) or "–"
    if line.language != line.page:
        element.set(_XML_LANG, line.language)


def _plain(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = printable(text)


def _link(parent: etree._Element, rel: str, href: str, **more: str) -> None:
    element = _add(parent, "link")
    element.set("rel", rel)
    element.set("href", href)
    for key, value in more.items():
        element.set(key, value)


def _xml(root: etree._Element) -> bytes:
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"
