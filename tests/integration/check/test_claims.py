"""Forms that claim something: when it happens, who speaks, whether it is asked."""

import pytest
from tests.integration.check.test_critical_pairs import stops

from polywire.check.rule import Pair
from polywire.check.rules import ALL

WRONG = [
    ("en-pt", "The council will vote on Tuesday.", "O conselho votou na terça-feira."),
    ("en-pt", "She will leave the party.", "Ela deixou o partido."),
    ("en-pt", "Trains will stop at midnight.", "Os trens pararam à meia-noite."),
    ("en-pt", "The factory closed in May.", "A fábrica fechará em maio."),
    ("en-pt", "They signed the deal on Monday.", "Eles assinarão o acordo na segunda-feira."),
    ("en-pt", "The player was sold.", "O jogador será vendido."),
    ("pt-en", "O prefeito renunciará na sexta-feira.", "The mayor resigned on Friday."),
    ("pt-en", "A loja fechou em março.", "The shop will close in March."),
    ("pt-en", "As obras começarão em julho.", "The works began in July."),
    ("pt-en", "Ele perdeu o emprego.", "He will lose his job."),
    ("en-pt", "I saw the fire.", "Ela viu o incêndio."),
    ("en-pt", "“We lost everything,” said Ana.", "“Eles perderam tudo”, disse Ana."),
    ("en-pt", "He paid the rent.", "Eu paguei o aluguel."),
    ("pt-en", "Eu não sabia de nada.", "He knew nothing."),
    ("pt-en", "Ela venceu a corrida.", "I won the race."),
]  # fmt: skip
ASKED = [
    ("en-pt", "Is the water safe?", "A água é segura."),
    ("en-pt", "The water is safe.", "A água é segura?"),
    ("pt-en", "O que aconteceu?", "What happened."),
    ("en-pt", "Who paid for the boat?", "Quem pagou pelo barco."),
]  # fmt: skip
RIGHT = [
    ("en-pt", "The council will vote on Tuesday.", "O conselho vota na terça-feira."),
    ("en-pt", "She will leave the party.", "Ela vai deixar o partido."),
    ("en-pt", "He said that he would resign.", "Ele disse que renunciaria."),
    ("en-pt", "The will was read on Friday.", "O testamento foi lido na sexta-feira."),
    ("en-pt", "The strike begins on Monday.", "A greve começará na segunda-feira."),
    ("en-pt", "The museum, closed since May, reopens today.", "O museu, fechado desde maio, reabrirá hoje."),
    ("en-pt", "He was to be freed on Monday.", "Ele será solto na segunda-feira."),
    ("en-pt", "Four held over fire", "Quatro serão julgados por incêndio"),
    ("en-pt", "I am told the road is shut.", "Disseram-me que a estrada está fechada."),
    ("en-pt", "We were told to leave.", "Eles nos mandaram sair."),
    ("en-pt", "The team, he said, played well.", "O time, disse ele, jogou bem."),
    ("en-pt", "It rained all night.", "Choveu a noite toda."),
    ("en-pt", "“Is it safe?” she asked.", "“É seguro?”, perguntou ela."),
    ("en-pt", "She asked whether it was safe.", "Ela perguntou se era seguro."),
    ("en-pt", "The actress will be 40 in June.", "A atriz fará 40 anos em junho."),
    ("en-pt", "Will Smith sang on Friday.", "Will Smith cantou na sexta-feira."),
    ("pt-en", "O museu europeu abrirá em junho.", "The European museum opens in June."),
    ("pt-en", "A gente perdeu tudo.", "We lost everything."),
    ("pt-en", "Ele será ouvido na terça.", "He is to be heard on Tuesday."),
    ("pt-en", "Fomos expulsos.", "We were thrown out."),
    ("pt-en", "Agora a loja está fechada.", "The shop is now closed."),
    ("pt-en", "Ela, eu acho, sabia.", "She knew, I think."),
    ("pt-en", "Será que ele sabia?", "Did he know?"),
    ("pt-en", "O governo anunciará quem venceu.", "The government will announce who won."),
    ("en-pt", "People who said no will be asked again.", "Quem disse não será consultado de novo."),
    ("en-pt", "Police named the man we saw.", "A polícia identificou o homem que vimos."),
    ("en-pt", "The vote decided who leads the party.", "A votação decidiu quem liderará o partido."),
    ("en-pt", "Someone told me, but I forgot.", "Alguém me contou, mas eu esqueci."),
    ("en-pt", "The couple said they would stay.", "O casal disse que ele e ela vão ficar."),
    ("en-pt", "Guess what.", "Adivinha o quê?"),
]  # fmt: skip


@pytest.mark.parametrize(("languages", "source", "target"), WRONG)
def test_another_time_or_speaker_is_stopped(
    languages: str, source: str, target: str
) -> None:
    told = stops(source, target, languages)
    assert any(one.startswith(("tense: ", "person: ")) for one in told)


@pytest.mark.parametrize(("languages", "source", "target"), ASKED)
def test_a_question_stays_one(languages: str, source: str, target: str) -> None:
    rule = next(rule for rule in ALL if rule.name == "question")
    ours, theirs = languages.split("-")
    assert rule(Pair(source, target, ours, theirs))
    assert not rule(Pair(source, source, ours, theirs))


@pytest.mark.parametrize(("languages", "source", "target"), RIGHT)
def test_a_right_form_passes(languages: str, source: str, target: str) -> None:
    assert stops(source, target, languages) == []
