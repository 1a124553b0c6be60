"""Sitemaps, robots.txt and the files that state our rights to machines.

Only pages that search engines may index stand in a sitemap. There is one sitemap
a day for all languages, so that a change rewrites the days that it touches.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import cast

import msgspec
from lxml import etree

from polywire.article import Edition
from polywire.publish.pages.article_pages import alternates, is_indexed
from polywire.publish.pages.edition_view import read_head
from polywire.publish.pages.page_templates import Press
from polywire.publish.shelf import Shelf, is_shown, newest_first, news_time
from polywire.publish.site import address
from polywire.publish.site.site_folder import Folder

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
RSL = "https://rslstandard.org/rsl"

_PAGES = cast("Mapping[str, str]", {None: SITEMAP, "xhtml": XHTML})
_NEWS = cast("Mapping[str, str]", {None: SITEMAP, "news": NEWS})
_INDEX = cast("Mapping[str, str]", {None: SITEMAP})
_TERMS = cast("Mapping[str, str]", {None: RSL})

_NEWS_AGE = timedelta(hours=48)
_NEWS_MOST = 1000


def publish_machine_files(
    touched: Iterable[date],
    *,
    day_of: Callable[[str, date], Sequence[Edition]],
    shelf: Shelf,
    press: Press,
    folder: Folder,
    now: datetime,
) -> None:
    """Write what machines read at the root of the site."""
    folder.write("robots.txt", robots(press))
    if not press.is_public:
        return
    folder.write(".well-known/tdmrep.json", tdmrep(press))
    folder.write("rsl.xml", rsl(press))
    for day in sorted(touched):
        editions = [
            edition
            for language in press.site.languages
            for edition in day_of(language, day)
            if is_indexed(edition, press)
        ]
        path = f"sitemap/{day.isoformat()}.xml"
        if editions:
            folder.write(path, day_sitemap(editions, shelf, press))
        else:
            folder.remove(path)
    names = folder.names("sitemap")
    folder.write("sitemap.xml", index([f"/sitemap/{n}" for n in names], press))
    folder.write("news-sitemap.xml", news(_recent(shelf, press, now), press))
    folder.write("pages-sitemap.xml", standing(press))


def day_sitemap(editions: Sequence[Edition], shelf: Shelf, press: Press) -> bytes:
    """Return a day's sitemap, each address with its other languages."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap=_PAGES)
    for edition in editions:
        siblings = [e for e in shelf.siblings(edition.article_id) if is_shown(e)]
        url = _url(root, press.absolute(address.edition_path(edition)))
        _add(url, SITEMAP, "lastmod", edition.updated_at.isoformat())
        _hreflang(url, alternates(siblings, press), press)
    return _xml(root)


def standing(press: Press) -> bytes:
    """Return the sitemap of the pages that each language has once."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap=_PAGES)
    for language in press.site.languages:
        _url(root, press.absolute(address.front_path(language)))
        _url(root, press.absolute(address.page_path("about", language)))
    return _xml(root)


def index(paths: Sequence[str], press: Press) -> bytes:
    """Return the index of all sitemaps."""
    root = etree.Element(f"{{{SITEMAP}}}sitemapindex", nsmap=_INDEX)
    for path in ("/pages-sitemap.xml", *paths):
        item = etree.SubElement(root, f"{{{SITEMAP}}}sitemap")
        _add(item, SITEMAP, "loc", press.absolute(path))
    return _xml(root)


def news(editions: Sequence[Edition], press: Press) -> bytes:
    """Return the news sitemap of the last two days."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap=_NEWS)
    for edition in editions:
        url = _url(root, press.absolute(address.edition_path(edition)))
        item = etree.SubElement(url, f"{{{NEWS}}}news")
        publication = etree.SubElement(item, f"{{{NEWS}}}publication")
        _add(publication, NEWS, "name", press.site.name)
        _add(publication, NEWS, "language", _news_language(edition.language))
        _add(item, NEWS, "publication_date", news_time(edition).isoformat())
        _add(item, NEWS, "title", read_head(edition).title.text)
    return _xml(root)


def _recent(shelf: Shelf, press: Press, now: datetime) -> list[Edition]:
    found = [
        edition
        for language in press.site.languages
        for edition in shelf.latest(language, limit=200)
        if is_shown(edition)
        and is_indexed(edition, press)
        and now - news_time(edition) <= _NEWS_AGE
    ]
    return newest_first(found)[:_NEWS_MOST]


def _news_language(tag: str) -> str:
    """Return the code that news sitemaps want: two letters, but for Chinese."""
    base = tag.partition("-")[0]
    if base != "zh":
        return base
    return "zh-tw" if "Hant" in tag or tag.endswith("TW") else "zh-cn"


def robots(press: Press) -> bytes:
    """Return robots.txt."""
    if not press.is_public:
        return b"User-agent: *\nDisallow: /\n"
    lines = [
        "User-agent: *",
        "Allow: /",
        "",
        f"Sitemap: {press.absolute('/sitemap.xml')}",
        f"Sitemap: {press.absolute('/news-sitemap.xml')}",
    ]
    return ("\n".join(lines) + "\n").encode()


def tdmrep(press: Press) -> bytes:
    """Return the reservation of text and data mining: most texts are not ours."""
    root = address.prefix(press.site.url)
    data = [{"location": f"{root}/*", "tdm-reservation": 1}]
    return msgspec.json.encode(data) + b"\n"


def rsl(press: Press) -> bytes:
    """Return our terms for machines: search is welcome, training is not."""
    root = etree.Element(f"{{{RSL}}}rsl", nsmap=_TERMS)
    content = etree.SubElement(root, f"{{{RSL}}}content")
    content.set("url", press.absolute("/"))
    terms = etree.SubElement(content, f"{{{RSL}}}license")
    permits = _add(terms, RSL, "permits", "search")
    permits.set("type", "usage")
    prohibits = _add(terms, RSL, "prohibits", "ai-train")
    prohibits.set("type", "usage")
    return _xml(root)


def _url(root: etree._Element, address_: str) -> etree._Element:
    url = etree.SubElement(root, f"{{{SITEMAP}}}url")
    _add(url, SITEMAP, "loc", address_)
    return url


def _hreflang(
    url: etree._Element, others: Sequence[tuple[str, str]], press: Press
) -> None:
    for tag, path in others:
        link = etree.SubElement(url, f"{{{XHTML}}}link")
        link.set("rel", "alternate")
        link.set("hreflang", tag)
        link.set("href", press.absolute(path))


def _add(parent: etree._Element, space: str, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{space}}}{name}")
    element.text = text
    return element


def _xml(root: etree._Element) -> bytes:
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"
