"""Placeholder pictures, drawn by code so that nobody's photograph is needed."""

from __future__ import annotations

import hashlib
import struct
import zlib

WIDTH, HEIGHT = 640, 360


def placeholder(name: str) -> bytes:
    """Return a PNG of sky, hills and water in colours that the name decides."""
    seed = hashlib.sha256(name.encode()).digest()
    palette = bytes(
        channel
        for index, light in enumerate((150, 95, 55))
        for channel in (light + seed[3 * index + part] % 80 for part in range(3))
    )
    rows = b"".join(b"\0" + _row(y, seed) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", palette),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _row(y: int, seed: bytes) -> bytes:
    """Return one line of pixels: sky over a ridge over water."""
    if y > HEIGHT * 3 // 4:
        return b"\2" * WIDTH
    peaks = [(seed[9 + n] * WIDTH // 255, 60 + seed[12 + n] // 2) for n in range(3)]
    ridge = (
        any(y > top + abs(x - middle) // 2 for middle, top in peaks)
        for x in range(WIDTH)
    )
    return bytes(1 if land else 0 for land in ridge)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check
