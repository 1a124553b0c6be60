"""Recognise an engine's answer that is no translation at all.

The checks of ``check/`` judge translations; this only keeps out what would be
remembered as one: nothing, the sentence itself, an apology, a page of HTML.
"""

import re

from polywire.language.facts import facts
from polywire.language.text.tags import base
from polywire.language.text.words import fold, words

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!doctype", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MOST_TIMES = 6
_AND = 200
"""A translation longer than six times its sentence and 200 characters is a loop
or a lecture; German to Chinese and back stays under three times."""
_ECHO_WORDS = 4
"""So many words in a row, of which some are no names, differ between languages."""
_UNCASED = 12
"""Letters of a script without capitals that are enough to call it an echo."""


def fault(sentence: str, text: str, source: str, target: str) -> str | None:
    """Say why a text cannot be a translation of a sentence; None when it may be."""
    if not text.strip():
        return "the engine gave an empty text"
    if _CONTROL.search(text):
        return "the engine gave control characters"
    if len(text) > _MOST_TIMES * len(sentence) + _AND:
        return f"the engine gave {len(text)} characters for {len(sentence)}"
    if _TAG.search(text) and not _TAG.search(sentence):
        return "the engine gave HTML"
    if base(source) != base(target) and is_echo(sentence, text):
        return "the engine gave the sentence back untranslated"
    return _speaks_for_itself(sentence, text, {base(source), base(target), "en"})


def is_echo(sentence: str, text: str) -> bool:
    """Tell whether a text repeats a sentence that cannot stay as it is.

    Names, codes and numbers may stay: at least four words, two of them small.
    """
    if fold(" ".join(sentence.split())) != fold(" ".join(text.split())):
        return False
    found = words(sentence)
    if sentence.lower() == sentence.upper():  # a script without capitals
        return sum(map(len, found)) >= _UNCASED
    return len(found) >= _ECHO_WORDS and sum(word.islower() for word in found) > 1


def _speaks_for_itself(sentence: str, text: str, languages: set[str]) -> str | None:
    """Find the phrases of a chat model that nothing in the sentence explains."""
    said, told = fold(sentence), fold(text)
    for kind in ("refusal", "echo"):
        phrases = [
            phrase
            for language in sorted(languages)
            for phrase in facts("answers", language).get(kind, [])
        ]
        if any(phrase in said for phrase in phrases):
            continue
        for phrase in phrases:
            if phrase in told and _is_at_start(phrase, told):
                return f"the engine speaks for itself: {phrase!r}"
    return None


def _is_at_start(phrase: str, told: str) -> bool:
    """People in the news are sorry too: only a text that begins so is the engine's.

    What stands later is judged by the rules of ``check/``, with the sentence.
    """
    at = told.find(phrase)
    before = told[:at].strip()
    return not before or len(before.split()) <= 1
