"""Run as a child: a picture's bytes on stdin -> WebP and JPEG on stdout.

Decoders of pictures are written in C and read what strangers send: they run here,
with little memory and time, and their death is one picture less. Imports Pillow
and nothing of ours.
"""

import io
import json
import resource
import sys
from typing import Final

from PIL import Image, ImageOps

FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
LARGEST: Final = 24_000_000
"""Pixels: a bomb is told by what it claims, before anything is unpacked."""

LEAST: Final = 64
"""Width and height below which it is a counter or an ornament."""

EDGE: Final = 1280
"""Longest edge of our copy."""

MEMORY: Final = 700 * 2**20
_SECONDS = 10
_ARTIST = 0x013B


def main() -> int:
    """Read, check, shrink and write; the exit code says whether it was a picture."""
    limit()
    credit = sys.argv[1] if len(sys.argv) > 1 else ""
    made = encode(sys.stdin.buffer.read(), credit)
    if made is None:
        return 1
    size, webp, jpeg = made
    head = json.dumps([*size, len(webp), len(jpeg)]).encode()
    sys.stdout.buffer.write(head + b"\n" + webp + jpeg)
    return 0


def limit() -> None:
    """Bound this process: the largest picture that is read takes 600 MB as WebP."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # the lower one has a signal of its own: it tells whose fault the end was
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def encode(data: bytes, credit: str) -> tuple[tuple[int, int], bytes, bytes] | None:
    """Return size, WebP and JPEG of a picture's first frame; None when it is none."""
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        width, height = picture.size
        if width * height > LARGEST or min(width, height) < LEAST:
            return None
        picture.draft("RGB", (EDGE, EDGE))  # JPEG shrinks while it is read
        plain = _flat(ImageOps.exif_transpose(picture))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None  # Pillow's words for "no picture"; the caller tells the operator
    plain.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS)
    exif = Image.Exif()
    if credit:
        exif[_ARTIST] = credit
    webp, jpeg = io.BytesIO(), io.BytesIO()
    plain.save(webp, "WEBP", quality=78, method=4, exif=exif)
    plain.save(jpeg, "JPEG", quality=80, progressive=True, optimize=True, exif=exif)
    return plain.size, webp.getvalue(), jpeg.getvalue()


def _flat(picture: Image.Image) -> Image.Image:
    """Return the picture on white, with nothing but its pixels."""
    whole = picture.convert("RGBA")
    ground = Image.new("RGB", whole.size, "white")
    ground.paste(whole, mask=whole.getchannel("A"))
    return ground


if __name__ == "__main__":
    sys.exit(main())
