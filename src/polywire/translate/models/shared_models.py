"""Models that several machines share: brought to each of them, checked by hash.

Engines map their files into memory, so each machine keeps its own copy.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from polywire.errors import EngineError, ObjectsError
from polywire.net.send.objects import Objects, open_objects
from polywire.settings.operator_file import Settings
from polywire.translate.models.installed_models import INDEX, MANIFEST, Installed

_HOME = "models"


def bring(settings: Settings) -> int:
    """Make this machine's models those of the shared place; return how many came.

    Raises EngineError when one is not what its manifest promises, or the place
    cannot be read.
    """
    objects = _objects(settings)
    if objects is None:
        return 0
    home = settings.root / _HOME
    try:
        index = objects.get(f"{_HOME}/{INDEX}")
        if index is None:
            return 0
        missing = [m for m in _models(index) if not (home / m / MANIFEST).is_file()]
        for sha256 in missing:
            _bring_one(objects, home, sha256)
    except ObjectsError as error:
        raise EngineError(f"shared models: {error}") from error
    home.mkdir(parents=True, exist_ok=True)
    fresh = home / f"{INDEX}.new"
    fresh.write_bytes(index)
    fresh.replace(home / INDEX)
    return len(missing)


def send(settings: Settings) -> int:
    """Make the shared place hold this machine's models; return how many were sent.

    The index goes last: it never names a model that is not there.
    """
    objects = _objects(settings)
    home = settings.root / _HOME
    if objects is None or not (home / INDEX).is_file():
        return 0
    index = (home / INDEX).read_bytes()
    wanted = _models(index)
    sent = 0
    try:
        for sha256 in wanted:
            if objects.mark(f"{_HOME}/{sha256}/{MANIFEST}") is None:
                _send_one(objects, home, sha256)
                sent += 1
        objects.put(f"{_HOME}/{INDEX}", index, kind="application/json")
        for name in list(objects.names(f"{_HOME}/")):
            parts = name.split("/")
            if parts[1] != INDEX and parts[1] not in wanted:
                objects.delete(name)
    except ObjectsError as error:
        raise EngineError(f"shared models: {error}") from error
    return sent


def _objects(settings: Settings) -> Objects | None:
    shared = settings.store.shared
    return open_objects(shared, settings.root) if shared else None


def _models(index: bytes) -> list[str]:
    try:
        found = msgspec.json.decode(index, type=list[Installed])
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise EngineError(f"shared models: {INDEX} is damaged ({error})") from error
    return sorted({model.sha256 for model in found})


def _bring_one(objects: Objects, home: Path, sha256: str) -> None:
    manifest = _wanted(objects, sha256, MANIFEST)
    home.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".new-", dir=home))
    try:
        promised = msgspec.json.decode(manifest, type=dict[str, str])
        for name, digest in sorted(promised.items()):
            data = _wanted(objects, sha256, name)
            if hashlib.sha256(data).hexdigest() != digest:
                raise EngineError(
                    f"shared models: {sha256}/{name} is not what was installed; "
                    "add the model again where it was added"
                )
            (staging / Path(name).name).write_bytes(data)
        (staging / MANIFEST).write_bytes(manifest)
        shutil.rmtree(home / sha256, ignore_errors=True)
        staging.rename(home / sha256)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _send_one(objects: Objects, home: Path, sha256: str) -> None:
    for name in _manifest_last(path.name for path in (home / sha256).iterdir()):
        objects.put(f"{_HOME}/{sha256}/{name}", (home / sha256 / name).read_bytes())


def _manifest_last(names: Iterable[str]) -> list[str]:
    """Sort so that a manifest says that everything before it is there."""
    return sorted(names, key=lambda name: (name == MANIFEST, name))


def _wanted(objects: Objects, sha256: str, name: str) -> bytes:
    data = objects.get(f"{_HOME}/{sha256}/{name}")
    if data is None:
        raise EngineError(f"shared models: {sha256}/{name} is missing; add it again")
    return data
