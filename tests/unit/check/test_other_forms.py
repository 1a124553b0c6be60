"""The same thing said in another form is no fault; what differs beside it is one."""

import pytest

from polywire.article import Severity
from polywire.check.rule import Pair
from polywire.check.rules import ALL

EN, PT = ("en", "pt-BR"), ("pt-BR", "en")

SAME = [
    (EN, "A fourth suspect was freed.", "Um quarto suspeito foi libertado."),
    (EN, "A fifth victim died.", "Uma quinta vítima morreu."),
    (EN, "A fourth of the fleet is idle.", "Um quarto da frota está parado."),
    (PT, "Um quarto suspeito foi solto.", "A fourth suspect was freed."),
    (PT, "Um terceiro mandato é incerto.", "A third term is uncertain."),
    (EN, "Rain is likely to fall.", "A chuva é suscetível de cair."),
    (EN, "He declined to comment.", "Ele não quis comentar."),
    (EN, "She refused to answer.", "Ela não quis responder."),
    (PT, "O palácio não quis comentar.", "The palace declined to comment."),
    (PT, "Ela preferiu não comentar.", "She declined to comment."),
    (PT, "Elas não saem enquanto não houver acordo.", "They do not leave until there is a deal."),
    (PT, "O filme “Terra sem Sino” ganhou.", "The film “Terra sem Sino” won."),
    (PT, "O filme “Terra sem Sino”, de Lia Prado, ganhou.", "The film “Terra sem Sino,” by Lia Prado, won."),
    (EN, "The “no” vote did not win, said “a”.", "O voto “no” não ganhou, disse “a”."),
    (PT, "As crianças estão sem aula.", "The children are out of school."),
    (PT, "Casas não foram vistas porque ninguém abriu.", "Houses were not seen because no one opened."),
    (EN, "They did not vote because nobody told them.", "Eles não votaram porque ninguém lhes disse."),
    (PT, "A prefeita responsabilizou a firma.", "The mayor blamed the firm."),
    (EN, "The workers were not paid.", "Os trabalhadores não receberam."),
    (PT, "Os professores não receberam.", "The teachers were not paid."),
    (PT, "Será advertido na primeira vez e multado na segunda.", "He will be warned the first time and fined the second."),
    (PT, "Ele venceu a primeira e perdeu na quarta.", "He won the first and lost the fourth."),
    (PT, "O carro do acusado saiu.", "The accused's car left."),
    (PT, "Ela enfrenta a ucraniana Daria Holub.", "She faces Ukrainian Daria Holub."),
    (PT, "A turnê pela Europa foi cancelada.", "The tour of Europe was cancelled."),
]  # fmt: skip

OTHER = [
    ("number-lost", EN, "A fourth suspect was freed.", "Um quinto suspeito foi libertado."),
    ("number-lost", EN, "A fifth victim died.", "Três vítimas morreram."),
    ("negation-added", EN, "He declined to comment.", "Ele não se recusou a comentar."),
    ("negation-lost", PT, "O palácio não quis comentar.", "The palace wanted to comment."),
    ("negation-lost", PT, "Elas não saem, e não há acordo.", "They leave until there is a deal."),
    ("negation-lost", PT, "“Ela não vem”, disse Lia.", "“She comes”, said Lia."),
    ("negation-lost", PT, "A banda “o” não toca aqui.", "The band “o” plays here."),
    ("negation-lost", EN, "He said “not” and did not come.", "Ele disse “not” e veio."),
    ("negation-lost", PT, "As crianças estão sem aula.", "The children are in school."),
    ("negation-lost", PT, "Ele não abriu porque ninguém veio.", "He did not open because they came."),
    ("critical", EN, "The firm paid 3 workers.", "A firma recebeu 3 trabalhadores."),
    ("weekday", PT, "A ponte abriu pela primeira vez na segunda.", "The bridge opened for the first time."),
    ("weekday", PT, "A ponte abre na segunda, e fecha na quarta.", "The bridge opens and closes on Wednesday."),
    ("name", EN, "A turkey farmer lives in Norvale.", "Um criador de perus vive na Turquia."),
    ("name", PT, "Ela enfrenta a russa Daria Holub.", "She faces Ukrainian Daria Holub."),
]  # fmt: skip


@pytest.mark.parametrize(("pair", "said", "told"), SAME)
def test_another_form_is_not_stopped(
    pair: tuple[str, str], said: str, told: str
) -> None:
    found = [one for rule in ALL for one in rule(Pair(said, told, *pair))]
    assert [one for one in found if one.severity is not Severity.NOTE] == []


@pytest.mark.parametrize(("name", "pair", "said", "told"), OTHER)
def test_what_is_not_the_same_is_stopped(
    name: str, pair: tuple[str, str], said: str, told: str
) -> None:
    rule = next(rule for rule in ALL if rule.name == name)
    found = rule(Pair(said, told, *pair))
    assert [one.severity for one in found] == [Severity.STOP]
