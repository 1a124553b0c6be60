"""A waiver silences its rule where it says, and nowhere else."""

import pytest

from polywire.check.rule import Pair
from polywire.desk.people_fixes import Waiver

SAID = Pair("The Tide rises.", "A maré sobe.", "en", "pt-BR")


@pytest.mark.parametrize(
    ("scope", "is_covered"),
    [
        ({}, True),
        ({"source": "courier"}, True),
        ({"source": "gazette"}, False),
        ({"language": "pt-BR"}, True),
        ({"language": "es"}, False),
        ({"pattern": "the tide"}, True),
        ({"pattern": "TIDE"}, True),
        ({"pattern": "ebb"}, False),
        ({"source": "courier", "language": "pt-BR", "pattern": "tide"}, True),
        ({"source": "courier", "language": "es", "pattern": "tide"}, False),
    ],
)
def test_a_waiver_covers_its_scope_only(
    scope: dict[str, str], *, is_covered: bool
) -> None:
    waiver = Waiver("negation", "a song", "2026-03-02", **scope)
    assert waiver.covers(SAID, "courier") is is_covered


def test_a_waiver_looks_at_the_words_that_were_printed() -> None:
    waiver = Waiver("negation", "a song", "2026-03-02", pattern="tide")
    printed = Pair(
        "The T rises.", "O T sobe.", "en", "pt-BR", printed="The tide rises."
    )
    assert waiver.covers(printed, None)
    assert not Waiver("x", "y", "z", source="courier").covers(printed, None)
