"""Preparing and restoring costs no quality: chrF beside the bare engine.

300 lines of ntrex-dev with the seed 3. Both texts are compared with straight signs,
because the references have no others.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
import sacrebleu

from polywire.language.text import typography
from polywire.translate.engines.firefox import Firefox
from polywire.translate.models import model_folder
from polywire.translate.sentence.prepare import prepare

BENCH = Path(os.environ.get("POLYWIRE_BENCH", "../shared/bench")) / "translation"
LINES = 300
COST = 0.1
"""chrF that it may cost at most (notes on translation, section 6)."""

pytestmark = [
    pytest.mark.timeout(1200),
    pytest.mark.skipif(
        not BENCH.is_dir() and os.environ.get("CI") != "true",
        reason="needs the bench folder, see POLYWIRE_BENCH",
    ),
]


def lines(name: str) -> list[str]:
    text = (BENCH / "ntrex-dev" / f"{name}.txt").read_text(encoding="utf-8")
    every = text.splitlines()
    chosen = sorted(random.Random(3).sample(range(len(every)), LINES))
    return [every[index] for index in chosen]


def straight(texts: list[str]) -> list[str]:
    table = str.maketrans("“”‘’—–", "\"\"''--")
    return [text.translate(table).replace("…", "...") for text in texts]


def chrf(texts: list[str], references: list[str]) -> float:
    return float(sacrebleu.corpus_chrf(straight(texts), [straight(references)]).score)


@pytest.mark.parametrize(
    ("source", "target"), [("eng", "por-BR"), ("por-BR", "eng")], ids=["en-pt", "pt-en"]
)
def test_preparing_and_restoring_costs_no_quality(source: str, target: str) -> None:
    model = model_folder.bundled()[0 if source == "eng" else 1]
    engine = Firefox(model, children=2)
    sources, references = lines(source), lines(target)
    bare = [result.text for result in engine.translate(sources)]
    prepared = [
        prepare(text, gate=engine.gate, source=model.source, target=model.target)
        for text in sources
    ]
    flat = [sentence for each in prepared for sentence in each.sentences]
    answers = iter(engine.translate(flat))
    restored = [
        each.restore([next(answers).text for _ in each.sentences]) for each in prepared
    ]
    engine.close()
    ours = [each.text for each in restored]
    lost = sum(bool(each.problems) for each in restored)
    before, after = chrf(bare, references), chrf(ours, references)
    typographic = sum(typography.is_typographic(text) for text in sources)
    print(
        f"\n{source} -> {target}: chrF {after:.2f}, bare engine {before:.2f}; "
        f"{lost} of {LINES} with something lost; {typographic} typographic sources"
    )
    assert after >= before - COST
