"""The second reader's file says what the program that writes it would write."""

from bench import fit_reader

from polywire.check import second_reading


def test_a_new_fit_keeps_the_thresholds() -> None:
    assert second_reading.thresholds("body") == (fit_reader.DOUBT, fit_reader.STOP)
    assert second_reading.thresholds("headline") == (
        fit_reader.DOUBT,
        fit_reader.HEADLINE,
    )
    assert second_reading.thresholds("standfirst") == (
        fit_reader.DOUBT,
        fit_reader.STANDFIRST,
    )
