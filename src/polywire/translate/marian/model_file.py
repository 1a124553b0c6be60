"""The weights of a model, read from Marian's binary file.

The file of marian-dev's ``src/common/binary.cpp``: a header for each tensor (length of
its name, type, dimensions, bytes), then all names, all shapes, and the data. Weights of
eight bits stand transposed and end with the number that they were multiplied with
(browsermt/marian-dev, ``src/tensors/cpu/intgemm_interface.h``). Runs nothing.
"""

import math
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from polywire.errors import EngineError

Floats = NDArray[np.float32]

_VERSION = 1
_WORDS = struct.Struct("<QQ")
_HEADER = struct.Struct("<QQQQ")
_FLOAT32, _INTGEMM8 = 0x404, 0x4101
_MOST_TENSORS = 4096
_MOST_DIMENSIONS = 4
_LONGEST_NAME = 256
_EMBEDDING = "Wemb"
_MULTIPLIER = "_QuantMultA"
"""Ends the name of what activations are multiplied with."""
_CONFIG = "special:model.yml"
_LINE = re.compile(r'^([a-z-]+): "?([^"\n]*)"?$', re.MULTILINE)
_WANTED: Final = {
    "type": "transformer", "transformer-decoder-autoreg": "rnn", "dec-cell": "ssru",
    "tied-embeddings-all": "true", "transformer-preprocess": "",
    "transformer-postprocess": "dan", "transformer-postprocess-emb": "d",
    "transformer-postprocess-top": "", "transformer-ffn-depth": "2",
    "transformer-ffn-activation": "relu",
    "transformer-train-position-embeddings": "false",
}  # fmt: skip
"""The one architecture that is run here: what the bundled models are."""
_SIZES = ("enc-depth", "dec-depth", "dim-emb", "transformer-heads")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Weights of eight bits."""

    values: NDArray[np.int8]
    """Rows are outputs: (out, in). Of the embedding: (pieces, dimensions)."""
    scale: float
    """What the weights were multiplied with."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """All that a model file holds."""

    matrices: Mapping[str, Matrix]
    vectors: Mapping[str, Floats]
    """Biases, norms and the multipliers of activations, each of one dimension."""
    encoder_depth: int
    decoder_depth: int
    dimensions: int
    heads: int

    @property
    def embedding(self) -> Matrix:
        """The one embedding, of both languages and of the output."""
        return self.matrices[_EMBEDDING]


def read(data: bytes) -> ModelFile:
    """Read a model; raises EngineError when the file is broken or of another kind."""
    try:
        matrices, vectors, config = _tensors(data)
        sizes = _sizes(config)
        model = ModelFile(matrices, vectors, *sizes)
        _check(model)
    except (struct.error, ValueError, LookupError, OverflowError) as error:
        message = f"the model file is damaged or of another kind ({error})"
        raise EngineError(message) from error
    return model


def _tensors(data: bytes) -> tuple[dict[str, Matrix], dict[str, Floats], str]:
    matrices: dict[str, Matrix] = {}
    vectors: dict[str, Floats] = {}
    config = ""
    for name, kind, shape, raw in _items(data):
        if name == _CONFIG:
            config = bytes(raw).rstrip(b"\0").decode()
        elif kind == _FLOAT32:
            vectors[name] = np.frombuffer(raw, "<f4", math.prod(shape))
            if not np.isfinite(vectors[name]).all():
                raise ValueError(f"{name} holds what is no number")
        elif kind == _INTGEMM8 and not name.endswith(_MULTIPLIER):
            matrices[name] = _matrix(name, shape, raw)
    return matrices, vectors, config


def _matrix(name: str, shape: tuple[int, ...], raw: memoryview) -> Matrix:
    rows, columns = shape
    if name != _EMBEDDING:
        rows, columns = columns, rows
    values = np.frombuffer(raw, "i1", rows * columns)
    (scale,) = struct.unpack_from("<f", raw, rows * columns)
    if not (math.isfinite(scale) and scale > 0):
        raise ValueError(f"{name} has the scale {scale}")
    return Matrix(values.reshape(rows, columns), scale)


def _items(data: bytes) -> Iterator[tuple[str, int, tuple[int, ...], memoryview]]:
    """Yield name, type, shape and bytes of each tensor; all within the file."""
    version, count = _WORDS.unpack_from(data)
    if version != _VERSION or not 0 < count <= _MOST_TENSORS:
        raise ValueError("it does not begin as Marian's binary files do")
    at = _WORDS.size
    headers = [_HEADER.unpack_from(data, at + n * _HEADER.size) for n in range(count)]
    at += count * _HEADER.size
    names = []
    for length, _, dimensions, _ in headers:
        if length > _LONGEST_NAME or dimensions > _MOST_DIMENSIONS:
            raise ValueError("it does not begin as Marian's binary files do")
        names.append(data[at : at + length].rstrip(b"\0").decode())
        at += length
    shapes = []
    for _, _, dimensions, _ in headers:
        shapes.append(struct.unpack_from(f"<{dimensions}i", data, at))
        at += 4 * dimensions
    view = memoryview(data)  # the weights are not copied: they stay in the file's bytes
    (padding,) = struct.unpack_from("<Q", data, at)
    at += 8 + padding
    for name, shape, (_, kind, _, size) in zip(names, shapes, headers, strict=True):
        if min(shape, default=0) < 0 or at + size > len(data):
            raise ValueError(f"{name} is cut off")
        yield name, kind, shape, view[at : at + size]
        at += size


def _sizes(config: str) -> tuple[int, int, int, int]:
    found = dict(_LINE.findall(config))
    for key, wanted in _WANTED.items():
        if found[key] != wanted:
            raise ValueError(f"{key} {found[key]!r} is not supported")
    encoder, decoder, dimensions, heads = (int(found[key]) for key in _SIZES)
    if min(encoder, decoder, heads) < 1 or dimensions % (2 * heads):
        raise ValueError("its sizes do not fit together")
    return encoder, decoder, dimensions, heads


def _check(model: ModelFile) -> None:
    """See that every layer is there and fits; raises ValueError or LookupError."""
    wide = model.dimensions
    pieces, columns = model.embedding.values.shape
    if columns != wide or model.vectors["decoder_ff_logit_out_b"].size != pieces:
        raise ValueError("its embedding does not fit")
    for name, (rows, columns) in _layers(model):
        matrix = model.matrices[name].values.shape
        if matrix != (rows, columns) or model.vectors[name + _MULTIPLIER][0] <= 0:
            raise ValueError(f"{name} does not fit")
    for name, size in _biases(model):
        if model.vectors[name].size != size:
            raise ValueError(f"{name} does not fit")
    if model.vectors["none_QuantMultA"][0] <= 0:
        raise ValueError("none_QuantMultA does not fit")


def _blocks(model: ModelFile) -> Iterator[tuple[str, str]]:
    """Yield the kind and name of every block of layers."""
    for number in range(1, model.encoder_depth + 1):
        yield "attention", f"encoder_l{number}_self"
        yield "ffn", f"encoder_l{number}_ffn"
    for number in range(1, model.decoder_depth + 1):
        yield "ssru", f"decoder_l{number}_rnn"
        yield "attention", f"decoder_l{number}_context"
        yield "ffn", f"decoder_l{number}_ffn"


def _layers(model: ModelFile) -> Iterator[tuple[str, tuple[int, int]]]:
    wide = model.dimensions
    for kind, name in _blocks(model):
        if kind == "ffn":
            inner = model.matrices[f"{name}_W1"].values.shape[0]
            yield f"{name}_W1", (inner, wide)
            yield f"{name}_W2", (wide, inner)
        else:
            for part in ("W", "Wf") if kind == "ssru" else ("Wq", "Wk", "Wv", "Wo"):
                yield f"{name}_{part}", (wide, wide)


def _biases(model: ModelFile) -> Iterator[tuple[str, int]]:
    wide = model.dimensions
    for kind, name in _blocks(model):
        norm = f"{name}_Wo" if kind == "attention" else f"{name}_ffn"
        yield f"{norm}_ln_scale", wide
        yield f"{norm}_ln_bias", wide
        if kind == "ffn":
            yield f"{name}_b1", model.matrices[f"{name}_W1"].values.shape[0]
            yield f"{name}_b2", wide
        else:
            for part in ("bf",) if kind == "ssru" else ("bq", "bk", "bv", "bo"):
                yield f"{name}_{part}", wide
