"""What the whole article says about its words: which are people, which are common.

Reads the source only.
"""

from collections.abc import Sequence

from polywire.article import Segment
from polywire.check.rule import Lexicon
from polywire.language.names import names
from polywire.language.text.tags import base
from polywire.language.text.words import fold, is_title_case, words


def read_article(
    segments: Sequence[Segment], language: str
) -> tuple[frozenset[str], frozenset[str]]:
    """Return names as written, and folded words that also stand in small letters."""
    known = base(language)
    small: set[str] = set()
    full: set[str] = set()
    for segment in segments:
        written = words(segment.text)
        if segment.part != "headline" and not is_title_case(written):
            full |= {
                name.text
                for name in names.find(segment.text, known)
                if name.has_neighbour and not name.is_first
            }
        small |= {fold(word) for word in written if word.islower()}
    return (
        frozenset(name for name in full if fold(name) not in small),
        frozenset(small),
    )


def mere_names(names: frozenset[str], lexicon: Lexicon | None) -> frozenset[str]:
    """Return the names that are no words as well: "Ministry's" is for the engine."""
    if lexicon is None:
        return names
    words = ((name, fold(name).removesuffix("'s")) for name in names)
    return frozenset(name for name, word in words if not lexicon.is_common(word))
