"""Crime, death, accusation: where a translation may hurt somebody, doubt stops it.

``high_risk.tsv`` holds invented sentences with a wrong translation (negation, role
or name), and some right ones; they are judged as the wire judges its sentences.
"""

from pathlib import Path

import pytest
from tests.builders import an_article

from polywire.article import Draft, Finding, Segment, SegmentVerdict, State, Translation
from polywire.check.judge import Limits, check_segment, judge
from polywire.check.rule import Context, Pair
from polywire.check.rules import ALL
from polywire.desk.repair.article_words import read_article
from polywire.language.meaning.sensitive import is_sensitive
from polywire.language.text.sentences import split
from polywire.translate.sentence.segments import segments_of

TABLE = Path(__file__).parents[2] / "corpus" / "rights" / "high_risk.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()]
WRONG = [row for row in ROWS if row[0] != "right"]
RIGHT = [row for row in ROWS if row[0] == "right"]


def looked_at(source: str, target: str) -> tuple[SegmentVerdict, tuple[Finding, ...]]:
    """Check one sentence with what the wire knows of it."""
    names, common = read_article([Segment("body", 0, None, source)], "en")
    context = Context(names=names, common=common, sensitive=is_sensitive(source, "en"))
    return check_segment(Pair(source, target, "en", "pt-BR", "body", context), ALL)


def test_requirement_39_the_table_has_thirty_cases_of_three_kinds() -> None:
    assert len(WRONG) >= 30
    assert {row[0] for row in WRONG} == {"negation", "role", "name"}


@pytest.mark.parametrize(("kind", "source", "target"), WRONG)
def test_requirement_39_a_wrong_role_name_or_negation_is_not_published(
    kind: str, source: str, target: str
) -> None:
    verdict, findings = looked_at(source, target)
    assert verdict is SegmentVerdict.STOP, (kind, findings)


@pytest.mark.parametrize(("kind", "source", "target"), RIGHT)
def test_requirement_39_a_right_translation_is_published(
    kind: str, source: str, target: str
) -> None:
    verdict, findings = looked_at(source, target)
    assert verdict is not SegmentVerdict.STOP, (kind, findings)


def test_requirement_39_readers_see_the_original_of_what_was_stopped() -> None:
    _, source, target = WRONG[0]
    others = ("The trial took nine days.", "It ended on Monday.", "Few people came.")
    article = an_article(source, *others)
    segments = segments_of(article, split)
    made = tuple(
        Translation(
            segment.text,
            target if segment.text == source else f"pt {segment.text}",
            "twin",
            "0" * 64,
            looked_at(source, target)[0]
            if segment.text == source
            else SegmentVerdict.OK,
        )
        for segment in segments
    )
    draft = Draft(article.revision, "en", "pt-BR", "twin", segments, made)
    verdict = judge(article, draft, Limits())
    assert verdict.state in {State.PUBLISHED_PARTLY, State.WITHHELD}
    shown = [one.shown for one in made]
    assert source in shown
    assert target not in shown
