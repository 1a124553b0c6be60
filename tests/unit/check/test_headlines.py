"""Signs of a headline that should stay in its own language."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.unit.check.test_rules import SmallLexicon

from polywire.article import PartType, Severity
from polywire.check.rule import Context, Pair
from polywire.check.rules.headlines import RULES

RULE = {rule.name: rule for rule in RULES}


def found(
    name: str, source: str, target: str, part: PartType = "headline"
) -> Sequence[str]:
    context = Context(common=frozenset({"squid"}), lexicon=SmallLexicon())
    pair = Pair(source, target, "en", "pt-BR", part, context)
    findings = RULE[name](pair)
    assert {one.severity for one in findings} <= {Severity.STOP}
    return [one.evidence for one in findings]


KEPT = [
    ("Diver finds eel", "Mergulhador encontra eel", ["left in the source language: eel"]),
    ("Squid doubles in price", "Squid dobra de preço", ["left in the source language: Squid"]),
    ("Tarnmouth wins", "Tarnmouth vence", []),
    ("Shopping site opens", "Site de shopping abre", []),
    ("Baker reads “old weir”", "Padeiro lê “old weir”", []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "told"), KEPT)
def test_a_word_of_the_source_is_named(
    source: str, target: str, told: list[str]
) -> None:
    assert found("headline-word", source, target) == told


@pytest.mark.parametrize("name", RULE)
def test_a_sentence_of_the_body_is_left_to_other_rules(name: str) -> None:
    assert found(name, "Squid heads for eel", "Squid cabeça para eel", "body") == []


SIGNS = [
    ("Winds of 80mph", "Ventos de 80mph", ["80mph is no measure of the target's readers"]),
    ("Ship heads for port", "Navio cabeça para o porto", ["“heads” is not “cabeça” in a headline"]),
    ("Ship leaves port", "Partida de navio", ["the original has a verb, the translation has none"]),
    ("Ship leaves port", "Navio é visto", []),
    ("Norvale bells at night", "Norvale sinos à noite", ["words in the order of the original: Norvale sinos"]),
    ("Norvale bells at night", "Sinos de Norvale à noite", []),
    ("Norvale bells at night", "Olm sinos à noite", []),
    ("Norvale bells at night", "Norvale Sinos à noite", []),
    ("Norvale town at night", "Norvale sinos à noite", []),
    ("Norvale now at night", "Norvale agora à noite", []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "told"), SIGNS)
def test_a_sign_against_the_sense_is_named(
    source: str, target: str, told: list[str]
) -> None:
    assert found("headline", source, target) == told
