"""Take a model's files out of a zip or tar, and nothing else.

An archive may come from anywhere: what would leave the folder, is a link, or
unpacks to more than a model can be, is refused as a whole.
"""

from __future__ import annotations

import re
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from polywire.errors import EngineError

MODEL_FILE: Final = re.compile(
    r"(?:model|lex|vocab|srcvocab|trgvocab)\.[A-Za-z0-9.-]+\.(?:bin|spm)"
)
MAX_FILE = 512 * 1024 * 1024
"""Bytes of one file; the largest known model has 57 MB."""
MAX_MEMBERS = 200
_STEP = 1024 * 1024
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
        if not MODEL_FILE.fullmatch(path.name):
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
        while chunk := source.read(_STEP):
            size += len(chunk)
            if size > MAX_FILE:
                raise EngineError(f"{archive}: {target.name} is over {MAX_FILE} bytes")
            out.write(chunk)
