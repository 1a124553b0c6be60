"""Stage 2 of 6: make a structured article of a page's bytes.

Pure: opens no socket, reads no file but its own data. Does not decide what may be
published, and says itself when the result should not be trusted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from polywire.article import Article, Block, FeedEntry, Mark, PageKind, Signals
from polywire.errors import ExtractError
from polywire.extract import feed_text
from polywire.extract.fields import (
    bylines,
    datelines,
    headline,
    kinds,
    metadata,
    page_dates,
    page_signals,
    source_overrides,
    tongues,
)
from polywire.extract.fields.declared_dates import zone_of
from polywire.extract.tree import (
    blocks,
    cuts,
    figures,
    layout,
    page,
    phrases,
    pieces,
    template,
    tidy,
)
from polywire.extract.tree.pieces import Piece
from polywire.extract.voices import ballot, doubt, features, other_extractors
from polywire.language.time import relative_dates
from polywire.tongue import UNKNOWN, Tongue

MOST = 100_000
"""Characters of a body that are searched, some 15,000 words: no news text is longer."""


def mark(article: Article) -> tuple[Block, ...]:
    """Return the blocks with a mark of type "time" on each date in words.

    A guessed date of publication anchors none.
    """
    published, dating = article.published, article.dating
    if published is None or (dating is not None and dating.is_guess):
        return article.blocks
    zone = zone_of(article.zone)
    blocks: list[Block] = []
    size = 0
    for block in article.blocks:
        size += len(block.text)
        if size > MOST:
            break
        found = relative_dates.find(block.text, article.language, published, zone)
        taken = [(m.start, m.end) for m in block.marks if m.type == "time"]
        marks = tuple(
            Mark("time", date.start, date.end, datetime=date.iso)
            for date in found
            if not any(start < date.end and date.start < end for start, end in taken)
        )
        blocks.append(replace(block, marks=(*block.marks, *marks)) if marks else block)
    return (*blocks, *article.blocks[len(blocks) :])


_BEFORE_BODY, _AFTER_BODY = 15, 3
"""Pieces around the body within which a figure or a correction belongs to it."""


def near(
    found: Sequence[figures.Figure], body: Sequence[Piece], pieces: Sequence[Piece]
) -> list[figures.Figure]:
    """Return the figures that stand with the body."""
    if not body:
        return []
    first, last = body[0].index - _BEFORE_BODY, body[-1].index + _AFTER_BODY
    heads = [p.index for p in pieces if p.tag == "h1" and p.index < body[0].index]
    first = min(first, heads[-1] - _AFTER_BODY) if heads else first
    return [figure for figure in found if first <= figure.at <= last]


def with_corrections(
    built: list[Block], pieces: Sequence[Piece], body: Sequence[Piece], base: str
) -> list[Block]:
    """Add the correction notices that stand beside the body."""
    if not body:
        return built
    held = {piece.index for piece in body}
    captions = figures.captions(pieces)
    first, last = body[0].index - _AFTER_BODY, body[-1].index + _BEFORE_BODY
    notices = [
        piece
        for piece in pieces[max(0, first) : last]
        if piece.index not in held
        and "correction" in phrases.kinds_of(piece.text)
        and piece.links * 2 < len(piece.text)
        and piece.index not in captions
    ]
    return built + blocks.build(notices, base, "")


_ENOUGH_FEED_WORDS = 60


@dataclass(frozen=True, slots=True)
class _Request:
    """What was asked for, beside the page."""

    url: str
    headers: Mapping[str, str]
    entry: FeedEntry | None
    languages: tuple[str, ...]
    stated: str | None
    rules: Mapping[str, str]
    zone: str | None
    examples: tuple[template.Example, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A page while it is read: what every field is taken from."""

    page: page.Page
    where: metadata.Sources
    declared: metadata.Declared
    pieces: list[Piece]
    opinions: tuple[features.Opinion, ...]
    chances: list[float]
    words: int
    """Of the page, seen or not."""
    unseen: int
    """Words that would be the article's, did anybody see them."""
    is_strange: bool
    """Its source has new markup, in which the known texts were not found again."""
    headline: str
    base: str


def extract(  # noqa: PLR0913 - the page, and what is known of it from elsewhere
    html: bytes | str,
    *,
    url: str,
    headers: Mapping[str, str] | None = None,
    entry: FeedEntry | None = None,
    languages: Sequence[str] = (),
    stated: str | None = None,
    rules: Mapping[str, str] | None = None,
    zone: str | None = None,
    examples: Sequence[template.Example] = (),
) -> Article:
    """Return the article of a page; raises ExtractError when it is no page.

    Args:
        html: The bytes as they came, or text that is decoded already.
        url: The page's address after redirects.
        headers: HTTP headers: charset, X-Robots-Tag, tdm-reservation, Link.
        entry: The feed's entry: its title, authors and full text help out.
        languages: The wire's own, as BCP 47 tags; the page may be in any other.
        stated: The language that the operator states for the source.
        rules: Field -> CSS selector or ``xpath:...`` that overrule for a source.
        zone: The source's time zone, for dates that name none.
        examples: Pages of the source in new markup, with the texts that are known.
    """
    asked = _Request(
        url,
        headers or {},
        entry,
        tuple(languages),
        stated,
        rules or {},
        zone,
        tuple(examples),
    )
    source_overrides.check(asked.rules)
    content_type = page.header(asked.headers, "content-type")
    reading = _read(page.read(html, content_type=content_type), asked)
    return _or_feed(_assemble(reading, asked), asked)


def from_entry(
    entry: FeedEntry, *, languages: Sequence[str] = (), stated: str | None = None
) -> Article:
    """Return the article of a feed entry's own full text; raises ExtractError."""
    found = feed_text.pieces_of(entry.content)
    tidied = tidy.tidy(found, [1.0] * len(found), headline=entry.title)
    text = tongues.words(entry.title, entry.summary, tidied.body)
    tongue = tongues.of(text, entry=entry, stated=stated, ours=languages)
    names = bylines.sort(((name, False) for name in entry.authors), None)
    built = blocks.build(tidied.body, entry.link, tongue.language)
    size = sum(len(piece.words) for piece in tidied.body)
    reasons = () if size >= doubt.FEW_WORDS else ("short-body",)
    return Article(
        url=entry.link,
        headline=page.clean(entry.title),
        language=tongue.language,
        blocks=tuple(
            figures.among(built, tidied.body, figures.find(found, entry.link))
        ),
        bylines=names.people,
        published=entry.published,
        dating=page_dates.of_feed(entry),
        modified=entry.updated,
        section=entry.section,
        tags=entry.tags,
        description=page.clean(entry.summary) or None,
        credits=(*names.organisations, *tidied.credits),
        licence=entry.licence,
        signals=_entry_signals(entry, names.agency),
        kind="article" if size >= kinds.STUB else "stub",
        doubtful=reasons,
        tongue=tongue,
    )


def _read(opened: page.Page, asked: _Request) -> _Reading:
    """Cut the page and let the engines and the ballot speak."""
    tree, rules = opened.tree, asked.rules
    source_overrides.remove(tree, rules)
    layout.lay_out(tree)
    where = metadata.sources(tree, asked.url)
    declared = metadata.declared(where)
    found = pieces.cut_to_fit(tree)
    said = other_extractors.opinions(tree, declared.article_body)
    judged = ballot.judge(found, said, features.context(tree, declared))
    words = sum(len(piece.words) for piece in found)
    judged = ballot.with_terms(found, judged)
    found, judged, unseen = ballot.only_seen(found, judged)
    fed_title = asked.entry.title if asked.entry else ""
    named = source_overrides.texts(tree, "headline", rules)
    settings = template.learn(asked.examples) if asked.examples else frozenset()
    judged = template.overrule(found, judged, settings)
    return _Reading(
        page=opened,
        where=where,
        declared=declared,
        pieces=found,
        opinions=said,
        chances=source_overrides.overrule(tree, rules, found, judged),
        words=words,
        unseen=unseen,
        is_strange=bool(asked.examples) and not settings and "body" not in rules,
        headline=named[0] if named else headline.choose(found, declared, fed_title),
        base=_base(tree, asked.url),
    )


def _base(tree: HtmlElement, url: str) -> str:
    """Return the address that relative links are resolved against."""
    element = tree.find(".//base")
    href = element.get("href") if element is not None else None
    return (blocks.safe_href(href, url) if href else None) or url


def _assemble(reading: _Reading, asked: _Request) -> Article:
    """Fill the fields of the article."""
    body = _body(reading, asked)
    declared = reading.declared
    names = bylines.read(
        declared,
        reading.pieces,
        reading.page.tree,
        alone=body.names,
        extra=_fed_authors(asked.entry),
    )
    agency = names.agency or (body.place.agency if body.place else None)
    doubts, walled = _doubts(reading, asked, body)
    article = Article(
        url=asked.url,
        headline=reading.headline,
        language=body.tongue.language,
        blocks=body.blocks,
        standfirst=body.standfirst,
        bylines=_people(names, asked, reading),
        dateline=body.place.text if body.place else None,
        section=declared.section,
        tags=declared.tags,
        outlet=declared.outlet,
        description=next(iter(declared.descriptions), None),
        credits=(*names.organisations, *body.credits),
        signals=page_signals.read(
            reading.where,
            asked.headers,
            body.pieces,
            url=asked.url,
            agency=agency or _agency_in(body.credits),
            zone=asked.zone,
        ),
        paywalled=walled or declared.is_free is False,
        kind=_kind(reading, asked, body, walled=walled),
        doubtful=doubts,
        tongue=body.tongue,
    )
    return _dated(article, reading, asked, body)


@dataclass(frozen=True, slots=True)
class _Body:
    """The body, and what was parted from it."""

    pieces: tuple[Piece, ...]
    blocks: tuple[Block, ...]
    standfirst: str | None
    place: datelines.Dateline | None
    credits: tuple[str, ...]
    names: tuple[str, ...]
    """Lone names over or under the text, or beside a picture."""
    pictures: int
    tongue: Tongue


def _body(reading: _Reading, asked: _Request) -> _Body:
    """Clean what the ballot kept and turn it into blocks."""
    tidied = tidy.tidy(reading.pieces, reading.chances, headline=reading.headline)
    lead, body = _lead(reading, tidied.body, asked.rules)
    tongue = tongues.of(
        tongues.words(reading.headline, lead, body),
        page=reading.declared.language,
        entry=asked.entry,
        stated=asked.stated,
        ours=asked.languages,
    )
    pictures = figures.find(
        reading.pieces,
        reading.base,
        headline=reading.headline,
        photographers=tidied.photographers,
    )
    pictures = near(pictures, body, reading.pieces)
    built = blocks.build(body, reading.base, tongue.language)
    place = datelines.find(built[0].text, tongue.language) if built else None
    if place is not None:
        built[0] = blocks.without_start(built[0], place.end)
    embedded = figures.embeds(reading.page.tree, reading.base, reading.pieces)
    placed = [*pictures, *near(embedded, body, reading.pieces)]
    whole = figures.among(built, body, placed)
    whole = with_corrections(whole, reading.pieces, body, reading.base)
    return _Body(
        pieces=body,
        blocks=tuple(whole),
        standfirst=lead,
        place=place,
        credits=tidied.credits,
        names=_loose_names(tidied, pictures),
        pictures=len(pictures),
        tongue=tongue,
    )


def _loose_names(
    tidied: tidy.Tidied, pictures: Sequence[figures.Figure]
) -> tuple[str, ...]:
    """Return the lone names that are no picture's credit."""
    credited = {figure.block.credit for figure in pictures}
    return tuple(n for n in tidied.photographers.values() if n not in credited)


def _doubts(
    reading: _Reading, asked: _Request, body: _Body
) -> tuple[tuple[str, ...], bool]:
    """Return the reasons to doubt, and whether the text stands behind a wall."""
    evidence = doubt.Evidence(
        page=reading.page,
        declared=reading.declared,
        pieces=reading.pieces,
        chances=reading.chances,
        kept=body.pieces,
        opinions=reading.opinions,
        entry=asked.entry,
        headline=reading.headline,
        words=reading.words,
        unseen=reading.unseen,
    )
    found = doubt.reasons(evidence)
    if reading.is_strange:
        found = (*found, "template-changed")
    if body.tongue.language == UNKNOWN:
        found = (*found, "language-unclear")
    if any(cuts.is_shortened(piece.element) for piece in body.pieces):
        found = (*found, "cut-short")
    return found, doubt.is_walled(evidence)


def _kind(reading: _Reading, asked: _Request, body: _Body, *, walled: bool) -> PageKind:
    return kinds.kind_of(
        reading.where,
        reading.declared,
        reading.pieces,
        body.pieces,
        pictures=body.pictures,
        walled=walled,
        url=asked.url,
    )


def _lead(
    reading: _Reading, body: Sequence[Piece], rules: Mapping[str, str]
) -> tuple[str | None, tuple[Piece, ...]]:
    """Return the standfirst and the body without it."""
    named = source_overrides.texts(reading.page.tree, "standfirst", rules)
    found = headline.standfirst(
        reading.pieces,
        body,
        headline=reading.headline,
        descriptions=reading.declared.descriptions,
    )
    if named:
        found = tuple(p for p in reading.pieces if p.text in named)
    words = {piece.words for piece in found}
    rest = tuple(piece for piece in body if piece.words not in words)
    if not rest:
        return None, tuple(body)
    text = " ".join(named) or " ".join(piece.text for piece in found)
    return text or None, rest


def _people(
    names: bylines.Bylines, asked: _Request, reading: _Reading
) -> tuple[str, ...]:
    """Return the people of the byline; a rule of the source overrules."""
    ruled = source_overrides.texts(reading.page.tree, "bylines", asked.rules)
    if not ruled:
        return names.people
    return bylines.sort(((name, False) for name in ruled), None).people


def _fed_authors(entry: FeedEntry | None) -> tuple[str, ...]:
    return entry.authors if entry else ()


def _agency_in(lines: Sequence[str]) -> str | None:
    """Return the agency that a credit line names."""
    return next((name for line in lines if (name := bylines.agency_in(line))), None)


def _dated(
    article: Article, reading: _Reading, asked: _Request, body: _Body
) -> Article:
    """Add the dates, and anchor the days in words on them."""
    place = page_dates.Place(
        tree=reading.page.tree,
        declared=reading.declared,
        pieces=reading.pieces,
        body=body.pieces,
        rules=asked.rules,
        entry=asked.entry,
        zone=asked.zone,
    )
    found = page_dates.dated(article, place)
    return replace(found, blocks=mark(found))


def _or_feed(article: Article, asked: _Request) -> Article:
    """Fall back to the feed's own full text when the page is doubtful."""
    entry = asked.entry
    if not article.doubtful or entry is None:
        return article
    if feed_text.words_in(entry.content) < _ENOUGH_FEED_WORDS:
        return article
    try:
        own = from_entry(entry, languages=asked.languages, stated=asked.stated)
    except ExtractError:
        return article
    if own.doubtful:
        return article
    return replace(
        article,
        headline=article.headline or own.headline,
        language=own.language,
        tongue=own.tongue,
        blocks=own.blocks,
        bylines=article.bylines or own.bylines,
        kind=own.kind,
        doubtful=(),
        credits=tuple(dict.fromkeys((*article.credits, *own.credits))),
    )


def _entry_signals(entry: FeedEntry, agency: str | None) -> Signals:
    """Return the rights signals of a feed entry."""
    licences = ((entry.licence, "feed:item"),) if entry.licence else ()
    return Signals(licences=licences, agency=agency)
