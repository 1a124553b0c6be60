"""The second reader in its child: killed, frozen, with models that are none."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from polywire.errors import ChildLost, EngineError
from polywire.translate.marian.second_reader import SecondReader
from polywire.translate.models import model_folder
from polywire.translate.models.model_folder import ModelFolder

pytestmark = pytest.mark.skipif(
    not model_folder.bundled(),
    reason="the bundled models have no wheel for this machine",
)

MEMORY_CEILING = 120 * 1024
"""Kilobytes for both directions (issue 14)."""
PAIRS = [
    ("The bridge was closed on Monday.", "A ponte foi fechada na segunda-feira."),
    ("Turnout was 57.2%.", "O compare foi de 57,2%."),
]


@pytest.fixture
def models() -> tuple[ModelFolder, ModelFolder]:
    there, back = (
        next(one for one in model_folder.bundled() if one.source == source)
        for source in ("en", "pt")
    )
    return there, back


@pytest.fixture
def reader() -> Iterator[SecondReader]:
    with SecondReader() as made:
        yield made


def test_it_names_the_word_that_nothing_explains(
    reader: SecondReader, models: tuple[ModelFolder, ModelFolder]
) -> None:
    _, wrong = reader(*models, PAIRS)
    assert wrong is not None
    assert "Turnout" in wrong.suspects


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=lambda s: s.name)
def test_a_child_that_is_killed_or_frozen_is_replaced(
    reader: SecondReader, models: tuple[ModelFolder, ModelFolder], how: signal.Signals
) -> None:
    before = reader(*models, PAIRS)
    child = reader.child_id
    assert child is not None
    os.kill(child, how)
    assert reader(*models, PAIRS) == before
    assert reader.child_id != child


def test_a_closed_reader_says_so(models: tuple[ModelFolder, ModelFolder]) -> None:
    reader = SecondReader()
    reader.close()
    with pytest.raises(ChildLost):
        reader(*models, PAIRS)


def test_a_broken_model_is_named_and_the_child_lives_on(
    reader: SecondReader, models: tuple[ModelFolder, ModelFolder], tmp_path: Path
) -> None:
    there, back = models
    broken = tmp_path / "model.enpt.bin"
    shutil.copy(there.model, broken)
    os.truncate(broken, 1_000_000)
    with pytest.raises(EngineError, match=r"model\.enpt\.bin: .*cut off"):
        reader(replace(there, model=broken), back, PAIRS)
    child = reader.child_id
    assert None not in reader(there, back, PAIRS)
    assert reader.child_id == child


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model": Path("/nowhere/model.bin")}, "No such file"),
        ({"target_vocabulary": Path("/nowhere/other.spm")}, "two vocabularies"),
        ({}, "shortlist"),
    ],
    ids=["no model", "two vocabularies", "no shortlist of its own"],
)
def test_a_folder_that_cannot_be_used_says_why(
    reader: SecondReader,
    models: tuple[ModelFolder, ModelFolder],
    change: dict[str, Any],
    words: str,
    tmp_path: Path,
) -> None:
    there, back = models
    if words == "shortlist":
        short = tmp_path / "lex.bin"
        short.write_bytes(b"none")
        change = {"shortlist": short}
    with pytest.raises(EngineError, match=words):
        reader(replace(there, **change), back, PAIRS)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="memory is read from /proc")
def test_both_directions_stay_under_the_memory_ceiling(
    reader: SecondReader, models: tuple[ModelFolder, ModelFolder]
) -> None:
    reader(*models, PAIRS * 40)
    status = Path(f"/proc/{reader.child_id}/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0])
    print(f"\nsecond reader: {peak / 1024:.0f} MiB at most")
    assert peak <= MEMORY_CEILING
