"""A word of the original and what may rightly stand for it: negations and names."""

from typing import ClassVar

import pytest

from polywire.article import Severity
from polywire.check.rule import Context, Pair
from polywire.check.rules import ALL
from polywire.language.text.lexicon import stem


class Dictionary:
    """A few words with whole translations, in the shape of a model's shortlist."""

    WORDS: ClassVar = {
        "unable": {"incapaz", "nao"},
        "process": {"processar"},
        "orders": {"pedidos"},
        "shop": {"loja"},
        "paid": {"pago", "paga"},
        "leave": {"licenca"},
        "against": {"contra"},
        "smell": {"cheira"},
        "bad": {"mal", "mau"},
        "traditional": {"tradicional"},
        "schools": {"escolas"},
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


def stops(source: str, target: str) -> set[str]:
    pair = Pair(source, target, "en", "pt-BR", context=Context(lexicon=Dictionary()))
    return {
        finding.rule
        for rule in ALL
        for finding in rule(pair)
        if finding.severity is Severity.STOP
    }


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("They got an unpaid leave.", "Eles tiveram uma licença não paga."),
        ("The shop was unable to process orders.", "A loja não processou pedidos."),
        ("He paid two and a half years.", "Ele pagou dois anos e meio."),
        ("He won millions of dollars.", "Ele ganhou milhões de dólares."),
        ("The Big Ten met Erik Ten Hag.", "A Big Ten conheceu Erik Ten Hag."),
        ("It grew up in the Himalayas.", "Cresceu no Himalaia."),
        ("She met a Native Alaskan group.", "Ela viu um grupo nativo do Alasca."),
        ("Two New Yorkers were there.", "Dois nova-iorquinos estavam lá."),
        ("The Montana Legislature met.", "A Legislatura de Montana se reuniu."),
        ("The Patch Tuesday came.", "O Patch Tuesday chegou."),
        ("The fourth time was a milestone.", "A quarta vez foi um marco."),
    ],
)
def test_a_form_that_languages_prescribe_is_no_fault(source: str, target: str) -> None:
    told = stops(source, target)
    names = {"name", "negation-added", "negation-lost", "number-lost", "currency"}
    assert not told & {*names, "number-invented", "weekday", "month"}


@pytest.mark.parametrize(
    ("source", "target", "rule"),
    [
        (
            "They got an unpaid leave.",
            "Eles tiveram uma licença paga.",
            "negation-lost",
        ),
        (
            "The shop was unable to process orders.",
            "A loja conseguiu processar pedidos.",
            "negation-lost",
        ),
        (
            "The nontraditional schools are full.",
            "As escolas tradicionais estão cheias.",
            "negation-lost",
        ),
        ("They do not smell bad.", "Eles cheiram mal.", "negation-lost"),
        ("He spoke against it.", "Ele não falou contra isso.", "negation-added"),
        ("It blocks p2p transfers.", "Ele bloqueia transferências p3p.", "code-number"),
    ],
)
def test_a_word_excuses_only_its_own_no(source: str, target: str, rule: str) -> None:
    assert rule in stops(source, target)
