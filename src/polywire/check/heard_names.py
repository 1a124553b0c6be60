"""Names that are compared by what is heard of them: in two scripts, or declined.

The ``name`` rule asks here where letters of two languages cannot be compared as written.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from polywire.article import Severity
from polywire.check.rule import Fault, Pair
from polywire.check.side import BEGINNING, Side
from polywire.language.names import places, spellings, strangers
from polywire.language.names.strangers import Stranger
from polywire.language.text import scripts
from polywire.language.text.words import fold

LONG_ENOUGH: Final = 4
"""Letters of a name that is more than a title or an initial."""
_HEADLINE = 8
"""Words of a headline; in fewer, two names are most of the capitals."""


def are_heard(pair: Pair) -> bool:
    """Tell whether names are compared by ear: in two scripts, or declined in one."""
    ours = scripts.used_by(pair.source_language)
    theirs = scripts.used_by(pair.target_language)
    return (
        pair.left.base != pair.right.base
        and spellings.reads(ours, theirs)
        and not (
            spellings.is_plain(pair.left.base) and spellings.is_plain(pair.right.base)
        )
    )


def is_readable(pair: Pair, name: str) -> bool:
    """Tell whether anything here can find a name in the letters of the target."""
    own = scripts.used_by(pair.target_language)
    letters = scripts.scripts_of(name)
    return not own or letters <= own or spellings.reads(letters, own)


def across(pair: Pair) -> Iterator[Fault]:
    """Compare the names of two scripts by what is heard of them."""
    left, right = pair.left, pair.right
    ours = strangers.find(left.plain, right.plain, left.base, right.base)
    theirs = strangers.find(right.plain, left.plain, right.base, left.base)
    gone = tuple(one for one in ours if not _is_no_name(pair, one))
    new = tuple(one for one in theirs if _is_name_there(pair, one, gone))
    sure = [one for one in new if not one.is_near and len(one.text) >= LONG_ENOUGH]
    lost = [one for one in gone if not one.is_near and len(one.text) >= LONG_ENOUGH]
    knows = bool(pair.context.vocabulary)
    if lost and sure and strangers.are_exchanged(lost, sure, are_names=knows):
        yield Fault(f"{lost[0].text} is missing, {sure[0].text} is new")
    elif other := next((one for one in sure if _is_sure(pair, one)), None):
        yield Fault(f"{other.text} does not stand in the original")
    else:
        for one in gone or new:
            how = "spelt in an unknown way" if one.is_near else "not on both sides"
            yield Fault(f"{one.text} is {how}", Severity.DOUBT)


def _is_name_there(pair: Pair, one: Stranger, gone: Sequence[Stranger]) -> bool:
    """Tell a name from a word or a people: by a vocabulary, or by its partner."""
    forms = places.forms(one.text, pair.right.base, pair.left.base)
    is_latin = "LATIN" in scripts.used_by(pair.left.base)
    is_people = is_latin and is_named(frozenset(map(fold, forms)), "", pair.left)
    if (is_people and one.is_place) or (one.is_first and not pair.context.vocabulary):
        return False
    has_partner = any(lost.is_half and lost.is_person for lost in gone)
    is_half = one.is_half and not one.is_first
    return (is_half and has_partner) or not pair.context.is_word_there(one.text)


def _is_no_name(pair: Pair, one: Stranger) -> bool:
    is_shouted = pair.part == "headline" or pair.left.is_title_case
    return (
        (one.is_first and not one.is_place)
        or fold(one.text) in pair.context.common
        or (is_shouted and not one.is_half and one.text not in pair.context.names)
    )


def _is_sure(pair: Pair, one: Stranger) -> bool:
    """Tell whether a name that nothing explains is another one, not a word or form."""
    has_capitals = strangers.capitals(pair.left.plain, pair.left.base)
    is_known = one.is_place or bool(pair.context.vocabulary)
    is_told = pair.right.base == "en" and not has_capitals  # measured into English
    is_headline = pair.right.is_title_case and len(pair.right.words) >= _HEADLINE
    return not is_headline and (one.is_half or (is_known and is_told))


def is_named(forms: frozenset[str], told: str, side: Side) -> bool:
    """Tell whether a place stands there: in a known form, or as its people's name."""
    if any(
        f" {form} " in told or f" {form}-" in told or f"-{form} " in told
        for form in forms
    ):
        return True
    return any(
        form[:BEGINNING] in side.beginnings
        for form in forms
        if len(form) >= BEGINNING and " " not in form
    )
