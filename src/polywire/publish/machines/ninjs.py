"""ninjs 3.1 (IPTC): an edition as one JSON object for newsrooms' systems.

The standard has no property for translations: the original stands as an
association ``translationOf``, we stand as a source of the role translator.
"""

from collections.abc import Mapping
from typing import Any, Final

from polywire.article import Edition, Level, PubStatus
from polywire.publish.label import correction_notes, credit_lines
from polywire.publish.label.jsonld import stamp
from polywire.publish.label.label import Label, label
from polywire.publish.label.source_type import IPTC, source_type
from polywire.publish.pages.edition_view import (
    Passage,
    Reading,
    headline_note,
    plain,
    read,
)
from polywire.publish.pages.page_templates import Press
from polywire.publish.pages.safe_text import web_address
from polywire.publish.site import address
from polywire.rights import levels
from polywire.settings.operator_file import Site

STANDARD: Final = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}


def ninjs(
    edition: Edition, press: Press, body_html: str | None = None
) -> dict[str, Any]:
    """Return an edition as ninjs 3.1; a canceled one without any of its text.

    ``body_html`` is the body as the feeds carry it, with its label inside.
    """
    item: dict[str, Any] = {
        "uri": address.edition_urn(edition.article_id, edition.language),
        "standard": STANDARD,
        "type": "text",
        "version": str(edition.version),
        "firstCreated": stamp(edition.published_at),
        "versionCreated": stamp(edition.updated_at),
        "pubStatus": edition.pub_status.value,
        "language": edition.language,
        "altIds": [{"role": "article", "value": edition.article_id}],
    }
    if edition.pub_status is PubStatus.CANCELED:
        return item
    settings = press.settings
    review = press.review(edition)
    shown = label(edition, edition.language, review=review, own=settings.labels)
    kinds = {name: engine.kind for name, engine in settings.engines.items()}
    reading = read(edition)
    return (
        item
        | _texts(reading, shown, body_html)
        | _origin(edition, settings.site)
        | _rights(edition, shown)
        | _dates(edition)
        | _made(edition, kinds)
        | _site(reading, press)
    )


def _texts(reading: Reading, shown: Label, body_html: str | None) -> dict[str, Any]:
    is_full = reading.edition.level is Level.FULL
    body = plain_text(reading, shown)
    bodies = [{"role": "main", "contentType": "text/plain", "value": body}]
    if body_html is not None:
        bodies.append(
            {"role": "richtext", "contentType": "text/html", "value": body_html}
        )
    found: dict[str, Any] = {
        "representationType": "full" if is_full else "partial",
        "title": reading.title.text,
        "headlines": [
            {"role": "main", "contentType": "text/plain", "value": reading.title.text}
        ],
        "bodies": bodies,
    }
    if summary := reading.summary.text:
        found["descriptions"] = [
            {"role": "summary", "contentType": "text/plain", "value": summary}
        ]
    return found


def plain_text(reading: Reading, shown: Label) -> str:
    """Return the body as plain text for exports and e-mail; the label comes first."""
    paragraphs = [shown.text]
    if reading.passages:
        paragraphs += [text for one in reading.passages for text in _lines(one)]
    elif reading.summary.text:
        paragraphs.append(reading.summary.text)
    return "\n\n".join(paragraphs)


def _lines(passage: Passage) -> list[str]:
    rows = ["\t".join(plain(cell) for cell in row) for row in passage.rows]
    items = [f"- {plain(item)}" for item in passage.items]
    own = [plain(passage.sentences)] if passage.sentences else []
    return [text for text in (*own, "\n".join(rows), "\n".join(items)) if text]


def _origin(edition: Edition, site: Site) -> dict[str, Any]:
    article = edition.article
    original = web_address(article.url)
    found: dict[str, Any] = {
        "infoSources": [{"name": edition.source_name, "role": "originator"}]
    }
    if original and edition.is_translated:
        found["infoSources"].append({"name": site.name, "role": "translator"})
        found["associations"] = [
            {
                "name": "original",
                "rel": "translationOf",
                "uri": original,
                "language": article.language,
                "title": article.headline,
            }
        ]
    if article.bylines:
        found["by"] = ", ".join(article.bylines)
    if article.dateline:
        found["located"] = article.dateline
    return found


def _rights(edition: Edition, shown: Label) -> dict[str, Any]:
    found: dict[str, Any] = {
        "copyrightHolder": edition.source_name,
        "copyrightNotice": credit_lines.copyright_notice(edition),
        "usageTerms": credit_lines.credit_text(edition, shown),
    }
    licence = levels.licence_of(edition)
    if licence and licence.url:
        found["rightsInfo"] = {"linkedRights": licence.url}
    return found


def _dates(edition: Edition) -> dict[str, Any]:
    article = edition.article
    moments = {
        "contentCreated": article.published,
        "embargoedUntil": article.signals.embargo,
        "expires": article.signals.expires or article.signals.unavailable_after,
    }
    return {name: stamp(value) for name, value in moments.items() if value}


def _made(edition: Edition, kinds: Mapping[str, str] | None) -> dict[str, Any]:
    made = source_type(edition, kinds)
    if made is None:
        return {}
    return {"digitalSourceType": {"name": made, "uri": IPTC + made}}


def _site(reading: Reading, press: Press) -> dict[str, Any]:
    edition = reading.edition
    page = press.absolute(address.edition_path(edition))
    policy = press.absolute(address.page_path("corrections", edition.language))
    found: dict[str, Any] = {
        "renditions": [{"name": "web", "href": page, "contentType": "text/html"}],
        # Roles of the IPTC vocabulary are left out: none says "corrections page".
        "trustIndicators": [{"title": "Corrections", "href": policy}],
    }
    # No property of a headline says its language: newsrooms are told in words.
    notes = [
        headline_note(reading.title, press.words(edition.language)).striptags(),
        *(correction_notes.render(c, edition.language) for c in edition.corrections),
    ]
    if any(notes):
        found["edNote"] = "\n".join(filter(None, notes))
    return found
