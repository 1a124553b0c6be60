"""The models of an installation: added from a registry, a folder or an archive.

Each stands in ``models/SHA256/`` under the installation; ``models/index.json``
says which one a pair uses. A model is there whole and checked, or not at all.
"""

import gzip
import hashlib
import io
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from polywire.errors import EngineError, UsageError
from polywire.language.text import tags
from polywire.settings.operator_file import Settings
from polywire.translate.models import model_folder, registry
from polywire.translate.models.model_folder import ModelFolder
from polywire.translate.models.registry import Listed, Listing, RemoteFile
from polywire.translate.sentence.vocabulary_gate import Gate

MAX_FILE = 512 * 1024 * 1024
"""Bytes of one file; the largest known model has 57 MB."""
MAX_MEMBERS = 200
_ARCHIVES_STEP = 1024 * 1024
_LINK = 0o120000
_TYPE = 0o170000


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    is_plain: bool
    """A regular file: no link, no device."""
    handle: zipfile.ZipInfo | tarfile.TarInfo


def unpack(archive: Path, folder: Path) -> None:
    """Write the model's files of an archive into a folder; raises EngineError."""
    try:
        with _opened(archive) as box:
            for member in _wanted(archive, box):
                target = folder / PurePosixPath(member.name).name
                if target.exists():
                    raise EngineError(f"{archive}: holds {target.name} twice")
                with _reader(box, member) as source:
                    _copy(archive, source, target)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, RuntimeError) as error:
        raise EngineError(f"{archive}: cannot be unpacked ({error})") from error


@contextmanager
def _opened(archive: Path) -> Iterator[zipfile.ZipFile | tarfile.TarFile]:
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as box:
            yield box
    else:
        with tarfile.open(archive) as tar:
            yield tar


def _wanted(archive: Path, box: zipfile.ZipFile | tarfile.TarFile) -> list[_Member]:
    """Return the members that are a model's files; raises EngineError."""
    found = []
    for number, member in enumerate(_members(box)):
        if number >= MAX_MEMBERS:
            raise EngineError(f"{archive}: holds more than {MAX_MEMBERS} files")
        path = PurePosixPath(member.name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member.name:
            raise EngineError(f"{archive}: {member.name!r} points out of the archive")
        if not model_folder.FILE.fullmatch(path.name):
            continue
        if not member.is_plain:
            raise EngineError(f"{archive}: {member.name!r} is a link, not a file")
        found.append(member)
    if not found:
        raise EngineError(f"{archive}: holds no model (model.*.bin, vocab.*.spm)")
    return found


def _members(box: zipfile.ZipFile | tarfile.TarFile) -> Iterator[_Member]:
    if isinstance(box, zipfile.ZipFile):
        for info in box.infolist():
            if not info.is_dir():
                is_link = (info.external_attr >> 16) & _TYPE == _LINK
                yield _Member(info.filename, not is_link, info)
    else:
        for entry in box:
            if not entry.isdir():
                yield _Member(entry.name, entry.isreg(), entry)


def _reader(box: zipfile.ZipFile | tarfile.TarFile, member: _Member) -> IO[bytes]:
    if isinstance(box, zipfile.ZipFile) and isinstance(member.handle, zipfile.ZipInfo):
        return box.open(member.handle)
    source = None
    if isinstance(box, tarfile.TarFile) and isinstance(member.handle, tarfile.TarInfo):
        source = box.extractfile(member.handle)
    if source is None:
        raise EngineError(f"{member.name!r} cannot be read")
    return source


def _copy(archive: Path, source: IO[bytes], target: Path) -> None:
    """Copy in steps: what a header says of a size need not be true."""
    size = 0
    with target.open("xb") as out:
        while chunk := source.read(_ARCHIVES_STEP):
            size += len(chunk)
            if size > MAX_FILE:
                raise EngineError(f"{archive}: {target.name} is over {MAX_FILE} bytes")
            out.write(chunk)


Progress = Callable[[str, int, int | None], None]
"""Told a file's name, the bytes that are there, and all of them if known."""

MAX_LISTING = 16 * 1024 * 1024
INDEX = "index.json"
MANIFEST = "manifest.json"
_STEP = 1024 * 1024


class Installed(msgspec.Struct, frozen=True):
    """One model as the index keeps it."""

    source: str
    target: str
    sha256: str
    size: int
    origin: str
    """The registry, folder or archive that it came from."""
    unpromised: tuple[str, ...] = ()
    """Files for which the registry gave no hash: kept as they came the first time."""

    @property
    def name(self) -> str:
        """The pair, as commands name it."""
        return f"{self.source}-{self.target}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What ``add`` is going to download."""

    listed: Listed
    where: str

    @property
    def size(self) -> int:
        """Bytes, as far as the registry tells."""
        return self.listed.size


def pair_of(name: str) -> tuple[str, str]:
    """Read "ru-en", "en-pt-BR" or "zh_hant-en"; raises UsageError."""
    parts = name.strip().replace("_", "-").split("-")
    for at in range(1, len(parts)):
        pair = ["-".join(part) for part in (parts[:at], parts[at:])]
        if all(map(tags.is_known, pair)):
            return tags.tidy(pair[0]), tags.tidy(pair[1])
    raise UsageError(f"{name!r} is no pair of languages; write it like 'ru-en'")


def installed(root: Path) -> tuple[ModelFolder, ...]:
    """Return the model folders of an installation, for routes."""
    return tuple(
        model_folder.read(
            root / "models" / model.sha256, source=model.source, target=model.target
        )
        for model in ModelStore(root).listed()
    )


class ModelStore:
    """The folder ``models`` of an installation."""

    def __init__(self, root: Path) -> None:
        """Take the installation's folder; nothing is made before it is needed."""
        self._home = root / "models"

    def listed(self) -> tuple[Installed, ...]:
        """Return the models that are there, by pair; raises EngineError."""
        path = self._home / INDEX
        if not path.exists():
            return ()
        try:
            found = msgspec.json.decode(path.read_bytes(), type=list[Installed])
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise EngineError(
                f"{path}: is damaged ({error}); remove it and add the models again"
            ) from error
        return tuple(sorted(found, key=lambda model: model.name))

    def add_path(self, path: Path, name: str | None = None) -> Installed:
        """Add a model from a folder or an archive; raises EngineError."""
        pair = pair_of(name) if name else (None, None)
        if not path.exists():
            raise EngineError(f"{path}: is not there; name a folder, a zip or a tar")
        with self._staging() as staging:
            if path.is_dir():
                for file in model_folder.read(
                    path, source=pair[0], target=pair[1]
                ).files:
                    shutil.copyfile(file, staging / file.name)
            else:
                unpack(path, staging)
            return self._install(staging, pair, str(path), ())

    def add_planned(
        self, settings: Settings, plan: Plan, progress: Progress
    ) -> Installed:
        """Download a model; raises FetchError or EngineError. Can be run again."""
        listed = plan.listed
        parts = self._home / ".parts"
        parts.mkdir(parents=True, exist_ok=True)
        with self._staging() as staging:
            for file in listed.files:
                _bring(
                    settings,
                    file,
                    where=plan.where,
                    parts=parts,
                    staging=staging,
                    progress=progress,
                )
            unpromised = tuple(f.name for f in listed.files if f.sha256 is None)
            pair = (listed.source, listed.target)
            made = self._install(staging, pair, plan.where, unpromised)
        shutil.rmtree(parts, ignore_errors=True)
        return made

    def remove(self, name: str) -> Installed:
        """Remove the model of a pair; raises UsageError when there is none."""
        models = self.listed()
        gone = next((model for model in models if model.name == name), None)
        if gone is None:
            known = ", ".join(model.name for model in models) or "none"
            raise UsageError(
                f"no model {name!r} was added, so none is removed; added are: {known} "
                "(the bundled ones stay; a route can leave them out)"
            )
        kept = [model for model in models if model != gone]
        self._write_index(kept)
        if all(model.sha256 != gone.sha256 for model in kept):
            shutil.rmtree(self._home / gone.sha256, ignore_errors=True)
        return gone

    def verify(self) -> dict[str, tuple[str, ...]]:
        """Hash all files again; return what is wrong with each model, by pair."""
        return {model.name: tuple(self._faults(model)) for model in self.listed()}

    def _faults(self, model: Installed) -> Iterator[str]:
        home = self._home / model.sha256
        try:
            manifest = msgspec.json.decode(
                (home / MANIFEST).read_bytes(), type=dict[str, str]
            )
        except (OSError, msgspec.ValidationError, msgspec.DecodeError) as error:
            yield f"{MANIFEST} cannot be read ({error})"
            return
        for name, sha256 in sorted(manifest.items()):
            path = home / name
            if not path.is_file():
                yield f"{name} is missing"
            elif _sha256(path) != sha256:
                yield f"{name} is not what was installed"

    def _install(
        self,
        staging: Path,
        pair: tuple[str | None, str | None],
        origin: str,
        unpromised: tuple[str, ...],
    ) -> Installed:
        """Check the files together and put them in their place."""
        found = model_folder.read(staging, source=pair[0], target=pair[1])
        for vocabulary in {found.source_vocabulary, found.target_vocabulary}:
            Gate.read(vocabulary)
        manifest = {path.name: _sha256(path) for path in found.files}
        for path in staging.iterdir():
            if path.name not in manifest:
                path.unlink()
        (staging / MANIFEST).write_bytes(
            msgspec.json.encode(manifest, order="sorted") + b"\n"
        )
        model = Installed(
            source=found.source,
            target=found.target,
            sha256=found.sha256,
            size=sum(path.stat().st_size for path in found.files),
            origin=origin,
            unpromised=unpromised,
        )
        home = self._home / model.sha256
        if home.exists():
            shutil.rmtree(home)  # the same files: what is new is known to be whole
        staging.rename(home)
        old = [other for other in self.listed() if other.name == model.name]
        kept = [other for other in self.listed() if other.name != model.name]
        self._write_index([*kept, model])
        for other in old:
            if all(other.sha256 != model.sha256 for model in (*kept, model)):
                shutil.rmtree(self._home / other.sha256, ignore_errors=True)
        return model

    def _write_index(self, models: list[Installed]) -> None:
        data = msgspec.json.encode(sorted(models, key=lambda m: m.name), order="sorted")
        fresh = self._home / f"{INDEX}.new"
        fresh.write_bytes(msgspec.json.format(data, indent=2) + b"\n")
        fresh.replace(self._home / INDEX)

    @contextmanager
    def _staging(self) -> Iterator[Path]:
        """Give a folder that is gone afterwards unless it was renamed."""
        self._home.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".new-", dir=self._home))
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def listing(settings: Settings, where: str, scratch: Path) -> Listing:
    """Fetch the listing of a registry, by name or address; raises FetchError."""
    from polywire.net.fetch.download import Wanted, download  # loads the HTTP client

    url = address_of(where)
    scratch.mkdir(parents=True, exist_ok=True)
    path = scratch / "models.json"
    path.with_name("models.json.part").unlink(missing_ok=True)
    wanted = Wanted(url, path, MAX_LISTING)
    download(settings, wanted, lambda _done, _total: None, hosts=[url])
    data = path.read_bytes()
    path.unlink()
    return registry.read(_plain(data, url), url)


def address_of(where: str) -> str:
    """Return the address of a registry's listing; raises UsageError."""
    found = registry.KNOWN.get(where, where)
    if "://" not in found:
        names = ", ".join(sorted(registry.KNOWN))
        raise UsageError(
            f"no registry {where!r}: use one of {names}, or the address of a models.json"
        )
    return found


def _plain(data: bytes, where: str) -> bytes:
    """Unpack a listing that came packed; raises EngineError where it never ends."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        plain = gzip.GzipFile(fileobj=io.BytesIO(data)).read(MAX_LISTING + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise EngineError(f"{where}: cannot be unpacked ({error})") from error
    if len(plain) > MAX_LISTING:
        raise EngineError(f"{where}: is over {MAX_LISTING} bytes when unpacked")
    return plain


def _bring(
    settings: Settings,
    file: RemoteFile,
    *,
    where: str,
    parts: Path,
    staging: Path,
    progress: Progress,
) -> None:
    """Download, unpack and check one file; raises EngineError when it is another."""
    from polywire.net.fetch.download import Wanted, download  # loads the HTTP client

    if file.name.startswith("model.") and file.sha256 is None:
        raise EngineError(f"{where}: gives no hash of {file.name}, so it is not taken")
    mark = hashlib.sha256(f"{file.url} {file.sha256}".encode()).hexdigest()[:16]
    packed = parts / f"{mark}-{file.name}"
    if not packed.exists():
        limit = MAX_FILE if file.size is None else file.size + _STEP
        download(
            settings,
            Wanted(file.url, packed, limit),
            lambda done, total: progress(file.name, done, total),
            hosts=[where],
        )
    target = staging / file.name
    try:
        sha256, size = _unpack(packed, target, file.size or MAX_FILE)
    except (OSError, EOFError, zlib.error) as error:
        packed.unlink()
        raise EngineError(f"{file.url}: cannot be unpacked ({error})") from error
    if file.sha256 not in {None, sha256} or file.size not in {None, size}:
        packed.unlink()
        raise EngineError(
            f"{file.url}: is not the file that the registry promises (its SHA-256 is "
            f"{sha256[:12]}…, {size} bytes); nothing was installed"
        )


def _unpack(packed: Path, target: Path, limit: int) -> tuple[str, int]:
    """Write the plain file; return its hash and size. Stops at a byte too many."""
    whole, size = hashlib.sha256(), 0
    with packed.open("rb") as raw:
        is_packed = raw.read(2) == b"\x1f\x8b"
    opened = gzip.open(packed) if is_packed else packed.open("rb")  # noqa: SIM115 - closed below
    with opened as source, target.open("wb") as out:
        while size <= limit and (chunk := source.read(_STEP)):
            whole.update(chunk)
            size += len(chunk)
            out.write(chunk)
    return whole.hexdigest(), size


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
