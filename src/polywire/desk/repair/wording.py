"""What words of an article must become: the glossary's terms and the names' forms.

Used three times: to protect them before an engine sees them, to put another spelling
of a place right afterwards, and to tell the checks what has to stand there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from polywire.article import Segment
from polywire.check.rule import Lexicon, Term
from polywire.language.names import cast
from polywire.language.names.cast import Cast
from polywire.translate.known import glossary
from polywire.translate.known.glossary import Entry
from polywire.translate.sentence.options import Protected


@dataclass(frozen=True, slots=True)
class Wording:
    """The glossary and the names of one article, for one pair of languages."""

    entries: tuple[Entry, ...]
    cast: Cast

    def protected(self, text: str) -> tuple[Protected, ...]:
        """Return what must come out exactly so; the glossary wins over a name."""
        terms = self._terms(text)
        said = {term.source for term in terms}
        names = [
            Protected(name, told)
            for name, told in self.cast.told(text)
            if name not in said
        ]
        return (*terms, *names)

    def terms(self, text: str) -> tuple[Term, ...]:
        """Return what the checks shall look for in the translation."""
        return tuple(
            Term(one.source, (one.target, *one.accepted)) for one in self._terms(text)
        )

    def tidied(self, said: str, told: str, lexicon: Lexicon | None) -> str:
        """Return a translation with each place in its one form, each name in its own."""
        if lexicon is None:
            return self.cast.tidied(said, told)
        return self.cast.tidied(said, told, lexicon.is_common_target)

    def _terms(self, text: str) -> tuple[Protected, ...]:
        return glossary.protected(
            self.entries, text, self.cast.source, self.cast.target
        )


def read(
    segments: Sequence[Segment], entries: tuple[Entry, ...], source: str, target: str
) -> Wording:
    """Read the sentences of an article for what must be called how.

    The body decides about names, because headlines call people by half of theirs.
    """
    body = [one.text for one in segments if one.part != "headline"]
    heads = [one.text for one in segments if one.part == "headline"]
    return Wording(entries, cast.read([*body, *heads], source, target))
