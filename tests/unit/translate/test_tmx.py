from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.article import normalise
from polywire.errors import UsageError
from polywire.translate import tmx
from polywire.translate.tmx import Unit

OTHER_TOOL = b"""<?xml version="1.0"?>
<tmx version="1.4"><header srclang="en" datatype="html"/><body>
<tu><tuv xml:lang="en"><seg>The <bpt i="1">&lt;b&gt;</bpt>town<ept i="1">&lt;/b&gt;</ept>
 hall</seg></tuv>
<tuv xml:lang="pt-BR"><seg>A prefeitura</seg></tuv>
<tuv xml:lang="es"><seg>El ayuntamiento</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>alone</seg></tuv></tu>
</body></tmx>"""


def test_a_memory_of_another_tool_is_read_without_its_codes() -> None:
    assert list(tmx.read(OTHER_TOOL)) == [
        Unit("en", "pt-BR", "The town hall", "A prefeitura"),
        Unit("en", "es", "The town hall", "El ayuntamiento"),
    ]


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1),
            st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1),
        ),
        max_size=5,
    )
)
def test_what_is_written_is_read_back(pairs: list[tuple[str, str]]) -> None:
    units = [Unit("en", "pt-BR", normalise(a), normalise(b)) for a, b in pairs]
    assert list(tmx.read(tmx.write(units, "en"))) == units


@pytest.mark.parametrize("data", [b"", b"<html/>", b"<tmx><body>"])
def test_another_file_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(UsageError, match="no TMX file"):
        list(tmx.read(data))


def test_an_entity_bomb_is_not_unpacked() -> None:
    bomb = b'<!DOCTYPE tmx [<!ENTITY a "aaaa">]><tmx><body><tu><tuv xml:lang="en"><seg>&a;</seg></tuv><tuv xml:lang="pt"><seg>b</seg></tuv></tu></body></tmx>'
    assert all("aaaa" not in unit.source for unit in tmx.read(bomb))
