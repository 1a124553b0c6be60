"""Decide what becomes of an article in each language. Pure: a plan is a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from polywire.article import Article, FeedEntry, Level, RightsDecision, State
from polywire.language import tags
from polywire.publish import excerpts
from polywire.publish.rights import shows_image
from polywire.settings import Site, Source

HasRoute = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class CellPlan:
    """What a cell of the board shall become.

    ``state`` is pending where a translation or an edition is to be made; every
    other state is final for this revision and carries its reason.
    """

    language: str
    state: State
    reason: str | None = None


def wanted_languages(source: Source, languages: Sequence[str]) -> list[str]:
    """Return the site's languages in which this source is wanted."""
    if source.languages is None:
        return list(languages)
    return [
        tag
        for tag in languages
        if any(tags.is_same(tag, wanted) for wanted in source.languages)
    ]


def plan_cells(
    article: Article,
    rights: RightsDecision,
    *,
    source: Source,
    languages: Sequence[str],
    has_route: HasRoute,
) -> tuple[CellPlan, ...]:
    """Plan every language of the site for one revision."""
    wanted = set(wanted_languages(source, languages))
    return tuple(
        _plan(article, rights, tag, wanted=tag in wanted, has_route=has_route)
        for tag in languages
    )


def _plan(
    article: Article,
    rights: RightsDecision,
    tag: str,
    *,
    wanted: bool,
    has_route: HasRoute,
) -> CellPlan:
    if not wanted:
        reason = "the source's languages do not hold this one (source.languages)"
        return CellPlan(tag, State.FILTERED, reason)
    if rights.level is Level.WITHHOLD:
        reason = rights.reason or "the rights of this article forbid publishing it"
        return CellPlan(tag, State.NOT_ALLOWED, reason)
    held = unfit(article, rights.level)
    if held is not None:
        return CellPlan(tag, State.WITHHELD, held)
    if not tags.is_same(article.language, tag) and not has_route(article.language, tag):
        reason = (
            f"no engine translates {article.language} to {tag}: add one under "
            "[engines] in polywire.toml"
        )
        return CellPlan(tag, State.WITHHELD, reason)
    return CellPlan(tag, State.PENDING)


def unfit(article: Article, level: Level) -> str | None:
    """Say why a page is not published as an article, or None when it may be.

    Of a paywalled or doubtful page the headline and the source's own summary may
    still stand with a link: its body is not used for them.
    """
    if not article.headline:
        return "no headline was found on the page"
    if level is not Level.FULL and article.kind in {"article", "paywalled"}:
        return None
    if article.kind != "article":
        return f"not an article: its kind is {article.kind}"
    if article.doubtful:
        return "extraction is doubtful: " + "; ".join(article.doubtful)
    return None


def shown(
    article: Article,
    rights: RightsDecision,
    site: Site,
    entry: FeedEntry | None = None,
) -> Article:
    """Cut an article down to what its level allows to be shown.

    ``full`` keeps the body (images only where they are allowed), ``excerpt``
    keeps headline and at most ``excerpt_chars`` of the source's own summary,
    ``link`` the headline alone.
    """
    if rights.level is Level.FULL:
        blocks = tuple(
            block
            for block in article.blocks
            if block.type != "figure" or shows_image(block, rights, site)
        )
        return replace(article, blocks=blocks)
    excerpt = rights.level is Level.EXCERPT
    text = excerpts.excerpt_of(article, rights, entry) if excerpt else ""
    return replace(
        article,
        blocks=(),
        standfirst=text or None,
        description=None,
        dateline=None,
        credits=(),
    )
