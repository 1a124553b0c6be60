"""Placeholder pictures, drawn by code so that nobody's photograph is needed."""

from __future__ import annotations

import hashlib
import struct
import zlib

WIDTH, HEIGHT = 640, 360

_TONES = (
    (190, 200, 210),  # sky
    (130, 145, 150),  # hills, from far to near
    (95, 120, 105),
    (65, 95, 80),
    (45, 75, 105),  # water
)
_HILLS = 3
_WATER = 4


def placeholder(name: str) -> bytes:
    """Return a PNG of sky, hills and water in tones that the name decides."""
    seed = hashlib.sha256(name.encode()).digest()
    palette = bytes(
        light + seed[(3 * index + part) % 32] % 40
        for index, tone in enumerate(_TONES)
        for part, light in enumerate(tone)
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
    """Return one line of pixels: sky over hills over water."""
    if y > HEIGHT * 3 // 4:
        return bytes([_WATER]) * WIDTH
    row = bytearray(WIDTH)
    for hill in range(_HILLS):
        middle = seed[9 + hill] * WIDTH // 255
        half = max(0, 2 * (y - 60 - 40 * hill - seed[12 + hill] // 3))
        left, right = max(0, middle - half), min(WIDTH, middle + half)
        row[left:right] = bytes([1 + hill]) * (right - left)
    return bytes(row)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check
