"""Rights: how much of an article may be shown, and on what evidence.

Reads nothing from disk or network: every signal is handed in. The most
restrictive signal wins; what nobody stated is ``excerpt``, never ``full``.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from polywire.article import (
    Article,
    Basis,
    Block,
    Edition,
    FeedEntry,
    Level,
    RightsDecision,
)
from polywire.errors import SettingsError
from polywire.rights import licences, reuse_signals
from polywire.rights.excerpts import PUBLIC_LIMIT
from polywire.rights.licences import Licence
from polywire.rights.reuse_signals import Limit, Reading, Surroundings
from polywire.settings.operator_file import Site, Source
from polywire.tables import table

ORDER: Final = (Level.WITHHOLD, Level.LINK, Level.EXCERPT, Level.FULL)
"""From the least that may be shown to the most."""
_SUFFIX = re.compile(r"\s*\((?P<words>[^()]{2,40})\)\s*[-–—]")
"""An agency in brackets before the dash of a dateline."""


@dataclass(frozen=True, slots=True)
class _Grant:
    """What would permit the full text."""

    basis: Basis
    evidence: str
    licence: Licence | None = None


def resolve(
    article: Article,
    *,
    source: Source,
    site: Site,
    entry: FeedEntry | None = None,
    around: Surroundings | None = None,
    read: Reading | None = None,
) -> RightsDecision:
    """Decide how much of an article may be shown; the most restrictive signal wins.

    ``read`` are the signals of article and surroundings, where they are known.
    """
    around = around or Surroundings()
    read = read or reuse_signals.merge(article, around)
    stated = licences_of(article, entry, source, around)
    grant, caps = _grant_or_caps(stated, source, site)
    basis = grant.basis if grant else None
    caps += _hard_caps(source, around)
    if basis != "private":
        caps += _text_caps(article, around, basis)
        caps += reuse_signals.limits(read, stated=basis in {"own", "permission"})
    shown = licences.strictest([one for one, _ in stated]) if stated else None
    if grant and grant.licence:
        shown = grant.licence
    chars = excerpt_limit(source, site, read.max_snippet)
    if grant is not None and not caps:
        return RightsDecision(
            level=Level.FULL,
            basis=grant.basis,
            evidence=grant.evidence,
            licence=_licence_text(shown),
            allow_images=source.rights.images != "never",
            excerpt_chars=chars,
        )
    lowest = min(caps, key=lambda cap: ORDER.index(cap.level))
    return RightsDecision(
        level=lowest.level,
        basis=None,
        evidence=_evidence(stated, caps),
        licence=_licence_text(shown),
        excerpt_chars=chars if lowest.level is Level.EXCERPT else 0,
        reason=_reason(lowest, source),
    )


def licences_of(
    article: Article, entry: FeedEntry | None, source: Source, around: Surroundings
) -> list[tuple[Licence, str]]:
    """Return the licences that count for the text, each with where it stood.

    A statement of the article's own that we cannot read ("see our terms")
    stands above a readable one of the page's frame or the channel: then
    nothing is certain, and nothing is returned.
    """
    statements = [
        (reuse_signals.scope(where), text, where)
        for text, where in article.signals.licences
        if reuse_signals.is_about_the_text(where)
    ]
    if article.licence and all(text != article.licence for _, text, _ in statements):
        statements.append((reuse_signals.scope("page"), article.licence, "page"))
    if entry is not None:
        rank = reuse_signals.scope("feed:item")
        lines = (entry.licence, entry.rights)
        statements += [(rank, text, "feed:item") for text in lines if text]
    if around.feed_licence:
        where = "feed:channel"
        statements.append((reuse_signals.scope(where), around.feed_licence, where))
    if source.rights.licence:
        where = "operator's statement"
        statements.append((0, source.rights.licence, where))
    found = []
    best = unread = reuse_signals.LAST_SCOPE + 1
    for rank, text, where in statements:
        licence = licences.normalise(text)
        if licence is not None:
            found.append((licence, where))
            best = min(best, rank)
        elif reuse_signals.claims_a_licence(text, where):
            unread = min(unread, rank)
    return [] if unread < best else found


def _grant_or_caps(
    stated: list[tuple[Licence, str]], source: Source, site: Site
) -> tuple[_Grant | None, list[Limit]]:
    """Say what permits the full text, or why nothing does."""
    rights = source.rights
    if site.visibility == "private":
        return _Grant("private", 'site.visibility = "private"'), []
    if rights.basis == "own":
        words = rights.evidence or "the operator states that the source is her own"
        return _Grant("own", f"{words} (polywire.toml, source {source.slug!r})"), []
    if rights.basis == "permission":
        if not rights.evidence:
            raise SettingsError(
                f"source {source.slug!r}: rights.basis = 'permission' needs "
                "rights.evidence = 'who, when, where it is written'"
            )
        return _Grant("permission", rights.evidence), []
    if not stated:
        reason = "no licence that permits translation was found"
        return None, [Limit(Level.EXCERPT, reason)]
    refusal = _refusal(stated, site)
    if refusal:
        return None, [Limit(Level.EXCERPT, refusal)]
    licence = licences.strictest([one for one, _ in stated])
    places = "; ".join(f"{one.url or one.name} at {where}" for one, where in stated)
    basis: Basis = "licence" if licence.attribution else "public-domain"
    return _Grant(basis, places, licence), []


def _refusal(stated: list[tuple[Licence, str]], site: Site) -> str | None:
    """Say why the stated licences do not permit a translated text here."""
    licence = licences.strictest([one for one, _ in stated])
    if all(one.translations for one, _ in stated) and not licence.translations:
        return "the licences contradict each other"
    if not licence.translations:
        return f"the licence ({licence.name}) permits no translation"
    if not licence.commercial and not site.non_commercial:
        return (
            f"the licence ({licence.name}) is for non-commercial sites only; "
            "set site.non_commercial = true if yours earns nothing"
        )
    return None


def _hard_caps(source: Source, around: Surroundings) -> list[Limit]:
    """Return what binds whatever the basis is."""
    caps = []
    if around.suppressed:
        caps.append(Limit(Level.WITHHOLD, "the article is on the suppression list"))
    wanted = source.rights.level
    if wanted not in {"auto", "full"}:
        reason = f"the operator set rights.level = {wanted!r} for this source"
        caps.append(Limit(Level(wanted), reason))
    return caps


def _text_caps(
    article: Article, around: Surroundings, basis: Basis | None
) -> list[Limit]:
    """Return what the text itself says: whose it is, and who may read it."""
    if basis == "own":
        return []
    caps = []
    agency = agency_of(article)
    if agency:
        reason = f"the text is by the agency {agency}; the page's licence is not for it"
        caps.append(Limit(Level.LINK, reason))
    if article.paywalled or around.status in {401, 402, 403}:
        caps.append(Limit(Level.LINK, "the source sells this text (paywall or login)"))
    if not around.robots_allowed:
        caps.append(Limit(Level.LINK, "robots.txt forbids the page"))
    return caps


def excerpt_limit(source: Source, site: Site, max_snippet: int | None = None) -> int:
    """Return how many characters of the source's summary all outputs may show."""
    limits = [max(0, source.rights.excerpt_chars)]
    if site.visibility == "public":
        limits.append(PUBLIC_LIMIT)
    if max_snippet is not None:
        limits.append(max_snippet)
    return min(limits)


def licence_of(edition: Edition) -> Licence | None:
    """Return the licence of the text that we show; ShareAlike carries over.

    None where only a part is shown. Where the basis is a statement of the operator,
    no licence of the source is ours to pass on: named is only that it reserves all
    rights, where it says so itself.
    """
    decision = edition.rights
    if {edition.level, decision.level} != {Level.FULL}:
        return None
    stated = licences.normalise(decision.licence)
    if decision.basis in {"licence", "public-domain"}:
        return stated
    return stated if stated == licences.ALL_RIGHTS_RESERVED else None


def stated_basis(edition: Edition) -> Basis | None:
    """Return what a whole text rests on where no licence says it."""
    basis = edition.rights.basis if edition.level is Level.FULL else None
    return None if basis in {"licence", "public-domain"} else basis


def shows_image(block: Block, decision: RightsDecision, site: Site) -> bool:
    """Tell whether a figure may be shown: only with its own licence, or one's own."""
    if decision.level is not Level.FULL or not decision.allow_images:
        return False
    if decision.basis == "own":
        return True
    licence = licences.normalise(block.licence)
    # A picture is shown unchanged, so that NoDerivatives permits it.
    if licence is None or licence.id == licences.ALL_RIGHTS_RESERVED.id:
        return False
    return licence.commercial or site.non_commercial


def may_learn(article: Article, source: Source) -> bool:
    """Tell whether glossary and memory may keep what this article teaches."""
    return source.rights.basis == "own" or not article.signals.tdm_reservation


def _licence_text(licence: Licence | None) -> str | None:
    return (licence.url or licence.name) if licence else None


def _evidence(stated: list[tuple[Licence, str]], caps: list[Limit]) -> str:
    seen = [f"{one.url or one.name} at {where}" for one, where in stated]
    return "; ".join([*seen, *dict.fromkeys(cap.reason for cap in caps)])


def _reason(cap: Limit, source: Source) -> str:
    """Say in plain words why it is not ``full``, with the command that would help."""
    if cap.level is Level.WITHHOLD:
        return cap.reason
    return (
        f"{cap.reason}; if the publisher allows more, state it: polywire add "
        f'{source.url} --permission "who, when, where written"'
    )


def agency_of(article: Article) -> str | None:
    """Return the agency that byline, credit or dateline name, or None."""
    if article.signals.agency:
        return article.signals.agency
    lines = [*article.bylines, *article.credits, article.dateline or ""]
    first = next((b.text for b in article.blocks if b.type == "paragraph"), "")
    dateline = _SUFFIX.search(first[:80])
    if dateline:
        lines.append(dateline["words"])
    found = (pattern.search(line) for line in lines for pattern in _agencies())
    return next((match[0] for match in found if match), None)


@cache
def _agencies() -> tuple[re.Pattern[str], ...]:
    """Return the expressions for full names, and for short forms."""
    known = table("polywire.rights", "agencies.toml")
    names, short = (
        rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, known[key]), key=len)[::-1])})(?!\w)"
        for key in ("names", "short")
    )
    return re.compile(names, re.IGNORECASE), re.compile(short)
