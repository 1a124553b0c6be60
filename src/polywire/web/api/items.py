"""Editions as the read API shows them: plain values, no more than pages show."""

from __future__ import annotations

from typing import Any

from polywire.article import Edition, State
from polywire.publish.label import marking
from polywire.publish.machines import ninjs
from polywire.publish.pages.article_pages import story
from polywire.publish.pages.edition_view import read, read_head
from polywire.publish.pages.page_templates import Press
from polywire.publish.pages.safe_text import web_address
from polywire.publish.shelf import news_time
from polywire.publish.site import address
from polywire.rights import levels


def item(edition: Edition, press: Press) -> dict[str, Any]:
    """Return what lists of the API say of an edition."""
    reading = read_head(edition)
    known = levels.licence_of(edition)
    return {
        "id": edition.article_id,
        "language": edition.language,
        "url": press.absolute(address.edition_path(edition)),
        "title": reading.title,
        "title_language": reading.title_language,
        "summary": reading.summary,
        "summary_language": reading.summary_language,
        "section": edition.article.section,
        "story": press.story_of(edition.article_id),
        "published": news_time(edition).isoformat(),
        "updated": edition.updated_at.isoformat(),
        "version": edition.version,
        "state": str(edition.state),
        "level": str(edition.level),
        "licence": (known.url or known.name) if known else None,
        "label": marking.preview(
            edition,
            press.words(edition.language),
            press.settings.labels,
            press.review(edition),
        )
        or None,
        "source": {"slug": edition.source_slug, "name": edition.source_name},
        "original": {
            "url": web_address(edition.article.url),
            "language": edition.article.language,
            "title": edition.article.headline,
        },
    }


def detail(edition: Edition, press: Press) -> dict[str, Any]:
    """Return an edition with its body as the feeds carry it, label inside."""
    spoken = press.words(edition.language)
    ids = (edition.article_id, edition.language)
    return item(edition, press) | {
        "html": body(edition, press),
        "corrections": [
            {
                "at": note.at.isoformat(),
                "kind": note.kind,
                "version": note.version,
                "note": str(marking.correction(note, spoken).striptags()),
            }
            for note in edition.corrections
        ],
        "provenance": (
            press.absolute(address.provenance_path(*ids))
            if edition.is_translated
            else None
        ),
    }


def body(edition: Edition, press: Press) -> str:
    """Return the HTML of an edition as the feeds carry it."""
    values = story(read(edition), press)
    return press.fragment("feed_body.html", edition.language, **values).strip()


def news_json(edition: Edition, press: Press) -> dict[str, Any]:
    """Return an edition as ninjs 3.1; a withdrawn one as canceled."""
    is_shown = edition.state is not State.WITHDRAWN
    return ninjs.ninjs(
        edition,
        settings=press.settings,
        page_url=press.absolute(address.edition_path(edition)),
        locale=edition.language,
        body_html=body(edition, press) if is_shown else None,
        review=press.review(edition),
    )


def withdrawn(edition: Edition, press: Press) -> dict[str, Any]:
    """Return what is left to say of a withdrawn edition."""
    return {
        "id": edition.article_id,
        "language": edition.language,
        "url": press.absolute(address.edition_path(edition)),
        "state": str(State.WITHDRAWN),
        "withdrawn": edition.updated_at.isoformat(),
    }
