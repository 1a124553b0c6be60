"""CTranslate2 models (converted OPUS-MT, NLLB, MADLAD): an optional extra."""

from __future__ import annotations

import hashlib
import importlib
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from polywire.errors import EngineDown, EngineError
from polywire.translate.engine import Result
from polywire.translate.gate import Gate

_INSTALL = "pip install 'polywire[ctranslate2]'"
_LENGTH = 512


class Converted:
    """A Translator on a folder with ``model.bin`` and its SentencePiece files."""

    def __init__(self, name: str, folder: Path, pair: tuple[str, str]) -> None:
        """Load the model; raises EngineError that names what is missing."""
        source_file = _one(folder, "source.spm", "*.model", "*.spm")
        target_file = _one(folder, "target.spm", "*.model", "*.spm")
        if not (folder / "model.bin").is_file():
            raise EngineError(f"{folder}: holds no model.bin; convert the model first")
        ctranslate2 = _module("ctranslate2")
        sentencepiece = _module("sentencepiece")
        self.id = name
        self.source, self.target = pair
        self.model = _sha256(folder)
        self.gate: Gate | None = Gate.read(source_file)
        self._in = sentencepiece.SentencePieceProcessor(model_file=str(source_file))
        self._out = sentencepiece.SentencePieceProcessor(model_file=str(target_file))
        self._translator = ctranslate2.Translator(str(folder), device="cpu")
        self._lock = threading.Lock()
        self._is_closed = False

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        """Translate as one batch."""
        if self._is_closed:
            raise EngineDown("the engine was closed")
        full = [text for text in sentences if text.strip()]
        pieces = [[*self._in.encode(text, out_type=str), "</s>"] for text in full]
        with self._lock:
            batch = self._translator.translate_batch(
                pieces, max_decoding_length=_LENGTH
            )
        texts = iter(self._out.decode(answer.hypotheses[0]) for answer in batch)
        return [_judged(next(texts)) if s.strip() else Result("") for s in sentences]

    def close(self) -> None:
        """Refuse further work."""
        self._is_closed = True


def _judged(text: str) -> Result:
    if not text.strip():
        return Result("", "the engine gave an empty text")
    return Result(text)


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise EngineError(f"{name} is not installed: {_INSTALL}") from error


def _one(folder: Path, *patterns: str) -> Path:
    for pattern in patterns:
        found = min(folder.glob(pattern), default=None)
        if found:
            return found
    raise EngineError(f"{folder}: holds no SentencePiece file ({', '.join(patterns)})")


@cache
def _sha256(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file():
            with path.open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()
