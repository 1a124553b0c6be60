"""Whether two words are alike, asked of many words at a low price."""

from difflib import SequenceMatcher
from functools import lru_cache


@lru_cache(maxsize=16_384)
def are_alike(one: str, other: str, least: float) -> bool:
    """Tell whether two words share so much of their letters, in their order.

    What cannot be, by length or by letters, is not compared: that is most words.
    """
    both = len(one) + len(other)
    if 2 * min(len(one), len(other)) < least * both:
        return False
    if 2 * sum(char in other for char in one) < least * both:
        return False
    return SequenceMatcher(None, one, other).ratio() >= least
