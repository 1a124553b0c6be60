"""How pages say what they are: label, corrections, JSON-LD, provenance.

The one seam between the pages and the modules that own these texts.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from markupsafe import Markup

from polywire.article import Correction, Edition
from polywire.publish.label import correction_notes, jsonld
from polywire.publish.label.label import label as label_of
from polywire.publish.label.label import long_date
from polywire.publish.label.provenance import provenance as provenance_of
from polywire.publish.pages.interface_words import Words
from polywire.publish.shelf import Review
from polywire.settings.operator_file import Settings

Own = Mapping[str, Mapping[str, str]]
"""The operator's label strings: ``[labels]`` of polywire.toml."""


def label(
    edition: Edition, spoken: Words, own: Own, review: Review | None = None
) -> Markup:
    """Return the label that stands above the headline, empty for originals."""
    if not edition.is_translated:
        return Markup("")
    return label_of(edition, spoken.tag, review=review, own=own).html


def preview(
    edition: Edition, spoken: Words, own: Own, review: Review | None = None
) -> str:
    """Return what share previews say first, empty for originals."""
    if not edition.is_translated:
        return ""
    return label_of(edition, spoken.tag, review=review, own=own).short


def correction(item: Correction, spoken: Words) -> Markup:
    """Return a correction in the reader's language, its date as ``<time>``."""
    text = correction_notes.render(item, spoken.tag)
    day = long_date(item.at, spoken.tag)
    before, found, after = text.partition(day)
    if not found:
        return Markup("{}").format(text)
    return Markup('{}<time datetime="{}">{}</time>{}').format(
        before, item.at.isoformat(), found, after
    )


def json_ld(
    edition: Edition,
    settings: Settings,
    url: str,
    review: Review | None = None,
    *,
    story: str | None = None,
) -> Markup:
    """Return the JSON-LD of a page; ``story`` is the address of its story's page."""
    own = settings.labels
    node = jsonld.news_article(
        edition,
        site=settings.site,
        page_url=url,
        locale=edition.language,
        shown=label_of(edition, edition.language, review=review, own=own),
        kinds=_kinds(settings),
    )
    if story is not None:
        node["isPartOf"] = {"@type": "CollectionPage", "@id": story, "url": story}
    return jsonld.script(node)


def provenance(
    edition: Edition, settings: Settings, review: Review | None = None
) -> bytes:
    """Return the provenance file of an edition."""
    data = provenance_of(edition, review=review, kinds=_kinds(settings))
    return msgspec.json.encode(data, order="sorted")


def _kinds(settings: Settings) -> dict[str, str]:
    return {name: engine.kind for name, engine in settings.engines.items()}
