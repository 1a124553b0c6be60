"""What any server should say of a file of the site: its type, how long it keeps.

``polywire serve``, a bucket and the examples for web servers say the same.
"""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
    ".json": "application/json", ".xml": "application/xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8", ".avif": "image/avif",
    ".webp": "image/webp", ".jpg": "image/jpeg", ".png": "image/png",
    ".c2pa": "application/c2pa",
}  # fmt: skip
_BY_NAME = {
    "feed.json": "application/feed+json; charset=utf-8",
    "rsl.xml": "application/rsl+xml; charset=utf-8",
    "_redirects": "text/plain; charset=utf-8",
}
FOR_EVER: Final = "public, max-age=31536000, immutable"
SHORT: Final = "public, max-age=60, stale-while-revalidate=600"
PRIVATE: Final = "private, no-cache"


def content_type(path: str) -> str:
    """Return the media type of a file of the site."""
    name = PurePosixPath(path).name
    known = _BY_NAME.get(name) or TYPES.get(PurePosixPath(name).suffix)
    return known or "application/octet-stream"


def cache_control(path: str, *, is_public: bool) -> str:
    """Return how long browsers may keep an answer: names with a hash for ever."""
    if not is_public:
        return PRIVATE
    return FOR_EVER if path.startswith(("/assets/", "assets/")) else SHORT
