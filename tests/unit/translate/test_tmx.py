"""Translation memories in TMX 1.4b."""

from __future__ import annotations

import io
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.errors import UsageError
from polywire.translate.known import tmx
from polywire.translate.known.tmx import Unit

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
BRIDGE = Unit(
    "en", "pt-BR", "The bridge is closed.", "A ponte está fechada.", NOW, "desk"
)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)


def written(*units: Unit) -> bytes:
    out = io.BytesIO()
    assert tmx.write(units, out, now=NOW) == len(units)
    return out.getvalue()


def read(data: bytes, *pairs: tuple[str, str]) -> list[Unit]:
    return list(tmx.read(io.BytesIO(data), pairs))


def document(body: str, source: str = "en-US") -> bytes:
    return (
        '<?xml version="1.0"?><tmx version="1.4">'
        f'<header srclang="{source}" segtype="sentence"/><body>{body}</body></tmx>'
    ).encode()


TWO = (
    '<tu><tuv xml:lang="EN-us"><seg>Good morning.</seg></tuv>'
    '<tuv xml:lang="pt_br"><seg>Bom dia.</seg></tuv></tu>'
)


def test_what_was_written_is_read_again() -> None:
    other = Unit("pt-BR", "en", "Bom dia.", "Good morning.")
    assert read(written(BRIDGE, other)) == [BRIDGE, other]


def test_the_file_names_its_version_and_its_maker() -> None:
    data = written(BRIDGE)
    assert data.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert b'<tmx version="1.4">' in data
    assert b'creationtool="polywire"' in data
    assert b'changedate="20260331T120000Z"' in data


def test_tags_are_written_as_bcp_47_wants_them() -> None:
    (unit,) = read(document(TWO))
    assert (unit.source_language, unit.target_language) == ("en-US", "pt-BR")


def test_pairs_choose_and_name_the_languages() -> None:
    assert read(document(TWO), ("pt-BR", "en")) == [
        Unit("pt-BR", "en", "Bom dia.", "Good morning.")
    ]
    assert read(document(TWO), ("en", "de")) == []


def test_a_header_without_one_source_gives_both_directions() -> None:
    assert len(read(document(TWO, source="*all*"))) == 2


def test_codes_of_other_tools_are_no_text() -> None:
    body = TWO.replace(
        "Good morning.",
        'Good <bpt i="1">&lt;b></bpt>m<hi>orn</hi>ing<ept i="1">&lt;/b></ept>.',
    )
    assert read(document(body))[0].source == "Good morning."


@pytest.mark.parametrize(
    "body",
    [
        '<tu><tuv xml:lang="en"><seg>Alone.</seg></tuv></tu>',
        '<tu><tuv xml:lang="en"><seg/></tuv><tuv xml:lang="pt"><seg>x</seg></tuv></tu>',
        "<tu><tuv><seg>No language.</seg></tuv></tu>",
        '<tu><tuv xml:lang="en"/><tuv xml:lang="pt"/></tu>',
    ],
    ids=["one language", "empty", "no tag", "no seg"],
)
def test_half_a_unit_is_left_out(body: str) -> None:
    assert read(document(body)) == []


@pytest.mark.parametrize("data", [b"", b"not xml", document(TWO)[:-20]])
def test_what_is_no_tmx_is_a_named_error(data: bytes) -> None:
    with pytest.raises(UsageError, match="no TMX"):
        read(data)


def test_entities_are_not_followed() -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE tmx ['
        b'<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
        b'<!ENTITY f SYSTEM "file:///etc/hostname">]>'
        b'<tmx version="1.4"><header srclang="en"/><body><tu>'
        b'<tuv xml:lang="en"><seg>x&b;&f;</seg></tuv>'
        b'<tuv xml:lang="pt"><seg>y</seg></tuv></tu></body></tmx>'
    )
    assert [unit.source for unit in read(bomb)] == ["x"]


def test_control_characters_do_not_break_the_file() -> None:
    unit = Unit("en", "pt", "a\x00\x0bb", "c\ufffe")
    assert read(written(unit)) == [Unit("en", "pt", "ab", "c")]


@given(TEXT, TEXT)
def test_no_text_is_changed_on_the_way(source: str, target: str) -> None:
    (unit,) = read(written(Unit("en", "ru", source, target)))
    assert unit.source == unicodedata.normalize("NFC", source)
    assert unit.target == unicodedata.normalize("NFC", target)


def test_many_units_are_read_one_by_one() -> None:
    units = [Unit("en", "pt", f"Sentence {n}.", f"Frase {n}.") for n in range(3000)]
    stream = tmx.read(io.BytesIO(written(*units)))
    assert next(stream) == units[0]
    assert sum(1 for _ in stream) == 2999
