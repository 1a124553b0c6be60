"""Where the repair loop draws its lines: lengths, headlines, terms, mere doubts."""

from collections.abc import Sequence

import pytest
from tests.unit.desk.test_loop import Echo

from polywire.article import Segment, Severity
from polywire.check.rule import Context, Example, Fault, Pair, Rule, Term
from polywire.desk.people_fixes import Waiver, with_waivers
from polywire.desk.repair import wording
from polywire.desk.repair.repair_loop import (
    MOST_CHARACTERS,
    RepairTools,
    _problem,
    _refused,
    translate_segments,
)
from polywire.language.text.sentences import LONGEST
from polywire.translate.known.glossary import Entry


def of_lengths(*lengths: int) -> list[Segment]:
    return [Segment("body", 0, None, "a" * length) for length in lengths]


def why(segments: Sequence[Segment]) -> list[str]:
    return [finding.evidence if finding else "" for finding in _refused(segments)]


def test_a_sentence_may_be_as_long_as_the_longest_and_no_longer() -> None:
    longest, longer = why(of_lengths(LONGEST, LONGEST + 1))
    assert longest == ""
    assert str(LONGEST + 1) in longer


def test_an_article_is_translated_up_to_its_last_character() -> None:
    full, rest = divmod(MOST_CHARACTERS, LONGEST)
    within = of_lengths(*[LONGEST] * full, rest)
    assert set(why(within)) == {""}
    *before, last, behind = why([*within, *of_lengths(1, 1)])
    assert set(before) == {""}
    assert last == behind == f"stands behind the first {MOST_CHARACTERS} characters"


@pytest.mark.parametrize(
    ("problem", "rule", "severity"),
    [
        ("letters-lost: Ł", "letters-lost", Severity.DOUBT),
        ("unknown-word: weir", "unknown-word", Severity.DOUBT),
        ("number-lost: 820,000", "number-lost", Severity.STOP),
    ],
)
def test_what_could_not_be_put_back_is_a_stop_but_for_letters_and_unknown_words(
    problem: str, rule: str, severity: Severity
) -> None:
    found = _problem(problem)
    assert (found.rule, found.severity) == (rule, severity)
    assert found.evidence == problem.partition(": ")[2]


def test_only_a_headline_is_said_in_full() -> None:
    words = "Council to close two libraries"
    engine = Echo(lambda text: text)
    segments = [Segment("headline", None, None, words), Segment("body", 0, None, words)]
    translate_segments(segments, RepairTools((engine,), rules=()))
    assert engine.asked == ["Council will close two libraries", words]


def test_a_term_is_looked_for_in_the_form_to_write_and_in_those_that_pass() -> None:
    entry = Entry({"en": ("weir",), "pt-BR": ("açude", "represa")})
    said = "The weir was built in May."
    told = wording.read([Segment("body", 0, None, said)], (entry,), "en", "pt-BR")
    assert told.terms(said) == (Term("weir", ("açude", "represa")),)
    assert told.terms("The dam was built.") == ()


def blame(pair: Pair) -> list[Fault]:
    return [Fault("two things")]


BLAMES = Rule("blames", Severity.STOP, "Blames.", Example("a", "b"), blame)
TIDE = Pair("The tide rises.", "A maré sobe.", "en", "pt-BR", "body", Context())


@pytest.mark.parametrize(
    ("waiver", "found"),
    [
        (
            Waiver("blames", "a song", "2026-03-02"),
            (Severity.NOTE, "two things (waived: a song)"),
        ),
        (
            Waiver("blames", "a song", "2026-03-02", pattern="ebb"),
            (Severity.STOP, "two things"),
        ),
        (Waiver("other", "a song", "2026-03-02"), (Severity.STOP, "two things")),
    ],
    ids=["covered", "another sentence", "another rule"],
)
def test_a_waived_fault_is_a_note_that_says_why(
    waiver: Waiver, found: tuple[Severity, str]
) -> None:
    (rule,) = with_waivers([BLAMES], [waiver], None)
    assert [(one.severity, one.evidence) for one in rule(TIDE)] == [found]
