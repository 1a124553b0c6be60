"""The site folder -> HTTP answers: types, ETags, compression, headers.

Reads files and nothing else; never follows a link out of the folder.
"""

import gzip
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

import brotli

from polywire.publish.site.headers import content_type

_TEXT = ("text/", "application/json", "application/xml", "image/svg")
_TEXT_ENDINGS = ("+xml", "+json")

_SMALL = 512
"""Bytes below which compression gains nothing."""
_CACHED = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Body:
    """A file as it goes out: its bytes in one encoding, and its ETag."""

    data: bytes
    etag: str
    encoding: str | None


@dataclass(frozen=True, slots=True)
class _Key:
    path: Path
    changed: int
    size: int
    encoding: str | None


@dataclass(slots=True)
class SiteFiles:
    """Finds and packs the files of one site folder."""

    root: Path
    _bodies: OrderedDict[_Key, Body] = field(default_factory=OrderedDict, init=False)
    _held: int = field(default=0, init=False)

    def find(self, path: str) -> Path | None:
        """Return the file that answers a path, None when there is none."""
        parts = [part for part in path.split("/") if part]
        if any(_is_hidden(part) for part in parts):
            return None
        file = self.root.joinpath(*parts)
        if path.endswith("/") or not parts:
            file /= "index.html"
        try:
            inside = file.resolve(strict=True).is_relative_to(self.root.resolve())
        except (OSError, ValueError):
            return None  # absent, too long, or with a NUL byte
        return file if inside and file.is_file() else None

    def is_folder(self, path: str) -> bool:
        """Tell whether a path without its closing slash names a page."""
        return not path.endswith("/") and self.find(f"{path}/") is not None

    def body(self, file: Path, accept: str) -> Body:
        """Return a file's bytes, packed as the client accepts it.

        Packed bodies are kept until the file changes; 64 MB at most.
        """
        status = file.stat()
        packable = is_text(content_type(file.name)) and status.st_size >= _SMALL
        encoding = best_encoding(accept) if packable else None
        key = _Key(file, status.st_mtime_ns, status.st_size, encoding)
        known = self._bodies.get(key)
        if known is not None:
            self._bodies.move_to_end(key)
            return known
        body = _pack(file.read_bytes(), encoding)
        self._bodies[key] = body
        self._held += len(body.data)
        while self._held > _CACHED and len(self._bodies) > 1:
            _, oldest = self._bodies.popitem(last=False)
            self._held -= len(oldest.data)
        return body


def is_text(media_type: str) -> bool:
    """Tell whether a type gains from compression."""
    bare = media_type.partition(";")[0]
    return bare.startswith(_TEXT) or bare.endswith(_TEXT_ENDINGS)


def best_encoding(accept: str) -> str | None:
    """Choose the packing that a client accepts: Brotli, then gzip, then none."""
    weights = {}
    for item in accept.lower().split(","):
        name, _, rest = item.strip().partition(";")
        weights[name.strip()] = _quality(rest)
    rest_weight = weights.get("*", 0.0)
    choices = [(weights.get(name, rest_weight), name) for name in ("br", "gzip")]
    best = max(choices, key=lambda choice: choice[0])
    return best[1] if best[0] > 0 else None


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _pack(data: bytes, encoding: str | None) -> Body:
    digest = hashlib.sha256(data).hexdigest()[:20]
    if encoding == "br":
        return Body(brotli.compress(data, quality=5), f'"{digest}-br"', encoding)
    if encoding == "gzip":
        packed = gzip.compress(data, compresslevel=6, mtime=0)
        return Body(packed, f'"{digest}-gz"', encoding)
    return Body(data, f'"{digest}"', None)


def _is_hidden(part: str) -> bool:
    """Files for hosts and for ourselves begin with a dot or a line."""
    return (part[0] in "._" and part != ".well-known") or "\\" in part


def matches(header: str | None, etag: str) -> bool:
    """Tell whether an If-None-Match header names the ETag (weak comparison)."""
    if header is None:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return etag in tags or "*" in tags
