"""Which entries of a source the operator does not want, and by which rule.

A filtered entry stands on the board with the rule that this module names.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from polywire.article import FeedEntry
from polywire.language.text.words import caseless
from polywire.settings.operator_file import Source

_FIELDS = ("section", "tag", "author", "language", "title", "url")
# Scripts that put no space between words: a part of the text is enough there.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)
_MAX_TEXT = 10_000


def filter_rule(source: Source, entry: FeedEntry, now: datetime) -> str | None:
    """Return the rule that keeps an entry out, or None when it is wanted.

    A pattern is a word or phrase, looked for in headline, section and tags, or
    ``field:word`` with one of section, tag, author, language, title, url. A
    ``*`` at the end stands for any ending.
    """
    for pattern in source.exclude:
        if _matches(pattern, entry):
            return f"exclude {pattern!r}"
    if source.include and not any(_matches(each, entry) for each in source.include):
        return f"include: none of {', '.join(map(repr, source.include))}"
    if source.max_age_days is not None:
        moment = entry.published or entry.updated
        if moment is not None and now - moment > timedelta(days=source.max_age_days):
            return f"max_age_days {source.max_age_days}"
    return None


def _matches(pattern: str, entry: FeedEntry) -> bool:
    name, colon, rest = pattern.partition(":")
    if colon and name.strip().lower() in _FIELDS:
        return _field_matches(name.strip().lower(), rest.strip(), entry)
    return _holds(pattern, (entry.title, entry.section or "", *entry.tags))


def _field_matches(name: str, word: str, entry: FeedEntry) -> bool:
    if name == "language":
        tag = (entry.language or "").lower()
        return tag == word.lower() or tag.startswith(word.lower() + "-")
    if name == "url":
        return word.lower() in entry.link.lower()
    texts: dict[str, Sequence[str]] = {
        "section": (entry.section or "",),
        "tag": entry.tags,
        "author": entry.authors,
        "title": (entry.title,),
    }
    return _holds(word, texts[name])


def _holds(word: str, texts: Sequence[str]) -> bool:
    if not word.strip("* "):
        return False
    pattern = _pattern(word)
    return any(pattern.search(_folded(text)) for text in texts if text)


@lru_cache(maxsize=1024)
def _pattern(word: str) -> re.Pattern[str]:
    """Return the pattern of a word: literal, so that nothing can run away."""
    folded = _folded(word.strip())
    body = re.escape(folded.rstrip("*"))
    if _UNSPACED.search(folded):
        return re.compile(body)
    return re.compile(rf"(?<!\w){body}" + ("" if folded.endswith("*") else r"(?!\w)"))


def _folded(text: str) -> str:
    """Return text for finding words in it, in any case and any width of letters."""
    return caseless(unicodedata.normalize("NFKC", text[:_MAX_TEXT]))
