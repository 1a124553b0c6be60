"""JSON-LD: a page as schema.org ``NewsArticle``, as a translation of its source.

Types and properties follow release 30.0; each one used here stands in the
vocabulary table of the tests, which checks domains and ranges.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from markupsafe import Markup

from polywire.article import Correction, Edition
from polywire.publish.label import correction_notes, credit_lines
from polywire.publish.label.label import Label, label
from polywire.publish.label.source_type import SCHEMA_ORG, engines_of, source_type
from polywire.publish.pages.edition_view import Line, read_head
from polywire.publish.pages.safe_text import web_address
from polywire.publish.site import address
from polywire.rights import levels
from polywire.settings.operator_file import Site

Node = dict[str, Any]
"""A JSON-LD object: the one place where values of any type are right."""


def news_article(
    edition: Edition,
    *,
    site: Site,
    page_url: str,
    locale: str,
    kinds: Mapping[str, str] | None = None,
    shown: Label | None = None,
) -> Node:
    """Describe an edition for machines; ``shown`` is the label on the page.

    ``kinds`` are engine names with their kind, see ``source_type``.
    """
    shown = shown or label(edition, locale)
    node: Node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": f"{page_url}#article",
        "url": page_url,
        "mainEntityOfPage": page_url,
        "inLanguage": edition.language,
        "datePublished": stamp(edition.published_at),
        "dateModified": stamp(edition.updated_at),
        "author": _authors(edition),
        "publisher": _publisher(site, locale),
        "creditText": credit_lines.credit_text(edition, shown),
        "copyrightNotice": credit_lines.copyright_notice(edition),
        "isAccessibleForFree": site.visibility == "public",
        "sdPublisher": _organization(site.name, site.url),
        **_headline(read_head(edition).title),
        **_rights(edition, site, locale),
        **_origin(edition),
    }
    if edition.article.dateline:
        node["dateline"] = edition.article.dateline
    if edition.article.signals.expires:
        node["expires"] = stamp(edition.article.signals.expires)
    if edition.corrections:
        node["correction"] = [_correction(one, locale) for one in edition.corrections]
    made = source_type(edition, kinds)
    if made is not None:
        node["digitalSourceType"] = SCHEMA_ORG[made]
        node["backstory"] = _backstory(edition, shown)
        node["translator"] = _organization(f"{site.name} (automatic translation)")
    return node


def script(node: Node) -> Markup:
    """Return JSON-LD that can stand in a ``<script>``: no end tag can hide in it."""
    data = msgspec.json.encode(node, order="sorted").decode()
    escapes = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
    for char, escape in (
        *escapes.items(),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        data = data.replace(char, escape)
    return Markup(data)  # noqa: S704  # each character that HTML knows was escaped above


def stamp(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _headline(title: Line) -> Node:
    """Say the headline, and its language where it stays in the original.

    ``headline`` is text without a language: consumers refuse any other form of it.
    """
    if not title.is_original:
        return {"headline": title.text}
    part = {
        "@type": "WebPageElement",
        "cssSelector": "h1",
        "headline": title.text,
        "inLanguage": title.language,
    }
    return {"headline": title.text, "hasPart": part}


def _origin(edition: Edition) -> Node:
    """Say what it is a translation of; an original says only where it stood."""
    article = edition.article
    url = web_address(article.url)
    if url is None:
        return {}
    if not edition.is_translated:
        return {"isBasedOn": url}
    work: Node = {
        "@type": "NewsArticle",
        "@id": url,
        "url": url,
        "inLanguage": article.language,
        "headline": article.headline,
        "author": _authors(edition),
        "publisher": _outlet(edition),
    }
    if article.published:
        work["datePublished"] = stamp(article.published)
    if article.modified:
        work["dateModified"] = stamp(article.modified)
    return {"isBasedOn": url, "translationOfWork": work}


def _authors(edition: Edition) -> list[Node] | Node:
    """Return the people of the source's byline; never an engine, never us."""
    people: list[Node] = [
        {"@type": "Person", "name": name} for name in edition.article.bylines
    ]
    return people or _outlet(edition)


def _outlet(edition: Edition) -> Node:
    return {"@type": "NewsMediaOrganization", "name": edition.source_name}


def _organization(name: str, url: str | None = None) -> Node:
    node: Node = {"@type": "Organization", "name": name}
    return node | ({"url": url} if url else {})


def _publisher(site: Site, locale: str) -> Node:
    return {
        "@type": "NewsMediaOrganization",
        "name": site.name,
        "url": site.url,
        "correctionsPolicy": _page(site, "corrections", locale),
        "publishingPrinciples": _page(site, "about", locale),
    }


def _page(site: Site, name: str, locale: str) -> str:
    return address.absolute(site.url, address.page_path(name, locale))


def _rights(edition: Edition, site: Site, locale: str) -> Node:
    licence = levels.licence_of(edition)
    if licence is not None and licence.url:
        return {"license": licence.url}
    return {"usageInfo": _page(site, "about", locale)}


def _correction(one: Correction, locale: str) -> Node:
    return {
        "@type": "CorrectionComment",
        "text": correction_notes.render(one, locale),
        "datePublished": stamp(one.at),
    }


def _backstory(edition: Edition, shown: Label) -> str:
    engines = ", ".join(engines_of(edition))
    return f"{shown.short} ({engines})" if engines else shown.short
