"""Our own copies of pictures: made anew, kept by article, shown where rights allow.

Never shows a picture from the source's address. An article's copies stand in one
folder, so that its withdrawal takes them all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from polywire.article import Edition
from polywire.child.processes import own_limit, run
from polywire.errors import ObjectsError, PublishError
from polywire.net.send.objects import Objects, open_objects
from polywire.publish.shelf import is_shown
from polywire.publish.site import address
from polywire.publish.site.site_folder import Folder
from polywire.rights.levels import shows_image
from polywire.settings.operator_file import Settings, Site

FOLDER: Final = "pictures"
"""Below the folder of polywire.toml: what the site's copies are written from."""

_STILL_SECONDS = 12.0
_TRIES = 3
"""Children that a picture gets that are ended otherwise than by their own limits."""


Picture = tuple[str, int, int]
"""Name, width and height, as a block of an article says them."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy as pages use it."""

    path: str
    """Of the JPEG, for browsers that read no WebP."""
    webp: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Box:
    """The copies of one installation."""

    root: Path
    shared: str = ""
    """Bucket or folder that all machines see, instead of ``root``."""

    @classmethod
    def of(cls, settings: Settings) -> Box:
        """Return the box that the settings name."""
        return cls(settings.root, settings.store.shared)

    def keep(self, article_id: str, data: bytes, credit: str) -> Picture | None:
        """Make a copy of a picture's bytes; None when they are no usable picture."""
        made = _encoded(data, credit)
        if made is None:
            return None
        picture, files = made
        home, objects = _home(article_id), self._objects()
        with _told():
            for kind, content in files.items():
                objects.put(f"{home}{picture[0]}.{kind}", content)
        return picture

    def read(self, article_id: str, name: str) -> bytes | None:
        """Return a file of a copy; None when it is gone."""
        with _told():
            return self._objects().get(_home(article_id) + name)

    def forget(self, article_id: str) -> None:
        """Remove all copies of an article; without any it is fine."""
        objects = self._objects()
        with _told():
            for name in list(objects.names(_home(article_id))):
                objects.delete(name)

    def everything(self) -> Iterator[tuple[str, bytes]]:
        """Yield all copies by name, for a backup."""
        objects = self._objects()
        with _told():
            for name in objects.names(f"{FOLDER}/"):
                yield name, objects.get(name) or b""

    def put_back(self, name: str, data: bytes) -> None:
        """Keep a copy again that a backup held; raises PublishError."""
        home, _, rest = name.partition("/")
        if home != FOLDER or "/" not in rest:
            raise PublishError(f"{name!r} is no name of a picture")
        with _told():
            self._objects().put(name, data)

    def _objects(self) -> Objects:
        return open_objects(self.shared or ".", self.root)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except ObjectsError as error:
        raise PublishError(str(error)) from error


def _home(article_id: str) -> str:
    if not address.is_safe_segment(article_id):
        raise PublishError(f"{article_id!r} is no id of an article")
    return f"{FOLDER}/{article_id}/"


def _encoded(data: bytes, credit: str) -> tuple[Picture, Mapping[str, bytes]] | None:
    """Ask the child; None when it finds no picture, or dies of it."""
    child = "polywire.publish.site.picture_child"
    said = credit[:200].replace("\x00", "")
    code, out = _run(child, [said], data)
    head, _, rest = out.partition(b"\n")
    if code != 0 or not head:
        return None
    width, height, first, second = json.loads(head)
    webp, jpeg = rest[:first], rest[first : first + second]
    name = hashlib.sha256(webp + jpeg).hexdigest()[:20]
    return (name, width, height), {"webp": webp, "jpg": jpeg}


def _run(child: str, said: Sequence[str], data: bytes) -> tuple[int, bytes]:
    """Return exit code and output; a child that was killed may be no fault of it."""
    code, out = run(child, said, data, _STILL_SECONDS)
    for _ in range(_TRIES - 1):
        if code >= 0 or own_limit(code) is not None:
            break
        code, out = run(child, said, data, _STILL_SECONDS)
    return code, out


def shown(edition: Edition, site: Site) -> dict[str, Copy]:
    """Return the copies that an edition's page shows, by the source's address."""
    if not is_shown(edition):
        return {}
    return {
        block.src: Copy(
            _path(edition.article_id, block.picture, "jpg"),
            _path(edition.article_id, block.picture, "webp"),
            block.picture[1],
            block.picture[2],
        )
        for block in edition.article.blocks
        if block.type == "figure"
        and block.src
        and block.picture
        and shows_image(block, edition.rights, site)
    }


def write(
    article_id: str, siblings: Sequence[Edition], settings: Settings, folder: Folder
) -> None:
    """Make the site hold the copies that an article's pages show, and no others."""
    wanted = {
        path
        for edition in siblings
        for copy in shown(edition, settings.site).values()
        for path in (copy.path, copy.webp)
    }
    box = Box.of(settings)
    for path in sorted(wanted):
        data = box.read(article_id, path.rpartition("/")[2])
        if data is not None:
            folder.write(address.file_of(path), data)
    home = f"assets/media/{article_id}"
    for name in folder.names(home):
        if f"/{home}/{name}" not in wanted:
            folder.remove(f"{home}/{name}")


def _path(article_id: str, picture: Picture, kind: str) -> str:
    return f"/assets/media/{article_id}/{picture[0]}.{kind}"
