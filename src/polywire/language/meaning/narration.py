"""Whether a sentence tells what happened, or speaks to the reader of the page.

Counts, clocks, prices and appeals are true only while a page is read: they say *now*,
*here*, *you*, *this story*, or have no verb. The words are data
(``data/narration.toml``); words in quotation marks are somebody else's. Knows no list
of the lines that pages have.
"""

import re
from functools import cache
from typing import Final

from polywire.language.facts import facts

QUOTED: Final = re.compile(
    r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»|„([^“”]+)[“”]|「([^」]+)」"
)
"""Words that somebody said, in the quotation marks of any language."""

_LONGEST = 600
"""Characters of a sentence that are read: endings are looked for in each word."""
_LABEL = re.compile(r"\W*(?:[^\W\d]+[ -]){0,3}[^\W\d]+: ")
"""A few words and a colon: "Weather in Orvel: ", "Poll: "."""


def knows(language: str) -> bool:
    """Tell whether anything is known of the verbs of a language."""
    return "past" in facts("narration", language)


def is_narrated(text: str, language: str) -> bool:
    """Tell whether a sentence has a verb and nothing that ties it to its reading."""
    own = _own(text)
    has_verb = any(_holds(own, language, key) for key in ("past", "present"))
    return has_verb and not _is_tied(own, language)


def is_of_past(text: str, language: str) -> bool:
    """Tell whether it is narrated with a verb of the past or the future.

    What a figure was is news; what it is just now, a machine can say.
    """
    own = _own(text)
    return _holds(own, language, "past") and not _is_tied(own, language)


def is_of_page(text: str, language: str) -> bool:
    """Tell whether a line speaks of its page, or to who reads it."""
    return _holds(_own(text), language, "page")


def _own(text: str) -> str:
    """Return the words of a sentence that it does not quote, as far as it is read."""
    return QUOTED.sub(" ", text[:_LONGEST])


def _is_tied(own: str, language: str) -> bool:
    """Tell whether a line says when or where it is read, or begins with a label."""
    ties = (_holds(own, language, key) for key in ("page", "moment"))
    return _LABEL.match(own) is not None or any(ties)


def _holds(text: str, language: str, key: str) -> bool:
    found = _any_of(language, key)
    return found is not None and found.search(text) is not None


@cache
def _any_of(language: str, key: str) -> re.Pattern[str] | None:
    words: list[str] = facts("narration", language).get(key, [])
    if not words:
        return None
    either = f"(?:{'|'.join(words)})"
    has_blanks = facts("narration", language).get("has_blanks", True)
    return re.compile(
        rf"(?<!\w){either}(?!\w)" if has_blanks else either, re.IGNORECASE
    )
