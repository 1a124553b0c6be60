"""Who says it, and how: the verb beside a quotation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.article import Severity
from polywire.check.rule import Pair
from polywire.check.rules import attribution
from polywire.check.rules.attribution import RULES

(ATTRIBUTION,) = RULES

TURNED = [
    ("pt", "“Não sabíamos”, confirmou o prefeito."),
    ("es", "“No lo sabíamos”, confirmó el alcalde."),
    ("fr", "« Nous ne savions pas », a confirmé le maire."),
    ("de", "„Wir wussten es nicht“, bestätigte der Bürgermeister."),
    ("ru", "«Мы не знали», — подтвердил мэр."),
    ("uk", "«Ми не знали», — підтвердив мер."),
    ("ar", "“لم نكن نعلم”، أكد رئيس البلدية."),
    ("fa", "«ما نمی‌دانستیم»، شهردار تأیید کرد."),
]


@pytest.mark.parametrize(("language", "target"), TURNED, ids=lambda text: text[:2])
def test_denied_is_not_confirmed(language: str, target: str) -> None:
    pair = Pair("“We did not know,” the mayor denied.", target, "en", language)
    assert [one.severity for one in ATTRIBUTION(pair)] == [Severity.STOP]


FAITHFUL = [
    ("pt", "“Não sabíamos”, negou o prefeito."),
    ("es", "“No lo sabíamos”, negó el alcalde."),
    ("fr", "« Nous ne savions pas », a démenti le maire."),
    ("de", "„Wir wussten es nicht“, bestritt der Bürgermeister."),
    ("ru", "«Мы не знали», — опроверг это мэр."),
    ("uk", "«Ми не знали», — заперечив мер."),
    ("ar", "“لم نكن نعلم”، نفى رئيس البلدية."),
    ("fa", "«ما نمی‌دانستیم»، شهردار تکذیب کرد."),
]


@pytest.mark.parametrize(("language", "target"), FAITHFUL, ids=lambda text: text[:2])
def test_denied_stays_denied(language: str, target: str) -> None:
    pair = Pair("“We did not know,” the mayor denied.", target, "en", language)
    assert ATTRIBUTION(pair) == ()


@pytest.mark.parametrize(
    ("source", "target", "severity"),
    [
        ("“It is so,” she said.", "“É assim”, negou ela.", Severity.STOP),
        ("“It is so,” she denied.", "“É assim”, disse ela.", Severity.DOUBT),
        ("“It is so,” Mara Olin said.", "“É assim”, Mara Olin.", Severity.DOUBT),
        ("It is so,” she said.", "É assim”, ela.", Severity.DOUBT),
    ],
)
def test_lost_and_turned_verbs_are_told_apart(
    source: str, target: str, severity: Severity
) -> None:
    pair = Pair(source, target, "en", "pt-BR")
    assert [one.severity for one in ATTRIBUTION(pair)] == [severity]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("“It is so,” she said.", "“É assim”, afirmou ela."),
        ("“It is so,” she claimed.", "“É assim”, segundo ela."),
        ("The “serious” films offer jokes.", "Os filmes “sérios” são engraçados."),
        ("He denied having met them “at night.”", "Ele disse que não os encontrou “à noite”."),
        ("She said it was so.", "Era assim."),
    ],
)  # fmt: skip
def test_what_readers_accept_passes(source: str, target: str) -> None:
    assert ATTRIBUTION(Pair(source, target, "en", "pt-BR")) == ()


SAID = st.sampled_from(
    ["disse", "afirmou", "contou", "declarou", "explicou", "segundo"]
)


@given(SAID, st.sampled_from(["said", "told us", "explained", "added"]))
def test_one_neutral_word_may_stand_for_another(told: str, said: str) -> None:
    pair = Pair(f"“We won,” she {said}.", f"“Ganhamos”, {told} ela.", "en", "pt")
    assert ATTRIBUTION(pair) == ()


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = attribution.read(text, "en")
    assert found is None or found.near.total() <= found.anywhere.total()
