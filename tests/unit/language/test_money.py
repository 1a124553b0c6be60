from __future__ import annotations

from decimal import Decimal

import pytest

from polywire.language.numbers import money

CASES = [
    ("en", "£11million", "GBP", "11000000", "11 million pounds"),
    ("en", "€2.5bn", "EUR", "2500000000", "2.5 billion euros"),
    ("en", "US$3bn", "USD", "3000000000", "3 billion dollars"),
    ("en", "R$ 4.5 million", "BRL", "4500000", "4.5 million reais"),
    ("en", "A$20,000", "AUD", "20000", "20,000 Australian dollars"),
    ("en", "¥500", "JPY", "500", "500 yen"),
    ("en", "GBP 11m", "GBP", "11000000", "11 million pounds"),
    ("en", "20m pounds", "GBP", "20000000", "20 million pounds"),
    ("en", "Rs 500 crore", "INR", "5000000000", "500 crore rupees"),
    ("en", "$1", "USD", "1", "1 dollar"),
    ("en", "-$5", "USD", "-5", "5 dollars"),
    ("en", "2 million Canadian dollars", "CAD", "2000000", None),
    ("en", "3 million kronor", "SEK", "3000000", None),
    ("pt", "11 milhões de libras", "GBP", "11000000", None),
    ("pt", "R$ 2,5 mi", "BRL", "2500000", "2,5 milhões de reais"),
    ("pt", "US$ 500", "USD", "500", "500 dólares"),
    ("pt", "um milhão de dólares", "USD", "1000000", None),
    ("pt", "20 hryvnias", "UAH", "20", None),
    ("ru", "500 тыс. рублей", "RUB", "500000", None),
    ("de", "2,5 Mrd. Euro", "EUR", "2500000000", "2,5 Milliarden Euro"),
]


@pytest.mark.parametrize(("language", "text", "currency", "value", "spelt"), CASES)
def test_an_amount_is_read_and_spelt(
    language: str, text: str, currency: str, value: str, spelt: str | None
) -> None:
    (found,) = money.find(f"x {text} y", language)
    assert (found.currency, found.value) == (currency, Decimal(value))
    assert found.text == text
    assert money.spell(found, language) == (spelt or text)


@pytest.mark.parametrize("text", ["5-7 dollars", "$5-7", "$5 to $7"])
def test_both_ends_of_a_range_are_money(text: str) -> None:
    assert [m.currency for m in money.find(text, "en")] == ["USD", "USD"]


def test_a_number_without_a_currency_is_no_money() -> None:
    assert money.find("11 million people in 2019 and 5% of rupees", "en") == ()
