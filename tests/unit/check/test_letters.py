"""The rule about letters that the target is not written in, and names beside it."""

import pytest

from polywire.article import Severity
from polywire.check.rule import Context, Pair, Term
from polywire.check.rules.answers import RULES as ANSWERS
from polywire.check.rules.names import RULES as NAMES

LETTERS = next(rule for rule in ANSWERS if rule.name == "letters")
NAME = next(rule for rule in NAMES if rule.name == "name")


def found(pair: Pair) -> list[Severity]:
    return [finding.severity for finding in LETTERS(pair)]


STOPPED = [
    ("ru", "en", "Мост закрыли под Тверью.", "The bridge near Тверью was closed."),
    ("uk", "en", "Міст закрили під Сумами.", "The bridge near Сумами was closed."),
    ("uk", "pt-BR", "Міст у Сумах закрито.", "A ponte em Сумах foi fechada."),
    ("ar", "en", "أغلق الجسر في حمص.", "The bridge in حمص was closed."),
    ("ar", "en", "أغلق 37 جسرا.", "Some ٣٧ bridges were closed."),
    ("fa", "de", "پل در قم بسته شد.", "Die Brücke in قم wurde geschlossen."),
    ("he", "fr", "הגשר בחיפה נסגר.", "Le pont de חיפה a été fermé."),
    ("el", "en", "Η γέφυρα έκλεισε.", "Η bridge was closed."),
    ("zh", "en", "大桥在长沙关闭。", "The bridge in 长沙 was closed."),
    ("ja", "en", "橋はコウベで閉鎖。", "The bridge in コウベ was closed."),
    ("ko", "en", "다리가 대전에서.", "The bridge in 대전 was closed."),
    ("ru", "en", "Мост под Тверью.", "The bridge near Tvеr was closed."),
    ("ru", "en", "Мост под Тверью.", "The bridge near Ｔｖｅｒ was closed."),
    ("en", "pt", "The bridge was closed.", "A ponte fоi fechada."),
    ("ru", "uk", "Мост закрыли.", "Мiст закрили."),
    ("en", "ru", "They jailed Ivan Lomov.", "Посадили Ивана Lomov."),
    ("en", "ru", "They fed the eels.", "Они кормили eels."),
    ("ru", "ar", "Мост под Тверью.", "أغلق الجسر قرب Тверью."),
    ("xx", "en", "?", "The bridge near Тверью was closed."),
]


@pytest.mark.parametrize(("source", "target", "said", "told"), STOPPED)
def test_letters_of_the_source_stop_a_translation(
    source: str, target: str, said: str, told: str
) -> None:
    assert found(Pair(said, told, source, target)) == [Severity.STOP]


KEPT = [
    ("en", "pt", "The word λόγος means speech.", "A palavra λόγος significa fala."),
    ("en", "pt", "He sang “Катюша” twice.", "Ele cantou “Катюша” duas vezes."),
    ("en", "es", "A layer of 10 µm and 5 kΩ.", "Una capa de 10 μm y 5 kΩ."),
    ("en", "pt", "It binds alpha-synuclein.", "Liga-se à α-sinucleína."),
    ("el", "en", "Στρώμα 10 μm.", "A layer of 10 μm."),
    ("en", "pt", "See #Київ today.", "Veja #Київ hoje."),
    ("en", "ru", "Google bought Nest.", "Компания Google купила Nest."),
    ("en", "ru", "He read The Evening Post.", "Он читал The Evening Post."),
    ("en", "ar", "WHO praised the iPhone.", "أشادت WHO بهاتف iPhone."),
    ("en", "zh", "He bought an iPhone.", "他买了iPhone手机。"),
    ("uk", "ru", "Google купила Nest.", "Google купила Nest."),
    ("ru", "en", "Мост закрыли под Тверью.", "The bridge near Tver was closed."),
    ("pl", "en", "Most w Łodzi zamknięto.", "The bridge in Łódź was closed."),
]


@pytest.mark.parametrize(("source", "target", "said", "told"), KEPT)
def test_what_is_foreign_in_the_original_too_may_stand(
    source: str, target: str, said: str, told: str
) -> None:
    assert found(Pair(said, told, source, target)) == []


def test_the_glossary_may_ask_for_foreign_letters() -> None:
    context = Context(terms=(Term("Мост", ("мост",)),))
    pair = Pair("Мост закрыт.", "The мост is closed.", "ru", "en", context=context)
    assert found(pair) == []


def test_latin_words_that_the_original_has_not_are_a_doubt() -> None:
    pair = Pair("Мост под Тверью закрыли.", "أغلق الجسر قرب Tver.", "ru", "ar")
    assert found(pair) == [Severity.DOUBT]


RIGHT = [
    ("ru", "Вчера суд в Самаре судил Ольгу Лаптеву.", "A court in Samara tried Olga Lapteva."),
    ("uk", "Учора суд у Сумах судив Ольгу Лаптєву.", "A court in Sumy tried Olha Laptieva."),
    ("ru", "Вчера суд судил Джона Уилкинса.", "Yesterday a court tried John Wilkins."),
]  # fmt: skip


@pytest.mark.parametrize(("source", "said", "told"), RIGHT)
def test_a_name_in_its_usual_latin_form_is_no_fault(
    source: str, said: str, told: str
) -> None:
    findings = NAME(Pair(said, told, source, "en"))
    assert not [one for one in findings if one.severity is Severity.STOP]


@pytest.mark.parametrize(
    ("source", "said", "told"),
    [
        (
            "ru",
            "Вчера районный суд допросил Ольгу Лаптеву.",
            "A court tried Olga Karpova.",
        ),
        (
            "uk",
            "Учора районний суд допитав Ольгу Лаптєву.",
            "A court tried Olha Karpova.",
        ),
    ],
)
def test_another_person_in_latin_letters_is_still_a_stop(
    source: str, said: str, told: str
) -> None:
    assert [one.severity for one in NAME(Pair(said, told, source, "en"))] == [
        Severity.STOP
    ]


def test_a_name_that_nothing_here_can_read_is_no_stop() -> None:
    context = Context(names=frozenset({"Olga", "Lapteva"}), sensitive=True)
    pair = Pair(
        "Then Olga Lapteva was killed.", "ثم قتلت أولغا.", "en", "ar", context=context
    )
    assert {one.severity for one in NAME(pair)} <= {Severity.DOUBT}
