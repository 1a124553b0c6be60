"""The ledger of removals: a file beside the store that outlives its backups.

One line a removal, only ever added to: ids and hashes, no name and no text. Does
not know the store, nor what a removal does to it.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from polywire.article import text_hash
from polywire.errors import LedgerDamaged, StoreAway

SUFFIX = ".removals"
FILE_NAME = f"polywire{SUFFIX}"
"""The ledger of an installation, in the folder of ``polywire.toml``."""

Kind = Literal["withdrawal", "name", "user", "password", "token"]

_FORMAT = 1
_TORN = b"~"
"""Ends a line of which only the beginning was written, once the next one is."""


@dataclass(frozen=True, slots=True)
class Removal:
    """Something was taken away for good, or given back."""

    serial: int
    """Greater than that of every removal that was known when it was written."""
    at: datetime
    kind: Kind
    value: str
    """An article's id, or the hash of a name, a password or a token."""
    gone: bool
    """False when it was given back: the later entry wins."""

    @property
    def id(self) -> str:
        """Hash of all that it says: two files that hold it hold the same line."""
        at = self.at.astimezone(UTC).isoformat()
        return text_hash(f"{self.serial} {at} {self.kind} {self.value} {self.gone}")

    @property
    def order(self) -> tuple[int, datetime, str]:
        """Sort key: by serial, and for machines that did not know of each other by time."""
        return self.serial, self.at, self.id

    @property
    def subject(self) -> tuple[Kind, str]:
        """What was taken away, whenever."""
        return self.kind, self.value


def hashed(kind: Kind, words: str) -> str:
    """Return what a ledger keeps of something that must not be read in it."""
    return text_hash(f"{kind}\x1e{words}")


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first line."""

    removals: int
    """Version of the format."""
    wire: str
    """Which wire it belongs to."""


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every other line."""

    id: str
    """Says whether the line is as it was written."""
    serial: int
    at: datetime
    kind: Kind
    value: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Held:
    """What a ledger holds."""

    wire: str | None = None
    """None when there is no file, or nothing in it yet."""
    removals: tuple[Removal, ...] = ()
    unreadable: tuple[int, ...] = ()
    """Numbers of the lines that are damaged."""


@dataclass(frozen=True, slots=True)
class RemovalLedger:
    """One file; any number of processes may add to it."""

    path: Path

    def read(self) -> Held:
        """Return everything; raises LedgerDamaged, StoreAway.

        A last line that was not written to its end counts as not written: whoever
        wrote it was killed before it acted.
        """
        held = self.salvage()
        if held.unreadable:
            raise LedgerDamaged(self.path, held.unreadable)
        return held

    def salvage(self) -> Held:
        """Return what can be read; raises StoreAway."""
        wires: list[str] = []
        found: dict[str, Removal] = {}
        damaged: list[int] = []
        for number, line in enumerate(self._bytes().split(b"\n")[:-1], 1):
            if line.endswith(_TORN):
                continue
            read = _read(line)
            if isinstance(read, Removal):
                found[read.id] = read
            elif read is not None and wires[-1:] in ([], [read.wire]):
                wires.append(read.wire)
            else:
                damaged.append(number)
        ordered = sorted(found.values(), key=lambda one: one.order)
        return Held(wires[0] if wires else None, tuple(ordered), tuple(damaged))

    def append(self, wire: str, removals: Iterable[Removal]) -> None:
        """Add lines and have the disk keep them; raises StoreAway."""
        lines = b"".join(_line(one) for one in removals)
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        try:
            handle = os.open(self.path, flags, 0o600)
            try:
                # one write: two processes that append never mix their lines
                _write(handle, _before(handle, wire) + lines)
                os.fsync(handle)
            finally:
                os.close(handle)
            _sync(self.path.parent)
        except OSError as error:
            raise self._away("written", error) from error

    def add_missing(self, wire: str, removals: Iterable[Removal]) -> int:
        """Add what the file does not hold yet; return how many; raises StoreError."""
        held = self.read()
        known = {one.id for one in held.removals}
        missing = [one for one in removals if one.id not in known]
        if missing or held.wire is None:
            self.append(wire, missing)
        return len(missing)

    def renew(self, wire: str, removals: Sequence[Removal]) -> Path:
        """Put a damaged file aside and write a whole one; return where it lies."""
        aside = self.path.with_name(f"{self.path.name}.damaged")
        part = self.path.with_name(f"{self.path.name}.{os.getpid()}.part")
        try:
            part.unlink(missing_ok=True)
            RemovalLedger(part).append(wire, removals)
            aside.write_bytes(self._bytes())
            aside.chmod(0o600)
            part.replace(self.path)
        except OSError as error:
            raise self._away("written", error) from error
        return aside

    def _bytes(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise self._away("read", error) from error

    def _away(self, what: str, error: OSError) -> StoreAway:
        return StoreAway(
            f"{self.path}: the ledger of removals cannot be {what} "
            f"({error.strerror}); check the folder, its rights and the disk"
        )


def beside(backup: Path) -> RemovalLedger:
    """Return the copy of the ledger that lies beside a backup."""
    return RemovalLedger(backup.with_name(backup.name + SUFFIX))


def _before(handle: int, wire: str) -> bytes:
    """Return what goes before new lines: a head, or the end of a torn line."""
    size = os.fstat(handle).st_size
    if size == 0:
        return msgspec.json.encode(_Head(_FORMAT, wire)) + b"\n"
    os.lseek(handle, size - 1, os.SEEK_SET)
    return b"" if os.read(handle, 1) == b"\n" else _TORN + b"\n"


def _write(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _line(one: Removal) -> bytes:
    at = one.at.astimezone(UTC)
    line = _Line(one.id, one.serial, at, one.kind, one.value, one.gone)
    return msgspec.json.encode(line) + b"\n"


def _read(line: bytes) -> Removal | _Head | None:
    """Return what a line says; None when it is damaged."""
    with suppress(msgspec.DecodeError, ValueError):
        if line.startswith(b'{"removals"'):
            head = msgspec.json.decode(line, type=_Head)
            return head if head.removals == _FORMAT else None
        read = msgspec.json.decode(line, type=_Line)
        found = Removal(read.serial, read.at, read.kind, read.value, read.gone)
        return found if found.id == read.id else None
    return None


def _sync(folder: Path) -> None:
    """Have the disk keep the file's name; where a folder cannot be synced, as it is."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
