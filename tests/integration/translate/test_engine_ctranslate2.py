"""CTranslate2 in a child process, on a tiny model with random weights."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from polywire.errors import EngineDown, EngineError
from polywire.settings.operator_file import Engine
from polywire.translate.engines.ctranslate2 import CTranslate2, Marks, vocabularies
from polywire.translate.engines.ctranslate2 import marks as marks_of
from polywire.translate.servers import remote

HAS_EXTRA = all(map(importlib.util.find_spec, ("ctranslate2", "sentencepiece")))
needs_extra = pytest.mark.skipif(
    not HAS_EXTRA, reason="the optional extra is not installed: polywire[ctranslate2]"
)
PAIR = ("en", "pt-BR")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.tiny_ct2 import build

    folder = tmp_path_factory.mktemp("ct2")
    build(folder)
    return folder


@pytest.fixture
def engine(model: Path) -> Iterator[CTranslate2]:
    with closing(CTranslate2(model, PAIR, timeout=20)) as engine:
        yield engine


@needs_extra
def test_it_answers_each_sentence_alike_each_time(engine: CTranslate2) -> None:
    sentences = ["The bridge is closed.", "", "Good morning.", "The bridge is closed."]
    results = engine.translate(sentences)
    assert results[1].text == ""
    assert results[1].error is None
    assert results[0] == results[3]
    assert all(bool(r.text) != bool(r.error) for r in (results[0], results[2]))
    assert engine.translate(sentences) == results


@needs_extra
def test_it_says_who_it_is_and_what_it_can_read(
    engine: CTranslate2, model: Path
) -> None:
    assert (engine.id, engine.source, engine.target) == ("ctranslate2", *PAIR)
    assert len(engine.model) == 64
    assert engine.gate is not None
    assert not engine.gate.allows("Ж")
    named = remote.build(
        "opus",
        Engine(kind="ctranslate2", folder=model.name),
        PAIR,
        root=model.parent,
        post=None,
    )
    with closing(named):
        assert (named.id, named.model) == ("opus", engine.model)


@needs_extra
def test_a_closed_engine_is_down(model: Path) -> None:
    engine = CTranslate2(model, PAIR)
    engine.close()
    with pytest.raises(EngineDown):
        engine.translate(["Good morning."])


@needs_extra
def test_a_damaged_model_is_a_named_error(model: Path, tmp_path: Path) -> None:
    for path in model.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "model.bin").write_bytes(b"not a model")
    with (
        closing(CTranslate2(tmp_path, PAIR)) as engine,
        pytest.raises(EngineDown, match="did not start"),
    ):
        engine.translate(["Good morning."])


@needs_extra
@pytest.mark.parametrize(
    ("pieces", "first", "prefix"),
    [
        ((), [], []),
        ((">>fra<<", ">>pob<<", ">>por<<"), [">>pob<<"], []),
        (("eng_Latn", "por_Latn"), ["eng_Latn"], ["por_Latn"]),
        (("<2pt>",), ["<2pt>"], []),
    ],
    ids=["OPUS-MT", "OPUS-MT for many", "NLLB", "MADLAD"],
)
def test_models_for_many_languages_get_their_marks(
    tmp_path: Path, pieces: tuple[str, ...], first: list[str], prefix: list[str]
) -> None:
    from tests.tiny_ct2 import build

    build(tmp_path, extra=pieces, shared=True)
    vocabulary = vocabularies(tmp_path)[0].read_bytes()
    marks = marks_of(tmp_path, vocabulary, *PAIR)
    assert marks == Marks(tuple(first), ("</s>",), tuple(prefix))
    with closing(CTranslate2(tmp_path, PAIR)) as engine:
        (result,) = engine.translate(["Good morning."])
    assert result.text or result.error


def test_without_the_extra_the_error_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(EngineError, match=r"pip install 'polywire\[ctranslate2\]'"):
        CTranslate2(tmp_path, PAIR)


@needs_extra
def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"holds no model\.bin"):
        CTranslate2(tmp_path, PAIR)


def test_a_folder_without_pieces_says_which_are_missing(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"source\.spm"):
        vocabularies(tmp_path)


@needs_extra
def test_an_unpacked_package_of_argos_is_a_model(model: Path, tmp_path: Path) -> None:
    inner = tmp_path / "model"
    inner.mkdir()
    for path in model.iterdir():
        home = tmp_path if path.name.endswith(".spm") else inner
        (home / path.name).write_bytes(path.read_bytes())
    told = (model / "config.json").read_text(encoding="utf-8").replace("</s>", "<s>", 1)
    (inner / "config.json").write_text(told, encoding="utf-8")
    with closing(CTranslate2(tmp_path, PAIR)) as engine:
        (result,) = engine.translate(["Good morning."])
    assert result.text or result.error
