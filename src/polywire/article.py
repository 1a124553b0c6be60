"""The nouns of the wire: frozen values that one stage hands to the next.

Nothing here loads, saves or decides. None and empty: "the source did not say".
"""

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from polywire.tongue import Tongue


class Level(StrEnum):
    """How much of an article the rights allow us to show."""

    FULL = "full"
    EXCERPT = "excerpt"
    LINK = "link"
    WITHHOLD = "withhold"


class State(StrEnum):
    """The state of one cell of the board: an article in a language."""

    PENDING = "pending"
    PUBLISHED = "published"
    PUBLISHED_PARTLY = "published-partly"
    WITHHELD = "withheld"
    NOT_ALLOWED = "not-allowed"
    FILTERED = "filtered"
    WITHDRAWN = "withdrawn"


class PubStatus(StrEnum):
    """IPTC publishing status (NewsCodes ``pubstatusg2``)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class Severity(StrEnum):
    """What a finding asks for: see the docs of the rules."""

    STOP = "stop"
    DOUBT = "doubt"
    NOTE = "note"


class SegmentVerdict(StrEnum):
    """What may be shown of one translated segment."""

    OK = "ok"
    DOUBT = "doubt"
    STOP = "stop"


class Grade(StrEnum):
    """How much of a translated article is in doubt or stands in the original."""

    SOUND = "sound"
    MIXED = "mixed"
    ROUGH = "rough"


@dataclass(frozen=True, slots=True)
class Capture:
    """The bytes that an address gave at a time, with what HTTP said of them."""

    url: str
    """The address after redirects: the base for relative links."""
    requested_url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    """Names in lower case, values as sent."""
    body: bytes

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the body: the identity of a capture."""
        return hashlib.sha256(self.body).hexdigest()

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), None)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item of a feed, normalised: UTC dates, absolute links."""

    id: str
    link: str
    title: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    """Plain text of the source's own summary."""
    content: str = ""
    """Full text as sanitised HTML, empty when the feed carries none."""
    authors: tuple[str, ...] = ()
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    licence: str | None = None
    """URL of a licence that stands on this very item (never a photo's)."""
    rights: str | None = None
    enclosures: tuple[str, ...] = ()
    date_note: str | None = None
    """How a doubtful date was read ("zone assumed"), or why it was refused."""


BlockType = Literal[
    "paragraph",
    "heading",
    "list-item",
    "quote",
    "table",
    "figure",
    "embed",
    "correction",
]
"""``correction`` is a correction notice that the source printed itself."""

PageKind = Literal[
    "article",
    "live-blog",
    "sponsored",
    "gallery",
    "video",
    "paywalled",
    "multi-page",
    "other",
    "stub",
]
"""Only ``article`` is published as one."""

Basis = Literal["own", "permission", "licence", "public-domain", "private"]
"""What a full text rests on."""

MarkType = Literal["link", "emphasis", "strong", "quotation", "time"]


@dataclass(frozen=True, slots=True)
class Mark:
    """An inline mark over ``text[start:end]`` (characters) of its block."""

    type: MarkType
    start: int
    end: int
    href: str | None = None
    language: str | None = None
    """BCP 47 tag of a quotation in another language."""
    datetime: str | None = None
    """ISO 8601 date or interval (``a/b``) that a relative date stands for."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the body, in the order of the page.

    ``text`` is what is read: of a figure the caption, of a table its cells
    joined by tabs and newlines, of an embed the link's words.
    """

    type: BlockType
    text: str
    marks: tuple[Mark, ...] = ()
    level: int | None = None
    """Heading level 2-6."""
    ordered: bool = False
    """A list item of a numbered list."""
    rows: tuple[tuple[str, ...], ...] = ()
    src: str | None = None
    """Address of a figure's image or an embed."""
    alt: str | None = None
    credit: str | None = None
    licence: str | None = None
    """A figure's own licence; never the article's."""
    picture: tuple[str, int, int] | None = None
    """Name (a hash), width and height of our copy of a figure's image, if any."""


@dataclass(frozen=True, slots=True)
class Signals:
    """Rights signals that were read, each with where it stood (evidence)."""

    licences: tuple[tuple[str, str], ...] = ()
    """(licence URL or words, where: "page:json-ld", "feed:item", ...)."""
    robots: tuple[str, ...] = ()
    """Robots directives in lower case from meta and X-Robots-Tag."""
    tdm_reservation: bool | None = None
    rsl: str | None = None
    agency: str | None = None
    """Name of a news agency that the byline, dateline or credit names."""
    unavailable_after: datetime | None = None
    embargo: datetime | None = None
    expires: datetime | None = None
    pub_status: PubStatus | None = None


@dataclass(frozen=True, slots=True)
class Dating:
    """What a date of publication was read from, the surest first."""

    origin: Literal["page", "feed", "url", "line"]
    words: str
    """As they stand there."""

    @property
    def is_guess(self) -> bool:
        """Nobody declares it: a day that stands beside the headline."""
        return self.origin == "line"


@dataclass(frozen=True, slots=True)
class Article:
    """The clean, structured article of one revision."""

    url: str
    headline: str
    language: str
    """BCP 47 tag; "und" where it is not known: ``tongue`` says why."""
    blocks: tuple[Block, ...]
    standfirst: str | None = None
    bylines: tuple[str, ...] = ()
    """People, not outlets."""
    dateline: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    zone: str | None = None
    """UTC offset or zone name that the source gave with its dates."""
    section: str | None = None
    tags: tuple[str, ...] = ()
    outlet: str | None = None
    """Name that the page gives its publisher."""
    description: str | None = None
    """The summary that page or feed declare."""
    credits: tuple[str, ...] = ()
    """Credit lines of the text, such as "with agency material"."""
    licence: str | None = None
    signals: Signals = field(default_factory=Signals)
    paywalled: bool = False
    kind: PageKind = "article"
    doubtful: tuple[str, ...] = ()
    """Reasons why the extraction should not be trusted; empty when it should."""
    tongue: Tongue | None = None
    dating: Dating | None = None
    """Where ``published`` was found."""

    @property
    def body(self) -> str:
        """The words of the body without captions, blocks parted by blank lines."""
        return "\n\n".join(
            block.text for block in self.blocks if block.type not in NOT_BODY
        )

    @property
    def captions(self) -> tuple[str, ...]:
        """Captions of the figures, in order, without credits."""
        return tuple(b.text for b in self.blocks if b.type == "figure" and b.text)

    @property
    def revision(self) -> str:
        """Hash of the content that readers see; marks, images and dates do not count."""
        parts = [self.headline, self.standfirst or "", self.dateline or ""]
        parts += [*self.bylines, *(f"{b.type}:{b.text}" for b in self.blocks)]
        return text_hash("\x1e".join(normalise(part) for part in parts))


NOT_BODY: frozenset[str] = frozenset({"figure", "embed", "correction"})


def normalise(text: str) -> str:
    """Return text in NFC with runs of white space folded to one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def text_hash(text: str) -> str:
    """Return the first 32 hex digits of SHA-256 over UTF-8 text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


PartType = Literal[
    "headline", "standfirst", "body", "caption", "alt", "cell", "correction"
]


NOT_PROSE: frozenset[PartType] = frozenset({"alt", "cell"})
"""Parts that nobody reads as sentences."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence of one part of an article, with its inline marks.

    ``marks`` are relative to ``text``. ``gap`` is the white space that
    followed the sentence in its block, so that joining loses no character.
    """

    part: PartType
    block: int | None
    """Index into ``Article.blocks``; None for headline and standfirst."""
    cell: tuple[int, int] | None
    """Row and column in a table, else None."""
    text: str
    marks: tuple[Mark, ...] = ()
    gap: str = ""

    @property
    def hash(self) -> str:
        """Identity of the segment: hash of the normalised text."""
        return text_hash(normalise(self.text))


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault that a check saw."""

    rule: str
    severity: Severity
    evidence: str
    """Short, in plain words, for the operator."""
    segment: int | None = None
    """Index into ``Draft.segments``; None for the article as a whole."""


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What the engine's own models think of a sentence that the engine wrote."""

    p: float
    """Probability that a reader would refuse it."""
    suspects: tuple[str, ...]
    """Words of the original that nothing explains, then those of the translation at
    which the model hesitated."""
    model: str
    """SHA-256 of the model that leads back; the engine's own is the translation's."""


@dataclass(frozen=True, slots=True)
class Translation:
    """What became of one segment: text, where it came from, what was found."""

    source: str
    target: str
    engine: str
    """Engine id ("firefox", "memory:human", ...); empty when none answered."""
    model: str
    """SHA-256 of the model, or the remote model's name."""
    verdict: SegmentVerdict
    findings: tuple[Finding, ...] = ()
    repairs: tuple[str, ...] = ()
    """Names of the repairs that led to this text ("split", "stand-ins", ...)."""
    marks: tuple[Mark, ...] = ()
    """Inline marks over ``target``."""
    second: SecondReading | None = None
    """None where no second reader runs."""

    @property
    def shown(self) -> str:
        """The text that readers see: the original where the verdict is stop."""
        return self.source if self.verdict is SegmentVerdict.STOP else self.target


@dataclass(frozen=True, slots=True)
class Draft:
    """An article in another language, segment by segment."""

    revision: str
    source_language: str
    language: str
    route: str
    """Engines of the route in order, such as ``firefox`` or ``firefox+apertium``."""
    segments: tuple[Segment, ...]
    translations: tuple[Translation, ...]
    """One for each segment, in the same order."""
    findings: tuple[Finding, ...] = ()
    """Findings over the article as a whole."""

    @property
    def in_doubt(self) -> frozenset[int]:
        """Indexes of what is shown translated though something speaks against it."""
        of_article = (
            f.segment
            for f in self.findings
            if f.severity is Severity.DOUBT and f.segment is not None
        )
        doubted = {*of_article, *self._with(SegmentVerdict.DOUBT)}
        return frozenset(doubted - self.stopped)

    @property
    def stopped(self) -> frozenset[int]:
        """Indexes of what is shown in the original."""
        return frozenset(self._with(SegmentVerdict.STOP))

    def _with(self, verdict: SegmentVerdict) -> Iterator[int]:
        made = enumerate(self.translations)
        return (n for n, one in made if one.verdict is verdict)

    @property
    def prose(self) -> tuple[int, ...]:
        """Indexes of what was translated and is read as sentences."""
        made = enumerate(self.segments[: len(self.translations)])
        return tuple(n for n, segment in made if segment.part not in NOT_PROSE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be published of a draft, and why."""

    state: State
    """published, published-partly or withheld."""
    reason: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class RightsDecision:
    """A publication decision: level, basis and evidence, all stored."""

    level: Level
    basis: Basis | None
    """None below full."""
    evidence: str
    licence: str | None = None
    allow_images: bool = False
    excerpt_chars: int = 160
    reason: str | None = None
    """Why it is not ``full``, in plain words with the command that would help."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A dated public note; never repeats what the source removed."""

    at: datetime
    kind: Literal["correction", "update", "refile", "translation"]
    version: int
    note: str
    """Plain English; pages render it from ``changes`` in their language."""
    changes: tuple[tuple[str, str, str], ...] = ()
    """(what, from, to); from and to stay empty unless it is a number or a date."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What readers see of an article in a language."""

    article_id: str
    language: str
    version: int
    pub_status: PubStatus
    state: State
    level: Level
    article: Article
    rights: RightsDecision
    source_slug: str
    source_name: str
    published_at: datetime
    """When we first published this edition."""
    updated_at: datetime
    draft: Draft | None = None
    """None for the original language and for excerpts without translation."""
    corrections: tuple[Correction, ...] = ()
    reason: str | None = None

    @property
    def is_translated(self) -> bool:
        """Tell whether any text of it came from an engine."""
        made = self.draft.translations if self.draft else ()
        return any(one.verdict is not SegmentVerdict.STOP for one in made)


def article_id(url_key: str) -> str:
    """Return the id of an article: a hash of its canonical URL, never a counter."""
    return hashlib.sha256(url_key.encode()).hexdigest()[:12]
