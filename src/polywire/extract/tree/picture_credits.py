"""Tell who made a picture: the credit in brackets, at the end, or alone.

The words are data (``data/credits.toml``); their language is not asked, for
captions of one page come in several.
"""

import re
from functools import cache

from polywire.extract.tree.page import clean
from polywire.extract.tree.word_lists import any_of, table

_LONGEST_LINE = 120
_NAMES = re.compile(
    r"\s*[(\[](?P<credit>(?=[^\W\d_a-zа-я])[\w .’'&-]{1,40}/ ?(?=[^\W\d_a-zа-я])[\w .’'&-]{1,60})[)\]]\.?$"
)


def is_credit_line(text: str) -> bool:
    """Tell whether a short line is nothing but a picture's credit."""
    return len(text) <= _LONGEST_LINE and bool(_patterns()["line"].match(text))


def looks_like_credit(text: str) -> bool:
    """Tell whether a text holds a word of credits."""
    return bool(_patterns()["like"].search(text))


def split_credit(text: str, *, is_caption: bool = False) -> tuple[str, str | None]:
    """Part a caption from the credit at its end.

    Args:
        text: The caption.
        is_caption: It stands right under a picture: names with a slash are a credit.
    """
    text = _patterns()["label"].sub("", text)
    for place in ("bracket", "tail", "names") if is_caption else ("bracket", "tail"):
        match = _patterns()[place].search(text)
        if match:
            return text[: match.start()].strip(" |•–—-"), clean(match["credit"])
    if is_credit_line(text):
        return "", text
    return text, None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Compile the data once: where a credit stands -> how it is found there."""
    bracket, slash, tail, line = map(_any, ("bracket", "slash", "tail", "line"))
    begun = rf"(?:{bracket}\b|©)[^)\]]{{0,120}}"
    slashed = rf"[^)\]]{{0,80}}/\s*{slash}[^)\]]{{0,40}}"
    after = r"(?:(?<=[.!?…”\"»'’)])\s*|\s+[|•–—-]\s+|\s+)"
    found = {
        "bracket": rf"\s*[(\[]\s*(?P<credit>{begun}|{slashed})\s*[)\]]\s*\.?\s*$",
        "tail": rf"{after}(?P<credit>{tail}.{{0,120}})$",
        "line": rf"^\s*(?:{line}|.{{0,60}}\b{_any('house')}\b.{{0,40}}$)",
        "like": _any("like"),
        "label": rf"^{_any('label')}\s*[,:]?\s*",
    }
    patterns = {place: re.compile(form, re.IGNORECASE) for place, form in found.items()}
    return {**patterns, "names": _NAMES}


def _any(kind: str) -> str:
    lists = table("credits").values()
    return any_of(word for words in lists for word in words.get(kind, ()))
