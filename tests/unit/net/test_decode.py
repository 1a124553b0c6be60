"""Unpacking with bounds."""

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from polywire.errors import FetchError
from polywire.net.fetch.decode import MAX_BODY, decode

URL = "https://e.example/"
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=3),
    "zstd": zstandard.ZstdCompressor().compress,
}
BOMB = bytes(12_000_000)


@pytest.mark.parametrize("name", PACKERS)
@given(body=st.binary(max_size=5000))
@settings(max_examples=30)
def test_what_was_packed_comes_out_again(name: str, body: bytes) -> None:
    assert decode(URL, PACKERS[name](body), name) == body


def test_raw_deflate_and_several_gzip_members_are_read() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = packer.compress(b"abc") + packer.flush()
    assert decode(URL, raw, "deflate") == b"abc"
    assert decode(URL, gzip.compress(b"ab") + gzip.compress(b"c"), "gzip") == b"abc"


@pytest.mark.parametrize("name", PACKERS)
def test_a_bomb_is_refused(name: str) -> None:
    with pytest.raises(FetchError, match="unpacks to"):
        decode(URL, PACKERS[name](BOMB), name)


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br,gzip", "rot13", "compress"])
def test_stacked_and_unknown_packings_are_refused(encoding: str) -> None:
    with pytest.raises(FetchError, match="packed"):
        decode(URL, b"x", encoding)


@pytest.mark.parametrize("name", ["gzip", "br", "zstd"])
def test_rubbish_is_an_error_and_not_a_crash(name: str) -> None:
    with pytest.raises(FetchError, match="cannot be unpacked"):
        decode(URL, b"\x01\x02rubbish" * 9, name)


def test_an_unpacked_body_passes_as_it_is() -> None:
    assert decode(URL, b"abc", "") == decode(URL, b"abc", "identity") == b"abc"


def test_a_truncated_gzip_gives_what_it_holds() -> None:
    words = b"".join(b"%d words of the town " % n for n in range(2000))
    packed = gzip.compress(words)
    found = decode(URL, packed[: len(packed) // 2], "gzip")
    assert words.startswith(found)
    assert len(found) > 100


def test_a_truncated_brotli_is_an_error() -> None:
    packed = brotli.compress(b"".join(b"%d words of it " % n for n in range(2000)))
    with pytest.raises(FetchError, match="cannot be unpacked"):
        decode(URL, packed[: len(packed) // 2], "br")


def test_the_limit_is_the_callers() -> None:
    with pytest.raises(FetchError):
        decode(URL, gzip.compress(bytes(range(256)) * 9000), "gzip", limit=1000)
    assert MAX_BODY == 10 * 1024 * 1024
