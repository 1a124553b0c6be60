"""Credit lines: who wrote it, who owns it, under which licence it may be used."""

from polywire.article import Edition
from polywire.publish.label.label import Label
from polywire.rights import levels


def credit_text(edition: Edition, label: Label) -> str:
    """Return the line that names source, licence and that a machine translated."""
    licence = levels.licence_of(edition)
    parts = [edition.source_name, licence.name if licence else "", label.short]
    return "; ".join(part for part in parts if part)


def copyright_notice(edition: Edition) -> str:
    """Return the notice of the source; a public domain text has none to show."""
    if edition.rights.basis == "public-domain":
        return f"{edition.source_name} (public domain)"
    year = (edition.article.published or edition.published_at).year
    return f"© {year} {edition.source_name}"
