"""The repair loop: first try for all, more for what fails, memory before engines."""

from collections.abc import Callable, Sequence

import pytest
from tests.builders import an_article
from tests.twins import TwinNotebook

from polywire.article import Segment, SegmentVerdict, Severity
from polywire.check.rule import Example, Fault, Pair, Rule
from polywire.check.rules.glossary import RULES
from polywire.desk.repair.repair_loop import (
    RepairTools,
    close,
    make_draft,
    translate_segments,
)
from polywire.errors import EngineDown
from polywire.translate.engines.engine import Result
from polywire.translate.known import glossary


class Echo:
    """An engine that answers from a function and counts what it was asked."""

    source, target, model, gate = "en", "pt-BR", "m1", None

    def __init__(self, answer: Callable[[str], str], name: str = "echo") -> None:
        self.answer = answer
        self.id = name
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        self.asked += sentences
        return [self._one(text) for text in sentences]

    def _one(self, text: str) -> Result:
        answer = self.answer(text)
        return Result("", "it broke") if answer == "!" else Result(answer)

    def close(self) -> None:
        self.asked.clear()


class Down(Echo):
    """An engine that never answers."""

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        raise EngineDown(f"{self.id} is down: {len(sentences)} wait")


GOOD = {"The road is closed.": "A estrada está fechada.", "He left.": "Ele partiu."}


def segments(*texts: str) -> list[Segment]:
    return [Segment("body", i, None, text) for i, text in enumerate(texts)]


def good(text: str) -> str:
    return GOOD.get(text, "")


def test_a_good_answer_is_taken_at_once() -> None:
    engine = Echo(good)
    (done,) = translate_segments(segments("He left."), RepairTools((engine,)))
    assert (done.target, done.verdict) == ("Ele partiu.", SegmentVerdict.OK)
    assert engine.asked == ["He left."]


def test_the_next_engine_repairs_what_the_first_one_broke() -> None:
    bad, better = Echo(lambda _: "!", "bad"), Echo(good, "better")
    first, second = translate_segments(
        segments("He left.", "The road is closed."), RepairTools((bad, better))
    )
    assert first.engine == second.engine == "better"
    assert first.repairs == ("engine better",)


def test_an_engine_that_is_down_gives_way_to_the_next() -> None:
    (done,) = translate_segments(
        segments("He left."), RepairTools((Down(good, "a"), Echo(good, "b")))
    )
    assert (done.engine, done.repairs) == ("b", ())


def test_a_repair_engine_that_is_down_leaves_the_first_try() -> None:
    desk = RepairTools((Echo(lambda _: "!", "a"), Down(good, "b")))
    (done,) = translate_segments(segments("He left."), desk)
    assert (done.verdict, done.shown) == (SegmentVerdict.STOP, "He left.")


def test_no_engine_at_all_makes_the_article_wait() -> None:
    with pytest.raises(EngineDown):
        translate_segments(segments("He left."), RepairTools((Down(good),)))


def test_memory_saves_the_second_call() -> None:
    engine, memory = Echo(good), TwinNotebook()
    desk = RepairTools((engine,), memory=memory)
    first = translate_segments(segments("He left."), desk)
    assert translate_segments(segments("He left."), desk) == first
    assert engine.asked == ["He left."]


def test_other_rules_cost_no_engine_call() -> None:
    engine, memory = Echo(good), TwinNotebook()
    translate_segments(segments("He left."), RepairTools((engine,), memory=memory))
    translate_segments(
        segments("He left."), RepairTools((engine,), memory=memory, rules=())
    )
    assert len(engine.asked) == 1


def test_a_failed_answer_is_not_remembered() -> None:
    memory = TwinNotebook()
    desk = RepairTools((Echo(lambda _: "!"),), memory=memory)
    translate_segments(segments("He left."), desk)
    assert memory.kept == {}


def test_tries_end_with_the_budget() -> None:
    engine = Echo(lambda _: "Nada de 77 certo.")
    text = "In 2019, when 12 people left, the town of 300 voted, and 5 stayed."
    translate_segments(
        segments(text), RepairTools((engine,), budget=1, memory=TwinNotebook())
    )
    assert 1 < len(engine.asked) <= 8


def test_among_equals_the_first_is_chosen() -> None:
    first = Echo(lambda _: "Um 99 errado.", "a")
    second = Echo(lambda _: "Um 99 certo.", "b")
    desk = RepairTools((first, second))
    (done,) = translate_segments(segments("He left."), desk)
    assert done.engine == "a"


def marks(sign: str, severity: Severity) -> Rule:
    """Find one fault for each sign of the target."""

    def look(pair: Pair) -> list[Fault]:
        return [Fault(sign)] * pair.target.count(sign)

    return Rule(sign, severity, "A sign.", Example("a", sign), look)


SIGNS = (marks("~", Severity.DOUBT), marks("^", Severity.STOP))


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        ("Um ~~.", "Dois ~.", "Dois ~."),
        ("Um ~.", "Dois ~~.", "Um ~."),
        ("Um ^^.", "Dois ^~~~.", "Dois ^~~~."),
        ("Um ~~~.", "Dois ^.", "Um ~~~."),
        ("Um ^~~.", "Dois ^~.", "Dois ^~."),
        ("Um ~.", "Dois ~.", "Um ~."),
    ],
)
def test_the_try_with_the_fewest_stops_then_the_fewest_doubts_is_taken(
    first: str, second: str, taken: str
) -> None:
    desk = RepairTools((Echo(lambda _: first, "a"), Echo(lambda _: second, "b")), SIGNS)
    (done,) = translate_segments(segments("He left."), desk)
    assert done.target == taken


def test_a_draft_names_its_revision_and_route() -> None:
    article = an_article()
    draft = make_draft(
        article,
        "pt-BR",
        segments("He left."),
        RepairTools((Echo(good, "a"), Echo(good, "b"))),
    )
    assert (draft.revision, draft.route) == (article.revision, "a,b")


@pytest.mark.parametrize(
    ("source", "target", "closed"),
    [
        (
            "“He said, “Go,”” she told us.",
            "“Ele disse: “Vá”, contou ela.",
            "“Ele disse: “Vá””, contou ela.",
        ),
        (
            "“He said, ‘Go home,’” she told us.",
            "“Ele disse: ‘Vá para casa’, contou ela.",
            "“Ele disse: ‘Vá para casa’”, contou ela.",
        ),
        ("“Go,” she said.", "“Vá, disse ela.", "“Vá, disse ela."),
        ("She left.", "Ela partiu.", "Ela partiu."),
    ],
)
def test_a_nested_quotation_is_closed(source: str, target: str, closed: str) -> None:
    assert close(source, target) == closed


COURT = glossary.parse(
    '[[term]]\nen = ["Supreme Court", "High Court"]\npt = ["Supremo Tribunal", "Supremo"]'
)


def test_a_glossary_term_is_protected_on_the_first_try() -> None:
    engine = Echo(lambda text: text.replace("The", "O").replace("ruled", "decidiu"))
    desk = RepairTools((engine,), glossary=COURT, rules=RULES)
    (done,) = translate_segments(segments("The Supreme Court ruled."), desk)
    assert done.target == "O Supremo Tribunal decidiu."
    assert (done.repairs, done.verdict) == ((), SegmentVerdict.OK)
    assert engine.asked == ["The XQ1X ruled."]


def test_a_lost_stand_in_is_no_lost_term_when_the_engine_knows_it() -> None:
    answers = {"The Supreme Court ruled.": "O Supremo decidiu."}
    engine = Echo(lambda text: answers.get(text, "O tribunal decidiu."))
    desk = RepairTools((engine,), glossary=COURT, rules=RULES)
    (done,) = translate_segments(segments("The Supreme Court ruled."), desk)
    assert (done.target, done.repairs) == ("O Supremo decidiu.", ("unmasked",))


def test_a_translation_without_the_glossarys_term_is_stopped() -> None:
    engine = Echo(lambda _: "A Corte Suprema decidiu.")
    desk = RepairTools((engine,), glossary=COURT, rules=RULES)
    (done,) = translate_segments(segments("The Supreme Court ruled."), desk)
    assert done.verdict is SegmentVerdict.STOP
    assert done.shown == "The Supreme Court ruled."


def test_a_place_has_one_spelling_in_all_sentences() -> None:
    book = {
        "He left Singapore.": "Ele deixou Singapura.",
        "He came to Singapore.": "Ele veio para Cingapura.",
    }
    desk = RepairTools((Echo(lambda text: book[text]),))
    done = translate_segments(segments(*book), desk)
    assert [one.target for one in done] == [
        "Ele deixou Singapura.",
        "Ele veio para Singapura.",
    ]


@pytest.mark.parametrize(
    ("said", "told", "shown"),
    [
        ("“He said: ‘Go.’", '"Ele disse: "Vá."', "“Ele disse: ‘Vá.’"),
        ("He said: ‘Go.’", 'Ele disse: "Vá."', "Ele disse: “Vá.”"),
        ("“Go.”", '"Vá."', "“Vá.”"),
    ],
    ids=["inside an open one", "by itself", "the only one"],
)
def test_a_quotation_inside_another_keeps_its_kind(
    said: str, told: str, shown: str
) -> None:
    desk = RepairTools((Echo(lambda _: told),), rules=())
    made = translate_segments(segments(said), desk)[0]
    assert made.target == shown
