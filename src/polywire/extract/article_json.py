"""The JSON that ``polywire extract --json`` prints for an article."""

from datetime import datetime
from typing import Any

import msgspec

from polywire.article import Article, Block
from polywire.extract.fields.declared_dates import zone_of
from polywire.extract.tree import phrases

_LONGEST_NAME = 60


def to_contract(article: Article) -> dict[str, Any]:
    """Return an article as JSON values; dates stand in the source's own zone."""
    figures = [block for block in article.blocks if block.type == "figure"]
    licences = article.signals.licences
    return {
        "url": article.url,
        "kind": article.kind,
        "doubtful": {"reasons": list(article.doubtful)} if article.doubtful else False,
        "headline": article.headline,
        "standfirst": article.standfirst,
        # a byline that names no person names who signs: "By Tidal Press Agency"
        "bylines": list(article.bylines or _signed(article)),
        "people": list(article.bylines),
        "dateline": article.dateline,
        "published": _date(article.published, article.zone),
        "dating": msgspec.to_builtins(article.dating),
        "modified": _date(article.modified, article.zone),
        "zone": article.zone,
        "language": article.language,
        "declared_language": _declared(article),
        "section": article.section,
        "tags": list(article.tags),
        "outlet": article.outlet,
        "description": article.description,
        "blocks": [_block(block) for block in article.blocks],
        "body": article.body,
        "captions": [block.text for block in figures if block.text],
        "credits": list(
            dict.fromkeys((*article.credits, *(b.credit for b in figures if b.credit)))
        ),
        "images": [
            {"src": b.src, "alt": b.alt, "caption": b.text, "credit": b.credit}
            for b in figures
            if b.src
        ],
        "licence": article.licence or (licences[0][0] if licences else None),
        "paywalled": article.paywalled,
        "signals": msgspec.to_builtins(article.signals),
        "revision": article.revision,
    }


def _declared(article: Article) -> str | None:
    """Return what the page says of its language, else the feed, else the operator."""
    said = dict(article.tongue.declared) if article.tongue else {}
    return said.get("page") or said.get("feed") or said.get("settings")


def _signed(article: Article) -> tuple[str, ...]:
    """Return the organisations that sign a text without a person."""
    return tuple(
        line
        for line in article.credits
        if len(line) <= _LONGEST_NAME and not phrases.kinds_of(line)
    )


def _date(moment: datetime | None, zone: str | None) -> str | None:
    """Return a moment in the source's zone."""
    return None if moment is None else moment.astimezone(zone_of(zone)).isoformat()


def _block(block: Block) -> dict[str, Any]:
    """Return a block with what it holds; empty values are left out."""
    values: dict[str, Any] = msgspec.to_builtins(block)
    kept = {name: value for name, value in values.items() if value}
    return {"type": block.type, "text": block.text} | kept
