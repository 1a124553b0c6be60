"""A second place of the site: a bucket, or a folder elsewhere (decision 0160).

Compares what publishing touched with what is there and sends what differs: pages
before the lists that lead to them. What changed is written down first, so that one
that was killed or had no network is simply run again.
"""

import os
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from polywire.errors import ObjectsError, PublishError
from polywire.net.send.objects import Objects, is_safe, mark_of, open_objects
from polywire.publish.site.headers import cache_control, content_type
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings

log = structlog.get_logger()

AT_ONCE = 8
"""Files under way at a time: a bucket answers slowly and takes many."""
JOURNAL = "target-pending.txt"
"""Beside polywire.toml: files that changed and may not have reached the target."""

_LISTS = frozenset({"section", "source", "day", "archive", "corrections"})
_LAST = ("feed.atom", "feed.rss", "feed.json", "_redirects")


@dataclass(slots=True)
class Mirror:
    """Brings a target to the state of the site folder."""

    objects: Objects
    journal: Path
    languages: Collection[str] = ()
    _noted: dict[str, None] = field(default_factory=dict, init=False)
    _known: dict[str, str] | None = field(default=None, init=False)
    """Marks of everything there, while a whole site is compared."""

    def note(self, path: str) -> None:
        """Remember that publishing looked after a file."""
        self._noted[path] = None

    def expect(self, path: str) -> None:
        """Write down that a file changes, before it does: a kill must not hide it."""
        with self.journal.open("a", encoding="utf-8") as file:
            file.write(f"{path}\n")

    def lose(self, path: str) -> None:
        """Write down that a file goes, before it goes; a power cut must not keep it."""
        with self.journal.open("a", encoding="utf-8") as file:
            file.write(f"{path}\n")
            file.flush()
            os.fsync(file.fileno())

    def survey(self) -> None:
        """Ask once for everything that is there: a whole site will be compared."""
        with _told():
            self._known = self.objects.marks()

    def settle(self, root: Path) -> None:
        """Send what differs; raises PublishError, and then can be called again."""
        with _told():
            written = self._written()
            paths = dict.fromkeys([*written.decode("utf-8").splitlines(), *self._noted])
            sent = 0
            for group in _in_order(root, paths):
                with ThreadPoolExecutor(AT_ONCE) as pool:
                    sent += sum(pool.map(lambda path: self._send(root, path), group))
            self._forget(written)
        self._noted.clear()
        if sent:
            log.info("target", changed=sent)

    def prune(self, root: Path) -> None:
        """Remove pages that the site has no more; ends a survey.

        Only below our own folders: others may keep files in the same bucket.
        """
        known, self._known = self._known or {}, None
        ours = (*self.languages, "assets", "sitemap")
        with _told():
            for name in sorted(known):
                is_ours = name.partition("/")[0] in ours
                if is_ours and not (root / name).is_file():
                    self.objects.delete(name)
                    log.info("target", pruned=name)

    def _written(self) -> bytes:
        try:
            return self.journal.read_bytes()
        except FileNotFoundError:
            return b""

    def _forget(self, written: bytes) -> None:
        # a process beside us may have added lines: then all are looked at again
        if written and self.journal.stat().st_size == len(written):
            self.journal.unlink()

    def _send(self, root: Path, path: str) -> bool:
        there = self._mark(path)
        try:
            data = (root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return there is not None and self._delete(path)
        mark = mark_of(data)
        if there == mark:
            return False
        self.objects.put(
            path,
            data,
            kind=content_type(path),
            cache=cache_control(path, is_public=True),
        )
        if self._known is not None:
            self._known[path] = mark
        return True

    def _delete(self, path: str) -> bool:
        self.objects.delete(path)
        if self._known is not None:
            self._known.pop(path, None)
        return True

    def _mark(self, path: str) -> str | None:
        if self._known is not None:
            return self._known.get(path)
        return self.objects.mark(path)


def open_site(settings: Settings) -> Folder:
    """Return the site folder with the second place that the settings name."""
    return Folder(settings.site_folder, target=open_mirror(settings))


def open_mirror(settings: Settings) -> Mirror | None:
    """Return the second place that the settings name; raises SettingsError."""
    site = settings.site
    if not site.target:
        return None
    objects = open_objects(site.target, settings.root)
    return Mirror(objects, settings.root / JOURNAL, tuple(site.languages))


def _in_order(root: Path, paths: Iterable[str]) -> list[list[str]]:
    """Group paths: what goes, assets, articles, lists, what readers start from."""
    groups: list[list[str]] = [[], [], [], [], []]
    for path in paths:
        if not is_safe(path):
            continue  # a line that was cut off: nothing was written after it
        rank = _rank(path) if (root / path).is_file() else 0
        groups[rank].append(path)
    return groups


def _rank(path: str) -> int:
    parts = path.split("/")
    if parts[0] == "assets":
        return 1
    is_front = "/" not in path.removesuffix("/index.html")
    if is_front or parts[-1] in _LAST:
        return 4
    return 3 if parts[1] in _LISTS or parts[0] == "sitemap" else 2


@contextmanager
def _told() -> Iterator[None]:
    """Tell what failed as a publication that failed."""
    try:
        yield
    except ObjectsError as error:
        raise PublishError(str(error)) from error
    except OSError as error:
        message = f"the site's target: {error}; free the disk and run again"
        raise PublishError(message) from error
