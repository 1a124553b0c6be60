"""Whether a place of a text lies in one of many spans, asked many times."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate


class Spans:
    """Spans of one text, in any order; each question takes the log of their number."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def touch(self, start: int, end: int) -> bool:
        """Tell whether a span shares a character with one of these."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._ends[before - 1] > start

    def hold(self, position: int) -> bool:
        """Tell whether one of these holds the character at a position."""
        return self.touch(position, position + 1)
