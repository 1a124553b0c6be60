"""RSS, Atom and RDF: feedparser's reading, mended and normalised.

feedparser runs raw: it neither cleans nor resolves, both is done here.
"""

import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import feedparser

from polywire.article import FeedEntry
from polywire.errors import FeedError
from polywire.intake.feeds.feed import EntryDetails, Feed, Link, Person
from polywire.intake.feeds.feed_dates import Clock, Reading, read_date
from polywire.intake.feeds.feed_signals import (
    FeedSignals,
    ItemSignals,
    read_signals,
    tag_of,
)
from polywire.intake.feeds.fields import (
    absolute,
    headline_from,
    made_id,
    title_markup,
    title_text,
)
from polywire.net.html import line, plain, sanitise

Fields = Mapping[str, Any]
"""What feedparser gives: a dictionary of strings, lists and dictionaries."""

_HTML = frozenset({"text/html", "application/xhtml+xml", "text/x-html"})
_PLACE = re.compile(r"^<unknown>:(\d+):(\d+): ")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_LONGEST_DOMAIN = 4
_REST_OF_MAIL = re.compile(r"^[a-z]{1,60}(?:\s{0,9}\(|$)|\s{0,9}<[a-z]{1,60}>$")
_MAX_LINKS = 50
_FULL_TEXT = 1500
_PARAGRAPHS = 3
"""A description this long and of so many paragraphs is the article itself."""


def read_xml(text: str, base: str, source: Clock) -> Feed:
    """Read a tamed XML document as a feed; raises FeedError."""
    parsed = _parse(text, base)
    if not (parsed["version"] or parsed["entries"] or parsed["feed"].get("link")):
        raise FeedError("the document is XML, but no feed (no rss, feed or rdf)")
    signals = read_signals(text, base)
    notes = _notes(parsed)
    head: Fields = parsed["feed"]
    # The two readings are joined by position, so both must have seen the same items.
    in_step = len(signals.items) == len(parsed["entries"])
    items = signals.items if in_step else ()
    language = _language(head) or signals.language
    entries = []
    for number, raw in enumerate(parsed["entries"]):
        item = items[number] if items else ItemSignals()
        entries.append(
            _entry(
                raw,
                item,
                base=base,
                source=source,
                language=language,
                version=parsed["version"],
            )
        )
    return _feed(head, signals, base, source, entries, notes, parsed["version"])


def _parse(text: str, base: str) -> Fields:
    """Let feedparser read; bytes in a stream, so that it never opens anything."""
    body = b'<?xml version="1.0" encoding="utf-8"?>' + text.encode("utf-8", "replace")
    try:
        parsed = _feedparser(body, base)
    except Exception as error:
        message = f"the document cannot be read ({type(error).__name__}: {error})"
        raise FeedError(message[:200]) from error
    # Plain dictionaries: feedparser's own answer for keys that are not there.
    return {
        "feed": _plain_dict(parsed.get("feed", {})),
        "entries": [_plain_dict(entry) for entry in parsed.get("entries", [])],
        "version": parsed.get("version", ""),
        "bozo": parsed.get("bozo_exception") if parsed.get("bozo") else None,
    }


def _feedparser(body: bytes, base: str) -> Fields:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        parsed: Fields = feedparser.parse(
            io.BytesIO(body),
            response_headers={
                "content-location": base,
                "content-type": "application/xml; charset=utf-8",
            },
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    return parsed


def _plain_dict(fields: Fields) -> Fields:
    return dict(dict.items(fields)) if isinstance(fields, dict) else {}


def _notes(parsed: Fields) -> tuple[str, ...]:
    trouble = parsed["bozo"]
    if trouble is None:
        return ()
    words = _PLACE.sub(r"line \1, column \2: ", " ".join(str(trouble).split()))[:120]
    return (f"the document is not well-formed ({words})",)


def _feed(  # noqa: PLR0913, PLR0917 - the parts of one document
    head: Fields,
    signals: FeedSignals,
    base: str,
    source: Clock,
    entries: list[tuple[FeedEntry, EntryDetails]],
    notes: tuple[str, ...],
    version: str,
) -> Feed:
    published, updated, _ = _dates(head, source)
    link = absolute(_get(head, "link"), base)
    title, markup = _title(head, base, version)
    image = head.get("image")
    picture = image.get("href") if image else None
    return Feed(
        title=title or link,
        link=link or base,
        language=_language(head) or signals.language,
        rights=line(plain(_markup(head, "rights", base))) or None,
        licence=signals.licence,
        entries=tuple(entry for entry, _ in entries),
        deleted=signals.deleted,
        hub=signals.hub,
        ttl=signals.ttl,
        degraded=notes,
        id=_written(head, signals.id),
        topic=signals.topic,
        title_markup=markup or link,
        subtitle=plain(_markup(head, "subtitle", base)),
        author=_person(head),
        image=absolute(picture or signals.icon or _get(head, "icon"), base),
        tags=_tags(head),
        published=published.value,
        updated=updated.value,
        links=_links(head, base),
        rsl=signals.rsl,
        skip_hours=signals.skip_hours,
        skip_days=signals.skip_days,
        format=version,
        details=tuple(details for _, details in entries),
    )


def _entry(
    raw: Fields,
    item: ItemSignals,
    *,
    base: str,
    source: Clock,
    language: str | None,
    version: str,
) -> tuple[FeedEntry, EntryDetails]:
    published, updated, note = _dates(raw, source)
    stated = _get(raw, "feedburner_origlink") or item.link or _get(raw, "link")
    link = absolute(stated, base)
    if not link and _get(raw, "id").startswith(("http://", "https://")):
        link = absolute(_get(raw, "id"), base)
    links = _links(raw, base)
    original = absolute(_get(raw, "feedburner_origenclosurelink"), base)
    if original:
        links = tuple(
            replace(each, href=original) if each.rel == "enclosure" else each
            for each in links
        )
    summary = _markup(raw, "summary", base)
    content = _content(raw, base) or _full_text(summary)
    title, markup = _title(raw, base, version)
    if not title:
        title = markup = headline_from(summary or content, link)
    entry = FeedEntry(
        id=_written(raw, item.id).strip() or link or made_id(title, summary),
        link=link,
        title=title,
        published=published.value,
        updated=updated.value,
        summary=plain(summary),
        content=content,
        authors=_authors(raw),
        language=item.language or _language(raw) or language,
        section=line(_get(raw, "prism_section")) or None,
        tags=_tags(raw),
        licence=item.licence,
        rights=plain(_markup(raw, "rights", base)) or item.rights,
        enclosures=tuple(link.href for link in _enclosures(links)),
        date_note=note,
    )
    details = _details(raw, item, base, links)
    return entry, replace(details, title_markup=markup, summary_html=summary)


def _details(
    raw: Fields, item: ItemSignals, base: str, links: tuple[Link, ...]
) -> EntryDetails:
    image = raw.get("image")
    origin = raw.get("source")
    credited = [line(each.get("content") or "") for each in raw.get("media_credit", [])]
    media = [absolute(each.get("url"), base) for each in raw.get("media_content", [])]
    return EntryDetails(
        author=_person(raw),
        links=links,
        enclosures=_enclosures(links),
        media=tuple(filter(None, media[:_MAX_LINKS])),
        comments=_comments(raw, base) or _replies(links),
        image=absolute(image.get("href") if image else None, base),
        source_title=_get(origin, "title").strip() if origin else "",
        credits=tuple(filter(None, credited)),
        media_licences=item.media_licences,
    )


def _written(raw: Fields, own: str) -> str:
    """Return an id byte for byte; a path is an address (Atom 0.3) and is resolved."""
    return _get(raw, "id") if own.startswith("/") else own or _get(raw, "id")


def _dates(raw: Fields, source: Clock) -> tuple[Reading, Reading, str | None]:
    published = _date(raw, ("published", "created"), source)
    updated = _date(raw, ("updated",), source)
    notes = dict.fromkeys(filter(None, (published.note, updated.note)))
    return published, updated, "; ".join(notes) or None


def _date(raw: Fields, names: tuple[str, ...], source: Clock) -> Reading:
    for name in names:
        if name in raw:
            return read_date(_get(raw, name), source)
    return Reading()


def _construct(raw: Fields, name: str, base: str) -> tuple[str, bool, str]:
    """Return the value of a text construct, whether it is HTML, and its base."""
    detail = raw.get(name + "_detail")
    if not detail:
        return _get(raw, name), False, base
    return (
        detail.get("value") or "",
        detail.get("type") in _HTML,
        detail.get("base") or base,
    )


def _title(raw: Fields, base: str, version: str) -> tuple[str, str]:
    """Return a title as plain text, and as the feed writes it."""
    value, is_html, its_base = _construct(raw, "title", base)
    text = title_text(value, is_html=is_html)
    if is_html and "<" not in value and version.startswith("rss"):
        # RSS has no type of text: without an element it was only guessed to be HTML.
        return text, text
    return text, title_markup(value, its_base, is_html=is_html)


def _markup(raw: Fields, name: str, base: str) -> str:
    """Return a text construct as sanitised HTML."""
    value, _, its_base = _construct(raw, name, base)
    if "<" not in value and "&" not in value:
        return line(value)
    return sanitise(value, its_base)


def _content(raw: Fields, base: str) -> str:
    """Return the full text, the longest where an item has several."""
    found = [
        sanitise(each.get("value") or "", each.get("base") or base)
        for each in raw.get("content", [])[:5]
        if each.get("value")
    ]
    return max(found, key=len, default="")


def _full_text(summary: str) -> str:
    """Return a summary that is the whole article: feeds often have no other place."""
    if len(summary) < _FULL_TEXT or summary.count("<p>") < _PARAGRAPHS:
        return ""
    return summary


def _person(raw: Fields) -> Person:
    text = _get(raw, "author")
    mail = _MAIL.search(text)
    return Person(
        text=_plain_name(text),
        name=_name(raw.get("author_detail") or {}),
        email=mail[0] if mail else "",
    )


def _authors(raw: Fields) -> tuple[str, ...]:
    """Return the names of people, without addresses."""
    names = [_name(each) for each in raw.get("authors", [])]
    if not any(names):
        names = [_plain_name(_get(raw, "author"))]
    return tuple(dict.fromkeys(name for name in names if name and "@" not in name))


def _name(person: Mapping[str, str]) -> str:
    """Return a name without the end of an address that feedparser left in it.

    It knows no domain of more than four letters: of "desk@h.example (Ana Prado)" it
    makes the address "desk@h.exam" and the name "ple (Ana Prado".
    """
    name = person.get("name") or ""
    if len((person.get("email") or "").rpartition(".")[2]) == _LONGEST_DOMAIN:
        name = _REST_OF_MAIL.sub("", name)
    return _plain_name(name)


def _plain_name(text: str) -> str:
    return line(plain(text) if "&" in text or "</" in text else text)


def _tags(raw: Fields) -> tuple[str, ...]:
    terms = (
        line(each.get("term") or each.get("label") or "")
        for each in raw.get("tags", [])
    )
    return tuple(term for term in terms if term)


def _links(raw: Fields, base: str) -> tuple[Link, ...]:
    found = []
    for each in raw.get("links", [])[:_MAX_LINKS]:
        href = absolute(each.get("href"), base)
        if href:
            rel = each.get("rel") or "alternate"
            found.append(
                Link(href, rel, each.get("type") or "", each.get("length") or "")
            )
    return tuple(found)


def _enclosures(links: tuple[Link, ...]) -> tuple[Link, ...]:
    return tuple(dict.fromkeys(link for link in links if link.rel == "enclosure"))


def _comments(raw: Fields, base: str) -> str:
    """Return the page of comments; some feeds put a sentence there."""
    stated = _get(raw, "comments").strip()
    return "" if " " in stated else absolute(stated, base)


def _replies(links: tuple[Link, ...]) -> str:
    pages = [link for link in links if link.rel == "replies"]
    readable = [link for link in pages if "html" in link.type or not link.type]
    return readable[0].href if readable else ""


def _language(raw: Fields) -> str | None:
    return tag_of(_get(raw, "language"))


def _get(raw: Fields, name: str) -> str:
    value = raw.get(name)
    return value if isinstance(value, str) else ""
