"""What is said, judged with a dictionary: which word explains which."""

from typing import ClassVar

import pytest

from polywire.article import Severity
from polywire.check.rule import Context, Pair
from polywire.check.rules.meaning import RULES
from polywire.language.text.lexicon import stem

BY_NAME = {rule.name: rule for rule in RULES}


class Dictionary:
    """A few words with whole translations, in the shape of a model's shortlist."""

    WORDS: ClassVar = {
        "unable": {"incapaz", "nao"},
        "leave": {"licenca", "sair"},
        "left": {"deixou", "saiu"},
        "failed": {"falhou"},
        "provide": {"fornecer", "forneceu"},
        "food": {"comida"},
        "few": {"poucos"},
        "fewer": {"menos"},
        "more": {"mais", "menos"},
        "smoothly": {"sem"},
        "plan": {"plano"},
        "viral": {"viral"},
        "real": {"real"},
        "cheap": {"barato"},
        "financed": {"financiado"},
        "mayor": {"prefeito"},
        "town": {"cidade"},
    }

    def targets(self, word: str) -> frozenset[str] | None:
        found = self.forms(word)
        return frozenset(map(stem, found)) if found else None

    def all_targets(self, word: str) -> frozenset[str]:
        return self.targets(word) or frozenset()

    def forms(self, word: str) -> frozenset[str]:
        return frozenset(self.WORDS.get(word, ()))

    def chance(self, stem: str) -> float:
        return 0.01 * len(stem)

    def is_common(self, word: str) -> bool:
        return word in self.WORDS

    def is_common_target(self, word: str) -> bool:
        return any(word in told for told in self.WORDS.values())

    def knows_target(self, word: str) -> bool:
        return self.is_common_target(word)


@pytest.mark.parametrize(
    ("name", "source", "target", "told"),
    [
        ("negation-lost", "The plan is nonviral.", "O plano é viral.", ["“nonviral” lost its no"]),
        ("negation-lost", "The plan is nonviral.", "O plano é não viral.", []),
        ("negation-lost", "The plan is unreal.", "O plano é real.", ["“unreal” lost its no"]),
        ("negation-lost", "The plan is unreal.", "O plano é irreal.", []),
        ("negation-lost", "They failed to provide food.", "Eles forneceram comida.", ["“failed” lost its no"]),
        ("negation-lost", "They failed to provide food.", "Eles não forneceram comida.", []),
        ("negation-lost", "They failed to provide food.", "Eles deixaram de fornecer comida.", []),
        ("negation-lost", "They failed to provide food.", "Falhou a comida.", []),
        ("negation-lost", "They were unable to leave.", "Eles saíram.", ["“unable” lost its no"]),
        ("negation-lost", "They were unable to leave.", "Eles não puderam sair.", []),
        ("negation-lost", "They were unable to leave.", "Eles foram incapazes de sair.", []),
        ("negation-added", "The unfinanced plan left.", "O plano não financiado saiu.", []),
        ("negation-added", "The plan left.", "O plano não financiado saiu.", ["negations: 0 became 1"]),
        ("negation-added", "The mayor left the town.", "O prefeito deixou a cidade sem nada.", ["negations: 0 became 1"]),
        ("negation-added", "It ran smoothly.", "Correu sem problemas.", []),
        ("negation-added", "Few left.", "Poucos saíram.", []),
        ("negation-added", "Few left.", "Poucos não saíram.", ["negations: 0 became 1"]),
        ("opposite", "The mayor left more.", "O prefeito deixou menos.", ["nothing in the original says “menos”"]),
        ("opposite", "The mayor left more.", "O prefeito deixou mais.", []),
        ("opposite", "Fewer left.", "Menos saíram.", []),
        ("opposite", "The mayor left the town.", "O prefeito deixou a cidade.", []),
        ("opposite", "The mayor left the town.", "O prefeito deixou menos a cidade.", ["nothing in the original says “menos”"]),
        ("opposite", "The mayor never left.", "O prefeito deixou menos a cidade.", []),
        ("opposite", "It is cheap.", "É barato.", []),
        ("polarity", "Fewer left than before.", "Menos saíram que antes.", []),
        ("polarity", "Fewer left than before.", "Mais saíram que antes.", ["“less” became “more”"]),
    ],
)  # fmt: skip
def test_a_word_is_explained_by_its_own_partner_only(
    name: str, source: str, target: str, told: list[str]
) -> None:
    context = Context(lexicon=Dictionary())
    found = BY_NAME[name](Pair(source, target, "en", "pt-BR", context=context))
    assert [one.evidence for one in found] == told


class Portuguese(Dictionary):
    """The same for the other direction."""

    WORDS: ClassVar = {"conseguiu": {"failed", "managed"}}


def test_a_word_that_always_tells_a_no_stands_for_not() -> None:
    lost = BY_NAME["negation-lost"]
    context = Context(lexicon=Portuguese())
    for told, is_fault in (("failed to", False), ("managed to", True)):
        pair = Pair(
            "O clube não conseguiu vencer.",
            f"The club {told} win.",
            "pt",
            "en",
            context=context,
        )
        found = [one for one in lost(pair) if one.severity is Severity.STOP]
        assert bool(found) is is_fault
