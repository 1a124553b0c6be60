"""Rules that need no language: empty, copied, half, looping, brackets."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from polywire.article import Severity
from polywire.check.rule import Fault, Pair, declared
from polywire.check.side import Side
from polywire.language.facts import facts
from polywire.language.text import sentences
from polywire.language.text.words import fold

# French sets a blank before its closing mark: "C’est prêt. »"
_FINAL = re.compile(r"[.!?…。؟।！？](?:\s?[\"“”„»«’'›)\]」』])*$")
# A stop behind initials may be theirs alone: EE. UU.
_ENDS_QUOTED = re.compile(r"[\"“”»’']\.?$|(?<!\w)[A-Z]{1,2}\.$")
_LAST_WORD = re.compile(r"(?<!\S)([^\W\d_]+)[.!?…]*$")
_TWICE = re.compile(r"(?<!\w)([^\W\d_]{3,}) \1(?!\w)")
_TOKEN = re.compile(r"[^\W_]+(?:[.,'’‑-][^\W_]+)*")
"""A word or figure: "1.800 libras e 2.200 libras" says nothing twice."""
_EMPHASIS = re.compile(r"(?<!\w)([^\W\d_A-Z]{4,}),? (?:[^\W\d_]{1,3} )?\1(?!\w)")
"""A source's own "again and again" or "hours and hours"."""
_COPY_WORDS, _COPY_TITLE = 4, 6
_LONGEST_LOOP = 6
_FLOOD = 4
_BRACKETS = "([{（"


def _empty(pair: Pair) -> Iterable[Fault]:
    has_content = any(char.isalnum() for char in pair.source)
    if has_content and not any(char.isalnum() for char in pair.target):
        yield Fault("the translation is empty")


def _copied(pair: Pair) -> Iterable[Fault]:
    if pair.left.base == pair.right.base or pair.left.words != pair.right.words:
        return
    # A name may be four words long; a title of six says something.
    is_name = not any(word.islower() for word in pair.left.written)
    if len(pair.left.words) >= (_COPY_TITLE if is_name else _COPY_WORDS):
        yield Fault("the original came back untranslated")


def _loop(pair: Pair) -> Iterable[Fault]:
    told = _TOKEN.findall(pair.right.plain.casefold())
    said = _TOKEN.findall(pair.left.plain.casefold())
    if _EMPHASIS.search(pair.source):
        told = _once(told)
    twice = _TWICE.search(pair.target)
    if twice and not _TWICE.search(pair.source):
        yield Fault(f"“{twice[1]}” stands twice in a row")
        return
    for size in range(2, _LONGEST_LOOP + 1):
        found = _repeated(told, size)
        if found and not _repeated(said, size):
            yield Fault(f"“{found}” stands twice in a row")
            return


def _once(tokens: Sequence[str]) -> list[str]:
    """Take out one repetition: what the source stresses may stand twice."""
    for size in range(2, _LONGEST_LOOP + 1):
        for at in range(len(tokens) - 2 * size + 1):
            if tokens[at : at + size] == tokens[at + size : at + 2 * size]:
                return [*tokens[:at], *tokens[at + size :]]
    return list(tokens)


def _repeated(tokens: Sequence[str], size: int) -> str | None:
    """Return the first run of ``size`` words that follows itself at once."""
    for at in range(len(tokens) - 2 * size + 1):
        run = tokens[at : at + size]
        if run == tokens[at + size : at + 2 * size]:
            return " ".join(run)
    return None


def _flood(pair: Pair) -> Iterable[Fault]:
    told = Counter(word for word in pair.right.words if len(word) > 3)  # noqa: PLR2004  # articles and prepositions come often
    most = max(Counter(pair.left.words).values(), default=0)
    for word, times in told.items():
        if times >= _FLOOD and times > 1.5 * most:
            yield Fault(f"“{word}” stands {times} times")
            return


def _unfinished(pair: Pair) -> Iterable[Fault]:
    source, target = pair.source.rstrip(), pair.target.rstrip()
    if _ends(pair.right, "dangling") and not _ends(pair.left, "dangling", "stranded"):
        yield Fault(f"the translation breaks off after “{pair.right.words[-1]}”")
        return
    if not _FINAL.search(source) or _ENDS_QUOTED.search(source):
        return
    if target and not _FINAL.search(target):
        yield Fault("the translation breaks off without a final mark")


def _ends(side: Side, *kinds: str) -> bool:
    """Tell whether a text ends with a word of a kind: of, the, because must go on."""
    last = _LAST_WORD.search(side.plain.rstrip())
    known = facts("stopwords", side.base)
    return last is not None and any(last[1] in known.get(kind, ()) for kind in kinds)


def _brackets(pair: Pair) -> Iterable[Fault]:
    left, right = _without_phones(pair.left), _without_phones(pair.right)
    said = sum(left.count(mark) for mark in _BRACKETS)
    told = sum(right.count(mark) for mark in _BRACKETS)
    if told > said:
        at = min(i for mark in _BRACKETS if (i := right.find(mark)) >= 0)
        yield Fault(f"added: {right[at : at + 30]}")
    if told < said:
        yield Fault(f"{said} opening brackets became {told}", Severity.DOUBT)


def _without_phones(side: Side) -> str:
    """Return the text without telephone numbers: "(020)" is no remark."""
    text = side.text
    for phone in reversed(side.phones):
        text = text[: phone.start] + text[phone.end :]
    return text


def _residue(pair: Pair) -> Iterable[Fault]:
    """Find three small words in a row that came over from the source."""
    if pair.left.base == pair.right.base:
        return
    left = frozenset(_small_runs(pair.left.written))
    for run in _small_runs(pair.right.written):
        if run in left:
            yield Fault(f"left untranslated: “{' '.join(run)}”")
            return


def _small_runs(written: Sequence[str]) -> list[tuple[str, ...]]:
    apart = [part for word in written for part in word.split("-")]
    runs = zip(apart, apart[1:], apart[2:], strict=False)
    return [run for run in runs if all(w.islower() and len(w) > 2 for w in run)]  # noqa: PLR2004  # "a", "de", "no" stand in many languages


def _sentences(pair: Pair) -> Iterable[Fault]:
    said = _count(pair.source, pair.left.base)
    told = _count(_without_stops_of(pair), pair.right.base)
    freed = max(0, _other_marks(pair.source) - _other_marks(pair.target))
    if told > said + freed or pair.right.breaks > max(
        pair.left.most_breaks + freed, said
    ):
        yield Fault(f"sentences: {said} became {max(told, pair.right.breaks + 1)}")
    elif _FINAL.search(pair.target.rstrip()) and _goes_on(pair):
        yield Fault("a sentence ends where the original goes on")


def _count(text: str, language: str) -> int:
    return len(sentences.whole(text, language))


def _without_stops_of(pair: Pair) -> str:
    """Return the target without the stops of abbreviations that the source has.

    "Sens. Warren" and "Cmdr. Jane" end no sentence there, so they end none here.
    """
    told = pair.target
    for word in set(_ABBREVIATED.findall(pair.source)):
        if _count(f"{word}. {_A_NAME}", pair.left.base) == 1:
            told = re.sub(rf"(?<!\w){re.escape(word)}\. ", f"{word} ", told)
    return told


_ABBREVIATED = re.compile(r"(?<!\w)([A-Z][^\W\d_]{0,5})\. (?=[A-ZÀ-Ý])")
_A_NAME = "Warren"
"""What no language's data calls the start of a sentence."""


def _other_marks(text: str) -> int:
    """Count what may rightly become a full stop: semicolons, colons, single dashes."""
    dashes = sum(text.count(mark) for mark in (" — ", " – ", " - "))
    return text.count(";") + (": " in text) + dashes % 2


def _goes_on(pair: Pair) -> bool:
    """Tell whether the original has more to say; a caption without a stop is whole."""
    source = pair.source.rstrip()
    if _FINAL.search(source):
        return False
    is_caption = len(source) <= _CAPTION
    has_grown = len(pair.target) > _GROWN * len(source) + _FURTHER
    return (
        has_grown
        or not (is_caption or _open_end().search(source))
        or _OPEN_END.search(source) is not None
        or _ends(pair.left, "dangling", "stranded")
    )


@cache
def _open_end() -> re.Pattern[str]:
    """Return what finds "U.S" and "Inc" at the end: they may get their stop back."""
    known = "|".join(facts("sentences", "ends")["open"])
    return re.compile(rf"\b(?:\w\.\w|{known})[\"”»’)]*$")


_OPEN_END = re.compile(r"[,;:–—-]$")
# A longer line without a stop is a headline, and one that gets a stop has been cut or
# got a sentence more: of 1,253 translations of ntrex-dev none of these two then passes.
_CAPTION, _GROWN, _FURTHER = 50, 1.15, 4


def _doubled_mark(pair: Pair) -> Iterable[Fault]:
    for mark, after in pairwise(pair.target):
        if mark == after and mark in ",;:" and f"{mark}{mark}" not in pair.source:
            yield Fault(f"“{mark}{mark}”")
            return


def _shouting(pair: Pair) -> Iterable[Fault]:
    if pair.part != "headline" or not pair.target:
        return
    if fold(pair.target[0]) != pair.target[0] or not pair.source[:1].isupper():
        return
    if pair.target[0].islower():
        yield Fault("the headline begins in lower case")


RULES = declared(
    {
        "empty": _empty,
        "copied": _copied,
        "loop": _loop,
        "flood": _flood,
        "unfinished": _unfinished,
        "bracket": _brackets,
        "residue": _residue,
        "sentence-added": _sentences,
        "doubled-mark": _doubled_mark,
        "headline-case": _shouting,
    }
)
