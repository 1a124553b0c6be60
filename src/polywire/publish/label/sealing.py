"""Sealing: a content credential beside each translated page that is written.

A seal is made once for the bytes of a page and stays while they stay: it holds
random identifiers, so that making it anew would change the site for nothing.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from polywire.article import Edition
from polywire.errors import PublishError, SettingsError
from polywire.publish.label import credentials
from polywire.publish.label.credentials import Keys
from polywire.publish.label.source_type import source_type
from polywire.publish.pages.edition_view import read_head
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings

KEY_FILE: Final = "keys/credentials.pem"
"""Below the folder of polywire.toml, with mode 600: back it up."""

SIDECAR: Final = "index.html" + credentials.SUFFIX
"""Name of the seal beside the page, and in its ``<link>``."""

_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Seal:
    """Signs the pages of one site."""

    keys: Keys

    def write(self, folder: Folder, file: str, page: bytes, edition: Edition) -> None:
        """Write a page and its seal; raises PublishError.

        Killed in between, the page has no seal, never that of its older bytes.
        """
        sidecar = file + credentials.SUFFIX
        if folder.read(file) != page:
            folder.remove(sidecar)
        folder.write(file, page)
        if folder.read(sidecar) is not None:
            folder.keep(sidecar)
            return
        made = source_type(edition) or "trainedAlgorithmicMedia"
        title = read_head(edition).title.text
        making = credentials.making_of(edition, title, made)
        folder.write(sidecar, credentials.sign(page, making, self.keys))


def open_seal(settings: Settings) -> Seal | None:
    """Return the seal of an installation, None when it has no key or no library.

    Raises SettingsError when others may read the key or it is damaged.
    """
    path = settings.root / KEY_FILE
    if not path.is_file() or not credentials.is_available():
        return None
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        raise SettingsError(f"{path} may be read by others: run 'chmod 600 {path}'")
    return Seal(Keys.load(path.read_text(encoding="ascii", errors="replace")))


def make_key_file(root: Path, operator: str, *, now: datetime) -> Path | None:
    """Make the key of an installation where there is none; returns its path.

    Returns None without the extra ``credentials``; raises PublishError.
    """
    path = root / KEY_FILE
    if path.exists() or not credentials.is_available():
        return path if path.exists() else None
    text = credentials.make_keys(operator, now=now).dump()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
    except OSError as error:
        message = f"{path}: the key cannot be written ({error.strerror})"
        raise PublishError(message) from error
    return path
