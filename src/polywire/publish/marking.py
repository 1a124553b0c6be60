"""How pages say what they are: label, corrections, JSON-LD, provenance.

The one seam between the pages and the modules that own these texts.
"""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from polywire.article import Correction, Edition
from polywire.publish import corrections, jsonld
from polywire.publish import label as labels
from polywire.publish import provenance as making
from polywire.publish.words import Words
from polywire.settings import Site


def label(edition: Edition, spoken: Words) -> Markup:
    """Return the label that stands above the headline, empty for originals."""
    if not edition.is_translated:
        return Markup("")
    return labels.label(edition, spoken.tag).html


def preview(edition: Edition, spoken: Words) -> str:
    """Return what share previews say first, empty for originals."""
    return labels.label(edition, spoken.tag).short if edition.is_translated else ""


def correction(item: Correction, spoken: Words) -> Markup:
    """Return a correction in the reader's language, its date as ``<time>``."""
    text = corrections.render(item, spoken.tag)
    day = labels.long_date(item.at, spoken.tag)
    before, found, after = text.partition(day)
    if not found:
        return Markup("{}").format(text)
    return Markup('{}<time datetime="{}">{}</time>{}').format(
        before, item.at.isoformat(), found, after
    )


def json_ld(edition: Edition, site: Site, url: str) -> Markup | None:
    """Return the JSON-LD of a page."""
    node = jsonld.news_article(
        edition, site=site, page_url=url, locale=edition.language
    )
    return jsonld.script(node)


def provenance(edition: Edition) -> bytes:
    """Return the provenance file of an edition."""
    return msgspec.json.encode(making.provenance(edition), order="sorted")
