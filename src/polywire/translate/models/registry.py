"""Listings of models in the layout of Mozilla's ``models.json``.

Says which files a model has, where they are and what they must be. Fetches
nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

import msgspec

from polywire.errors import EngineError
from polywire.language.text import tags
from polywire.net.urls import resolve
from polywire.translate.models import model_folder

KNOWN: Final = {
    "mozilla": "https://storage.googleapis.com/moz-fx-translations-data--303e-prod-"
    "translations-data/db/models.json"
}
"""Registries by name; any other is named by the address of its listing."""

PIVOT: Final = "en"
"""The language that nearly every model of these registries reads or writes."""
_NEEDED = ("model", "vocab|srcVocab", "vocab|trgVocab")
_ROLES = ("model", "lexicalShortlist", "vocab", "srcVocab", "trgVocab")
_HASH = re.compile(r"[0-9a-f]{64}")
_ARCHITECTURES = ("base-memory", "base", "tiny")
"""Which to take when several are released: Mozilla's own measurements put them in
this order, and all three stay under the memory ceiling of a child."""
_FIGURES = {"comet22": "COMET", "chrfpp": "chrF++"}
"""What a listing measures of a model -> as people call it, the one to go by first."""


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
    figures: tuple[tuple[str, float], ...] = ()
    """What the listing measured: (("COMET", 0.843), ("chrF++", 56.1))."""

    @property
    def name(self) -> str:
        """The pair, as commands name it."""
        return f"{self.source}-{self.target}"

    @property
    def size(self) -> int:
        """Bytes of the files whose size the registry tells."""
        return sum(file.size or 0 for file in self.files)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a registry offers."""

    models: tuple[Listed, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Pairs with a model that could not be read, each with the reason."""


class _File(msgspec.Struct, rename="camel"):
    path: str
    uncompressed_size: int | None = None
    uncompressed_hash: str | None = None


class _Model(msgspec.Struct, rename="camel"):
    files: dict[str, _File | None]
    architecture: str | None = None
    release_status: str | None = None
    source_language: str | None = None
    target_language: str | None = None
    metrics: Any = None


class _Listing(msgspec.Struct, rename="camel"):
    models: dict[str, Any]
    base_url: str | None = None


def read(data: bytes, where: str) -> Listing:
    """Read a listing; raises EngineError that says what is wrong with it.

    ``where`` is the listing's own address: paths are relative to its ``baseUrl``,
    and that to the address. A model that cannot be read is left out, no other.
    """
    try:
        listing = msgspec.json.decode(data, type=_Listing)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError) as error:
        raise EngineError(f"{where}: is no listing of models ({error})") from error
    said = listing.base_url or ""
    base = resolve(said.rstrip("/") + "/" if said else "./", where)
    if base is None:
        raise EngineError(f"{where}: its baseUrl {said!r} is no address")
    found: list[Listed] = []
    left_out: dict[str, str] = {}
    for pair, models in sorted(listing.models.items()):
        for model in models if isinstance(models, list) else [models]:
            try:
                found.append(_listed(pair, msgspec.convert(model, _Model), base))
            except (msgspec.ValidationError, EngineError, OverflowError) as error:
                left_out[_named(pair)] = str(error)
    return Listing(tuple(found), left_out)


def choose(
    listing: Listing, source: str, target: str, architecture: str | None = None
) -> Listed:
    """Return the model to take for a pair; raises EngineError that names others."""
    fitting = [
        model
        for model in listing.models
        if tags.is_same(model.source, source)
        and tags.may_be_called(model.target, target)
        and (not architecture or model.architecture == architecture)
    ]
    if fitting:
        return min(fitting, key=_rank)
    kind = f" of architecture {architecture}" if architecture else ""
    message = f"the registry has no model {source}-{target}{kind}"
    reason = listing.left_out.get(f"{source}-{model_folder.written(target)}")
    if reason:
        message += f" that can be read ({reason})"
    from_here = {m.name for m in listing.models if tags.is_same(m.source, source)}
    near = ", ".join(sorted(from_here)) or "none"
    raise EngineError(f"{message}; from {source} it has {near}")


def choose_all(
    listing: Listing,
    pairs: Iterable[tuple[str, str]],
    there: Iterable[tuple[str, str]],
    architecture: str | None = None,
    *,
    again: bool = False,
) -> tuple[Listed, ...]:
    """Return the models that pairs need, each once, a pair without one over English.

    ``there`` are the pairs of models that need not be fetched; with ``again`` a pair
    that is asked for is. Raises EngineError that names what the registry has, for a
    pair that two models do not reach either.
    """
    found: dict[str, Listed] = {}
    have = tuple(there)

    def take(source: str, target: str, *, again: bool) -> None:
        is_there = any(
            tags.is_same(a, source) and tags.may_be_called(b, target) for a, b in have
        )
        if again or not is_there:
            model = choose(listing, source, target, architecture)
            found[model.name] = model

    for source, target in pairs:
        try:
            take(source, target, again=again)
        except EngineError:
            if PIVOT in {tags.base(source), tags.base(target)}:
                raise
            take(source, PIVOT, again=False)
            take(PIVOT, target, again=False)
    return tuple(found.values())


def _rank(model: Listed) -> tuple[bool, int, float]:
    known = model.architecture in _ARCHITECTURES
    place = _ARCHITECTURES.index(model.architecture) if known else len(_ARCHITECTURES)
    best = model.figures[0][1] if model.figures else 0.0
    return not model.status.startswith("Release"), place, -best


def _named(pair: str) -> str:
    """Return a pair of a listing as commands name it: "en-zh_hant", "en-zh-Hant"."""
    source, _, target = pair.partition("-")
    return f"{tags.tidy(source)}-{model_folder.written(target)}"


def _listed(pair: str, model: _Model, base: str) -> Listed:
    source, _, target = pair.partition("-")
    files = {role: file for role, file in model.files.items() if file}
    for roles in _NEEDED:
        if not any(role in files for role in roles.split("|")):
            raise EngineError(f"the registry lists no {roles.split('|')[-1]} for it")
    return Listed(
        source=tags.tidy(model.source_language or source),
        target=model_folder.written(model.target_language or target),
        architecture=model.architecture or "",
        status=model.release_status or "",
        files=tuple(_remote(files[role], base) for role in _ROLES if role in files),
        figures=_figures(model.metrics),
    )


def _figures(metrics: object) -> tuple[tuple[str, float], ...]:
    """Return the figures of the first test set that has any."""
    for one in metrics.values() if isinstance(metrics, dict) else ():
        told = one if isinstance(one, dict) else {}
        found = tuple(
            (name, float(told[key]))
            for key, name in _FIGURES.items()
            if isinstance(told.get(key), int | float)
        )
        if found:
            return found
    return ()


def _remote(file: _File, base: str) -> RemoteFile:
    name = PurePosixPath(file.path).name.removesuffix(".gz")
    url = resolve(file.path.lstrip("/"), base)
    found = (file.uncompressed_hash or "").lower()
    if url is None or not model_folder.FILE.fullmatch(name):
        raise EngineError(f"the registry lists {file.path[:200]!r}, no file of a model")
    if found and not _HASH.fullmatch(found):
        raise EngineError(f"the registry's hash of {name} is no SHA-256")
    return RemoteFile(name, url, file.uncompressed_size, found or None)
