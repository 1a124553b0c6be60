"""A site that is published into a folder, and its pages as a browser reads them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import html
from tests.builders import NOON, a_site, a_source
from tests.shelf import ListShelf

from polywire.article import Edition
from polywire.publish.list_writer import publish_lists
from polywire.publish.pages.article_pages import publish_articles
from polywire.publish.site.site_folder import Folder, Report
from polywire.settings.operator_file import Settings


def publish(
    root: Path, *editions: Edition, settings: dict[str, Any] | None = None, **site: Any
) -> tuple[Path, Report]:
    """Publish editions and all lists; return the folder and what was written.

    ``site`` are fields of the site, ``settings`` the tables beside it.
    """
    parts = {"sources": (a_source(),)} | (settings or {})
    known = Settings(root, site=a_site(**site), **parts)
    return known.site_folder, publish_shelf(ListShelf.of(editions), known)


def publish_shelf(shelf: ListShelf, settings: Settings, now: datetime = NOON) -> Report:
    """Publish all that a shelf holds, and all lists."""
    folder = Folder(settings.site_folder)
    ids = {article_id for article_id, _ in shelf.editions}
    report = publish_articles(ids, shelf=shelf, settings=settings, folder=folder)
    return report + publish_lists(
        settings.site.languages, shelf=shelf, settings=settings, folder=folder, now=now
    )


def page(site: Path, path: str = "") -> html.HtmlElement:
    """Read the page at an address of the site."""
    return html.document_fromstring((site / path / "index.html").read_bytes())


def elements(root: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    """Return the elements that an XPath finds."""
    return [e for e in _found(root, path) if isinstance(e, html.HtmlElement)]


def texts(root: html.HtmlElement, path: str) -> list[str]:
    """Return the words of the elements or attributes that an XPath finds."""
    found = [
        one.text_content() if isinstance(one, html.HtmlElement) else one
        for one in _found(root, path)
    ]
    return [" ".join(str(text).split()) for text in found]


def _found(root: html.HtmlElement, path: str) -> list[Any]:
    found = root.xpath(path)
    assert isinstance(found, list)
    return found
