"""Listings of models in the layout of Mozilla's ``models.json``.

Says which files a model has, where they are and what they must be. Fetches
nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

import msgspec

from polywire.errors import EngineError
from polywire.net.urls import resolve

KNOWN: Final = {
    "mozilla": "https://storage.googleapis.com/moz-fx-translations-data--303e-prod-"
    "translations-data/db/models.json",
}
"""Registries by name; any other is named by the address of its listing."""

_NEEDED = ("model", "vocab|srcVocab", "vocab|trgVocab")
_ROLES = ("model", "lexicalShortlist", "vocab", "srcVocab", "trgVocab")
_NAME = re.compile(
    r"(?:model|lex|vocab|srcvocab|trgvocab)\.[A-Za-z0-9.-]+\.(?:bin|spm)"
)
_HASH = re.compile(r"[0-9a-f]{64}")
_ARCHITECTURES = ("base-memory", "base", "tiny")
"""Which to take when several are released: Mozilla's own measurements put them in
this order, and all three stay under the memory ceiling of a child."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file of a model as a registry promises it."""

    name: str
    url: str
    size: int | None
    """Bytes when unpacked; None when the registry does not say."""
    sha256: str | None
    """Of the unpacked file; None when the registry does not say."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One model that a registry offers."""

    source: str
    target: str
    architecture: str
    status: str
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        """Bytes of the files whose size the registry tells."""
        return sum(file.size or 0 for file in self.files)


class _File(msgspec.Struct, rename="camel"):
    path: str
    uncompressed_size: int | None = None
    uncompressed_hash: str | None = None


class _Model(msgspec.Struct, rename="camel"):
    files: dict[str, _File]
    architecture: str = ""
    release_status: str = ""
    source_language: str = ""
    target_language: str = ""


class _Listing(msgspec.Struct, rename="camel"):
    models: dict[str, list[_Model]]
    base_url: str = ""


def read(data: bytes, where: str) -> tuple[Listed, ...]:
    """Read a listing; raises EngineError that says what is wrong with it.

    ``where`` is the listing's own address: paths are relative to its ``baseUrl``,
    and that to the address.
    """
    try:
        listing = msgspec.json.decode(data, type=_Listing)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise EngineError(f"{where}: is no listing of models ({error})") from error
    base = (
        resolve(listing.base_url.rstrip("/") + "/", where)
        if listing.base_url
        else (resolve("./", where))
    )
    if base is None:
        raise EngineError(f"{where}: its baseUrl {listing.base_url!r} is no address")
    return tuple(
        _listed(pair, model, base)
        for pair, models in sorted(listing.models.items())
        for model in models
        if _is_whole(model)
    )


def choose(
    models: tuple[Listed, ...], source: str, target: str, architecture: str | None
) -> Listed:
    """Return the model to take for a pair; raises EngineError that names others."""
    fitting = [m for m in models if (m.source, m.target) == (source, target)]
    if architecture:
        fitting = [m for m in fitting if m.architecture == architecture]
    if not fitting:
        near = sorted({f"{m.source}-{m.target}" for m in models if m.source == source})
        kind = f" of architecture {architecture}" if architecture else ""
        raise EngineError(
            f"the registry has no model {source}-{target}{kind}; from {source} it has "
            f"{', '.join(near) or 'none'}"
        )
    return min(fitting, key=_rank)


def _rank(model: Listed) -> tuple[bool, int]:
    known = model.architecture in _ARCHITECTURES
    place = _ARCHITECTURES.index(model.architecture) if known else len(_ARCHITECTURES)
    return not model.status.startswith("Release"), place


def _is_whole(model: _Model) -> bool:
    return all(
        any(role in model.files for role in roles.split("|")) for roles in _NEEDED
    )


def _listed(pair: str, model: _Model, base: str) -> Listed:
    source, _, target = pair.partition("-")
    return Listed(
        source=model.source_language or source,
        target=model.target_language or target,
        architecture=model.architecture,
        status=model.release_status,
        files=tuple(
            _remote(model.files[role], base) for role in _ROLES if role in model.files
        ),
    )


def _remote(file: _File, base: str) -> RemoteFile:
    name = PurePosixPath(file.path).name.removesuffix(".gz")
    url = resolve(file.path.lstrip("/"), base)
    found = (file.uncompressed_hash or "").lower()
    if url is None or not _NAME.fullmatch(name):
        raise EngineError(f"the registry lists {file.path[:200]!r}, no file of a model")
    if found and not _HASH.fullmatch(found):
        raise EngineError(f"the registry's hash of {name} is no SHA-256")
    return RemoteFile(name, url, file.uncompressed_size, found or None)
