"""How full the disk is, and what the store holds: for watermarks and ``doctor``."""

import shutil
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from polywire.errors import StoreError

MEGABYTE = 1_000_000


class Room(StrEnum):
    """What may still be written."""

    ENOUGH = "enough"
    LOW = "low"
    """Prune now, by the sooner policy."""
    FULL = "full"
    """Take nothing in; finish and publish what is there."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Below which free space a disk is low or full: share of it and bytes.

    A mark is passed when both are: 5 % of a large disk is room enough.
    """

    low_share: float = 0.10
    low_bytes: int = 2000 * MEGABYTE
    full_share: float = 0.05
    full_bytes: int = 500 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk that holds a folder."""

    free: int
    total: int
    room: Room


def disk(folder: Path, marks: Marks | None = None) -> Disk:
    """Look at the disk of a folder; raises StoreError when it is gone."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be looked at ({error})") from error
    return Disk(usage.free, usage.total, room(usage.free, usage.total, marks))


def room(free: int, total: int, marks: Marks | None = None) -> Room:
    """Say what so much free space allows."""
    at = marks or Marks()
    if free < at.full_bytes and free < at.full_share * total:
        return Room.FULL
    if free < at.low_bytes and free < at.low_share * total:
        return Room.LOW
    return Room.ENOUGH
