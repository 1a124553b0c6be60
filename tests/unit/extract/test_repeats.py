"""A text that a page holds twice is told once; a program's data is no text."""

from __future__ import annotations

import pytest

from polywire.extract.extract import extract
from polywire.extract.tree.page import read
from polywire.extract.tree.pieces import cut
from polywire.extract.tree.tidy import tidy

LINES = (
    "The harbour office of Lower Ash said on Monday that the old ferry sails again after eleven weeks of repairs.",
    "Ada Brook, who has led the crew for nine years, told the council that every seat was sold within an hour.",
    "Fishermen on the northern quay had asked for a second boat because the bridge stays closed until next spring.",
)


def test_a_block_that_repeats_the_paragraphs_goes_and_they_stay() -> None:
    page = f"<div>{' '.join(LINES)}</div>" + "".join(f"<p>{line}</p>" for line in LINES)
    pieces = cut(read(page).tree)
    body = tidy(pieces, [1.0] * len(pieces), headline="").body
    assert [piece.text for piece in body] == list(LINES)


def test_lines_that_only_begin_alike_stay() -> None:
    shared = "The council of Lower Ash decided on Monday evening that the"
    lines = [f"{shared} {line}" for line in LINES]
    pieces = cut(read("".join(f"<p>{line}</p>" for line in lines)).tree)
    body = tidy(pieces, [1.0] * len(pieces), headline="").body
    assert [piece.text for piece in body] == lines


def test_data_that_fell_out_of_a_script_is_no_text() -> None:
    data = '"name":"Pond","url":"https://a.example/","type":"oembed","width":550,"html":null'
    page = f"<article><h1>Ferry</h1><p>{data}</p>" + "".join(
        f"<p>{line}</p>" for line in LINES
    )
    assert "oembed" not in extract(page, url="https://a.example/b").body


def test_a_sentence_with_a_colon_and_quotes_stays() -> None:
    line = 'She said: "The ferry sails", and he said: "It does not", and both left.'
    pieces = cut(read(f"<p>{line}</p>").tree)
    assert [p.text for p in tidy(pieces, [1.0], headline="").body] == [line]


def _with_a_caption(said: str, *between: str) -> str:
    figure = f"<figure><img src='a.jpg'><figcaption>{said}</figcaption></figure>"
    paragraphs = "".join(f"<p>{line}</p>" for line in between)
    return f"<p>{said}</p>{paragraphs}{figure}"


def test_a_sentence_that_a_caption_further_down_repeats_stays_in_the_text() -> None:
    pieces = cut(read(_with_a_caption(LINES[0], *LINES[1:], *LINES[1:])).tree)
    chances = [0.95] * len(pieces)
    chances[-1] = 0.5  # the caption
    body = tidy(pieces, chances, headline="").body
    assert body[0].text == LINES[0]


def test_a_line_beside_the_picture_that_says_its_caption_again_goes() -> None:
    pieces = cut(read(_with_a_caption(LINES[0]) + f"<p>{LINES[1]}</p>").tree)
    body = tidy(pieces, [0.95, 0.5, 0.95], headline="").body
    assert [piece.text for piece in body] == [LINES[1]]


INVITATIONS = [
    ("Get the Ash Herald in your inbox every morning. It is free.", True),
    ("Receba o Diário de Torvão no seu e-mail toda manhã. É grátis.", True),
    ("Recibe las noticias de Torval en tu correo cada mañana.", True),
    ("Recevez chaque matin les nouvelles de Torval par e-mail.", True),
    ("Erhalten Sie die Torvaler Zeitung jeden Morgen per E-Mail.", True),
    ("Получайте новости Торвала на почту каждое утро.", True),
    ("She said she would get the report by e-mail on Monday.", False),
    ("“Receba no seu e-mail o boleto”, dizia a mensagem falsa.", False),
    ("Receba no peito o carinho da torcida, pediu o técnico.", False),
    ("Recibe el premio por su novela la escritora Ana Torval.", False),
    ("Get ready for rain: the river rose by two metres overnight.", False),
    ("Подпишитесь под письмом, попросил мэр жителей.", False),
]


@pytest.mark.parametrize(
    ("line", "is_box"), INVITATIONS, ids=[line[:24] for line, _ in INVITATIONS]
)
def test_a_box_that_offers_news_by_mail_is_no_text(line: str, *, is_box: bool) -> None:
    pieces = cut(read(f"<p>{LINES[0]}</p><p>{line}</p><p>{LINES[1]}</p>").tree)
    body = tidy(pieces, [1.0] * len(pieces), headline="").body
    assert (line not in [piece.text for piece in body]) is is_box
