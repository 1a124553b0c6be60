"""Gather who says in which language a page or a feed's entry is, and have it weighed."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from babel import Locale
from babel.core import get_global

from polywire.article import FeedEntry
from polywire.extract.tree.pieces import Piece
from polywire.language.text import tags
from polywire.language.text.identify import label_of, shares
from polywire.tongue import UNKNOWN, Tongue

SETTINGS, PAGE, FEED = "settings", "page", "feed"
# Odds that who declares a language is right, before the words are read. Of 77 small
# articles in as many languages a page and a feed that wrongly agree on one of the
# wire's win against none but Asturian, which the model does not know; of 10,200 cases
# of one sentence 0.9 % are lost to them; trust of 50 and 20 loses twice as many (0200).
_TRUST = {SETTINGS: 100.0, PAGE: 20.0, FEED: 10.0}
# Among all languages the wire's own are likelier: an operator adds what she reads.
_OURS = 3.0
_SURE = 0.5
"""Likelier than all other languages together."""
_SHOWN = 3
"""Languages of the words that are kept as evidence, and their least share."""
_LEAST = 0.01
_NONE = frozenset({UNKNOWN, "mul", "zxx", "mis"})


def weigh(
    text: str,
    *,
    declared: Sequence[tuple[str, str | None]] = (),
    ours: Sequence[str] = (),
) -> Tongue:
    """Return the language of a text among all there are, with the evidence.

    Args:
        text: Headline and body; the start of a long one is enough.
        declared: (who, tag): "settings", "page" or "feed"; None says nothing.
        ours: The wire's own languages; their tag comes back where one fits.
    """
    said = tuple((who, tag) for who, tag in declared if tag and _label(tag))
    words = shares(text)
    weights = _weights(words, said, ours)
    total = sum(weights.values())
    best = max(weights, key=lambda label: (weights[label], label), default=UNKNOWN)
    share = weights[best] / total if total else 0.0
    is_sure = share >= _SURE and best != UNKNOWN
    return Tongue(
        _tag(best, text, said, ours) if is_sure else UNKNOWN,
        round(share, 3),
        said,
        _likeliest(words),
    )


def _weights(
    words: Mapping[str, float], said: Sequence[tuple[str, str]], ours: Iterable[str]
) -> dict[str, float]:
    """Return belief that is not yet scaled: what the words say times the priors."""
    found = dict(words)
    # A language that the model does not know lives in the room that it leaves;
    # where there are no words at all, only what was declared counts.
    room = 1.0 - max(words.values(), default=0.0)
    for _, tag in said:
        found.setdefault(_label(tag), room)
    for who, tag in said:
        found[_label(tag)] *= _TRUST[who]
    for label in {label_of(tag) for tag in ours} & found.keys():
        found[label] *= _OURS
    return found


def _likeliest(words: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Return the best languages of the words alone, as they are kept and shown."""
    ranked = sorted(words.items(), key=lambda one: (-one[1], one[0]))
    return tuple(
        (tag, round(share, 3)) for tag, share in ranked[:_SHOWN] if share > _LEAST
    )


def _tag(
    label: str, text: str, said: Sequence[tuple[str, str]], ours: Sequence[str]
) -> str:
    """Return the tag of a language: one of ours if its script fits, else the base."""
    declared = [tag for _, tag in said if _label(tag) == label]
    own = [tag for tag in ours if label_of(tag) == label]
    own.sort(key=lambda tag: tag not in declared)
    script = tags.script_of(text)
    fitting = [tag for tag in own if tags.script(tag) in {None, script} or not script]
    if fitting:
        return fitting[0]
    base = tags.base(declared[0]) if declared else _WRITTEN.get(label, label)
    base = _WRITTEN.get(base, base)
    return f"{base}-{script}" if own and script else base


_WRITTEN = {"no": "nb"}
"""What the model calls Norwegian is Bokmål; Nynorsk has a name of its own."""


def _label(tag: str) -> str:
    """Return the model's name of a declared tag; empty for what names no language.

    Pages declare "en_US.UTF-8", "eng" and "gb": what CLDR does not know is no word.
    """
    language = tag.replace("_", "-").split("-")[0].lower()
    language = str(_aliases().get(language, language)).split("_")[0].lower()
    if language in _NONE or language not in _named():
        return ""
    return label_of(language)


@cache
def _aliases() -> Mapping[str, str]:
    """Return old and three-letter codes -> the code in use: "por" -> "pt"."""
    return dict(get_global("language_aliases"))


@cache
def _named() -> frozenset[str]:
    """Return the codes of languages that CLDR has a name for."""
    return frozenset(Locale("en").languages)


def words(headline: str, lead: str | None, body: Iterable[Piece]) -> str:
    """Return the words that tell the language: a short text needs its headline."""
    return " ".join((headline, lead or "", *(piece.text for piece in body)))


def of(
    text: str,
    *,
    page: str | None = None,
    entry: FeedEntry | None,
    stated: str | None,
    ours: Sequence[str],
) -> Tongue:
    """Return the language of a text: ``page`` and ``stated`` are declared tags."""
    fed = entry.language if entry else None
    return weigh(
        text, declared=((SETTINGS, stated), (PAGE, page), (FEED, fed)), ours=ours
    )
