"""Confusions that a newsroom fears, over the dictionaries of the bundled models.

The half "held" of the file has other words than the half that the table was tuned on.
"""

from functools import cache
from pathlib import Path

import pytest

from polywire.article import Severity
from polywire.check.rule import Context, Pair
from polywire.check.rules import ALL
from polywire.desk.repair.article_words import mere_names
from polywire.language.meaning.sensitive import is_sensitive
from polywire.language.text import lexicon
from polywire.language.text.lexicon import Shortlist
from polywire.translate.models import model_folder

FILE = Path("tests/corpus/critical.tsv")
LEAST_STOPPED, MOST_RIGHT_STOPPED = 0.9, 0.03


@cache
def dictionary(source: str) -> Shortlist:
    """Read the dictionary of the bundled model for a source language."""
    found = next(f for f in model_folder.bundled() if f.source.startswith(source))
    assert found.shortlist is not None
    return lexicon.read(
        found.shortlist.read_bytes(),
        found.source_vocabulary.read_bytes(),
        found.target_vocabulary.read_bytes(),
    )


def stops(source: str, target: str, languages: str) -> list[str]:
    """Return what is so wrong with a pair that nobody may see it."""
    ours, theirs = languages.split("-")
    context = Context(lexicon=dictionary(ours), sensitive=is_sensitive(source, ours))
    pair = Pair(source, target, ours, theirs, context=context)
    found = [finding for rule in ALL for finding in rule(pair)]
    return [f"{f.rule}: {f.evidence}" for f in found if f.severity is Severity.STOP]


def rows(kind: str, half: str) -> list[list[str]]:
    """Return the pairs of a kind and half: languages, group, source, target."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    every = [line.split("\t") for line in lines if not line.startswith("#")]
    return [row[2:] for row in every if row[:2] == [kind, half]]


def test_a_repair_protects_no_name_that_is_a_word_as_well() -> None:
    names = frozenset({"Abdyldaev", "Ministry’s", "Leading"})
    assert mere_names(names, dictionary("en")) == {"Abdyldaev"}
    assert mere_names(names, None) == names


@pytest.mark.parametrize("half", ["dev", "held"])
def test_a_confusion_is_stopped(half: str) -> None:
    faults = rows("fault", half)
    passed = [row for row in faults if not stops(row[2], row[3], row[0])]
    print(f"\n{half}: {len(faults) - len(passed)} of {len(faults)} stopped")
    print(*passed, sep="\n")
    assert len(faults) == 60
    assert len(passed) <= (1 - LEAST_STOPPED) * len(faults)


@pytest.mark.parametrize("half", ["dev", "held"])
def test_a_right_pair_of_the_same_words_passes(half: str) -> None:
    right = rows("right", half)
    found = [(row, why) for row in right if (why := stops(row[2], row[3], row[0]))]
    print(f"\n{half}: {len(found)} of {len(right)} right ones stopped")
    print(*found, sep="\n")
    assert len(right) == 30
    assert len(found) <= MOST_RIGHT_STOPPED * len(right)
