"""A translation process: ``python -m polywire.translate.engines.model_child MODEL ...``.

A program of its own that imports nothing heavy but the engine. It reads one
JSON object a line (``{"text": ...}``) and writes one for each (``{"text": ...}``
or ``{"error": ...}``). The first line that it writes says that a start-up
sentence was translated: a wrong argument to the engine would silently give
empty texts.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

_MEGABYTE = 1024 * 1024
_ADDRESS_SPACE = 1024 * _MEGABYTE
"""The bundled model maps about 300 MB; the largest known ("base") under 500."""
_PROBES = {"en": "Good morning.", "pt": "Bom dia.", "es": "Buenos días."}
_PROBE = "2024"
"""A sentence that every model answers with something."""
_GRACE = 5
"""Seconds past the limit: the parent is to notice first."""


def _limit() -> None:
    """Bound what a damaged model or a hostile sentence can take."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's time limit stands
        return
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _alarm(seconds: int) -> None:
    """Let the kernel end this process when a sentence takes too long.

    The engine holds the GIL for a whole sentence, so no Python code could; and
    the parent may be gone. By our processor time: a paused machine is not late.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _write(out: BinaryIO, answer: dict[str, str]) -> None:
    out.write(json.dumps(answer).encode() + b"\n")
    out.flush()


def main(arguments: list[str]) -> int:
    """Load a model and translate lines until standard input ends."""
    model, source_vocabulary, target_vocabulary, shortlist, language, limit = arguments
    # What the engine prints must not get between our answers.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit()
    from fxtranslate import Translator  # after the limits, which must hold for it

    try:
        engine = Translator(
            model=Path(model).read_bytes(),
            src_vocab=Path(source_vocabulary).read_bytes(),
            trg_vocab=Path(target_vocabulary).read_bytes(),
            shortlist=Path(shortlist).read_bytes() if shortlist else None,
        )
        probe = engine.translate(_PROBES.get(language, _PROBE))
    except (OSError, ValueError, MemoryError) as error:
        _write(out, {"error": f"the model cannot be loaded: {error}"})
        return 1
    if not probe.strip():
        _write(out, {"error": "the model gave nothing for the start-up sentence"})
        return 1
    _write(out, {"ready": probe})
    seconds = int(float(limit)) + _GRACE
    for line in sys.stdin.buffer:
        _alarm(seconds)
        try:
            answer = {"text": engine.translate(json.loads(line)["text"])}
        except (ValueError, MemoryError) as error:
            answer = {"error": f"the engine refused the sentence: {error}"}
        _alarm(0)
        _write(out, answer)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
