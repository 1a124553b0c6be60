"""Decide what becomes of an article in each language. Pure: a plan is a value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from polywire.article import Article, FeedEntry, Level, RightsDecision, State
from polywire.language.text import tags
from polywire.rights import excerpts
from polywire.rights.levels import shows_image
from polywire.settings.operator_file import Site, Source
from polywire.tongue import UNKNOWN

HasRoute = Callable[[str, str], bool]
_HUB = "en"


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
    held = unfit(article, rights.level) or no_way(article, tag, has_route)
    if held is not None:
        return CellPlan(tag, State.WITHHELD, held)
    return CellPlan(tag, State.PENDING)


def no_way(article: Article, tag: str, has_route: HasRoute) -> str | None:
    """Say why an article cannot be in a language, or None when it can.

    What is in no language that we are sure of is neither translated nor taken for
    an original: a reader would get one language under the name of another.
    """
    if article.language == UNKNOWN:
        told = f" ({article.tongue.told})" if article.tongue else ""
        return (
            f"its language is unclear{told}: write it as 'language' of the source in "
            "polywire.toml, then 'polywire replay'"
        )
    return no_engine(article.language, tag, has_route)


def no_engine(origin: str, tag: str, has_route: HasRoute) -> str | None:
    """Say that nothing translates a pair and which command adds it, or None."""
    if tags.is_same(origin, tag) or has_route(origin, tag):
        return None
    commands = " and ".join(
        f"'polywire models add {tags.base(first)}-{tags.base(second)}'"
        for first, second in _hops(origin, tag)
        if (first, second) == (origin, tag) or not has_route(first, second)
    )
    return (
        f"no engine from {origin} to {tag}: add a model with {commands}, or name an "
        "engine under 'engines' in polywire.toml"
    )


def _hops(origin: str, tag: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs that join two languages: models are made from and to English."""
    if _HUB in {tags.base(origin), tags.base(tag)}:
        return ((origin, tag),)
    return ((origin, _HUB), (_HUB, tag))


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
    # which language it is in has a reason of its own: see no_way
    doubts = [one for one in article.doubtful if one != "language-unclear"]
    return "extraction is doubtful: " + "; ".join(doubts) if doubts else None


def shown(
    article: Article, rights: RightsDecision, site: Site, entry: FeedEntry | None = None
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
