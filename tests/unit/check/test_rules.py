"""Each rule catches its own example and lets a faithful translation pass."""

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from polywire.article import Severity
from polywire.check.rule import Context, Lexicon, Pair, Rule, Term
from polywire.check.rules import ALL

DOCS = Path("docs/reference/rules.md")


class SmallLexicon:
    """A dictionary of a few words, in the shape of a model's shortlist."""

    WORDS: ClassVar = {
        "mayor": {"prefe"},
        "promised": {"prome"},
        "schools": {"escol"},
        "hospital": {"hospi"},
        "left": {"parti", "deixo"},
        "town": {"cidad"},
        "bells": {"sinos"},
    }

    def targets(self, word: str) -> frozenset[str] | None:
        return frozenset(self.WORDS[word]) if word in self.WORDS else None

    def all_targets(self, word: str) -> frozenset[str]:
        return self.targets(word) or frozenset()

    def forms(self, word: str) -> frozenset[str]:
        return frozenset({"sinos"}) if word == "bells" else frozenset()

    def chance(self, stem: str) -> float:
        return sum(stem in row for row in self.WORDS.values()) / len(self.WORDS)

    def is_common(self, word: str) -> bool:
        return word in self.WORDS

    def is_common_target(self, word: str) -> bool:
        return word in {"sinos", "cidade"}

    def knows_target(self, word: str) -> bool:
        return word in {"sinos", "cidade"}


def pair_of(rule: Rule, lexicon: Lexicon | None = None) -> Pair:
    example = rule.example
    return Pair(
        example.source,
        example.target,
        *example.languages,
        example.part,
        replace(Context(lexicon=lexicon), **GIVEN.get(rule.name, {})),
    )


GIVEN: dict[str, dict[str, Any]] = {
    "glossary": {"terms": (Term("Supreme Court", ("Supremo Tribunal",)),)},
    "round-trip": {"back": "The farmer killed the soldier."},
}
"""What the example of a rule needs besides the two texts."""


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_a_rule_catches_its_own_example(rule: Rule) -> None:
    findings = rule(pair_of(rule, SmallLexicon()))
    assert [finding.rule for finding in findings][:1] == [rule.name]


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_a_rule_is_documented_with_its_example(rule: Rule) -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert f"## {rule.name}\n" in text
    assert rule.summary in text
    assert rule.example.source in text


def test_rule_names_are_unique() -> None:
    assert len({rule.name for rule in ALL}) == len(ALL)


MUST_EXIST = {
    "empty": Severity.STOP,
    "copied": Severity.STOP,
    "loop": Severity.STOP,
    "flood": Severity.STOP,
    "unfinished": Severity.STOP,
    "bracket": Severity.STOP,
    "residue": Severity.STOP,
    "sentence-added": Severity.STOP,
    "doubled-mark": Severity.DOUBT,
    "headline-case": Severity.NOTE,
    "list": Severity.STOP,
    "lines": Severity.DOUBT,
    "wrong-language": Severity.STOP,
    "leftover": Severity.STOP,
    "letters": Severity.STOP,
    "office": Severity.STOP,
    "refusal": Severity.STOP,
    "echo": Severity.STOP,
    "code": Severity.STOP,
    "incomplete": Severity.STOP,
    "added": Severity.STOP,
    "number-lost": Severity.STOP,
    "number-invented": Severity.STOP,
    "code-number": Severity.STOP,
    "percent": Severity.STOP,
    "number-order": Severity.STOP,
    "phone": Severity.STOP,
    "currency": Severity.STOP,
    "unit": Severity.STOP,
    "month": Severity.STOP,
    "weekday": Severity.STOP,
    "clock": Severity.STOP,
    "quotation-lost": Severity.STOP,
    "quotation-added": Severity.STOP,
    "quotation-moved": Severity.STOP,
    "speaker-lost": Severity.STOP,
    "attribution": Severity.STOP,
    "name": Severity.STOP,
    "place": Severity.DOUBT,
    "name-order": Severity.DOUBT,
    "roles": Severity.STOP,
    "glossary": Severity.STOP,
    "negation-lost": Severity.STOP,
    "negation-added": Severity.STOP,
    "polarity": Severity.STOP,
    "opposite": Severity.STOP,
    "accusation": Severity.DOUBT,
    "critical": Severity.STOP,
    "sense": Severity.STOP,
    "tense": Severity.STOP,
    "person": Severity.STOP,
    "question": Severity.DOUBT,
    "round-trip": Severity.STOP,
    "headline-word": Severity.STOP,
    "headline": Severity.STOP,
}
"""Written down apart from ALL, which the other tests run over: a new rule is added."""


def test_each_rule_that_must_exist_does_with_its_severity() -> None:
    assert {rule.name: rule.severity for rule in ALL} == MUST_EXIST


FAITHFUL = [
    ("He paid £11 million.", "Ele pagou 11 milhões de libras."),
    ("The train leaves at 5 p.m.", "O trem parte às 17h."),
    ("The train leaves at 6:45 a.m.", "O trem parte às 6h45."),
    ("“Who are you?” he asked.", "“Quem é você?”, perguntou ele."),
    ("They met on Tuesday, June 8.", "Eles se reuniram na terça-feira, 8 de junho."),
    ("In the 1980s prices rose by 12%.", "Na década de 1980, os preços subiram 12%."),
    ("A 19th-century church burned.", "Uma igreja do século XIX queimou."),
    ("He failed to appear.", "Ele não apareceu."),
    ("The three-time champion won.", "O tricampeão venceu."),
    ("Not only he but she came.", "Não só ele, mas ela veio."),
    ("He said nothing to anyone.", "Ele não disse nada a ninguém."),
    ("They flew to London and New York.", "Eles voaram para Londres e Nova York."),
    ("The US and the UK agreed.", "Os EUA e o Reino Unido concordaram."),
    ("The alleged thief was convicted.", "O suposto ladrão foi condenado."),
    ("See t.me/minenergo_kg or @desk.", "Veja t.me/minenergo_kg ou @desk."),
    ("The workers' fund is empty.", "O fundo dos trabalhadores está vazio."),
    ("He read The Sunday Times.", "Ele leu o The Sunday Times."),
    ("Storms hit the northeast.", "Tempestades atingiram o nordeste."),
    ("The jury convicts him of fraud.", "O júri o condena por fraude."),
    ("Nobody came, he alleged.", "Ninguém veio, ele alegou."),
    ("He is no clerk and has never had pay.", "Ele não é clerk e nunca teve salário."),
    ("It grew by 130 to 4,070.", "Cresceu 130, para 4.070."),
    ("It grew from 3,940 to 4,070.", "Cresceu de 3.940 para 4.070."),
    ("From about 12 it rose to 310.", "De cerca de 12 subiu para 310."),
    ("It grew by 10 to 15 people.", "Cresceu de 10 a 15 pessoas."),
    ("They made 412 GWh.", "Eles produziram 412 gigawatts-hora."),
    ("They made 412 gigawatt hours.", "Eles produziram 412 GWh."),
    ("Ask for code 0417.", "Peça o código 0417."),
    ("Call 020 7946 0958.", "Ligue para 020 7946 0958."),
    ("She comes on Thursdays for tea.", "Ela vem às quintas-feiras para o chá."),
]


@pytest.mark.parametrize(("source", "target"), FAITHFUL, ids=lambda text: text[:30])
def test_a_faithful_translation_has_no_stop(source: str, target: str) -> None:
    pair = Pair(source, target, "en", "pt-BR")
    assert [f for rule in ALL for f in rule(pair) if f.severity is Severity.STOP] == []


@pytest.mark.parametrize(("source", "target"), FAITHFUL, ids=lambda text: text[:30])
def test_the_other_direction_has_no_stop_either(source: str, target: str) -> None:
    pair = Pair(target, source, "pt-BR", "en")
    assert [f for rule in ALL for f in rule(pair) if f.severity is Severity.STOP] == []


FAULTS = [
    ("number-lost", "He paid 45,263 crowns.", "Ele pagou 46.263 coroas."),
    ("number-lost", "Two of the 27 states left.", "Dois dos 28 estados saíram."),
    ("number-invented", "A few people left.", "Cerca de 15 pessoas saíram."),
    ("percent", "It rose 3%.", "Subiu 3."),
    ("number-order", "They won 3-1.", "Eles venceram por 1-3."),
    ("number-order", "It grew by 130 to 4,070.", "Cresceu de 130 para 4.070."),
    ("number-order", "Shares fell 3% to 264p.", "As ações caíram de 3% para 264p."),
    ("code-number", "Ask for code 0417.", "Peça o código 417."),
    ("unit", "They made 412 GWh.", "Eles produziram 412 gigawatts."),
    ("unit", "It used 3 kilowatt-hours.", "Usou 3 quilowatts."),
    ("currency", "It cost £30.", "Custou 30 euros."),
    ("currency", "It cost €2.5bn.", "Custou 2,5 bilhões."),
    ("unit", "It is 40 km long.", "Tem 40 milhas de comprimento."),
    ("unit", "He waited 3 weeks.", "Ele esperou 3 meses."),
    ("unit", "It runs for 64 km (40 miles).", "Estende-se por 64 km (40 km)."),
    ("unfinished", "For those who stayed it grew worse.", "Para quem ficou, a coisa foi cada."),
    ("unfinished", "They had fun with him this week.", "Eles se divertiram com ele esta."),
    ("unfinished", "The mayor thanked the crew of the boat.", "A prefeita agradeceu à equipe que."),
    ("month", "It begins on May 3.", "Começa em 3 de março."),
    ("weekday", "They met on Friday.", "Eles se reuniram no sábado."),
    ("clock", "At 11:20 p.m. it ended.", "Às 11h20 terminou."),
    ("quotation-lost", "“No,” he said.", "Não, disse ele."),
    ("quotation-lost", "“No,” he said.", "“Não, disse ele."),
    ("negation-lost", "He never left.", "Ele saiu."),
    ("negation-lost", "He did not say he was not ill.", "Ele não disse que estava doente."),
    ("negation-added", "He left.", "Ele não saiu."),
    ("polarity", "The party lost in May.", "O partido venceu em maio."),
    ("polarity", "It was better before.", "Era melhor depois."),
    ("code", "Write to desk@example.org.", "Escreva para desk-example.org."),
    ("refusal", "He died.", "I'm sorry, but I cannot help with that."),
    ("echo", "He died.", "Tradução: Ele morreu."),
    ("loop", "It was so.", "Era assim era assim."),
    ("place", "He fled to Norway.", "Ele fugiu para a Dinamarca."),
    ("wrong-language", "The end of the war is near.", "El fin de la guerra está muy cerca y los demás no lo saben."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "source", "target"), FAULTS, ids=lambda text: text[:24]
)
def test_a_fault_is_stopped_by_its_rule(name: str, source: str, target: str) -> None:
    rule = next(rule for rule in ALL if rule.name == name)
    findings = rule(Pair(source, target, "en", "pt-BR"))
    assert Severity.STOP in {finding.severity for finding in findings}


def test_a_day_of_every_week_is_no_name() -> None:
    rule = next(rule for rule in ALL if rule.name == "name")
    pair = Pair(
        "Then on Thursdays they meet.", "Então se reúnem às quintas.", "en", "pt"
    )
    assert rule(pair) == ()


def test_a_name_that_is_only_missing_is_a_doubt() -> None:
    rule = next(rule for rule in ALL if rule.name == "name")
    pair = Pair("The court heard Aigul Toktogulova.", "O tribunal a ouviu.", "en", "pt")
    assert {finding.severity for finding in rule(pair)} == {Severity.DOUBT}


LOST = ("The court heard Aigul Toktogulova.", "O tribunal a ouviu.")
KNOWN = frozenset({"Aigul", "Toktogulova"})


@pytest.mark.parametrize(
    ("context", "severity"),
    [
        (Context(names=KNOWN, sensitive=True), Severity.STOP),
        (Context(names=KNOWN), Severity.DOUBT),
        (Context(sensitive=True), Severity.DOUBT),
    ],
    ids=["known-and-sensitive", "known", "sensitive"],
)
def test_a_known_person_lost_where_it_may_hurt_is_a_stop(
    context: Context, severity: Severity
) -> None:
    rule = next(rule for rule in ALL if rule.name == "name")
    found = rule(Pair(*LOST, "en", "pt-BR", context=context))
    assert {finding.severity for finding in found} == {severity}


@pytest.mark.parametrize(
    ("source", "target", "severities"),
    [
        ("The alleged thief was seen.", "O ladrão condenado foi visto.", ["stop"]),
        ("The suspected arsonist left.", "O incendiário culpado saiu.", ["stop"]),
        ("The alleged thief was seen.", "O ladrão foi visto.", ["doubt"]),
        ("The thief was seen.", "O ladrão condenado foi visto.", ["doubt"]),
        ("The convicted thief was seen.", "O ladrão foi visto.", ["doubt"]),
        ("The alleged thief left.", "O suposto ladrão saiu.", []),
        ("The alleged thief left.", "O ladrão saiu, diz a polícia.", []),
        ("The alleged killer was convicted.", "O assassino foi condenado.", ["doubt"]),
    ],
)
def test_an_accusation_is_no_verdict(
    source: str, target: str, severities: list[str]
) -> None:
    rule = next(rule for rule in ALL if rule.name == "accusation")
    found = rule(Pair(source, target, "en", "pt-BR"))
    assert [finding.severity for finding in found] == severities


@pytest.mark.parametrize(
    ("name", "source", "target"),
    [
        ("name-order", "Olsen's Novak left.", "Novak de Olsen saiu."),
        ("name-order", "The Olsens' Novak left.", "Novak dos Olsens saiu."),
        ("unit", "He had three days, the first hard.", "Ele teve três dias, o primeiro dia duro."),
    ("unfinished", "It is for the group A.", "É para o grupo A."),
    ("unfinished", "He asked: where to, and", "Ele perguntou: para onde, e"),
    ("unfinished", "They bowl 20 overs each.", "Eles lançam 20 overs cada."),
    ("unfinished", "She denies that she cheated anyone.", "Ela nega que enganou qualquer um."),
    ("unfinished", "Nobody had seen a case like this.", "Ninguém tinha visto um caso como este."),
    ("unfinished", "He pays what he owes.", "Ele paga o que deve."),
    ("negation-lost", "No food came but bread.", "Veio pão, nada mais."),
        ("negation-lost", "Nobody came.", "Nem sequer um veio."),
        ("negation-lost", "He didn't even call.", "Ele nem sequer ligou."),
        ("negation-added", "He won no less than twice.", "Ele não ganhou menos que duas vezes."),
    ],
)  # fmt: skip
def test_what_grammar_asks_for_is_excused(name: str, source: str, target: str) -> None:
    rule = next(rule for rule in ALL if rule.name == name)
    pair = Pair(source, target, "en", "pt-BR", context=Context(sensitive=True))
    assert rule(pair) == ()


@pytest.mark.parametrize(
    ("sensitive", "severity"), [(True, Severity.STOP), (False, Severity.DOUBT)]
)
def test_names_that_change_places_without_an_owner_are_seen(
    *, sensitive: bool, severity: Severity
) -> None:
    rule = next(rule for rule in ALL if rule.name == "name-order")
    pair = Pair(
        "Olsen told Novak to go.",
        "Novak disse a Olsen para ir.",
        "en",
        "pt-BR",
        context=Context(sensitive=sensitive),
    )
    assert [finding.severity for finding in rule(pair)] == [severity]


def test_a_pair_without_facts_runs_the_rules_that_need_none() -> None:
    pair = Pair("Тоо жолу жабык 12.", "Yol kapalı.", "ky", "tr")
    names = {finding.rule for rule in ALL for finding in rule(pair)}
    assert "number-lost" in names
    assert "negation-lost" not in names
