"""A tiny CTranslate2 model with random weights: it babbles, but it is a real model."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np

_SENTENCES = ["The bridge is closed.", "Good morning.", "A ponte fechou.", "Bom dia."]
_WIDTH, _INNER = 16, 32


def build(folder: Path, *, extra: tuple[str, ...] = (), shared: bool = False) -> None:
    """Write a model folder; ``extra`` are user-defined pieces of its vocabulary."""
    from ctranslate2.specs import transformer_spec

    pieces = _pieces(extra)
    names = ("shared.model",) if shared else ("source.spm", "target.spm")
    for name in names:
        (folder / name).write_bytes(pieces)
    tokens = _tokens(pieces)
    spec: Any = transformer_spec.TransformerSpec.from_config(1, 2)
    random = np.random.default_rng(7)
    for path, value in spec.variables().items():
        if value is None:
            _put(spec, path, _weights(path, len(tokens), random))
    # as of all that transformers converted
    spec.config.decoder_start_token = "</s>"  # noqa: S105 - a word of the vocabulary
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.validate()
    spec.save(str(folder))


def _pieces(extra: tuple[str, ...]) -> bytes:
    import sentencepiece

    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(_SENTENCES * 20),
        model_writer=out,
        vocab_size=50 + len(extra),
        hard_vocab_limit=False,
        minloglevel=2,
        user_defined_symbols=list(extra),
    )
    return out.getvalue()


def _tokens(pieces: bytes) -> list[str]:
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=pieces)
    return [processor.id_to_piece(at) for at in range(processor.get_piece_size())]


def _weights(path: str, words: int, random: np.random.Generator) -> Any:
    shapes = {
        "embeddings": (words, _WIDTH),
        "projection": (words, _WIDTH),
        "self_attention/linear_0": (3 * _WIDTH, _WIDTH),
        "/attention/linear_1": (2 * _WIDTH, _WIDTH),
        "ffn/linear_0": (_INNER, _WIDTH),
        "ffn/linear_1": (_WIDTH, _INNER),
    }
    if path.endswith(("gamma", "beta")):
        return np.full(_WIDTH, path.endswith("gamma"), dtype=np.float32)
    shape = next((s for name, s in shapes.items() if name in path), (_WIDTH, _WIDTH))
    return random.normal(scale=0.3, size=shape).astype(np.float32)


def _put(spec: Any, path: str, value: Any) -> None:
    *parts, last = path.split("/")
    for part in parts:
        name, _, number = part.rpartition("_")
        if number.isdigit() and hasattr(spec, name):
            spec = getattr(spec, name)[int(number)]
        else:
            spec = getattr(spec, part)
    setattr(spec, last, value)
