"""Unpack what a server sent, and stop where it becomes a bomb.

Our own, because client libraries either inflate without bound or cannot read
zstd (decision 0051). The packed body is already bounded by the client.
"""

import io
import zlib
from collections.abc import Iterator

import brotli
import zstandard

from polywire.errors import FetchError

MAX_BODY = 10 * 1024 * 1024
"""Bytes of an unpacked body; the largest of 200 real feeds had 3 MB."""

MAX_RATIO = 200
"""Unpacked to packed bytes, judged after the first MiB; real feeds reach 30."""

_RATIO_FROM = 1024 * 1024
_STEP = 65_536
_WINDOW = 8 * 1024 * 1024
_GZIP_OR_ZLIB = 47

ACCEPT = "gzip, br, zstd"
"""What we tell servers that we can unpack."""


def decode(url: str, body: bytes, encoding: str, *, limit: int = MAX_BODY) -> bytes:
    """Unpack a body by its ``Content-Encoding``; raises FetchError."""
    names = [name.strip().lower() for name in encoding.split(",")]
    names = [name for name in names if name not in {"", "identity"}]
    if not names:
        return body
    if len(names) > 1:
        raise FetchError(url, f"is packed more than once ({encoding})")
    unpack = _UNPACKERS.get(names[0])
    if unpack is None:
        raise FetchError(url, f"is packed as {names[0]!r}, which we did not ask for")
    return _bounded(url, body, unpack(body), limit)


def _bounded(url: str, body: bytes, steps: Iterator[bytes], limit: int) -> bytes:
    """Collect the unpacked bytes and stop at the limits."""
    unpacked = bytearray()
    try:
        for step in steps:
            unpacked += step
            if len(unpacked) > limit:
                raise FetchError(url, f"unpacks to more than {limit} bytes")
            if len(unpacked) > max(_RATIO_FROM, MAX_RATIO * len(body)):
                raise FetchError(url, f"unpacks to over {MAX_RATIO} times its size")
    except (zlib.error, brotli.error, zstandard.ZstdError, EOFError) as error:
        raise FetchError(url, f"cannot be unpacked ({error})") from error
    return bytes(unpacked)


def _inflate(body: bytes) -> Iterator[bytes]:
    """Unpack gzip (also of several members) or zlib, or raw deflate."""
    rest = body
    while rest:
        unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
        while not unpacker.eof:
            step = unpacker.decompress(rest, _STEP)
            rest = unpacker.unconsumed_tail
            if not step and not rest and not unpacker.eof:
                # A truncated stream still gives what it holds, as browsers do.
                yield unpacker.flush()
                return
            yield step
        rest = unpacker.unused_data.lstrip(b"\x00")


def _raw_deflate(body: bytes) -> Iterator[bytes]:
    """Unpack ``deflate``, which servers send with or without its zlib header."""
    try:
        zlib.decompressobj().decompress(body, 16)
    except zlib.error:
        unpacker = zlib.decompressobj(-15)
    else:
        unpacker = zlib.decompressobj()
    rest = body
    while rest and not unpacker.eof:
        yield unpacker.decompress(rest, _STEP)
        rest = unpacker.unconsumed_tail


def _unbrotli(body: bytes) -> Iterator[bytes]:
    """Unpack brotli step by step."""
    unpacker = brotli.Decompressor()
    step = unpacker.process(body, output_buffer_limit=_STEP)
    yield step
    while not unpacker.is_finished() and not unpacker.can_accept_more_data():
        yield unpacker.process(b"", output_buffer_limit=_STEP)
    if not unpacker.is_finished():
        raise EOFError("it ends too early")


def _unzstd(body: bytes) -> Iterator[bytes]:
    """Unpack zstandard with a bounded window."""
    unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    with unpacker.stream_reader(io.BytesIO(body), read_across_frames=True) as reader:
        while step := reader.read(_STEP):
            yield step


_UNPACKERS = {
    "gzip": _inflate,
    "x-gzip": _inflate,
    "deflate": _raw_deflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
