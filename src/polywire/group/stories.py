"""Stories: which articles tell of one event, across sources and languages.

Pure functions of the texts. No statistics of a corpus are used: whether two
articles belong together never depends on what else was seen, or in which order.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from polywire.article import Article
from polywire.language.text.sentences import sentences
from polywire.language.text.tags import base, is_same
from polywire.language.text.words import fold, small_words

WINDOW: Final = timedelta(hours=72)
"""A story goes on from article to article while no three days lie between them."""

# Of 689 ECB+ articles (dev part of the bench) .28/.30/.32 give BCubed F1
# 89.9/90.3/90.1 and precision 89.9/91.9/93.5: a wrong neighbour harms more than a
# missing one. (Measured before neighbours had to share keys, which costs .7.)
SAME_LANGUAGE: Final = 0.32
# Of 340 MEANTIME articles in four languages .35/.40/.45 give 77.2/79.3/77.8.
OTHER_LANGUAGE: Final = 0.40

# Weights by the kind of a word, tuned on the same part. Names say most: they stand
# in each account of an event, and in each language.
_NAME, _NUMBER, _WORD = 3.0, 3.0, 1.0
_LONG_NUMBER = 1.3
_USUAL_LENGTH, _LONGEST = 7, 10
_SHORTEST_NAME, _SHORTEST_WORD, _SHORTEST_NUMBER = 3, 4, 2
_YEAR = 4

SENTENCES: Final = 12
"""Only the beginning is read: news tells the event first."""
TERMS: Final = 40
"""Terms that are kept of an article."""
KEYS: Final = 12
"""The strongest of them, by which neighbours are looked up."""
SHARED_KEYS: Final = 2
"""Keys that neighbours share at least: one great name stands in much of the news."""

_WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Signed:
    """An article as stories are told by it. No slots: its keys are found once."""

    id: str
    at: datetime
    """The time that readers order by."""
    language: str
    terms: Mapping[str, float]
    """Its strongest words with their weights: a vector of length 1."""

    @cached_property
    def keys(self) -> frozenset[str]:
        """The terms by which its neighbours are looked up."""
        return frozenset(keys(self.terms))

    @property
    def place(self) -> tuple[datetime, str]:
        """The place in the order of the news; no two articles share one."""
        return self.at, self.id


def sign(article: Article) -> dict[str, float]:
    """Return the strongest words of an article with their weights."""
    language = base(article.language)
    lines = [article.headline, *_beginning(article, language)]
    names, plain, numbers = _counted(lines, language)
    score: dict[str, float] = {}
    for number, count in numbers.items():
        weight = _LONG_NUMBER if len(number) >= _YEAR else 1.0
        score[f"#{number}"] = _NUMBER * weight * count
    for name, count in names.items():
        score[name] = _NAME * (1 + math.log(count + plain[name] / 2))
    for word, count in plain.items():
        if word not in names and len(word) >= _SHORTEST_WORD:
            length = min(len(word), _LONGEST) / _USUAL_LENGTH
            score[word] = _WORD * (1 + math.log(count)) * length
    top = sorted(score.items(), key=lambda item: (-item[1], item[0]))[:TERMS]
    norm = math.sqrt(sum(weight * weight for _, weight in top)) or 1.0
    return {word: round(weight / norm, 4) for word, weight in top}


def _beginning(article: Article, language: str) -> list[str]:
    """Return the first sentences below the headline."""
    found = [article.standfirst] if article.standfirst else []
    for block in article.blocks:
        if block.type in {"paragraph", "quote", "list-item"}:
            found += sentences(block.text, language)
        if len(found) >= SENTENCES:
            break
    return found[: SENTENCES - 1]


def _counted(
    lines: Iterable[str], language: str
) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Count names, other words and numbers.

    A word with a capital inside a sentence is a name; in a headline many houses
    write all words so, and the first word of a sentence says nothing.
    """
    names: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    small = small_words(language)
    for line_number, line in enumerate(lines):
        for place, word in enumerate(_WORDS.findall(line)):
            folded = fold(word)
            if any(char.isdigit() for char in folded):
                numbers[folded] += len(folded) >= _SHORTEST_NUMBER
            elif len(folded) >= _SHORTEST_NAME and folded not in small:
                is_name = line_number and place and word[0].isupper()
                (names if is_name else plain)[folded] += 1
    return names, plain, +numbers


def keys(terms: Mapping[str, float]) -> tuple[str, ...]:
    """Return the strongest terms: articles of one story share some of them."""
    ordered = sorted(terms, key=lambda term: (-terms[term], term))
    return tuple(ordered[:KEYS])


def nearness(one: Signed, other: Signed) -> float:
    """Say how near two articles are; from 1 on they tell of one event."""
    few, many = sorted((one.terms, other.terms), key=len)
    shared = sum(weight * many.get(term, 0.0) for term, weight in few.items())
    needed = SAME_LANGUAGE if is_same(one.language, other.language) else OTHER_LANGUAGE
    return shared / needed


def parent(article: Signed, others: Iterable[Signed]) -> str | None:
    """Return the earlier article whose story an article continues, or None.

    The nearest one; of two equally near ones the earlier. Only those count that
    are near in time and share some of the strongest terms.
    """
    best: tuple[float, tuple[datetime, str]] | None = None
    for other in sorted(others, key=lambda one: one.place):
        if not other.place < article.place or article.at - other.at > WINDOW:
            continue
        if len(article.keys & other.keys) < SHARED_KEYS:
            continue
        near = nearness(article, other)
        if near >= 1 and (best is None or near > best[0]):
            best = (near, other.place)
    return best[1][1] if best else None


def roots(parents: Mapping[str, str | None]) -> dict[str, str]:
    """Return each article's story: the id of the article that it began with."""
    found: dict[str, str] = {}
    for start in sorted(parents):
        path, at = [], start
        while at not in found and (above := parents.get(at)) is not None:
            path.append(at)
            at = above
        root = found.get(at, at)
        found.update(dict.fromkeys([*path, at], root))
    return found
