"""Names that are compared by ear: in two scripts, or declined in one of the languages.

All people are invented.
"""

import pytest

from polywire.article import Severity
from polywire.check.rule import Context, Pair
from polywire.check.rules.names import RULES

SMALL = frozenset(
    [
        "a",
        "in",
        "met",
        "police",
        "detained",
        "minister",
        "arrived",
        "residents",
        "protested",
    ]
)
"""What the vocabulary of a model would hold."""
RIGHT = [
    ("ru", "Министр встретился с Семёном Ручкиным.", "The minister met Semyon Ruchkin."),
    ("ru", "Жители Вены вышли на митинг.", "Residents of Vienna protested."),
    ("ru", "Он играл за киевское «Динамо».", "He played for Dynamo Kyiv."),
    ("uk", "Поліція затримала Ганну Бойчук.", "Police detained Hanna Boichuk."),
    ("ar", "التقى الوزير بكمال الدين الصباغ.", "The minister met Kamaleddin al-Sabbagh."),
    ("ar", "وصل الوفد إلى حلب.", "A delegation arrived in Aleppo."),
    ("fa", "پلیس مینا ژاله‌نیا را بازداشت کرد.", "Police detained Mina Zhalehnia."),
    ("he", "השר נפגש עם אורית גלבוע.", "The minister met Orit Gilboa."),
    ("zh", "部长会见了司徒美玲。", "The minister met Situ Meiling."),
    ("zh", "部长会见了安娜·彼得森。", "The minister met Anna Petersen."),
    ("pl", "Minister spotkał się z Jackiem Kozłem.", "The minister met Jacek Kozioł."),
    ("tr", "Bakan Işıl Dağ'la görüştü.", "The minister met Isil Dag."),
    ("ro", "Poliția a reținut-o pe Ana Savciuk.", "Police detained Ana Savchuk."),
    ("de", "Der Minister traf Anna Tschernowa.", "The minister met Anna Chernova."),
]  # fmt: skip
ANOTHER = [
    ("ru", "Министр встретился с Семёном Ручкиным.", "The minister met Semyon Rubin."),
    ("ru", "Министр встретился с Мариной Белых.", "The minister met Maria Belykh."),
    ("ru", "Жители Вены вышли на митинг.", "Residents of Venice protested."),
    ("uk", "Поліція затримала Ганну Бойчук.", "Police detained Hanna Boiko."),
    ("ar", "التقى الوزير بكمال الصباغ.", "The minister met Kamal al-Sabri."),
    ("ar", "وصل الوفد إلى حلب.", "A delegation arrived in Doha."),
    ("fa", "پلیس مینا کاویانی را بازداشت کرد.", "Police detained Mina Karami."),
    ("he", "השר נפגש עם אורית גלבוע.", "The minister met Orit Golan."),
    ("zh", "部长会见了司徒美玲。", "The minister met Situ Meihua."),
    ("pl", "Minister spotkał się z Jackiem Kozłem.", "The minister met Jacek Kozłowski."),
    ("tr", "İzmir'de yangın çıktı.", "A fire broke out in Adana."),
    ("de", "Der Minister traf Anna Tschernowa.", "The minister met Anna Tscherkassy."),
]  # fmt: skip


def stops(source: str, target: str, language: str) -> list[str]:
    pair = Pair(source, target, language, "en", context=Context(vocabulary=SMALL))
    found = [one for rule in RULES for one in rule(pair)]
    return [one.evidence for one in found if one.severity is Severity.STOP]


@pytest.mark.parametrize(("language", "source", "target"), RIGHT)
def test_a_right_spelling_is_no_fault(language: str, source: str, target: str) -> None:
    assert stops(source, target, language) == []


@pytest.mark.parametrize(("language", "source", "target"), ANOTHER)
def test_another_person_or_place_is_a_stop(
    language: str, source: str, target: str
) -> None:
    assert stops(source, target, language)


@pytest.mark.parametrize(
    ("source", "target", "languages"),
    [
        ("Семён Ручкин, Харьков.", "Семен Ручкін, Харків.", ("ru", "uk")),
        ("Министр Семён Ручкин в Харькове.", "وصل سيميون روتشكين إلى خاركيف.", ("ru", "ar")),
        ("Minister Jacek Kozioł.", "Министр Яцек Козёл.", ("pl", "ru")),
    ],
    ids=["one alphabet", "no Latin side", "two that decline"],
)  # fmt: skip
def test_between_other_languages_a_right_name_is_no_stop(
    source: str, target: str, languages: tuple[str, str]
) -> None:
    pair = Pair(source, target, *languages)
    found = [one for rule in RULES for one in rule(pair)]
    assert not [one for one in found if one.severity is Severity.STOP]


def test_without_a_vocabulary_a_lone_word_with_a_capital_is_no_stop() -> None:
    pair = Pair("وصل الوفد إلى حلب.", "A delegation came on Sabbath.", "ar", "en")
    found = [one for rule in RULES for one in rule(pair)]
    assert {one.severity for one in found} <= {Severity.DOUBT}


def test_a_name_that_may_be_spelt_so_is_a_doubt() -> None:
    pair = Pair("Он назвал Мартина Шнайдера.", "He named Martin Snyder.", "ru", "en")
    found = [one for rule in RULES for one in rule(pair)]
    assert {one.severity for one in found} <= {Severity.DOUBT}
