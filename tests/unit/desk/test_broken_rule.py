"""A rule that raises stops its sentence and is an error in the log, never a pass."""

from collections.abc import Iterable, Sequence

import pytest
from structlog.testing import capture_logs
from tests.builders import an_article

from polywire.article import Segment, SegmentVerdict, Severity, State
from polywire.check.judge import Limits, judge
from polywire.check.rule import Example, Fault, Pair, Rule
from polywire.check.rules import ALL
from polywire.desk.repair.repair_loop import RepairTools, make_draft
from polywire.translate.engines.engine import Result

TOLD = {
    "Norvale opens": "Norvale abre",
    "The road is open.": "A estrada está aberta.",
    "The bridge is closed.": "A ponte está fechada.",
    "It was so.": "Era assim.",
    "He left.": "Ele partiu.",
}


class Fair:
    """An engine that makes no mistakes."""

    id, source, target, model, gate = "fair", "en", "pt-BR", "m", None

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        return [Result(TOLD[one]) for one in sentences]

    def close(self) -> None:
        """Nothing is open."""


def broken_on(word: str) -> Rule:
    def look(pair: Pair) -> Iterable[Fault]:
        if word in pair.source:
            raise ZeroDivisionError(word)
        return ()

    return Rule("brittle", Severity.NOTE, "Breaks.", Example("a", "b"), look)


def test_its_sentence_is_stopped_and_the_article_is_partly_published() -> None:
    texts = [text for text in TOLD if text != "Norvale opens"]
    article = an_article(*texts, headline="Norvale opens")
    parts = [None, *range(len(texts))]
    segments = [
        Segment("headline" if at is None else "body", at, None, text)
        for at, text in zip(parts, TOLD, strict=True)
    ]
    desk = RepairTools((Fair(),), rules=(*ALL, broken_on("bridge")))
    with capture_logs() as logs:
        draft = make_draft(article, "pt-BR", segments, desk)
    verdict = judge(article, draft, Limits())
    stopped = [t for t in draft.translations if t.verdict is SegmentVerdict.STOP]
    assert [(one.source, one.shown) for one in stopped] == [
        ("The bridge is closed.", "The bridge is closed.")
    ]
    assert "the rule broke (ZeroDivisionError)" in stopped[0].findings[0].evidence
    assert verdict.state is State.PUBLISHED_PARTLY
    errors = [one for one in logs if one["event"] == "rule-broke"]
    assert {(one["log_level"], one["rule"]) for one in errors} == {("error", "brittle")}
    assert "ZeroDivisionError" in errors[0]["trace"]


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
@pytest.mark.parametrize("text", ["", "\u200f", "9" * 400, "“" * 50, "(((", "\x00"])
def test_no_rule_of_ours_breaks_on_odd_texts(rule: Rule, text: str) -> None:
    for pair in (
        Pair(text, "A ponte.", "en", "pt"),
        Pair("A bridge.", text, "en", "pt"),
    ):
        list(rule(pair))
