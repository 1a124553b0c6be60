"""Stand-ins of one sentence have an end, and what is beyond it stays as it is."""

from decimal import Decimal

from polywire.translate.sentence.masks import Masks


def test_more_words_than_there_are_characters_for_stay_unprotected() -> None:
    masks = Masks()
    whole, spans = masks.finish("".join(masks.word("@a") for _ in range(2100)))
    assert (len(spans), whole.count("@a")) == (2048, 52)


def test_more_figures_than_there_are_characters_for_stay_unprotected() -> None:
    masks = Masks()
    text = " ".join(masks.figure("7", "7", Decimal(7)) for _ in range(4400))
    whole, spans = masks.finish(text)
    assert len(spans) == 4352
    assert whole.split().count("7") == 48
