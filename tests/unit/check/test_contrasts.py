"""Words of news that must not be told as one another, from many languages into English."""

import pytest

from polywire.article import Severity
from polywire.check.rule import Context, Pair
from polywire.check.rules import ALL
from polywire.check.rules.meaning import RULES
from polywire.check.side import Side

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
    ("pl-people", "Holenderska firma kupiła młyn.", "A Dutch firm bought the mill.", "A Danish firm bought the mill."),
    ("ro", "Fostul șef a fost acuzat și neagă.", "The former head was accused and denies the charges.", "The former head was convicted and denies the charges."),
    ("pt-BR", "Três pessoas morreram e nove ficaram feridas quando um barco virou.", "Three people died and nine were injured when a boat capsized.", "Three people were injured and nine died when a boat capsized."),
]  # fmt: skip
IDS = [case[0] for case in CASES]


def _stops(source: str, target: str, language: str) -> list[str]:
    found = CRITICAL(Pair(source, target, language[:2], "en"))
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


NAMES = {
    ("it", "Il treno per Smirne è partito.", "The train to Izmir left."),
    ("fr", "Anna Kovaltchouk est arrivée.", "Anna Kovalchuk arrived."),
    ("es", "El Consejo Constitucional se reunió.", "The Constitutional Council met."),
    ("it", "Il ministro del Belgio ha parlato.", "The Belgian minister spoke."),
}


@pytest.mark.parametrize(("language", "source", "target"), sorted(NAMES))
def test_a_name_in_its_other_form_passes(
    language: str, source: str, target: str
) -> None:
    small = frozenset({"constitutional", "council", "minister", "train", "left"})
    pair = Pair(source, target, language, "en", context=Context(vocabulary=small))
    stops = [
        one
        for rule in ALL
        for one in rule(pair)
        if one.severity is Severity.STOP and rule.name in {"name", "place"}
    ]
    assert stops == []


def test_another_name_in_spanish_is_a_stop() -> None:
    pair = Pair("Habló Ana Robledo en Lima.", "Ana Quiroga spoke in Lima.", "es", "en")
    assert any(
        one.severity is Severity.STOP
        for rule in ALL
        for one in rule(pair)
        if rule.name == "name"
    )


@pytest.mark.parametrize(
    ("language", "text", "least"),
    [
        ("zh", "“凯旋”号抵达港口。", 0),
        ("he", "ארה“ב הודיעה.", 0),
        ("he", "הספינה „כוכב“ הגיעה.", 0),
        ("zh", "他说：“我们今天不会离开这座城市。”", 2),
    ],
)
def test_marks_around_a_name_or_an_acronym_are_no_quotation(
    language: str, text: str, least: int
) -> None:
    assert Side(text, language).quotes.least == least


def test_a_blank_inside_a_chinese_number_parts_nothing() -> None:
    pair = Pair("共有 2040 万人投票。", "20.4 million people voted.", "zh", "en")
    lost = [one for rule in ALL for one in rule(pair) if rule.name == "number-lost"]
    assert lost == []


def test_a_blank_before_the_closing_mark_ends_a_sentence_all_the_same() -> None:
    pair = Pair("« Tout est prêt. »", "“Everything is ready.”", "fr", "en")
    added = [one for rule in ALL for one in rule(pair) if rule.name == "sentence-added"]
    assert added == []
