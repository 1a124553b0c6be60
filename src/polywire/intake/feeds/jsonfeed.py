"""JSON Feed 1.0 and 1.1 (our own reader: feed parsers lose half of it)."""

import json
from typing import Any

from polywire.article import FeedEntry
from polywire.errors import FeedError
from polywire.intake.feeds.feed import EntryDetails, Feed, Link, Person
from polywire.intake.feeds.feed_dates import Clock, read_date
from polywire.intake.feeds.fields import absolute, headline_from, made_id
from polywire.intake.feeds.sniff import MAX_ITEMS
from polywire.net.html import line, sanitise, tidy

_MAX_DEPTH = 64
"""Brackets inside each other before the text is parsed at all."""

_MAX_ATTACHMENTS = 50
_MAX_DIGITS = 40


def read_json(text: str, base: str, source: Clock) -> Feed:
    """Read a JSON Feed; raises FeedError."""
    data = _load(text)
    version = _text(data, "version")
    if "jsonfeed.org" not in version and not isinstance(data.get("items"), list):
        raise FeedError("the document is JSON, but no JSON Feed (no version, no items)")
    notes = [] if "jsonfeed.org" in version else ["JSON Feed without its version"]
    items = data.get("items")
    rows = (
        [row for row in items if isinstance(row, dict)]
        if isinstance(items, list)
        else []
    )
    if len(rows) > MAX_ITEMS:
        notes.append(f"only the first {MAX_ITEMS} items were read")
    home = absolute(_text(data, "home_page_url"), base)
    topic = absolute(_text(data, "feed_url"), base)
    language = _text(data, "language") or None
    people = _people(data)
    entries = [
        _entry(row, topic or base, source, language, people) for row in rows[:MAX_ITEMS]
    ]
    title = line(_text(data, "title"))
    return Feed(
        title=title or home or topic or base,
        link=home or topic or base,
        language=language,
        entries=tuple(entry for entry, _ in entries),
        hub=_hub(data, base),
        degraded=tuple(notes),
        id=topic,
        topic=topic,
        title_markup=title or home or topic or base,
        subtitle=line(_text(data, "description")),
        author=people[0] if people else Person(),
        image=absolute(_text(data, "icon") or _text(data, "favicon"), base),
        links=tuple(Link(href) for href in (home, topic) if href),
        format="json11" if version.endswith("1.1") else "json1",
        details=tuple(details for _, details in entries),
    )


def _load(text: str) -> dict[str, Any]:
    depth = deepest = 0
    for char in text:
        if char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth -= 1
    # Brackets inside strings count too: real feeds balance them well enough.
    if deepest > _MAX_DEPTH * 4:
        raise FeedError("the JSON is nested too deep: not read")
    try:
        data = json.loads(text.lstrip("\ufeff"), parse_int=_number, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise FeedError(f"the document is no valid JSON ({error})") from None
    if not isinstance(data, dict):
        raise FeedError("the document is JSON, but no JSON Feed (not an object)")
    return data


def _number(digits: str) -> int | str:
    """Read a whole number; one of absurd length stays text."""
    return int(digits) if len(digits) <= _MAX_DIGITS else digits[:_MAX_DIGITS]


def _entry(
    row: dict[str, Any],
    base: str,
    source: Clock,
    language: str | None,
    feed_people: tuple[Person, ...],
) -> tuple[FeedEntry, EntryDetails]:
    link = absolute(_text(row, "url"), base) or absolute(
        _text(row, "external_url"), base
    )
    content = sanitise(_text(row, "content_html"), link or base)
    text = tidy(_text(row, "content_text"))
    summary = line(_text(row, "summary"))
    title = line(_text(row, "title")) or headline_from(summary or content, "")
    title = title or headline_from(_escape(text), link)
    own = _id(row)
    published = read_date(_text(row, "date_published"), source)
    updated = read_date(_text(row, "date_modified"), source)
    people = _people(row) or feed_people
    notes = dict.fromkeys(filter(None, (published.note, updated.note)))
    entry = FeedEntry(
        id=own or link or made_id(title, summary, text),
        link=link,
        title=title,
        published=published.value,
        updated=updated.value,
        summary=summary,
        content=content or _paragraphs(text),
        authors=tuple(person.name for person in people if person.name),
        language=_text(row, "language") or language,
        tags=tuple(line(tag) for tag in _list(row, "tags") if isinstance(tag, str)),
        enclosures=tuple(each.href for each in _attachments(row, base)),
        date_note="; ".join(notes) or None,
    )
    details = EntryDetails(
        title_markup=title,
        summary_html=_escape(summary),
        author=Person(", ".join(p.text for p in people), *_first(people)),
        links=tuple(Link(href) for href in (link,) if href),
        enclosures=_attachments(row, base),
        image=absolute(_text(row, "image") or _text(row, "banner_image"), base),
    )
    return entry, details


def _first(people: tuple[Person, ...]) -> tuple[str, str]:
    return (people[0].name, people[0].email) if people else ("", "")


def _id(row: dict[str, Any]) -> str:
    """Return the id as text: the format allows numbers."""
    value = row.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def _paragraphs(text: str) -> str:
    """Return plain text as HTML, its angle brackets shown and not obeyed."""
    parts = [_escape(part.strip()) for part in text.split("\n\n") if part.strip()]
    return "".join(f"<p>{part}</p>" for part in parts)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _people(row: dict[str, Any]) -> tuple[Person, ...]:
    """Return the authors of 1.1, or the single author of 1.0."""
    stated = row.get("authors") or row.get("author")
    rows = stated if isinstance(stated, list) else [stated]
    names = [line(_text(each, "name")) for each in rows if isinstance(each, dict)]
    return tuple(Person(name, name) for name in names if name)


def _attachments(row: dict[str, Any], base: str) -> tuple[Link, ...]:
    found = []
    for each in _list(row, "attachments")[:_MAX_ATTACHMENTS]:
        href = absolute(_text(each, "url"), base) if isinstance(each, dict) else ""
        if href:
            size = each.get("size_in_bytes")
            length = str(size) if isinstance(size, int | float) else ""
            found.append(Link(href, "enclosure", _text(each, "mime_type"), length))
    return tuple(found)


def _hub(data: dict[str, Any], base: str) -> str | None:
    for each in _list(data, "hubs"):
        if isinstance(each, dict) and _text(each, "type").lower() == "websub":
            return absolute(_text(each, "url"), base) or None
    return None


def _list(row: dict[str, Any], name: str) -> list[Any]:
    value = row.get(name)
    return value if isinstance(value, list) else []


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
