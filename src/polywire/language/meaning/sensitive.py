"""Which sentences ask for more care: accusation, crime, death, minors, war.

Knows words; does not judge whether a sentence is true.
"""

from polywire.language.meaning.polarity import stems
from polywire.language.text.tags import base
from polywire.language.text.words import fold, words


def is_sensitive(text: str, language: str) -> bool:
    """Tell whether a mistake in this sentence may hurt people.

    A language without facts counts as sensitive nowhere: the rules that need the
    class know nothing of it either.
    """
    known = stems("sensitive", base(language))
    return known is not None and bool(known.count(fold(word) for word in words(text)))
