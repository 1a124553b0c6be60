"""What checking a sentence costs beside translating it, in the same run."""

import pytest
from fxtranslate import Translator
from tests.gates import judged
from tests.gates.clock import in_turns
from tests.gates.desk import dictionary

from polywire.check.judge import check_segment
from polywire.check.rule import Context, Pair
from polywire.check.rules import ALL
from polywire.language.text.identify import identify
from polywire.translate.marian.both_ways import known
from polywire.translate.models import model_folder

pytestmark = [pytest.mark.alone, pytest.mark.timeout(600)]

SENTENCES = 100
RULES = 0.07
"""Times what the engine needs; 0.05 was measured."""
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

    def translate() -> None:
        for text in texts:
            engine.translate(text)

    def check() -> None:
        for source, target in pairs:
            check_segment(Pair(source, target, "en", "pt-BR", context=context), ALL)

    def read() -> None:
        for at in range(0, len(pairs), 25):  # as articles come
            both.read(pairs[at : at + 25])

    engines, rules, reader = in_turns(translate, check, read)
    each = 1000 / len(pairs)
    print(
        f"\na sentence: engine {engines * each:.1f} ms, rules {rules * each:.2f} "
        f"({rules / engines:.3f} times), reader {reader * each:.1f} "
        f"({reader / engines:.2f} times)"
    )
    assert rules <= RULES * engines
    assert reader <= READER * engines
