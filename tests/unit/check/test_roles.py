"""Who did what to whom is the same on both sides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.article import Severity
from polywire.check.rule import Context, Pair
from polywire.check.rules.roles import RULES, are_open

ROLES = next(rule for rule in RULES if rule.name == "roles")
HURTS = Context(sensitive=True)


def severities(source: str, target: str, language: str = "pt") -> list[Severity]:
    pair = Pair(source, target, "en", language, context=HURTS)
    return [one.severity for one in ROLES(pair)]


TURNED = [
    ("Marta Olsen killed Pavel Novak.", "Pavel Novak matou Marta Olsen.", "pt"),
    ("Marta Olsen killed Pavel Novak.", "Marta Olsen foi morta por Pavel Novak.", "pt"),
    ("Olsen was shot by Novak.", "Olsen baleou Novak.", "pt"),
    ("Norvale was attacked on Monday.", "Norvale atacou na segunda-feira.", "pt"),
    ("Marta Olsen sued Pavel Novak.", "Pavel Novak processou Marta Olsen.", "pt"),
    ("Marta Olsen killed Pavel Novak.", "Pavel Novak mató a Marta Olsen.", "es"),
    ("The soldier killed the farmer.", "The farmer killed the soldier.", "en"),
]


@pytest.mark.parametrize(("source", "target", "language"), TURNED)
def test_turned_roles_are_a_stop(source: str, target: str, language: str) -> None:
    assert severities(source, target, language) == [Severity.STOP]


PLACES = [
    ("Israel attacks Iran", "Israel ataca Irã", "Irã ataca Israel"),
    ("Iran was attacked by Israel.", "O Irã foi atacado por Israel.", "Israel foi atacado pelo Irã."),
    ("The US invades Mali.", "Os EUA invadem o Mali.", "O Mali invade os EUA."),
    ("Peru warned the United States.", "O Peru alertou os EUA.", "Os EUA alertaram o Peru."),
    ("Kenya thanked Egypt.", "O Quênia agradeceu ao Egito.", "O Egito agradeceu ao Quênia."),
    ("Chile imposed a levy on Japan.", "O Chile impôs uma taxa ao Japão.", "O Japão impôs uma taxa ao Chile."),
    ("Oman bombed Chad.", "O Chade foi bombardeado por Omã.", "Omã foi bombardeado pelo Chade."),
]  # fmt: skip


@pytest.mark.parametrize(("source", "right", "wrong"), PLACES)
def test_places_may_not_change_their_roles(source: str, right: str, wrong: str) -> None:
    assert severities(source, wrong) == [Severity.STOP]
    assert severities(source, right) == []
    assert ROLES(Pair(wrong, source, "pt", "en", context=HURTS))
    assert ROLES(Pair(right, source, "pt", "en", context=HURTS)) == ()


def test_a_pronoun_between_hides_no_reflexive() -> None:
    source = "Olsen has been accused of theft."
    assert severities(source, "A Olsen se le acusa de robo.", "es") == []


def test_a_pronoun_is_no_country() -> None:
    source = "She told us that the US attacked Peru."
    assert severities(source, "Ela nos disse que os EUA atacaram o Peru.") == []
    wrong = "Ela nos disse que o Peru atacou os EUA."
    assert severities(source, wrong) == [Severity.STOP]


def test_turned_roles_outside_sensitive_texts_are_a_doubt() -> None:
    pair = Pair("Olsen defeated Novak.", "Novak derrotou Olsen.", "en", "pt")
    assert [one.severity for one in ROLES(pair)] == [Severity.DOUBT]


FAITHFUL = [
    ("Marta Olsen killed Pavel Novak.", "Marta Olsen matou Pavel Novak."),
    ("Marta Olsen killed Pavel Novak.", "Pavel Novak foi morto por Marta Olsen."),
    ("Novak was shot by Olsen.", "Olsen baleou Novak."),
    ("Norvale was attacked on Monday.", "Norvale foi atacada na segunda-feira."),
    ("The man accused of theft left Norvale.", "O homem acusado de furto deixou Norvale."),
    ("Four detained for murder in Norvale.", "Quatro detidos por homicídio em Norvale."),
    ("Olsen got injured in Norvale.", "Olsen se machucou em Norvale."),
    ("Norvale killed the plan.", "Norvale enterrou o plano."),
    ("Olsen hit a wall and left 11 injured, two badly.", "Olsen bateu no muro e deixou 11 feridos, dois em estado grave."),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target"), FAITHFUL)
def test_kept_roles_pass(source: str, target: str) -> None:
    assert severities(source, target) == []
    back = Pair(target, source, "pt", "en", context=HURTS)
    assert ROLES(back) == ()


def test_a_deed_that_is_told_twice_is_not_paired() -> None:
    source = "Olsen killed Novak and Reed killed Prado."
    assert severities(source, "Novak matou Olsen e Prado matou Reed.") == []
    assert (
        severities("Olsen killed Novak.", "Novak matou Olsen; Tamm matou Venn.") == []
    )
    assert severities(source, "Novak matou Olsen.") == []


NAMES = ["Olsen", "Novak", "Reed", "Prado", "Tamm", "Venn"]
DEEDS = [("killed", "matou"), ("attacked", "atacou"), ("sued", "processou")]


@given(
    st.permutations(NAMES),
    st.sampled_from(DEEDS),
    st.sampled_from(["", "Yesterday, ", "In May, "]),
)
def test_two_names_in_the_wrong_roles_are_always_seen(
    names: list[str], deed: tuple[str, str], lead: str
) -> None:
    one, other = names[:2]
    source = f"{lead}{one} {deed[0]} {other}."
    assert severities(source, f"{one} {deed[1]} {other}.") == []
    assert severities(source, f"{other} {deed[1]} {one}.") == [Severity.STOP]


def test_a_language_without_data_is_silent() -> None:
    assert severities("Olsen killed Novak.", "Novak tötete Olsen.", "de") == []


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_can_be_asked_about(source: str, target: str) -> None:
    pair = Pair(source, target, "en", "pt")
    assert are_open(pair) in {True, False}


@pytest.mark.parametrize(
    ("source", "target", "is_open"),
    [
        ("The farmer killed the soldier.", "O fazendeiro matou o soldado.", True),
        ("Olsen killed Novak.", "Olsen matou Novak.", False),
        ("Three were arrested on Monday.", "Três foram presos na segunda.", False),
        ("Olsen was shot by Novak.", "Novak baleou Olsen.", True),
        (
            "A farmer was shot on a bridge.",
            "Um fazendeiro foi baleado numa ponte.",
            False,
        ),
        ("The road is open.", "A estrada está aberta.", False),
    ],
)
def test_what_names_prove_needs_no_way_back(
    source: str, target: str, *, is_open: bool
) -> None:
    assert are_open(Pair(source, target, "en", "pt")) is is_open
