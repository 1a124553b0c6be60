"""A CTranslate2 process: ``python -m polywire.translate.engines.ct2_child FOLDER ...``.

Speaks line by line as ``model_child.py`` does, so that one pool serves both. What
stands around a sentence it is told: ``ctranslate2.py``.
"""

import json
import os
import sys
from typing import Any, BinaryIO

from polywire.translate.engines.model_child import _alarm, _write

_MAX_TOKENS = 512
_GRACE = 5
_BEAM = 4


class _Engine:
    """A loaded model and its SentencePiece files."""

    def __init__(
        self, folder: str, source_pieces: str, target_pieces: str, marks: dict[str, Any]
    ) -> None:
        import ctranslate2
        import sentencepiece

        self._in = sentencepiece.SentencePieceProcessor(model_file=source_pieces)
        self._out = sentencepiece.SentencePieceProcessor(model_file=target_pieces)
        self._first, self._end = marks["first"], marks["end"]
        self._prefix = marks["prefix"] or None
        self._model = ctranslate2.Translator(
            folder, device="cpu", inter_threads=1, intra_threads=1
        )

    def translate(self, text: str) -> str:
        """Translate one sentence."""
        tokens = self._in.encode(text, out_type=str)
        prefix = [self._prefix] if self._prefix else None
        answer = self._model.translate_batch(
            [[*self._first, *tokens, *self._end]],
            target_prefix=prefix,
            beam_size=_BEAM,
            max_input_length=0,
            max_decoding_length=min(_MAX_TOKENS, 4 * len(tokens) + 20),
        )
        found: list[str] = answer[0].hypotheses[0]
        found = found[len(prefix[0]) :] if prefix else found
        written: str = self._out.decode(found)
        return written


def _serve(out: BinaryIO, engine: _Engine, seconds: int) -> None:
    for line in sys.stdin.buffer:
        _alarm(seconds)
        try:
            answer = {"text": engine.translate(json.loads(line)["text"])}
        except (ValueError, RuntimeError, MemoryError) as error:
            answer = {"error": f"the engine refused the sentence: {error}"}
        _alarm(0)
        _write(out, answer)


def main(arguments: list[str]) -> int:
    """Load a model and translate lines until standard input ends."""
    folder, source_pieces, target_pieces, marks, limit = arguments
    # What the engine prints must not get between our answers.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        engine = _Engine(folder, source_pieces, target_pieces, json.loads(marks))
        engine.translate("2024")
    except (ImportError, OSError, ValueError, RuntimeError, MemoryError) as error:
        _write(out, {"error": f"the model cannot be loaded: {error}"})
        return 1
    _write(out, {"ready": "yes"})
    _serve(out, engine, int(float(limit)) + _GRACE)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
