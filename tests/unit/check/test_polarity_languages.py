"""Opposites in the languages that news comes in: a turned word stops, a right one not.

The words of es, fr, de, ru and uk were measured on the human translations of ntrex-dev,
see ``docs/decisions/0190-opposites-in-nine-languages.md``.
"""

import pytest

from polywire.check.rule import Pair
from polywire.check.rules import ALL

ENGLISH = "Prices rose after the war, and the court found the mayor guilty."
RIGHT = {
    "ar": "ارتفعت الأسعار بعد الحرب ووجدت المحكمة أن رئيس البلدية مذنب.",
    "de": "Die Preise stiegen nach dem Krieg, und das Gericht sprach den Bürgermeister schuldig.",
    "es": "Los precios subieron después de la guerra y el tribunal declaró culpable al alcalde.",
    "fa": "قیمت‌ها پس از جنگ افزایش یافت و دادگاه شهردار را گناهکار دانست.",
    "fr": "Les prix ont augmenté après la guerre et le tribunal a jugé le maire coupable.",
    "pt": "Os preços subiram depois da guerra e o tribunal considerou o prefeito culpado.",
    "ru": "Цены выросли после войны, и суд признал мэра виновным.",
    "uk": "Ціни зросли після війни, і суд визнав мера винним.",
}
TURNED = {
    "ar": [("ارتفعت", "انخفضت"), ("بعد", "قبل"), ("الحرب", "السلام"), ("مذنب", "بريء")],
    "de": [("stiegen", "sanken"), ("nach", "vor"), ("schuldig", "unschuldig")],
    "es": [("subieron", "cayeron"), ("después", "antes"), ("culpable", "inocente")],
    "fa": [("افزایش", "کاهش"), ("پس", "پیش"), ("جنگ", "صلح")],
    "fr": [("augmenté", "baissé"), ("après", "avant"), ("coupable", "innocent")],
    "pt": [("subiram", "caíram"), ("depois", "antes"), ("culpado", "inocente")],
    "ru": [("выросли", "снизились"), ("после", "до"), ("виновным", "невиновным")],
    "uk": [("зросли", "знизились"), ("після", "до"), ("винним", "невинним")],
}
CASES = [
    pytest.param(language, word, other, id=f"{language}-{at}")
    for language, turns in TURNED.items()
    for at, (word, other) in enumerate(turns)
]
POLARITY = next(rule for rule in ALL if rule.name == "polarity")


def faults(language: str, text: str) -> list[str]:
    there = POLARITY(Pair(ENGLISH, text, "en", language))
    back = POLARITY(Pair(text, ENGLISH, language, "en"))
    return [finding.evidence for finding in (*there, *back)]


@pytest.mark.parametrize("language", sorted(RIGHT))
def test_a_right_translation_has_no_turned_word(language: str) -> None:
    assert faults(language, RIGHT[language]) == []


@pytest.mark.parametrize(("language", "word", "other"), CASES)
def test_a_turned_word_stops_in_both_directions(
    language: str, word: str, other: str
) -> None:
    assert word in RIGHT[language]
    assert len(faults(language, RIGHT[language].replace(word, other))) == 2


@pytest.mark.parametrize(
    ("language", "text", "english"),
    [
        ("fr", "C'est l'ennemi.", "It is the friend."),
        ("ar", "وفشل الاقتراح.", "The proposal was a success."),
    ],
)
def test_a_word_is_known_with_what_is_written_before_it(
    language: str, text: str, english: str
) -> None:
    assert list(POLARITY(Pair(text, english, language, "en")))


def test_to_come_about_ones_life_is_german_for_dying() -> None:
    assert not POLARITY(Pair("He died.", "Er kam ums Leben.", "en", "de"))
