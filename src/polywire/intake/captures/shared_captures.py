"""Captures that several machines share: one object a capture, whole or absent.

In a file that all append to, two machines would cut into each other's records.
"""

import re
from datetime import UTC

from polywire.article import Capture
from polywire.errors import ObjectsError, SourceError, StoreAway
from polywire.intake.captures.warc import Archive, open_archive, packed, unpacked
from polywire.net.send.objects import Objects, open_objects
from polywire.settings.operator_file import Settings

_HOME = "captures"
_NAME = re.compile(
    r"[a-z0-9][a-z0-9-]{0,62}-\d{4}-\d{2}/\d{2}-\d{6}-[0-9a-f]{24}\.warc\.gz"
)


class SharedArchive:
    """The captures of a wire in a bucket or a shared folder."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def keep(self, slug: str, capture: Capture) -> tuple[str, int]:
        """Keep a capture and return its place; twice is once."""
        moment = capture.fetched_at.astimezone(UTC)
        name = f"{slug}-{moment:%Y-%m}/{moment:%d-%H%M%S}-{capture.sha256[:24]}.warc.gz"
        try:
            self._objects.put(_at(name), packed(capture), kind="application/warc")
        except ObjectsError as error:
            raise StoreAway(str(error)) from error
        return name, 0

    def body(self, place: tuple[str, int]) -> bytes:
        """Return the body of a capture; raises SourceError."""
        name, _ = place
        try:
            data = self._objects.get(_at(name))
        except ObjectsError as error:
            raise SourceError(f"capture {name} cannot be read ({error})") from error
        found = None if data is None else next(unpacked(data), None)
        if found is None:
            raise SourceError(f"capture {name} is gone")
        return found.body

    def forget(self, place: tuple[str, int]) -> None:
        """Delete a capture; one that is not there is fine."""
        self.drop(place[0])

    def drop(self, file: str) -> None:
        """Delete a capture; one that is not there is fine."""
        try:
            self._objects.delete(_at(file))
        except ObjectsError as error:
            raise StoreAway(str(error)) from error


class EitherArchive:
    """Keeps in the shared place and still reads what this machine kept before."""

    def __init__(self, shared: SharedArchive, own: Archive) -> None:
        self._shared = shared
        self._own = own

    def keep(self, slug: str, capture: Capture) -> tuple[str, int]:
        """Keep a capture where all machines see it."""
        return self._shared.keep(slug, capture)

    def body(self, place: tuple[str, int]) -> bytes:
        """Return the body of a capture; raises SourceError."""
        return self._of(place[0]).body(place)

    def forget(self, place: tuple[str, int]) -> None:
        """Forget a capture."""
        self._of(place[0]).forget(place)

    def drop(self, file: str) -> None:
        """Delete a file of captures."""
        self._of(file).drop(file)

    def _of(self, file: str) -> SharedArchive | Archive:
        return self._shared if "/" in file else self._own


def archive_of(settings: Settings) -> Archive | EitherArchive:
    """Return the archive that the settings name; raises SettingsError."""
    own = open_archive(settings.root)
    if not settings.store.shared:
        return own
    objects = open_objects(settings.store.shared, settings.root)
    return EitherArchive(SharedArchive(objects), own)


def _at(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise SourceError(f"{name!r} is no capture")
    return f"{_HOME}/{name}"
