"""Sensitive sentences are translated back and compared, and only those."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from polywire.article import Segment, SegmentVerdict, Translation
from polywire.desk.repair.repair_loop import RepairTools, translate_segments
from polywire.errors import EngineDown
from polywire.translate.engines.engine import Result


@dataclass
class Table:
    """An engine that answers from a table; what is not in it breaks."""

    answers: dict[str, str]
    source: str = "en"
    target: str = "pt-BR"
    id: str = "table"
    is_down: bool = False
    asked: list[str] = field(default_factory=list)
    model: str = "m"
    gate: None = None

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        if self.is_down:
            raise EngineDown("table is down")
        self.asked += sentences
        return [Result(self.answers.get(one, "")) for one in sentences]

    def close(self) -> None:
        self.asked.clear()


SAID = "The soldier killed the farmer."
RIGHT = "O soldado matou o agricultor."
TURNED = "O agricultor matou o soldado."
PEACE = "The road is open."
THERE = {SAID: RIGHT, PEACE: "A estrada está aberta."}
HERE = {RIGHT: SAID, TURNED: "The farmer killed the soldier."}


def back(*, is_down: bool = False) -> Table:
    return Table(HERE, "pt-BR", "en", "back", is_down=is_down)


def run(there: dict[str, str], way_back: Table | None, text: str) -> Translation:
    desk = RepairTools((Table(there),), back=way_back)
    (done,) = translate_segments([Segment("body", 0, None, text)], desk)
    return done


def test_roles_that_the_way_back_shows_turned_are_stopped() -> None:
    done = run({SAID: TURNED}, back(), SAID)
    assert done.verdict is SegmentVerdict.STOP
    (finding,) = done.findings
    assert finding.rule == "round-trip"
    assert "soldier … kill … farmer" in finding.evidence


def test_a_faithful_translation_comes_back_as_it_was() -> None:
    way_back = back()
    assert run(THERE, way_back, SAID).verdict is SegmentVerdict.OK
    assert way_back.asked == [RIGHT]


def test_other_sentences_are_not_translated_back() -> None:
    way_back = back()
    assert run(THERE, way_back, PEACE).verdict is SegmentVerdict.OK
    assert way_back.asked == []


@pytest.mark.parametrize("way_back", [None, back(is_down=True)])
def test_without_a_way_back_the_other_rules_decide(way_back: Table | None) -> None:
    assert run(THERE, way_back, SAID).verdict is SegmentVerdict.OK


def test_a_source_may_switch_it_off() -> None:
    way_back = back()
    desk = RepairTools((Table({SAID: TURNED}),), back=way_back, sensitive=False)
    (done,) = translate_segments([Segment("body", 0, None, SAID)], desk)
    assert (done.verdict, way_back.asked) == (SegmentVerdict.OK, [])


def test_a_repair_is_translated_back_as_well() -> None:
    first, second = Table({SAID: TURNED}), Table({SAID: RIGHT}, id="other")
    desk = RepairTools((first, second), back=back())
    (done,) = translate_segments([Segment("body", 0, None, SAID)], desk)
    assert (done.target, done.verdict) == (RIGHT, SegmentVerdict.OK)
