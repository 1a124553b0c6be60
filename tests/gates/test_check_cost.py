"""What checking a sentence costs beside translating it, in the same run."""

from itertools import cycle

import pytest
from fxtranslate import Translator
from tests.gates import judged
from tests.gates.clock import shares
from tests.gates.desk import dictionary

from polywire.check.judge import check_segment
from polywire.check.rule import Context, Pair
from polywire.check.rules import ALL
from polywire.language.text.identify import identify
from polywire.translate.marian.both_ways import known
from polywire.translate.models import model_folder

pytestmark = [pytest.mark.alone, pytest.mark.timeout(600)]

SENTENCES, AT_ONCE = 160, 20
"""How many are tried, and how many in a turn: about an article."""
RULES = 0.22
"""Times what the engine needs, for sentences that are met for the first time; 0.16 was
measured. Of sentences met before, whose words are remembered, 0.05 was."""
READER = 1.2
"""Times what the engine needs; 0.6 to 0.8 was measured."""


def test_rules_and_second_reader_cost_little_beside_the_engine() -> None:
    folder = next(one for one in model_folder.bundled() if one.source == "en")
    assert folder.shortlist is not None
    engine = Translator(
        model=folder.model.read_bytes(),
        src_vocab=folder.source_vocabulary.read_bytes(),
        trg_vocab=folder.target_vocabulary.read_bytes(),
        shortlist=folder.shortlist.read_bytes(),
    )
    both = judged.both_ways()
    context = Context(identifier=identify, lexicon=dictionary("en"))
    pairs = [(one.source, one.target) for one in judged.sample()[:SENTENCES]]
    texts = [known(source, both.forward.gate, "en") for source, _ in pairs]

    turns = cycle(range(0, SENTENCES, AT_ONCE))
    at = 0

    def translate() -> None:
        nonlocal at
        at = next(turns)
        for text in texts[at : at + AT_ONCE]:
            engine.translate(text)

    def check() -> None:
        for source, target in pairs[at : at + AT_ONCE]:
            check_segment(Pair(source, target, "en", "pt-BR", context=context), ALL)

    def read() -> None:
        both.read(pairs[at : at + AT_ONCE])

    check()  # what is loaded once is no cost of a sentence
    read()
    rules, reader = shares(translate, check, read, rounds=SENTENCES // AT_ONCE)
    print(f"\nbeside the engine: rules {rules:.3f} times, reader {reader:.2f} times")
    assert rules <= RULES
    assert reader <= READER
