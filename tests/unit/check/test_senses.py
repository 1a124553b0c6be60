"""The rule "sense", and what the other rules make of idioms."""

import re

import pytest
from tests.corpus_files import SenseExample, senses
from tests.twins import TwinLexicon

from polywire.article import Severity
from polywire.check.rule import Context, Pair
from polywire.check.rules import ALL
from polywire.language.facts import facts

PAIRS = (("en", "pt-BR"), ("pt", "en"))
RULE = next(rule for rule in ALL if rule.name == "sense")


def _id(case: tuple[str, str, SenseExample]) -> str:
    return f"{case[0]}: {case[2].sense}"


EXAMPLES = [
    (*pair, one) for pair in PAIRS for one in senses(f"{pair[0]}-{pair[1][:2]}")
]


def _is_listed(source: str, target: str, example: SenseExample) -> bool:
    wrong = facts("senses", source)[target[:2]][example.sense].get("wrong")
    return bool(wrong and re.search(rf"(?i)(?<!\w)(?:{wrong})", example.bad))


LISTED = [case for case in EXAMPLES if _is_listed(*case)]


def test_most_examples_have_a_rendering_that_is_listed_as_wrong() -> None:
    assert len(LISTED) >= 0.6 * len(EXAMPLES)


@pytest.mark.parametrize(("source", "target", "example"), LISTED, ids=map(_id, LISTED))
def test_a_rendering_of_another_sense_is_stopped(
    source: str, target: str, example: SenseExample
) -> None:
    found = RULE(Pair(example.source, example.bad, source, target))
    assert {one.severity for one in found} == {Severity.STOP}


@pytest.mark.parametrize(
    ("source", "target", "example"), EXAMPLES, ids=map(_id, EXAMPLES)
)
def test_a_right_rendering_is_stopped_by_no_rule(
    source: str, target: str, example: SenseExample
) -> None:
    pair = Pair(example.source, example.good, source, target)
    found = [one for rule in ALL for one in rule(pair)]
    assert [one for one in found if one.severity is Severity.STOP] == []


def test_a_word_that_another_word_of_the_source_explains_is_no_other_sense() -> None:
    pair = Pair(
        "They read of the weir and the estranho festival.",
        "Eles leram sobre a represa e o festival estranho.",
        "en",
        "pt-BR",
    )
    assert RULE(pair) == ()


@pytest.mark.parametrize(
    ("source", "is_stopped"),
    [("An odd noise came from the weir.", False), ("A noise left the weir.", True)],
)
def test_the_dictionary_may_explain_a_word(source: str, *, is_stopped: bool) -> None:
    pair = Pair(
        source,
        "Um barulho estranho veio da represa.",
        "en",
        "pt-BR",
        context=Context(lexicon=TwinLexicon({"odd": "estra"})),
    )
    assert bool(RULE(pair)) is is_stopped


def test_what_an_idiom_means_explains_what_its_words_do_not() -> None:
    good = Pair("He jumped the gun.", "Ele agiu muito cedo.", "en", "pt-BR")
    assert good.meant is not None
    assert good.meant.source == "He acted too early."
    assert good.meant.target == good.target


def test_a_number_that_changed_beside_an_idiom_is_still_stopped() -> None:
    pair = Pair(
        "The 40 members bit the bullet.",
        "Os 60 membros aceitaram a dura decisão.",
        "en",
        "pt-BR",
    )
    found = {one.rule for rule in ALL for one in rule(pair)}
    assert {"number-lost", "number-invented"} & found


def test_a_name_that_was_swapped_beside_an_idiom_is_still_stopped() -> None:
    pair = Pair(
        "Marta Olsen turned a blind eye to it.",
        "Pavel Novak ignorou isso.",
        "en",
        "pt-BR",
    )
    found = {one.rule for rule in ALL for one in rule(pair)}
    assert "name" in found


def test_a_pair_without_an_idiom_means_what_it_says() -> None:
    assert Pair("He left.", "Ele saiu.", "en", "pt-BR").meant is None


CURLED = [case for case in LISTED if "'" in case[2].source]


@pytest.mark.parametrize(("source", "target", "example"), CURLED, ids=map(_id, CURLED))
def test_a_curled_apostrophe_hides_no_sense(
    source: str, target: str, example: SenseExample
) -> None:
    curled = example.source.replace("'", "’")
    assert RULE(Pair(curled, example.bad, source, target))


def test_a_word_that_was_copied_is_no_other_sense_of_it() -> None:
    copied = next(rule for rule in ALL if rule.name == "headline-word")
    pair = Pair(
        "The old weir is closed by council",
        "O velho weir é fechado pelo conselho",
        "en",
        "pt-BR",
        part="headline",
    )
    assert copied(pair)
