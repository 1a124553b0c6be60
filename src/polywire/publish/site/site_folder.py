"""The site folder: files appear whole or not at all, and only when they differ.

Knows nothing of news. A file is written beside the site, so that nothing half is
ever served, synced, and renamed into place; a file whose bytes are the same already
is left alone, so that a run without changes writes nothing (decision 0061). Files
of one batch are synced together: a disk takes thirty as fast as three (0153).
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from polywire.child.processes import is_alive
from polywire.errors import PublishError
from polywire.net.send.objects import prune
from polywire.publish.site.address import is_safe_segment

_TEMPORARY = ".tmp"
_AT_ONCE = 16
"""Files that are synced at a time: the disk joins what is asked together."""
_BATCH = 500
"""Files that wait at most."""
_NOT_BESIDE = frozenset({errno.EXDEV, errno.EACCES, errno.EPERM, errno.EROFS})


@dataclass(frozen=True, slots=True)
class Report:
    """What publishing did to the site folder."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0

    def __add__(self, other: Report) -> Report:
        """Return the sum of two reports."""
        return Report(
            self.written + other.written,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
        )

    def __sub__(self, other: Report) -> Report:
        """Return what was done since an earlier report."""
        return Report(
            self.written - other.written,
            self.unchanged - other.unchanged,
            self.removed - other.removed,
        )


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the theme: its path holds its hash, so browsers may keep it."""

    path: str
    data: bytes


class Target(Protocol):
    """A second place of the site, such as a bucket: ``publish.site.mirror``."""

    def note(self, path: str) -> None:
        """Remember that publishing looked after a file."""

    def expect(self, path: str) -> None:
        """Write down that a file changes, before it does."""

    def lose(self, path: str) -> None:
        """Write down that a file goes, before it goes."""

    def survey(self) -> None:
        """Expect that the whole site is compared."""

    def settle(self, root: Path) -> None:
        """Bring the target to the state of the folder; raises PublishError."""

    def prune(self, root: Path) -> None:
        """Remove what the folder has no more; ends a survey."""


@dataclass(slots=True)
class Folder:
    """The site folder of one process; several processes may write side by side."""

    root: Path
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    target: Target | None = None
    """Gets all that is published here, too; ``settle`` sends it."""
    _counter: int = field(default=0, init=False)
    _waiting: Path = field(init=False)
    """Where files are written until they are whole."""
    _pending: dict[str, Path] = field(default_factory=dict, init=False)
    """Files of this batch that are whole but neither synced nor in their place."""
    _depth: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._waiting = self.root.with_name(f".{self.root.name}{_TEMPORARY}")
        _sweep(self._waiting)
        _sweep(self.root / _TEMPORARY)

    @property
    def report(self) -> Report:
        """What was done so far."""
        return Report(self.written, self.unchanged, self.removed)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Put the files that are written meanwhile into their places at the end.

        All of them are synced before the first is seen, in the order of writing.
        What fails on the way leaves the site as it was; raises PublishError.
        """
        self._depth += 1
        try:
            yield
            if self._depth == 1:
                self._put_pending()
        finally:
            self._depth -= 1
            if not self._depth:
                self._drop_pending()

    def write(self, path: str, data: bytes) -> bool:
        """Make a file hold these bytes; say whether anything had to be written.

        Raises PublishError when the name is unsafe or the disk refuses.
        """
        target = self._target(path)
        self.keep(path)
        try:
            if _holds(self._pending.get(path, target), data):
                self.unchanged += 1
                return False
            self.written += path not in self._pending  # one file, however often
            if self.target is not None:
                self.target.expect(path)
            if self._depth:
                self._wait(path, data)
            else:
                self._put_somehow(target, data)
        except OSError as error:
            raise _unwritable(self.root, path, error) from error
        return True

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, or None when there is none."""
        try:
            return self._pending.get(path, self._target(path)).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise _unwritable(self.root, path, error) from error

    def has(self, path: str) -> bool:
        """Tell whether there is such a file."""
        return path in self._pending or self._target(path).is_file()

    def remove(self, path: str) -> bool:
        """Remove a file and the folders that it leaves empty; say whether it was."""
        target = self._target(path)
        self.keep(path)
        if self._pending and self.has(path):
            self._put_pending()  # what was written before comes before
        try:
            if self.target is not None and target.is_file():
                self.target.lose(path)
            target.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise _unwritable(self.root, path, error) from error
        self.removed += 1
        prune(target.parent, self.root)
        return True

    def keep(self, path: str) -> None:
        """Say that a file belongs to what is published, though it is not written."""
        if self.target is not None:
            self.target.note(path)

    def settle(self) -> None:
        """Have the target hold what was published; raises PublishError.

        Called before what was published is noted as such, so that a target that
        was away gets it with the next try.
        """
        if self.target is not None:
            self.target.settle(self.root)

    def names(self, path: str) -> tuple[str, ...]:
        """Return the sorted names in a folder of the site; none when it is absent."""
        own = f"{path}/"
        found = {
            name.removeprefix(own).partition("/")[0]
            for name in self._pending
            if name.startswith(own)
        }
        try:
            found.update(entry.name for entry in self._target(path).iterdir())
            return tuple(sorted(found))
        except (FileNotFoundError, NotADirectoryError):
            return tuple(sorted(found))
        except OSError as error:
            raise _unwritable(self.root, path, error) from error

    def _target(self, path: str) -> Path:
        segments = path.split("/")
        if not all(is_safe_segment(segment) for segment in segments):
            raise PublishError(f"{path!r} is no name for a file of the site")
        return self.root.joinpath(*segments)

    def _put_somehow(self, target: Path, data: bytes) -> None:
        """Write beside the site; inside it where nothing may lie beside it.

        A site on a disk of its own, or in a folder that is not ours.
        """
        inside = self.root / _TEMPORARY
        try:
            self._put(target, data)
        except OSError as error:
            if self._waiting == inside or error.errno not in _NOT_BESIDE:
                raise
            self._waiting = inside
            self._put(target, data)

    def _put(self, target: Path, data: bytes) -> None:
        temporary = self._whole(data)
        try:
            _sync(temporary)
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.replace(target)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        _sync(target.parent)

    def _whole(self, data: bytes) -> Path:
        """Write a file where it waits."""
        self._waiting.mkdir(parents=True, exist_ok=True)
        self._counter += 1
        temporary = self._waiting / f"{os.getpid()}-{self._counter}"
        try:
            temporary.write_bytes(data)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        return temporary

    def _wait(self, path: str, data: bytes) -> None:
        try:
            temporary = self._whole(data)
        except OSError as error:
            if error.errno not in _NOT_BESIDE:
                raise
            self._put_somehow(self._target(path), data)
            return
        old = self._pending.pop(path, None)
        if old is not None:
            old.unlink(missing_ok=True)
        self._pending[path] = temporary
        if len(self._pending) >= _BATCH:
            self._put_pending()

    def _put_pending(self) -> None:
        """Sync what waits, then rename it into place, then sync the folders."""
        if not self._pending:
            return
        path = next(iter(self._pending))
        try:
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                _all(pool, self._pending.values())
                folders: dict[Path, None] = {}
                while self._pending:
                    path, temporary = next(iter(self._pending.items()))
                    target = self._target(path)
                    folders |= dict.fromkeys(self._make_way(target))
                    self._rename(temporary, target)
                    del self._pending[path]
                _all(pool, folders)
        except OSError as error:
            raise _unwritable(self.root, path, error) from error

    def _make_way(self, target: Path) -> list[Path]:
        """Make a file's folders; return those whose entries change."""
        changed = [target.parent]
        while not changed[-1].is_dir() and changed[-1] != self.root:
            changed.append(changed[-1].parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        return changed

    def _rename(self, temporary: Path, target: Path) -> None:
        try:
            temporary.replace(target)
        except OSError as error:
            if error.errno not in _NOT_BESIDE:
                raise
            self._put_somehow(target, temporary.read_bytes())
            temporary.unlink(missing_ok=True)

    def _drop_pending(self) -> None:
        """Forget what was not put into its place."""
        self.written -= len(self._pending)
        for temporary in self._pending.values():
            temporary.unlink(missing_ok=True)
        self._pending.clear()


def _all(pool: ThreadPoolExecutor, paths: Iterable[Path]) -> None:
    """Sync files or folders together; raises the first error."""
    for _ in pool.map(_sync, list(paths)):
        pass


def _sync(path: Path) -> None:
    """Have the disk hold a file or the entries of a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(waiting: Path) -> None:
    """Remove what a killed process left unfinished."""
    if not waiting.is_dir():
        return
    for file in waiting.iterdir():
        owner = file.name.partition("-")[0]
        is_other = owner.isdecimal() and int(owner) != os.getpid()
        if not (is_other and is_alive(int(owner))):
            file.unlink(missing_ok=True)


def _holds(target: Path, data: bytes) -> bool:
    """Compare bytes, not remembered hashes: a file changed by hand is seen too."""
    try:
        return target.stat().st_size == len(data) and target.read_bytes() == data
    except (FileNotFoundError, NotADirectoryError):
        return False


def _unwritable(root: Path, path: str, error: OSError) -> PublishError:
    reason = error.strerror or type(error).__name__
    return PublishError(
        f"{root}: cannot write {path} ({reason}); what was published stays as it is, "
        "free the disk or mend the rights and run again"
    )
