"""The vocabulary gate on the real vocabularies, with every sign of Unicode."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from polywire.translate.models import model_folder
from polywire.translate.models.model_folder import ModelFolder
from polywire.translate.sentence.prepare import prepare
from polywire.translate.sentence.vocabulary_gate import Gate


@pytest.mark.parametrize("model", model_folder.bundled(), ids=lambda m: m.source)
def test_no_character_outside_the_vocabulary_reaches_an_engine(
    model: ModelFolder,
) -> None:
    gate = Gate.read(model.source_vocabulary)
    chars = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code))[0] in set("LMNPSZ")
        and chr(code) not in gate.characters
    ]
    assert len(chars) > 100_000
    for start in range(0, len(chars), 100):
        text = " ".join(f"a{char}b {char}" for char in chars[start : start + 100])
        prepared = prepare(text, gate=gate, source=model.source, target=model.target)
        refused = {c for s in prepared.sentences for c in s if not gate.allows(c)}
        assert refused == set()


@pytest.mark.parametrize("model", model_folder.bundled(), ids=lambda m: m.source)
def test_the_signs_that_news_needs_are_known_as_measured(model: ModelFolder) -> None:
    gate = Gate.read(model.source_vocabulary)
    assert gate.allows('The price of 5% & more: "yes", it\'s 20°C - ação é bom.')
    for sign in "“”‘’«»–—…£€¥₽₴@{}<~^½•·†§®©ñüößøşğč":
        assert not gate.allows(sign)
