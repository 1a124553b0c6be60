"""The bundled models read from the outside, beside the engine and the library."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pytest
import sentencepiece

from polywire.errors import EngineError
from polywire.translate.engines.firefox import Firefox
from polywire.translate.marian import model_file
from polywire.translate.marian.both_ways import BothWays, Model, known
from polywire.translate.marian.network import END
from polywire.translate.models import model_folder
from polywire.translate.models.model_folder import ModelFolder

pytestmark = pytest.mark.skipif(
    not model_folder.bundled(),
    reason="the bundled models have no wheel for this machine",
)

CORPUS = Path(__file__).parents[2] / "corpus" / "accepted.en-pt.jsonl"
UNKNOWN = 1
LIKE_THE_ENGINE = 47
"""Of 60 answers; the others part at near-ties, where the engine rounds otherwise."""


def folder(source: str) -> ModelFolder:
    return next(one for one in model_folder.bundled() if one.source == source)


def rows() -> list[dict[str, str]]:
    return [json.loads(line) for line in CORPUS.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def both() -> BothWays:
    return BothWays(Model(folder("en")), Model(folder("pt")), "en", "pt-BR")


@pytest.fixture(scope="module")
def engine() -> Iterator[Firefox]:
    with closing(Firefox(folder("en"))) as made:
        yield made


def greedy(model: Model, texts: list[str]) -> list[str]:
    """Translate by the likeliest next piece, as the engine does, all texts in step."""
    given = [model.pieces.ids(model.pieces.cut(text)) for text in texts]
    among = [model._choices(ids, [END]) for ids in given]
    among = [ids[ids != UNKNOWN] for ids in among]
    told: list[list[int]] = [[] for _ in texts]
    waiting = set(range(len(texts)))
    memory = model.network.encode(given)
    while waiting:
        open_ = [[*ids, END] if n in waiting else [END] for n, ids in enumerate(told)]
        states, parts = model.network.decode(memory, open_)
        for n, part in enumerate(parts):
            if n not in waiting:
                continue
            last = states[part.stop - 1 : part.stop]
            best = int(among[n][np.argmax(model.network.logits(last, among[n]))])
            told[n].append(best)
            if best == END or len(told[n]) > 2 * len(given[n]):
                waiting.remove(n)
    names = list(model.pieces.numbers)
    words = ["".join(names[one] for one in ids if one != END) for ids in told]
    return [one.replace("▁", " ").strip() for one in words]


def test_greedy_answers_are_mostly_the_engines_own(
    both: BothWays, engine: Firefox
) -> None:
    texts = [known(row["source"], both.forward.gate, "en") for row in rows()[:60]]
    theirs = [one.text for one in engine.translate(texts)]
    ours = greedy(both.forward, texts)
    same = sum(one == other for one, other in zip(ours, theirs, strict=True))
    print(f"\n{same} of {len(texts)} answers are the engine's")
    assert same >= LIKE_THE_ENGINE


@pytest.mark.parametrize(("language", "side"), [("en", "source"), ("pt", "target")])
def test_texts_are_cut_as_sentencepiece_cuts_them(
    both: BothWays, language: str, side: str
) -> None:
    model = both.forward if language == "en" else both.backward
    library = sentencepiece.SentencePieceProcessor(
        model_proto=folder(language).source_vocabulary.read_bytes()
    )
    texts = [row[side] for row in rows()] + [
        "漢字 and 😀😀 x",
        "  two  blanks ",
        "ﬁn½",
        "\u200bx",
    ]
    differ = [
        t for t in texts if model.pieces.cut(t) != library.encode(t, out_type=str)
    ]
    assert differ == []


def test_a_sentence_gets_the_same_figures_alone_and_among_others(
    both: BothWays,
) -> None:
    pairs = [(row["source"], row["target"]) for row in rows()[:12]]
    among = both.read(pairs)
    alone = [both.read([pair])[0] for pair in pairs]
    assert None not in among
    assert among == alone


def test_a_wrong_word_makes_the_models_hesitate(both: BothWays) -> None:
    source = "The bridge was closed on Monday."
    right, wrong = both.read(
        [
            (source, "A ponte foi fechada na segunda-feira."),
            (source, "A abóbora foi fechada na segunda-feira."),
        ]
    )
    assert right is not None
    assert wrong is not None
    assert wrong.lost < right.lost
    assert "bridge" in wrong.suspects
    assert "bridge" not in right.suspects


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("word " * 2000, "palavra " * 2000),
        ("A word.", ""),
        ("", "Palavra."),
        ("A word.", "\u200b"),
    ],
    ids=["2,000 words", "no target", "no source", "nothing visible"],
)
def test_what_cannot_be_read_gets_nothing_and_spares_its_neighbours(
    both: BothWays, source: str, target: str
) -> None:
    good = ("The road is closed.", "A estrada está fechada.")
    assert both.read([good, (source, target), good]) == [
        *both.read([good]),
        None,
        *both.read([good]),
    ]


def test_a_script_that_the_vocabulary_lacks_gets_figures(both: BothWays) -> None:
    (found,) = both.read([("Дорога закрыта.", "道路は閉鎖されています。")])
    assert found is not None
    assert np.isfinite([found.unsure, found.lost]).all()


def test_a_file_that_is_cut_off_anywhere_is_refused() -> None:
    data = folder("en").model.read_bytes()
    draw = random.Random(3)
    for at in (
        0,
        1,
        15,
        16,
        40,
        6000,
        len(data) - 1,
        *draw.sample(range(len(data)), 9),
    ):
        with pytest.raises(EngineError):
            model_file.read(data[:at])


def test_a_damaged_head_is_refused_in_one_line_or_read() -> None:
    data = folder("en").model.read_bytes()
    draw = random.Random(4)
    refusals = []
    for _ in range(60):
        at = draw.randrange(9000)
        broken = data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]
        with suppress(EngineError):
            model_file.read(broken)
            continue
        refusals.append(refusal(broken))
    assert refusals
    assert [words for words in refusals if "\n" in words] == []


def refusal(data: bytes) -> str:
    with pytest.raises(EngineError) as caught:
        model_file.read(data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"dec-cell: ssru", b"dec-cell: grus"),
        (b"transformer-decoder-autoreg: rnn", b"transformer-decoder-autoreg: aan"),
        (b"enc-depth: 6", b"enc-depth: 9"),
        (b"transformer-heads: 8", b"transformer-heads: 0"),
        (b"dim-emb: 256", b"dim-emb: 257"),
    ],
    ids=["cell", "decoder", "depth", "heads", "width"],
)
def test_another_architecture_is_refused(was: bytes, becomes: bytes) -> None:
    data = folder("en").model.read_bytes()
    assert was in data
    with pytest.raises(EngineError, match="another kind"):
        model_file.read(data.replace(was, becomes))


def test_a_weight_that_is_no_number_is_refused() -> None:
    data = folder("en").model.read_bytes()
    bias = model_file.read(data).vectors["encoder_l1_self_bq"].tobytes()
    at = data.index(bias)
    with pytest.raises(EngineError, match="no number"):
        model_file.read(data[:at] + b"\0\0\xc0\x7f" + data[at + 4 :])
