"""What was cut off at the end, what was added, and negations that stand alone."""

import pytest

from polywire.article import Severity
from polywire.check.judge import check_segment
from polywire.check.rule import Pair
from polywire.check.rules import ALL
from polywire.language.meaning import negation


def stops(source: str, target: str) -> set[str]:
    _, findings = check_segment(Pair(source, target, "en", "pt-BR"), ALL)
    return {f.rule for f in findings if f.severity is Severity.STOP}


@pytest.mark.parametrize(
    ("source", "target", "rule"),
    [
        (
            "The road is closed by snow",
            "A estrada está fechada pela neve. O rei dormiu.",
            "sentence-added",
        ),
        (
            "Talks with the U.S. Embassy failed.",
            "As conversas com a Embaixada dos EUA falharam. O rei dormiu.",
            "sentence-added",
        ),
        ("“Do they think so?” she wondered.", "“Eles acham isso?”.", "speaker-lost"),
        ("We do not see any answer.", "Vemos nenhuma resposta.", "negation-lost"),
        ("The date has yet to be set.", "A data ainda foi marcada.", "negation-lost"),
        (
            "They came to not only sing but also dance.",
            "Eles vieram para apenas cantar, mas também dançar.",
            "negation-lost",
        ),
    ],
)
def test_a_planted_fault_stops_its_sentence(
    source: str, target: str, rule: str
) -> None:
    assert rule in stops(source, target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (
            "The road is closed; the bridge is open.",
            "A estrada está fechada. A ponte está aberta.",
        ),
        ("“Is it so?” she asked.", "“É isso?”, perguntou ela."),
        (
            "No one was hurt, and nothing was stolen.",
            "Ninguém ficou ferido, e nada foi roubado.",
        ),
        (
            "Neither the mayor nor the council answered.",
            "Nem o prefeito nem o conselho responderam.",
        ),
        ("We did not see anything.", "Não vimos nada."),
        ("The date has yet to be set.", "A data ainda não foi marcada."),
        ("She knows who he is.", "Ela sabe quem ele é."),
    ],
)
def test_a_faithful_translation_is_not_stopped(source: str, target: str) -> None:
    assert stops(source, target) == set()


def test_a_needy_word_before_its_verb_stands_rightly_alone() -> None:
    told = negation.count("Em nenhum momento ele falou; quase nada mudou.", "pt")
    assert told is not None
    assert told.alone == 0


@pytest.mark.parametrize(
    ("text", "is_stopped"),
    [
        ("Lower Ash Mill", False),
        ("North Vale Book Fair", False),
        ("Mayor’s Lower Ash Market Opening Hours", True),
        ("the mill opens again", True),
    ],
)
def test_a_copied_title_is_stopped_and_a_copied_name_is_not(
    text: str, *, is_stopped: bool
) -> None:
    assert ("copied" in stops(text, text)) is is_stopped
