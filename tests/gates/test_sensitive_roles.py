"""Floors of the sensitive class: turned roles are stopped, right ones are not.

The fault is the engine's own translation of the sentence with the roles swapped, so
that nothing but the roles is wrong. The same sentences show the false stops, and
documents of ntrex-dev what the way back costs.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.gates import roles
from tests.gates.desk import desk, lines, translate_documents, typographic

from polywire.article import Segment, SegmentVerdict, Translation
from polywire.desk.repair.repair_loop import RepairTools, translate_segments
from polywire.translate.engines.engine import Result, Translator

pytestmark = pytest.mark.timeout(600)

COUNT = 300 if os.environ.get("FULL") == "1" else 120
CAUGHT = 88.0
DIRECTLY = 70.0
"""Without the way back: names, and what the dictionary is sure of."""
EXTRA = 0.2
DOCUMENTS = 12
"""One document of so many of ntrex-dev is translated for the cost."""


class Liar:
    """An engine that translates another sentence than the one it was given."""

    def __init__(self, engine: Translator, instead: dict[str, str]) -> None:
        self.engine, self.instead = engine, instead
        self.id, self.model, self.gate = engine.id, engine.model, engine.gate
        self.source, self.target = engine.source, engine.target
        self.calls = 0

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        self.calls += len(sentences)
        return list(
            self.engine.translate([self.instead.get(one, one) for one in sentences])
        )

    def close(self) -> None:
        self.calls = 0


@dataclass(frozen=True)
class Rooms:
    there: RepairTools
    back: Translator
    said: list[tuple[str, str]]

    def run(self, engine: Translator, *, has_back: bool) -> list[Translation]:
        segments = [
            Segment("body", n, None, one) for n, (one, _) in enumerate(self.said)
        ]
        way_back = self.back if has_back else None
        # No repairs: each try would be the same lie.
        room = replace(self.there, engines=(engine,), back=way_back, budget=0)
        return list(translate_segments(segments, replace(room, sensitive=True)))


@pytest.fixture(scope="module")
def rooms() -> Iterator[Rooms]:
    with desk("en") as there, desk("pt") as back:
        yield Rooms(there, back.engines[0], roles.sentences(COUNT))


def stops(done: Sequence[Translation]) -> float:
    return 100 * sum(t.verdict is SegmentVerdict.STOP for t in done) / len(done)


def test_turned_roles_are_stopped(rooms: Rooms) -> None:
    liar = Liar(rooms.there.engines[0], dict(rooms.said))
    alone = stops(rooms.run(liar, has_back=False))
    both = stops(rooms.run(liar, has_back=True))
    print(
        f"\nturned roles stopped: {alone:.1f} % directly, {both:.1f} % with a way back"
    )
    assert alone >= DIRECTLY
    assert both >= CAUGHT


def test_right_roles_are_not_stopped(rooms: Rooms) -> None:
    honest = Liar(rooms.there.engines[0], {})
    false = stops(rooms.run(honest, has_back=True))
    print(f"\nright roles stopped: {false:.1f} %")
    assert false <= 0.5


def test_the_way_back_costs_few_engine_calls(rooms: Rooms, bench: Path) -> None:
    data = bench / "translation" / "ntrex-dev"
    ids = [line.split("\t")[0] for line in lines(data / "ids.txt")]
    kept = set(sorted(set(ids))[::DOCUMENTS])
    rows = [
        (one, typographic(text))
        for one, text in zip(ids, lines(data / "eng.txt"), strict=True)
        if one in kept
    ]
    there, back = Liar(rooms.there.engines[0], {}), Liar(rooms.back, {})
    room = replace(rooms.there, engines=(there,), back=back)
    done = translate_documents(
        [text for _, text in rows], [one for one, _ in rows], room
    )
    extra = (there.calls + back.calls) / len(done) - 1
    stopped = sum("round-trip" in {f.rule for f in t.findings} for t in done)
    print(
        f"\nextra engine calls with the way back: {extra:.1%} "
        f"({back.calls} of {len(done)} translated back, {stopped} found)"
    )
    assert extra <= EXTRA
