"""The second reader's file says what the program that writes it would write."""

import math
from pathlib import Path

from bench import fit_reader
from tests.gates import judged

from polywire.check import second_reading


def test_a_new_fit_keeps_the_thresholds() -> None:
    doubt, stop = second_reading.thresholds("body")
    assert (round(doubt, 9), stop) == (fit_reader.DOUBT, fit_reader.STOP)
    longer, _ = second_reading.thresholds("body", second_reading.USUAL + 1)
    a_word = math.log(longer / (1 - longer)) - math.log(doubt / (1 - doubt))
    assert round(a_word, 9) == fit_reader.A_WORD
    assert second_reading.thresholds("headline")[1] == fit_reader.HEADLINE
    assert second_reading.thresholds("standfirst")[1] == fit_reader.STANDFIRST


def test_the_readme_says_how_many_sentences_a_reader_refused() -> None:
    text = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    for source, target in (("en", "pt-BR"), ("pt", "en")):
        found = second_reading.refusals(source, target)
        assert found is not None
        assert str(found) in text


def test_the_file_counts_the_judged_sentences_of_the_tree() -> None:
    sets = {
        ("en", "pt-BR"): [*judged.sample(), *judged.fresh("en-pt")],
        ("pt", "en"): judged.fresh("pt-en"),
    }
    for pair, pairs in sets.items():
        found = second_reading.refusals(*pair)
        assert found is not None
        assert (found.judged, found.refused) == (
            len(pairs),
            sum(one.refused for one in pairs),
        )
