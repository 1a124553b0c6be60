"""Credit lines: who wrote it, who owns it, under which licence it may be used."""

from __future__ import annotations

from polywire.article import Edition
from polywire.publish.label.label import Label
from polywire.rights import levels, licences
from polywire.rights.licences import Licence


def licence_of(edition: Edition) -> Licence | None:
    """Return the licence of the text that we show; ShareAlike carries over."""
    return levels.output_licence(edition.rights)


def stated_licence(edition: Edition) -> Licence | None:
    """Return the licence that the source stated, whatever it permits."""
    return licences.normalise(edition.rights.licence)


def credit_text(edition: Edition, label: Label) -> str:
    """Return the line that names source, licence and that a machine translated."""
    licence = licence_of(edition)
    parts = [edition.source_name, licence.name if licence else "", label.short]
    return "; ".join(part for part in parts if part)


def copyright_notice(edition: Edition) -> str:
    """Return the notice of the source; a public domain text has none to show."""
    if edition.rights.basis == "public-domain":
        return f"{edition.source_name} (public domain)"
    year = (edition.article.published or edition.published_at).year
    return f"© {year} {edition.source_name}"
