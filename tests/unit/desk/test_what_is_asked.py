"""What engines are asked, what people waive: the words of the source and plainer ones."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from polywire.article import Segment
from polywire.check.rule import Pair
from polywire.desk.people_fixes import Waiver
from polywire.desk.repair.repair_loop import RepairTools, in_plain_words
from polywire.translate.engines.engine import Result


class Silent:
    """An engine of a pair; nobody asks it anything here."""

    id, model, gate = "silent", "0" * 64, None
    source, target = "en", "pt-BR"

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        return [Result("") for _ in sentences]

    def close(self) -> None:
        """Hold nothing."""


@pytest.mark.parametrize(
    ("part", "said", "asked"),
    [
        (
            "headline",
            "Council To Close Two Small Village Libraries",
            "Council will close two small village libraries",
        ),
        (
            "headline",
            "Council to close two libraries",
            "Council will close two libraries",
        ),
        ("body", "Council to close two libraries", "Council to close two libraries"),
        ("body", "The weir was built in May.", "The small dam was built in May."),
    ],
)
def test_an_engine_is_asked_in_plain_words(part: str, said: str, asked: str) -> None:
    segment = Segment(part, None if part == "headline" else 0, None, said)  # type: ignore[arg-type]  # of the cases above
    assert in_plain_words([segment], RepairTools(engines=(Silent(),), rules=())) == [
        asked
    ]


@pytest.mark.parametrize("words", ["weir", "WEIR was", "built by"])
def test_a_waiver_goes_by_the_words_that_were_printed(words: str) -> None:
    waiver = Waiver("number-lost", "we know", "2026-11-20", pattern=words)
    pair = Pair("The weir was built by 40 men.", "Foi construído.", "en", "pt-BR")
    assert pair.meant is not None
    assert waiver.covers(pair, None)
    assert waiver.covers(pair.meant, None)


def test_a_waiver_goes_by_the_headline_that_was_printed() -> None:
    waiver = Waiver("name", "we know", "2026-11-20", pattern="held over fire")
    pair = Pair(
        "A man was held because of a fire",
        "Homem detido",
        "en",
        "pt-BR",
        "headline",
        printed="Man held over fire",
    )
    assert waiver.covers(pair, None)
