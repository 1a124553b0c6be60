"""Say what kind of page this is: only an article is published as one."""

from collections.abc import Sequence

from polywire.article import PageKind
from polywire.extract.fields.metadata import Declared, Sources
from polywire.extract.fields.page_jsonld import address_key
from polywire.extract.tree import phrases
from polywire.extract.tree.pieces import Piece

LIVE = frozenset({"liveblogposting"})
LIVE_PATHS = frozenset(
    {
    "live-blog", "liveblog", "live-updates", "liveticker", "live-ticker", "ao-vivo",
    "en-vivo", "en-direct", "onlayn",
}
)  # fmt: skip
GALLERY = frozenset({"imagegallery", "mediagallery"})
SPONSORED = frozenset({"advertisercontentarticle"})
_SHORT_VIDEO = 90
_SHORT_GALLERY = 25
_MANY_PICTURES = 6
STUB = 30
_HEAD = 8
_SHORT_LABEL = 60
_LABEL_NEAR = 3
"""Pieces from the headline: a label further down belongs to an advertisement."""


def kind_of(  # noqa: PLR0913 - the page, its parts and what was found out of them
    where: Sources,
    declared: Declared,
    pieces: Sequence[Piece],
    kept: Sequence[Piece],
    *,
    pictures: int,
    walled: bool,
    url: str,
) -> PageKind:
    """Return the first kind that holds."""
    size = sum(len(piece.words) for piece in kept)
    own_types = _types(where)
    tests: dict[PageKind, bool] = {
        "live-blog": bool(own_types & LIVE) or _is_running(url, kept),
        "sponsored": bool(own_types & SPONSORED) or _is_labelled(pieces, kept),
        "gallery": _is_gallery(declared, own_types, size, pictures),
        "video": _is_video(declared, own_types, size),
        "paywalled": walled,
        "multi-page": _is_part(where, url),
        "other": not kept,
        "stub": size < STUB,
    }
    return next((name for name, holds in tests.items() if holds), "article")


def _is_running(url: str, kept: Sequence[Piece]) -> bool:
    """Tell whether address or first lines say that this is a live blog."""
    parts = address_key(url).split("/")[1:]
    if any(part in LIVE_PATHS for part in parts):
        return True
    return any("live" in phrases.kinds_of(piece.text) for piece in kept[:_HEAD])


def _types(where: Sources) -> frozenset[str]:
    """Return the types of the node that describes the page."""
    from polywire.extract.fields.page_jsonld import types_of

    return types_of(where.node) if where.node else frozenset()


def _is_labelled(pieces: Sequence[Piece], kept: Sequence[Piece]) -> bool:
    """Tell whether a short label beside the headline says "sponsored"."""
    h1 = next((p.index for p in pieces if p.tag == "h1"), None)
    first = kept[0].index if kept else len(pieces)
    start = h1 if h1 is not None else max(0, first - _HEAD)
    near = pieces[max(0, start - _LABEL_NEAR) : min(first, start + _LABEL_NEAR)]
    return any(
        len(piece.text) <= _SHORT_LABEL and "sponsored" in phrases.kinds_of(piece.text)
        for piece in near
        if piece.links < len(piece.text)
    )


def _is_gallery(
    declared: Declared, own: frozenset[str], size: int, pictures: int
) -> bool:
    if own & GALLERY or declared.og_type == "gallery":
        return True
    return pictures >= _MANY_PICTURES and size < _SHORT_GALLERY * pictures


def _is_video(declared: Declared, own: frozenset[str], size: int) -> bool:
    is_video = declared.og_type.startswith("video") or "videoobject" in own
    if not is_video and not own:
        is_video = "videoobject" in declared.types
    return is_video and size < _SHORT_VIDEO


def _is_part(where: Sources, url: str) -> bool:
    """Tell whether the text goes on at a next page of the same address."""
    here = address_key(where.metas.first("og:url") or url)
    return any(
        address_key(link) == here or address_key(link).startswith(f"{here}/")
        for link in where.metas.links("next")
        if link.startswith("http")
    )
