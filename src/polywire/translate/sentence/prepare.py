"""Make a sentence safe for an engine, and its answer fit for readers.

``prepare`` takes out what engines break; ``Prepared.restore`` puts it back in
the target's conventions and says what did not come back. Does not judge the
translation: that is the checks' work.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from polywire.article import normalise
from polywire.language.facts import every, facts, mended, pattern
from polywire.language.meaning import headlines, senses
from polywire.language.names import titles
from polywire.language.text import codes, scripts, typography
from polywire.language.text.tags import base
from polywire.translate.sentence import value_masks
from polywire.translate.sentence.masks import PRIVATE, Mask, Masks, find_tokens
from polywire.translate.sentence.options import MAX_PIECE, Options, Protected
from polywire.translate.sentence.vocabulary_gate import Folded, Gate, through

_COMMA = re.compile(r"(?<=,) (?=\S)")
_BLANK = re.compile(r" (?=\S)")
_DATELINE = re.compile(
    r"[A-ZÀ-Ý][A-ZÀ-Ý.' /-]{2,}(?:, [^-()]{2,30})?(?: \([^)]{2,30}\))? - (?=\S)"
)
"""WARSAW, March 3 - : translated by itself, or the first word after it is not."""
_SHORTEST = 12
"""A piece of fewer characters says nothing by itself."""


@cache
def _points() -> re.Pattern[str]:
    """Return what finds where a clause begins, in any language that we know."""
    return re.compile(
        r"(?<=[.!?]) (?=\S)"  # a sentence end that the splitter let pass
        r"|(?<=[;:]) (?=\S)"
        r"| (?=- \S)"
        r"|(?<=[.!?,]\") (?=\S)"
        rf"|(?<=,) (?=(?:{'|'.join(every('clauses', 'cut'))})\b)"
    )


def split_points(text: str) -> tuple[int, ...]:
    """Return where clauses begin, so that each may be translated by itself."""
    points: list[int] = []
    last = 0
    for match in _points().finditer(text):
        if match.end() - last >= _SHORTEST and len(text) - match.end() >= _SHORTEST:
            points.append(match.end())
            last = match.end()
    return tuple(points)


def pieces(text: str, *, split: bool = False) -> tuple[str, ...]:
    """Cut a text for the engine: at clauses when asked, else only when too long."""
    dateline = _DATELINE.match(text)
    start = dateline.end() if dateline else 0
    parts = [text[:start].strip()] if start else []
    body = text[start:]
    parts += _cut(body, split_points(body)) if split else [body]
    return tuple(short for part in parts for short in _shortened(part))


def _cut(text: str, points: Sequence[int]) -> list[str]:
    edges = [0, *points, len(text)]
    parts = (text[a:b].strip() for a, b in pairwise(edges))
    return [part for part in parts if part]


def _shortened(text: str) -> list[str]:
    """Halve a text near its middle until every piece is short enough."""
    if len(text) <= MAX_PIECE:
        return [text]
    point = _best_point(text)
    halves = text[:point].strip(), text[point:].strip()
    return [piece for half in halves if half for piece in _shortened(half)]


def _best_point(text: str) -> int:
    """Prefer a clause, then a comma, then a blank; the one nearest the middle."""
    middle = len(text) // 2
    for edge in (_points(), _COMMA, _BLANK):
        points = [
            match.end()
            for match in edge.finditer(text)
            if len(text) // 5 < match.end() < len(text) * 4 // 5
        ]
        if points:
            return min(points, key=lambda point: abs(point - middle))
    return middle


def join(outputs: Sequence[str], inputs: Sequence[str]) -> str:
    """Join what became of the pieces; a clause keeps its small first letter."""
    joined: list[str] = []
    for index, (output, source) in enumerate(zip(outputs, inputs, strict=True)):
        text = output.strip()
        if index and source[:1].islower() and not text[1:2].isupper():
            text = text[:1].lower() + text[1:]
        if not _ends(source) and _ends(text):
            text = text.rstrip(".")
        joined.append(text)
    return " ".join(text for text in joined if text)


def _ends(text: str) -> bool:
    return text.rstrip("\"')]").endswith(".")


def in_words(text: str, language: str) -> str:
    """Write units and signs beside a figure in words."""
    known = facts("units", language.partition("-")[0])
    for unit, words in known.get("units", {}).items():
        text = re.sub(rf"(?<=\d)[ \u00a0]?{re.escape(unit)}(?!\w)", f" {words}", text)
    for sign, words in known.get("signs", {}).items():
        text = re.sub(rf"(?<!\w){re.escape(sign)}[ \u00a0]?(?=[-\d])", words, text)
    return text


def without_remarks(text: str, language: str) -> str:
    """Take out "(em inglês)" and its like; for texts whose source has no bracket."""
    return pattern("units", language.partition("-")[0], "remarks").sub("", text)


_DEFAULT = Options()
_STRAY_BLANK = re.compile(r'([.!?]) (")$')
"""A blank that the engine puts between the last full stop and a closing sign."""
_LEAD = re.compile(r"^(?:[•·▪▫●○■□▶►→*☛✔✅–—-][ \u00a0]+)+")
_END_SIGN = re.compile(r"[.!?…]([\"'”’»)\]]*)$")
_CAPITALISED = re.compile(rf"[{scripts.LATIN_CAPITALS}][\w-]*")
_SHOUTED = re.compile(r"[^\W\d_]{2,}")
_SHOUT_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Restored:
    """A translation with everything put back, and what could not be."""

    text: str
    problems: tuple[str, ...] = ()
    """Each "kind: evidence": placeholder-lost, number-lost, letters-lost."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sentence in the form that an engine gets it, and the way back."""

    original: str
    sentences: tuple[str, ...]
    """What to give to the engine, in order; empty when there is nothing to
    translate (an address, a score, emoji): then ``restore(())`` is the text."""
    source: str
    target: str
    options: Options
    masks: tuple[Mask, ...] = ()
    folded: tuple[Folded, ...] = ()
    lead: str = ""
    whole: str = ""
    """The sentence before it was cut to pieces."""
    clocks: bool = False
    """Clock times were written in 24 hours for the engine."""

    def restore(self, outputs: Sequence[str]) -> Restored:
        """Make the readers' text of the engine's answers, one for each sentence."""
        if not self.sentences:
            return Restored(self._put_back(self.whole)[0])
        text = normalise(join(outputs, self.sentences))
        text = scripts.with_own_figures(text, self.target)
        text = _STRAY_BLANK.sub(r"\1\2", typography.plain(text))
        if self.clocks:
            text = value_masks.clocks_of(text, self.target)
        if "(" not in self.original and "[" not in self.original:
            text = without_remarks(text, self.target)
        text = value_masks.mend_copied(
            text, self.original, source=self.source, target=self.target
        )
        text = titles.mended(text, self.original, self.source, self.target)
        text = mended(text, "titles", base(self.target))
        names = frozenset(_CAPITALISED.findall(self.original))
        text = mended(text, "regional", self.target, kept=names)
        text = _with_ends_of(self.whole, text)
        text = self._dressed(text)
        text, problems = self._put_back(text)
        text, lost = self._unfold(text)
        text = value_masks.sign_money(
            text, self.original, source=self.source, target=self.target
        )
        return Restored(self.lead + text, (*problems, *lost))

    def _dressed(self, text: str) -> str:
        nests = typography.nests(self.original)
        if not typography.is_typographic(self.original):
            return typography.nested(text) if nests else text
        return typography.dress(
            text,
            self.target,
            nests=nests,
            dashes=any(sign in self.original for sign in "—–―"),
            dots="…" in self.original,
        )

    def _put_back(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Replace each token by what it stood for; say which are not there once."""
        problems: list[str] = []
        places = find_tokens(text) if self.masks else {}
        edits: list[tuple[int, int, str]] = []
        for mask in self.masks:
            found = places.get(mask.token, [])
            if len(found) != 1:
                kind = "number" if mask.token.isdigit() else "placeholder"
                what = "lost" if not found else "doubled"
                problems.append(f"{kind}-{what}: {mask.source}")
            told = mask.target
            if not any(char.isalpha() for char in told):
                told = scripts.with_own_figures(told, self.target)
            edits += [(*match.span(), told) for match in found]
        text = value_masks.edited(text, edits)
        return mended(text, "numbers", base(self.target)), tuple(problems)

    def _unfold(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Give folded words their own letters again."""
        lost: list[str] = []
        for word in self.folded:
            pattern = rf"(?<![^\W_]){re.escape(word.folded)}(?![^\W_])"
            text, times = re.subn(pattern, word.original.replace("\\", ""), text)
            if not times and word.original[:1].isupper():
                lost.append(f"letters-lost: {word.original}")
        return text, tuple(lost)


def in_plain_words(text: str, source: str, target: str, *, headline: bool) -> str:
    """Say headlines, titles of persons and words of several senses as engines know them."""
    text = headlines.in_full(text, source) if headline else text
    return senses.paraphrased(titles.for_engines(text, source), source, target)


def prepare(
    text: str,
    *,
    gate: Gate | None,
    source: str,
    target: str,
    options: Options = _DEFAULT,
    names: Sequence[Protected] = (),
) -> Prepared:
    """Prepare one sentence for an engine whose vocabulary has this gate.

    ``names`` must come out exactly so: of the glossary, or known to the repair loop.
    """
    original = _visible(text)
    masks = Masks()
    lead = match[0] if (match := _LEAD.match(original)) else ""
    work = original[len(lead) :]
    # Spaces inside a French quotation and the like are typography, not text.
    work = bare = _mask_spans(_mask_names(work, names, masks), masks)
    work = value_masks.mask_codes(typography.plain(work), masks)
    work = in_plain_words(work, source, target, headline=options.headline)
    before, work = work, value_masks.clock_times(work, source)
    clocks = before != work
    folded: tuple[Folded, ...] = ()
    if _has_words(work):
        work = value_masks.mask(
            work, masks, source=source, target=target, options=options
        )
        work = in_words(work, source)
        work = _calmed(work) if options.calm else work
        if gate:
            work, folded = through(work, gate, masks, source=source)
    if not _has_words(work):
        # Figures and codes only: what the source printed, in the target's format.
        work = lead + value_masks.mask_bare(bare, masks, source=source, target=target)
        whole, spans = masks.finish(work)
        return Prepared(original, (), source, target, options, masks=spans, whole=whole)
    whole, spans = masks.finish(work)
    return Prepared(
        original=original,
        sentences=pieces(whole, split=options.split),
        source=source,
        target=target,
        options=options,
        masks=spans,
        folded=folded,
        lead=lead,
        whole=whole,
        clocks=clocks,
    )


def _has_words(text: str) -> bool:
    """Tell whether anything is left that can be translated."""
    return any(char.isalpha() for char in PRIVATE.sub("", text))


def _visible(text: str) -> str:
    """Take out what no reader sees: controls, marks of direction, private use."""
    kept = "".join(
        " " if char in "\t\n\r\x0b\x0c\x85\u2028\u2029" else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or unicodedata.category(char) not in _INVISIBLE
    )
    return normalise(kept)


_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


def _mask_names(text: str, names: Sequence[Protected], masks: Masks) -> str:
    for name in sorted(names, key=lambda name: len(name.source), reverse=True):
        pattern = rf"(?<![^\W_]){re.escape(name.source)}(?![^\W_])"
        parts = re.split(f"({pattern})", text)
        parts[1::2] = [masks.word(said, name.target) for said in parts[1::2]]
        text = "".join(parts)
    return text


def _mask_spans(text: str, masks: Masks) -> str:
    spans = reversed(codes.find(text))
    return value_masks.edited(text, [(a, b, masks.word(text[a:b])) for a, b in spans])


def _with_ends_of(source: str, text: str) -> str:
    """Give a text the capital and the full stop of its source."""
    if source[:1].isupper() and text[:1].islower():
        text = text[:1].upper() + text[1:]
    text = _with_quotes_of(source, text)
    stop = _END_SIGN.search(source)
    if stop and text and not _END_SIGN.search(text) and text[-1] not in ";:,":
        at = len(text) if stop[1] else len(text.rstrip("\"')]"))
        text = text[:at] + source[stop.start()] + text[at:]
    return text


def _with_quotes_of(source: str, text: str) -> str:
    """Close a quotation that runs to the end of the sentence; open one at its start.

    The engine drops one of the two signs now and then; where the source's sign
    is the first or the last of the sentence its place is known.
    """
    if source.count('"') % 2 or not text.count('"') % 2:
        return text
    if source.endswith('"') and not text.endswith('"'):
        return text + '"'
    if source.startswith('"') and not text.startswith('"'):
        return '"' + text
    return text


def _calmed(text: str) -> str:
    """Write shouted words small, if most of the text is shouted."""
    caps = sum(char.isupper() for char in text)
    cased = sum(char.isupper() or char.islower() for char in text)
    if not cased or caps / cased < _SHOUT_SHARE:
        return text
    acronyms = every("names", "acronyms")

    def lower(match: re.Match[str]) -> str:
        word = match[0]
        return word if word in acronyms or not word.isupper() else word.lower()

    calm = _SHOUTED.sub(lower, text)
    return calm[:1].upper() + calm[1:]
