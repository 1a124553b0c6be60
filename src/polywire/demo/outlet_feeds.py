"""The feeds of the outlets: RSS with excerpts, Atom with full text, JSON Feed."""

import json
from email.utils import format_datetime
from importlib.resources import files

from markupsafe import Markup, escape

from polywire.demo.content import Feed, Piece
from polywire.demo.outlet_pages import Edition, parts

TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
}
_TRACKING = "?utm_source=rss&utm_medium=feed"
"""Real feeds count their readers; a wire must see through it."""


def _form(name: str) -> Markup:
    """Return the form of a feed or entry, with the names of what stands in it."""
    path = files("polywire.demo").joinpath("templates", f"{name}.xml")
    return Markup(path.read_text("utf-8"))  # noqa: S704  # ours


_RSS = _form("rss")
_RSS_ITEM = _form("rss_item")
_ATOM = _form("atom")
_ATOM_ENTRY = _form("atom_entry")
_TOMBSTONE = _form("atom_tombstone")


def render(edition: Edition, feed: Feed) -> str:
    """Return a feed as text."""
    return {"rss": _rss, "atom": _atom, "json": _json}[feed.format](edition, feed)


def _rss(edition: Edition, feed: Feed) -> str:
    items = [
        _RSS_ITEM.format(
            title=piece.headline,
            link=edition.url(piece) + _TRACKING,
            id=edition.id(piece),
            published=format_datetime(edition.local(piece.published)),
            modified=edition.local(piece.changed).isoformat(),
            section=piece.section,
            creators=_each("<dc:creator>{}</dc:creator>\n", names(piece)),
            summary=piece.standfirst,
        )
        for piece in edition.in_feed(feed.slug)
    ]
    return _RSS.format(**_common(edition, feed), items=Markup("\n").join(items))


def _atom(edition: Edition, feed: Feed) -> str:
    pieces = edition.in_feed(feed.slug)
    gone = [piece for piece in edition.gone if feed.slug in piece.feeds]
    moments = [piece.changed for piece in pieces]
    moments += [piece.withdrawn for piece in gone if piece.withdrawn]
    entries = [
        _ATOM_ENTRY.format(
            title=piece.headline,
            link=edition.url(piece),
            id=edition.id(piece),
            published=edition.local(piece.published).isoformat(),
            updated=edition.local(piece.changed).isoformat(),
            authors=_each("<author><name>{}</name></author>\n", names(piece)),
            section=piece.section,
            summary=piece.standfirst,
            content=_full_text(edition, piece),
        )
        for piece in pieces
    ]
    tombstones = [
        _TOMBSTONE.format(
            id=edition.id(piece),
            when=edition.local(piece.withdrawn or piece.changed).isoformat(),
            comment=f"Withdrawn by {edition.outlet.name}.",
        )
        for piece in gone
    ]
    return _ATOM.format(
        **_common(edition, feed),
        updated=edition.local(max(moments)).isoformat(),
        gone=Markup("\n").join(tombstones),
        items=Markup("\n").join(entries),
    )


def _json(edition: Edition, feed: Feed) -> str:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": edition.base + "/",
        "feed_url": edition.base + feed.path,
        "language": edition.outlet.language,
        "items": [_json_item(edition, piece) for piece in edition.in_feed(feed.slug)],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _json_item(edition: Edition, piece: Piece) -> dict[str, object]:
    return {
        "id": edition.id(piece),
        "url": edition.url(piece),
        "title": piece.headline,
        "summary": piece.standfirst,
        "content_text": piece.standfirst,
        "date_published": edition.local(piece.published).isoformat(),
        "date_modified": edition.local(piece.changed).isoformat(),
        "authors": [{"name": name} for name in names(piece)],
        "tags": [piece.section, *piece.tags],
    }


def _common(edition: Edition, feed: Feed) -> dict[str, str]:
    outlet = edition.outlet
    return {
        "title": feed.title,
        "feed": feed.slug,
        "path": feed.path,
        "base": edition.base,
        "slug": outlet.slug,
        "tagline": outlet.tagline,
        "language": outlet.language,
        "rights": outlet.rights,
    }


def names(piece: Piece) -> list[str]:
    """Return whom the outlet names as authors: people, else the agency."""
    return [*piece.bylines, *([piece.agency] if piece.agency else [])]


def _each(pattern: str, values: list[str]) -> Markup:
    return Markup("").join(Markup(pattern).format(value) for value in values)  # noqa: S704 - own patterns


def _full_text(edition: Edition, piece: Piece) -> str:
    """Return the body as HTML text, which the feed escapes once more."""
    html = [str(part) for part in parts(edition, piece)]
    if piece.figure:
        html.insert(piece.figure.after, _figure(edition, piece))
    return "\n".join([f"<p><em>{escape(piece.standfirst)}</em></p>", *html])


def _figure(edition: Edition, piece: Piece) -> str:
    figure = piece.figure
    if figure is None:
        return ""
    return Markup(
        '<figure><img src="{}" alt="{}"><figcaption>{} <small>{}</small>'
        "</figcaption></figure>"
    ).format(edition.image(piece), figure.alt, figure.caption, figure.credit)
