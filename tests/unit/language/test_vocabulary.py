"""A SentencePiece file is read as any writer writes it, and cuts a text as that does."""

from struct import pack

import pytest

from polywire.errors import EngineError
from polywire.language.text.vocabulary import Piece, Pieces, read_pieces, texts_of

NORMAL, UNKNOWN, CONTROL, USER = 1, 2, 3, 4


def entry(number: int, value: bytes) -> bytes:
    """Return a field of a protobuf message, as bytes with their length before them."""
    return varint(number << 3 | 2) + varint(len(value)) + value


def varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def a_piece(text: str, score: float = 0.0, kind: int = NORMAL) -> bytes:
    """Return a piece in the usual order: text, score, type."""
    value = entry(1, text.encode()) + varint(2 << 3 | 5) + pack("<f", score)
    return entry(1, value + varint(3 << 3) + varint(kind))


SMALL = b"".join(
    [
        a_piece("</s>", 0.0, CONTROL),
        a_piece("<unk>", 0.0, UNKNOWN),
        a_piece("▁town", -2.0),
        a_piece("▁to", -1.5),
        a_piece("wn", -1.0),
        a_piece("▁", -3.0),
        a_piece("w", -4.0),
        a_piece("n", -4.0),
        a_piece("<b>", 0.0, USER),
    ]
)


def test_pieces_are_read_in_order_with_score_and_type() -> None:
    assert list(read_pieces(SMALL))[1:4] == [
        Piece("<unk>", UNKNOWN),
        Piece("▁town", NORMAL, -2.0),
        Piece("▁to", NORMAL, -1.5),
    ]
    assert texts_of(SMALL)[-2:] == ("n", "<b>")


@pytest.mark.parametrize(
    ("value", "piece"),
    [
        (entry(1, b"a"), Piece("a")),
        (varint(3 << 3) + varint(USER) + entry(1, b"a"), Piece("a", USER)),
        (
            varint(2 << 3 | 5) + pack("<f", -1.5) + entry(1, b"a"),
            Piece("a", NORMAL, -1.5),
        ),
        (entry(1, b"a") + entry(2, b"odd"), Piece("a")),
        (entry(1, b"a") + entry(9, b"of a later version"), Piece("a")),
        (entry(1, b"a" * 200), Piece("a" * 200)),
        (varint(4 << 3 | 1) + bytes(8) + entry(1, b"a"), Piece("a")),
    ],
    ids=["text", "type first", "score first", "odd score", "unknown", "long", "double"],
)
def test_a_piece_is_read_in_any_order_of_its_fields(value: bytes, piece: Piece) -> None:
    assert list(read_pieces(entry(1, value))) == [piece]


def test_what_is_no_piece_is_passed_over() -> None:
    other = entry(2, b"settings of the trainer") + varint(1 << 3) + varint(7)
    assert list(read_pieces(other + a_piece("a", -1.0))) == [Piece("a", NORMAL, -1.0)]


@pytest.mark.parametrize(
    "damaged",
    [SMALL[:-1], b"\x0a", b"\x80", entry(1, entry(1, b"\xff")), b"\x0b\x00"],
    ids=["cut", "no length", "no end", "no text", "unknown wire"],
)
def test_a_damaged_file_is_told_with_what_to_do(damaged: bytes) -> None:
    with pytest.raises(EngineError, match="fetch the model folder again"):
        list(read_pieces(damaged))


@pytest.mark.parametrize(
    "vocabulary",
    [b"", a_piece("a"), a_piece("<unk>", 0.0, UNKNOWN)],
    ids=["nothing", "nothing unknown", "no text"],
)
def test_a_file_without_pieces_is_no_vocabulary(vocabulary: bytes) -> None:
    with pytest.raises(EngineError, match="holds no pieces"):
        Pieces.of(vocabulary)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("town", ["▁town"]),
        ("town wn", ["▁town", "▁", "wn"]),
        ("townwn", ["▁town", "wn"]),
        ("  town\n", ["▁town"]),
        ("to\u00adwn", ["▁town"]),  # a soft hyphen is not seen
        ("ｔｏｗｎ", ["▁town"]),  # wide letters
        ("tośćn", ["▁to", "ść", "n"]),  # what no piece has stays whole
        ("", []),
    ],
)
def test_a_text_is_cut_where_the_sum_of_scores_is_highest(
    text: str, pieces: list[str]
) -> None:
    assert Pieces.of(SMALL).cut(text) == pieces


def test_pieces_have_numbers_and_the_end_of_the_sentence_behind_them() -> None:
    assert Pieces.of(SMALL).ids(["▁to", "ść", "n"]) == [3, 1, 7, 0]
