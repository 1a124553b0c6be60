"""A model run over texts that are given: how likely is each piece of a translation?

The transformer of Marian (marian-dev, ``src/models/transformer.h``) with the simpler
simple recurrent unit in the decoder (Kim et al. 2019, "From Research to Production and
Back"), eight-bit products as intgemm makes them. Arrays are float32 unless said
otherwise; ``dim`` is the width of the model, ``n`` the pieces of all sentences of a
call, one sentence behind the other and without padding. Sums of eight-bit products are
whole numbers that float32 holds exactly, so that a sentence gets the same figures alone
and among others.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from polywire.translate.marian.model_file import Floats, Matrix, ModelFile

END = 0
"""The number of the piece that ends a sentence, in every vocabulary of Marian."""

_LARGEST = 127
_EPSILON = 1e-6
_WAVES = 10_000.0
_BLOCK = 2048
"""Pieces of the vocabulary at a time: what is multiplied stays in a cache."""

Ids = Sequence[int]
Slices = tuple[slice, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """What the decoder looks at of the encoded sentences."""

    slices: Slices
    """Where each sentence stands among the ``n`` pieces."""
    layers: tuple[tuple[Floats, Floats], ...]
    """Keys and values for each layer of the decoder, (n, dim) each."""


class Network:
    """One model, ready to be asked."""

    def __init__(self, model: ModelFile) -> None:
        """Keep the weights as they are: eight bits each."""
        self._model = model
        self._scale = math.sqrt(model.dimensions)

    @property
    def pieces(self) -> int:
        """How many pieces the vocabulary has."""
        return len(self._model.embedding.values)

    def chances(
        self,
        sources: Sequence[Ids],
        targets: Sequence[Ids],
        candidates: Sequence[NDArray[np.int64]],
    ) -> list[Floats]:
        """Return the log-probability of each piece of the targets, (t,) each, in nats.

        ``candidates`` are the pieces among which the model would have chosen, sorted
        and with every piece of the target: its probability is a share of theirs.
        """
        states, slices = self.decode(self.encode(sources), targets)
        return [
            _chances(self.logits(states[part], among), np.searchsorted(among, ids))
            for part, ids, among in zip(slices, targets, candidates, strict=True)
        ]

    def entropies(self, states: Floats) -> Floats:
        """Return how open the next piece is at each state, among all: (t,), in nats."""
        top = np.full((len(states), 1), -np.inf, np.float32)
        total, weighted = np.zeros((2, len(states), 1), np.float32)
        for start in range(0, self.pieces, _BLOCK):
            some = slice(start, min(start + _BLOCK, self.pieces))
            logits = self.logits(states, some)
            higher = np.maximum(top, logits.max(-1, keepdims=True))
            raised, fade = np.exp(logits - higher), np.exp(top - higher)
            total = total * fade + raised.sum(-1, keepdims=True)
            raised *= logits
            weighted = weighted * fade + raised.sum(-1, keepdims=True)
            top = higher
        made: Floats = (top + np.log(total) - weighted / total)[:, 0]
        return made

    def encode(self, sentences: Sequence[Ids]) -> Memory:
        """Encode sentences that end with ``END``."""
        slices = _slices(sentences)
        x = self._embedded([list(ids) for ids in sentences])
        for number in range(1, self._model.encoder_depth + 1):
            name = f"encoder_l{number}"
            kept = self._keys_and_values(f"{name}_self", x)
            x = self._attended(f"{name}_self", x, slices, kept, slices)
            x = self._fed(f"{name}_ffn", x)
        return Memory(
            slices,
            tuple(
                self._keys_and_values(f"decoder_l{number}_context", x)
                for number in range(1, self._model.decoder_depth + 1)
            ),
        )

    def decode(self, memory: Memory, targets: Sequence[Ids]) -> tuple[Floats, Slices]:
        """Return the state before each piece of the targets, (n, dim), and its places.

        The state at a piece has seen those before it and not the piece itself.
        """
        slices = _slices(targets)
        x = self._embedded([[-1, *ids[:-1]] for ids in targets])
        for number, kept in enumerate(memory.layers, 1):
            name = f"decoder_l{number}"
            x = self._recurred(f"{name}_rnn", x, slices)
            x = self._attended(f"{name}_context", x, slices, kept, memory.slices)
            x = self._fed(f"{name}_ffn", x)
        return x, slices

    def logits(self, states: Floats, candidates: NDArray[np.int64] | slice) -> Floats:
        """Return the score of each candidate (c,) at each state: (t, c)."""
        rows = self._model.embedding.values[candidates]
        bias = self._model.vectors["decoder_ff_logit_out_b"][candidates]
        matrix = Matrix(rows, self._model.embedding.scale)
        return _product(states, matrix, self._alpha("none")) + bias

    def _alpha(self, name: str) -> float:
        """Return what activations are multiplied with before they are rounded."""
        return float(self._model.vectors[f"{name}_QuantMultA"][0])

    def _linear(self, name: str, part: str, x: Floats) -> Floats:
        """Return x @ W + b of a layer: (n, in) -> (n, out)."""
        key = f"{name}_W{part}"
        made = _product(x, self._model.matrices[key], self._alpha(key))
        bias = self._model.vectors.get(f"{name}_b{part}")
        return made if bias is None else made + bias

    def _embedded(self, sentences: list[list[int]]) -> Floats:
        """Return embeddings with their positions, (n, dim); -1 is no piece: zeros."""
        ids = np.concatenate([np.asarray(one, np.int64) for one in sentences])
        found = self._model.embedding
        x: Floats = found.values[ids].astype(np.float32)
        x *= np.float32(self._scale / found.scale)
        x[ids < 0] = 0
        waves = _positions(max(map(len, sentences)), self._model.dimensions)
        x += np.concatenate([waves[: len(one)] for one in sentences])
        return x

    def _keys_and_values(self, name: str, x: Floats) -> tuple[Floats, Floats]:
        return self._linear(name, "k", x), self._linear(name, "v", x)

    def _attended(
        self,
        name: str,
        x: Floats,
        slices: Slices,
        kept: tuple[Floats, Floats],
        places: Slices,
    ) -> Floats:
        """Add what each sentence finds in its place among keys and values; (n, dim)."""
        queries = self._linear(name, "q", x)
        found = np.empty_like(x)
        keys, values = kept
        for part, place in zip(slices, places, strict=True):
            found[part] = self._heads(queries[part], keys[place], values[place])
        return self._normed(f"{name}_Wo", self._linear(name, "o", found) + x)

    def _heads(self, queries: Floats, keys: Floats, values: Floats) -> Floats:
        """Attend with all heads: (t, dim), (s, dim), (s, dim) -> (t, dim)."""
        q, k, v = (
            one.reshape(len(one), self._model.heads, -1).transpose(1, 0, 2)
            for one in (queries, keys, values)
        )
        weights = _softmax(q @ k.transpose(0, 2, 1) / np.float32(math.sqrt(q.shape[2])))
        return (weights @ v).transpose(1, 0, 2).reshape(queries.shape)

    def _recurred(self, name: str, x: Floats, slices: Slices) -> Floats:
        """Run the recurrent unit: c = f c' + (1 - f) W x, f = sigmoid(Wf x + bf)."""
        forget = 1 / (1 + np.exp(-self._linear(name, "f", x)))
        cells = (1 - forget) * self._linear(name, "", x)
        for part in slices:
            for now in range(part.start + 1, part.stop):
                cells[now] += forget[now] * cells[now - 1]
        return self._normed(f"{name}_ffn", np.maximum(cells, 0) + x)

    def _fed(self, name: str, x: Floats) -> Floats:
        hidden = np.maximum(self._linear(name, "1", x), 0)
        return self._normed(f"{name}_ffn", self._linear(name, "2", hidden) + x)

    def _normed(self, name: str, x: Floats) -> Floats:
        x = x - x.mean(-1, keepdims=True)
        x /= np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(_EPSILON))
        scale, bias = (
            self._model.vectors[f"{name}_ln_{end}"] for end in ("scale", "bias")
        )
        return x * scale + bias


def _product(x: Floats, matrix: Matrix, alpha: float) -> Floats:
    """Multiply as intgemm does: activations rounded to eight bits; (n, in) -> (n, out)."""
    whole = np.clip(np.rint(x * np.float32(alpha)), -_LARGEST, _LARGEST)
    made: Floats = whole @ matrix.values.astype(np.float32).T
    made *= np.float32(1 / (alpha * matrix.scale))
    return made


def _softmax(x: Floats) -> Floats:
    raised = np.exp(x - x.max(-1, keepdims=True))
    made: Floats = raised / raised.sum(-1, keepdims=True)
    return made


def _chances(logits: Floats, places: NDArray[np.int64]) -> Floats:
    """Return the log-probability of one candidate in each row: (t, c), (t,) -> (t,)."""
    shifted = logits - logits.max(-1, keepdims=True)
    made: Floats = shifted[np.arange(len(places)), places] - np.log(
        np.exp(shifted).sum(-1)
    )
    return made


def _slices(sentences: Sequence[Ids]) -> Slices:
    edges = accumulate(map(len, sentences), initial=0)
    return tuple(slice(start, end) for start, end in pairwise(edges))


def _positions(count: int, wide: int) -> Floats:
    """Return sines and cosines of the positions, (count, wide)."""
    half = wide // 2
    steps = np.exp(-math.log(_WAVES) / (half - 1) * np.arange(half))
    waves = np.arange(count)[:, None] * steps
    return np.concatenate([np.sin(waves), np.cos(waves)], 1).astype(np.float32)
