"""Words of news that must not be told as one another, from many languages into English."""

import pytest

from polywire.article import Severity
from polywire.check.rule import Pair
from polywire.check.rules.meaning import RULES

CRITICAL = next(rule for rule in RULES if rule.name == "critical")
CASES = [
    ("es", "El puente cerró porque llovía.", "The bridge closed because it rained.", "The bridge closed although it rained."),
    ("ru", "Завод отказался снять запрет.", "The plant refused to lift the ban.", "The plant agreed to lift the ban."),
    ("pl", "Rząd zniósł zakaz połowów.", "The government lifted the fishing ban.", "The government imposed the fishing ban."),
    ("it", "La tregua resta fragile.", "The truce remains fragile.", "The truce remains stable."),
    ("he", "החברה תשלם שני מיליון.", "The firm will pay two million.", "The firm will receive two million."),
    ("ar", "وصل الوفد صباح الاثنين.", "The delegation arrived on Monday morning.", "The delegation arrived on Monday evening."),
    ("tr", "BM elçisi adaya gitti.", "The UN envoy went to the island.", "The EU envoy went to the island."),
    ("de", "Das Verfassungsgericht tagte.", "The Constitutional Court met.", "The Supreme Court met."),
    ("uk", "Ставка зросла на один відсотковий пункт.", "The rate grew by one percentage point.", "The rate grew by one percent."),
    ("fr", "Deux marins ont été secourus.", "Two sailors were rescued.", "Two sailors were killed."),
    ("fa", "دست‌کم پنج کشتی رسید.", "At least five ships arrived.", "At most five ships arrived."),
    ("zh", "央行将利率下调至百分之三。", "The bank cut the rate to three percent.", "The bank raised the rate to three percent."),
    ("ro", "Fostul șef a fost acuzat și neagă.", "The former head was accused and denies the charges.", "The former head was convicted and denies the charges."),
    ("pt-BR", "Três pessoas morreram e nove ficaram feridas quando um barco virou.", "Three people died and nine were injured when a boat capsized.", "Three people were injured and nine died when a boat capsized."),
]  # fmt: skip
IDS = [case[0] for case in CASES]


def _stops(source: str, target: str, language: str) -> list[str]:
    found = CRITICAL(Pair(source, target, language, "en"))
    return [one.evidence for one in found if one.severity is Severity.STOP]


@pytest.mark.parametrize(("language", "source", "_right", "wrong"), CASES, ids=IDS)
def test_the_opposite_word_is_a_stop(
    language: str, source: str, _right: str, wrong: str
) -> None:
    assert _stops(source, wrong, language)


@pytest.mark.parametrize(("language", "source", "right", "_wrong"), CASES, ids=IDS)
def test_the_right_word_passes(
    language: str, source: str, right: str, _wrong: str
) -> None:
    assert _stops(source, right, language) == []


def test_figures_of_two_reasons_do_not_change_places() -> None:
    source = "由于两根柱子开裂，大桥关闭，尽管六根都检查过。"
    target = (
        "The bridge closed because two pillars cracked, although six were inspected."
    )
    assert _stops(source, target, "zh") == []


def test_a_future_that_the_source_writes_is_no_word_for_may() -> None:
    source = "Es wird Stunden dauern, bis sie zurück können."
    assert _stops(source, "It will be hours until they are let back in.", "de") == []
