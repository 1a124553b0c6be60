"""Valid values in one short call, shared by all tests. All people are invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from polywire.article import (
    Article,
    Block,
    Draft,
    Edition,
    Level,
    PubStatus,
    RightsDecision,
    Segment,
    SegmentVerdict,
    State,
    Translation,
)
from polywire.settings.operator_file import Rights, Site, Source

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def at(hours: float = 0) -> datetime:
    """Return a moment so many hours after noon of the invented day."""
    return NOON + timedelta(hours=hours)


def paragraphs(*texts: str) -> tuple[Block, ...]:
    """Return paragraphs without marks."""
    return tuple(Block("paragraph", text) for text in texts)


def an_article(*texts: str, **fields: Any) -> Article:
    """Return an article in English about an invented town."""
    values: dict[str, Any] = {
        "url": "https://courier.example/news/bridge",
        "headline": "Norvale opens its new bridge",
        "language": "en",
        "blocks": paragraphs(
            *(
                texts
                or (
                    "Norvale opened its new bridge on Monday after 14 months.",
                    "Mayor Ilse Varga said that it cost 3.2 million crowns.",
                )
            )
        ),
        "bylines": ("Tomas Reed",),
        "published": NOON,
        "outlet": "Norvale Courier",
        "description": "The bridge over the Orl opened on Monday.",
    }
    return Article(**(values | fields))


def a_draft(article: Article, language: str = "pt-BR", **fields: Any) -> Draft:
    """Return a draft that writes each paragraph with the language before it."""
    texts: list[tuple[str, int | None, str]] = [("headline", None, article.headline)]
    texts += [("body", i, b.text) for i, b in enumerate(article.blocks)]
    segments = tuple(
        Segment(
            part="headline" if part == "headline" else "body",
            block=i,
            cell=None,
            text=text,
        )
        for part, i, text in texts
    )
    values: dict[str, Any] = {
        "revision": article.revision,
        "source_language": article.language,
        "language": language,
        "route": "firefox",
        "segments": segments,
        "translations": tuple(
            Translation(
                source=segment.text,
                target=f"[{language}] {segment.text}",
                engine="firefox",
                model="a" * 64,
                verdict=SegmentVerdict.OK,
            )
            for segment in segments
        ),
    }
    return Draft(**(values | fields))


def a_decision(level: Level = Level.FULL, **fields: Any) -> RightsDecision:
    """Return a decision; a full one rests on CC BY 4.0."""
    values: dict[str, Any] = {"level": level, "basis": None, "evidence": "none found"}
    if level is Level.FULL:
        licence = "https://creativecommons.org/licenses/by/4.0/"
        values |= {"basis": "licence", "evidence": f"{licence} at page:json-ld"}
        values |= {"licence": licence, "allow_images": True}
    return RightsDecision(**(values | fields))


def an_edition(article: Article | None = None, **fields: Any) -> Edition:
    """Return a full, published edition in Brazilian Portuguese."""
    article = article or an_article()
    language = fields.pop("language", "pt-BR")
    values: dict[str, Any] = {
        "article_id": "a1b2c3d4e5f6",
        "language": language,
        "version": 1,
        "pub_status": PubStatus.USABLE,
        "state": State.PUBLISHED,
        "level": Level.FULL,
        "article": article,
        "rights": a_decision(),
        "source_slug": "courier",
        "source_name": "Norvale Courier",
        "published_at": NOON,
        "updated_at": NOON,
        "draft": a_draft(article, language) if language != article.language else None,
    }
    return Edition(**(values | fields))


def a_site(**fields: Any) -> Site:
    """Return a public site with everything that a public site needs."""
    values: dict[str, Any] = {
        "name": "Orl Wire",
        "url": "https://wire.example",
        "languages": ["en", "pt-BR"],
        "operator": "Orl Wire Association",
        "contact": "mailto:desk@wire.example",
        "responsible": "mailto:legal@wire.example",
    }
    return Site(**(values | fields))


def a_source(*, rights: dict[str, Any] | None = None, **fields: Any) -> Source:
    """Return a feed source; ``rights`` are what the operator states of it."""
    values: dict[str, Any] = {
        "slug": "courier",
        "url": "https://courier.example/feed.xml",
        "name": "Norvale Courier",
        "rights": Rights(**(rights or {})),
    }
    return Source(**(values | fields))
