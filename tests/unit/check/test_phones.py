"""Telephone numbers are kept digit for digit, however they are grouped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.article import Severity
from polywire.check.judge import check_segment
from polywire.check.rule import Pair
from polywire.check.rules import ALL
from polywire.check.rules.numbers import RULES
from polywire.language.numbers import phones

PHONE = next(rule for rule in RULES if rule.name == "phone")

WRONG = [
    ("Call +44 20 7946 0958.", "Ligue para +44 20 7946 0985."),
    ("Call (020) 7946 0958 now.", "Ligue agora."),
    ("Phone 555-0142 for help.", "Ligue para 555-142 para obter ajuda."),
    ("Ring 020 7946 0958.", "Ligue para 7946 0958 020."),
    ("Ligue para (11) 98765-4321.", "Call (11) 98765-4312."),
]


@pytest.mark.parametrize(("source", "target"), WRONG, ids=lambda text: text[:20])
def test_a_number_with_other_digits_is_a_stop(source: str, target: str) -> None:
    findings = PHONE(Pair(source, target, "en", "pt-BR"))
    assert [one.severity for one in findings] == [Severity.STOP]


def test_a_number_without_its_country_is_a_doubt() -> None:
    pair = Pair("Call +44 20 7946 0958.", "Ligue para 020 7946 0958.", "en", "pt-BR")
    assert [one.severity for one in PHONE(pair)] == [Severity.DOUBT]


RIGHT = [
    ("Call 020 7946 0958.", "Ligue para (020) 7946-0958."),
    ("Call 020 7946 0958.", "Ligue para +44 20 7946 0958."),
    ("Call +44 (0)20 7946 0958.", "Ligue para +44 20 7946 0958."),
    ("Call 0044 20 7946 0958.", "Ligue para +442079460958."),
    ("Call 1-800-555-0199.", "Ligue para 1 800 555 0199."),
    ("Call 01 23 45 67 89.", "Ligue para 01.23.45.67.89."),
]


@pytest.mark.parametrize(("source", "target"), RIGHT, ids=lambda text: text[:28])
def test_a_number_may_be_grouped_in_another_way(source: str, target: str) -> None:
    _, findings = check_segment(Pair(source, target, "en", "pt-BR"), ALL)
    assert [one for one in findings if one.severity is Severity.STOP] == []


@pytest.mark.parametrize(
    "text",
    [
        "The war of 1914-1918 cost 20 000 lives.",
        "They called 200 000 people.",
        "They won 3-1, 6-4, 6-2.",
        "It was on 2020-12-15, or on 01.02.2023.",
        "He paid R$ 1.234.567,89.",
        "Its pupils of (2004) 2005-2006 met.",
    ],
)
def test_an_amount_is_no_telephone_number(text: str) -> None:
    assert phones.find(text) == ()


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("тел.: 8 (495) 123-45-67", "84951234567"),
        ("هاتف ٠٢ ٢٧٣٥ ١٢٣٤", "0227351234"),
        ("Tel. 030 12345678", "03012345678"),
        ("Contact: fax 555-0142", "5550142"),
    ],
)
def test_numbers_of_other_countries_are_read(text: str, digits: str) -> None:
    assert [one.digits for one in phones.find(text)] == [digits]


SIGNS = st.lists(st.sampled_from(["", " ", "-"]), min_size=9, max_size=9)


@given(st.text("0123456789", min_size=9, max_size=9), SIGNS)
def test_no_grouping_hides_the_digits(rest: str, signs: list[str]) -> None:
    said = f"+4{rest}"
    told = "+4" + "".join(sign + one for sign, one in zip(signs, rest, strict=True))
    pair = Pair(f"Call {said} today.", f"Ligue para {told} hoje.", "en", "pt")
    assert PHONE(pair) == ()


@given(st.text("123456789", min_size=9, max_size=9), st.integers(0, 8))
def test_no_other_digit_passes(rest: str, at: int) -> None:
    other = str(int(rest[at]) % 9 + 1)
    told = rest[:at] + other + rest[at + 1 :]
    pair = Pair(f"Call +4{rest} today.", f"Ligue para +4{told} hoje.", "en", "pt")
    assert [one.rule for one in PHONE(pair)] == ["phone"]
