"""Floors for sentence ends on NTREX documents.

A document's lines are joined by a space; where one line ends with an end mark, a
sentence must end. Lines that hold several sentences were read one by one and
relabelled: ``INNER`` names (line, character) of the sentences inside them.
"""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest

from polywire.language.text.sentences import split

VISIBLE_END = re.compile(r"[.!?…][\"”»’)“'\]]*$")

# fmt: off
INNER: dict[str, tuple[tuple[int, int], ...]] = {
    "eng": ((153, 118),),
    "por": (
        (19, 61), (34, 175), (44, 78), (90, 68), (153, 114), (167, 124), (291, 147),
        (299, 270), (336, 81), (410, 136), (430, 168), (461, 99), (651, 35),
        (662, 311), (724, 93), (781, 11), (812, 137), (878, 113), (921, 111),
        (926, 59), (1047, 47), (1161, 66), (1162, 79), (1231, 31), (1235, 34),
        (1244, 67), (1267, 74), (1267, 155), (1315, 75), (1319, 90), (1319, 109),
    ),
    "por-BR": (
        (19, 52), (29, 250), (34, 108), (37, 152), (44, 66), (146, 40), (153, 119),
        (209, 66), (283, 55), (291, 164), (316, 38), (334, 24), (335, 80), (336, 79),
        (337, 110), (343, 7), (343, 14), (344, 5), (344, 21), (362, 96), (430, 106),
        (442, 73), (446, 85), (468, 71), (519, 128), (564, 57), (616, 177), (651, 35),
        (717, 51), (912, 191), (929, 172), (941, 97), (974, 108), (985, 102),
        (1047, 114), (1121, 139), (1267, 161),
    ),
    "rus": (
        (12, 136), (14, 69), (22, 198), (29, 171), (37, 174), (44, 152), (96, 78),
        (99, 82), (100, 101), (103, 103), (129, 182), (144, 109), (153, 139),
        (177, 100), (195, 116), (240, 65), (247, 184), (334, 24), (344, 10),
        (430, 159), (594, 108), (630, 114), (662, 311), (713, 184), (717, 60),
        (926, 66), (1029, 93), (1267, 94), (1318, 72),
    ),
}
# fmt: on


def documents(folder: Path, name: str) -> list[tuple[str, set[int]]]:
    """Return each document's text with the places where sentences begin."""
    lines = (folder / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    ids = (folder / "ids.txt").read_text(encoding="utf-8").splitlines()
    numbered = [(row.split("\t")[0], at) for at, row in enumerate(ids)]
    found = []
    for _, rows in groupby(numbered, key=itemgetter(0)):
        text, begins = "", set()
        for _, at in rows:
            if text:
                if VISIBLE_END.search(text):
                    begins.add(len(text) + 1)
                text += " "
            begins |= {len(text) + char for row, char in INNER[name] if row == at}
            text += lines[at].strip()
        found.append((text, begins))
    return found


@pytest.mark.bench
@pytest.mark.parametrize(
    ("name", "language", "missed_ceiling", "extra_ceiling"),
    [
        ("eng", "en", 1.0, 1.0),
        ("por", "pt", 2.0, 2.0),
        ("por-BR", "pt", 2.0, 2.0),
        ("rus", "ru", 1.0, 2.0),
    ],
)
def test_sentence_ends_stay_above_their_floor(
    bench: Path, name: str, language: str, missed_ceiling: float, extra_ceiling: float
) -> None:
    total = missed = extra = 0
    for text, begins in documents(bench / "translation" / "ntrex-dev", name):
        got = {start for start, _ in split(text, language)} - {0}
        total += len(begins)
        missed += len(begins - got)
        extra += len(got - begins)
    missed_rate, extra_rate = 1000 * missed / total, 1000 * extra / total
    figures = f"{name}: {total} ends, missed {missed_rate:.1f}, extra {extra_rate:.1f}"
    print(f"\n{figures} per 1,000")
    assert missed_rate <= missed_ceiling
    assert extra_rate <= extra_ceiling
