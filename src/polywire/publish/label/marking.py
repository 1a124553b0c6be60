"""How pages say what they are: label, corrections, JSON-LD, provenance.

The one seam between the pages and the modules that own these texts.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec
from markupsafe import Markup

from polywire.article import Correction, Draft, Edition, Finding
from polywire.check.grade import grade
from polywire.publish.label import correction_notes, jsonld
from polywire.publish.label.jsonld import stamp
from polywire.publish.label.label import SIGN, long_date, text_of
from polywire.publish.label.label import label as label_of
from polywire.publish.label.source_type import IPTC, source_type
from polywire.publish.pages.interface_words import Words
from polywire.publish.shelf import Review
from polywire.rights import levels, licences
from polywire.settings.operator_file import Settings

FORMAT = "polywire-provenance-1"


def provenance_of(
    edition: Edition,
    *,
    review: Review | None = None,
    kinds: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what stands in ``provenance.json`` of an edition."""
    made = source_type(edition, kinds)
    data: dict[str, Any] = {
        "format": FORMAT,
        "article": edition.article_id,
        "language": edition.language,
        "version": edition.version,
        "pubStatus": edition.pub_status.value,
        "state": edition.state.value,
        "published": stamp(edition.published_at),
        "updated": stamp(edition.updated_at),
        "text": text_of(edition),
        "source": _source(edition),
        "rights": _rights(edition),
        "review": _review(edition, review),
        "corrections": [
            {"at": stamp(one.at), "kind": one.kind, "version": one.version}
            for one in edition.corrections
        ],
    }
    if edition.draft is not None and made is not None:
        data["disclosure"] = SIGN
        data["digitalSourceType"] = IPTC + made
        data["translation"] = _translation(edition.draft)
        data["checks"] = _checks(edition.draft)
        data["grade"] = grade(edition.draft)
    return data


def _source(edition: Edition) -> dict[str, Any]:
    article = edition.article
    # The draft names the stored revision; what is shown of it hashes otherwise.
    revision = edition.draft.revision if edition.draft else article.revision
    return {
        "name": edition.source_name,
        "url": article.url,
        "language": article.language,
        "revision": revision,
        "published": stamp(article.published) if article.published else None,
        "modified": stamp(article.modified) if article.modified else None,
    }


def _rights(edition: Edition) -> dict[str, Any]:
    stated = licences.normalise(edition.rights.licence)
    shown = levels.licence_of(edition)
    return {
        "level": edition.level.value,
        "basis": edition.rights.basis,
        "sourceLicence": (stated.url or stated.name) if stated else None,
        "licence": (shown.url or shown.name) if shown else None,
    }


def _review(edition: Edition, review: Review | None) -> dict[str, str] | None:
    if review is None or review.text != text_of(edition):
        return None
    return {
        "reviewedBy": review.reviewed_by,
        "responsibleEntity": review.responsible_entity,
        "reviewedAt": stamp(review.reviewed_at),
        "text": review.text,
    }


def _translation(draft: Draft) -> dict[str, Any]:
    made = Counter((one.engine, one.model) for one in draft.translations)
    repairs = Counter(name for one in draft.translations for name in one.repairs)
    return {
        "from": draft.source_language,
        "to": draft.language,
        "route": draft.route,
        "revision": draft.revision,
        "segments": len(draft.translations),
        "engines": [
            {"engine": engine, "model": model, "segments": count}
            for (engine, model), count in sorted(made.items())
        ],
        "repairs": dict(sorted(repairs.items())),
    }


def _checks(draft: Draft) -> dict[str, Any]:
    verdicts = Counter(one.verdict.value for one in draft.translations)
    findings = [(finding.segment, finding) for finding in draft.findings]
    for index, one in enumerate(draft.translations):
        findings += [(index, finding) for finding in one.findings]
    return {
        "verdicts": dict(sorted(verdicts.items())),
        "findings": [_finding(segment, finding) for segment, finding in findings],
    }


def _finding(segment: int | None, finding: Finding) -> dict[str, Any]:
    return {
        "segment": segment,
        "rule": finding.rule,
        "severity": finding.severity.value,
    }


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


def checks(spoken: Words) -> Markup:
    """Return what was checked, and what was not."""
    return spoken.say(
        "Software compared details with the original, as far as it could: numbers, names, dates, quotations, negation, completeness. It does not understand meaning: any sentence may still be wrong. Wrong words and broken grammar mostly go unseen."
    )


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
    spoken: Words,
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
    if "backstory" in node:
        node["backstory"] += f" {checks(spoken).unescape()}"
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
