"""A reversed outcome is a stop: quashed for upheld, in both directions."""

import pytest

from polywire.article import Severity
from polywire.check.rule import Context, Pair
from polywire.check.rules import ALL
from polywire.check.rules.meaning import RULES

CRITICAL = next(rule for rule in RULES if rule.name == "critical")
HURTS = Context(sensitive=True)
# English, the right Portuguese, the wrong one
CASES = [
    ("The court quashed the fine.", "O tribunal anulou a multa.", "O tribunal manteve a multa."),
    ("The charges were dropped.", "As acusações contra ela foram retiradas.", "Ela foi acusada."),
    ("They filed charges.", "Eles apresentaram acusações.", "Eles retiraram as acusações."),
    ("The judge threw out the plea.", "O juiz rejeitou o pedido.", "O juiz acolheu o pedido."),
    ("The mayor ruled out a toll.", "A prefeita descartou um pedágio.", "A prefeita confirmou um pedágio."),
    ("The club called off the vote.", "O clube cancelou a votação.", "O clube convocou a votação."),
    ("Drivers ended the strike.", "Os motoristas encerraram a greve.", "Os motoristas iniciaram a greve."),
    ("She vetoed the plan.", "Ela vetou o plano.", "Ela sancionou o plano."),
    ("Members voted against the levy.", "Os sócios votaram contra a taxa.", "Os sócios votaram a favor da taxa."),
    ("She refused a permit.", "Ela recusou a licença.", "Ela concedeu a licença."),
    ("The match was postponed.", "O jogo foi adiado.", "O jogo foi antecipado."),
    ("Nobody was killed, seven were hurt.", "Ninguém morreu, sete ficaram feridos.", "Ninguém ficou ferido, sete morreram."),
    ("Six were hurt but no one died.", "Seis ficaram feridos, mas ninguém morreu.", "Seis morreram, mas ninguém ficou ferido."),
]  # fmt: skip


@pytest.mark.parametrize(("english", "right", "wrong"), CASES)
def test_a_reversed_outcome_is_a_stop(english: str, right: str, wrong: str) -> None:
    for source, target, ours, theirs in (
        (english, wrong, "en", "pt"),
        (wrong, english, "pt", "en"),
    ):
        pair = Pair(source, target, ours, theirs)
        assert [one.severity for one in CRITICAL(pair)][:1] == [Severity.STOP]
    assert CRITICAL(Pair(english, right, "en", "pt")) == ()
    assert CRITICAL(Pair(right, english, "pt", "en")) == ()


OTHER_MEANINGS = [
    ("The lorry overturned and he kept calm.", "O caminhão capotou e ele manteve a calma.", "pt"),
    ("The town took in the goats.", "A cidade acolheu as cabras.", "pt"),
    ("Members voted for Olsen.", "Os sócios votaram em Olsen.", "pt"),
    ("The keeper let in a goal.", "O goleiro concedeu um gol.", "pt"),
    ("The cook threw out the soup.", "O cozinheiro jogou fora a sopa.", "pt"),
    ("The coach called up a goalkeeper.", "O técnico convocou um goleiro.", "pt"),
    ("The charges were dropped.", "Les accusations ont été abandonnées.", "fr"),
    ("The court upheld the fine.", "El tribunal mantuvo la multa.", "es"),
]  # fmt: skip


@pytest.mark.parametrize(("english", "told", "language"), OTHER_MEANINGS)
def test_a_word_of_an_outcome_in_another_sense_passes(
    english: str, told: str, language: str
) -> None:
    assert CRITICAL(Pair(english, told, "en", language)) == ()
    assert CRITICAL(Pair(told, english, language, "en")) == ()


ACQUITTED = [
    ("The man pleaded not guilty.", "El hombre se declaró inocente.", "es"),
    ("The man pleaded not guilty.", "O homem se declarou inocente.", "pt"),
    ("The man pleaded not guilty.", "L'homme a plaidé non coupable.", "fr"),
    ("The man was cleared of arson.", "O homem foi inocentado de incêndio criminoso.", "pt"),
]  # fmt: skip


@pytest.mark.parametrize(("english", "told", "language"), ACQUITTED)
def test_an_acquittal_may_be_told_without_a_no(
    english: str, told: str, language: str
) -> None:
    for pair in (
        Pair(english, told, "en", language, context=HURTS),
        Pair(told, english, language, "en", context=HURTS),
    ):
        assert [one for rule in RULES for one in rule(pair)] == []


@pytest.mark.parametrize(
    ("told", "language"),
    [("O homem se declarou culpado.", "pt"), ("El hombre se declaró culpable.", "es")],
)
def test_not_guilty_is_not_guilty_all_the_same(told: str, language: str) -> None:
    pair = Pair("The man pleaded not guilty.", told, "en", language, context=HURTS)
    found = [one for rule in ALL for one in rule(pair)]
    assert Severity.STOP in {one.severity for one in found}
