"""Where files go that more than this process reads: a folder, or an S3 bucket.

Knows nothing of news. A file appears whole or not at all in both. The keys of a
bucket come from the environment only (``AWS_ACCESS_KEY_ID`` and its companions).
"""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from polywire.errors import ObjectsError, SettingsError
from polywire.settings.operator_file import secret

BUCKET = "s3://"
_EXTRA = "install it with: pip install 'polywire[s3]'"
_SEGMENT = re.compile(r"[A-Za-z0-9._-]*[A-Za-z0-9_-]")
_PARTS = ".parts"
_RETRIES: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=30)}
_OPTIONS = {"timeout": "60s", "connect_timeout": "10s"}


class Objects(Protocol):
    """Keeps bytes under names such as ``en/index.html``."""

    def put(self, name: str, data: bytes, *, kind: str = "", cache: str = "") -> None:
        """Keep bytes; ``kind`` and ``cache`` are the headers that readers get."""

    def get(self, name: str) -> bytes | None:
        """Return the bytes of a name; None when there are none."""

    def delete(self, name: str) -> None:
        """Forget a name; one that is not there is fine."""

    def mark(self, name: str) -> str | None:
        """Return the MD5 of what is there, or another mark; None when nothing is."""

    def names(self, prefix: str = "") -> Iterator[str]:
        """Yield all names below a prefix that ends with ``/``, or all names."""

    def marks(self) -> dict[str, str]:
        """Return the marks of all names."""


def open_objects(url: str, root: Path) -> Objects:
    """Open ``s3://bucket/prefix`` or a folder; raises SettingsError.

    A folder's path is relative to ``root``.
    """
    if url.startswith(BUCKET):
        return _open_bucket(url)
    if "://" in url:
        raise SettingsError(
            f"{url!r} is neither a folder nor a bucket: write a path or "
            "'s3://bucket/prefix'"
        )
    return SharedFolder((root / url).resolve())


def is_safe(name: str) -> bool:
    """Tell whether a name may be used: no parents, nothing hidden by accident."""
    return all(_SEGMENT.fullmatch(segment) for segment in name.split("/"))


@dataclass(frozen=True, slots=True)
class SharedFolder:
    """A folder of this machine, or one that several machines mount."""

    root: Path

    def put(self, name: str, data: bytes, **_headers: str) -> None:
        """Write beside and rename; a folder has no headers to keep."""
        target = self._target(name)
        part = self.root / _PARTS / f"{os.urandom(8).hex()}"
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            target.parent.mkdir(parents=True, exist_ok=True)
            part.replace(target)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise _failed(str(self.root), name, error.strerror or "") from error

    def get(self, name: str) -> bytes | None:
        """Return a file's bytes."""
        try:
            return self._target(name).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise _failed(str(self.root), name, error.strerror or "") from error

    def delete(self, name: str) -> None:
        """Remove a file."""
        try:
            target = self._target(name)
            target.unlink(missing_ok=True)
            prune(target.parent, self.root)
        except NotADirectoryError:
            return
        except OSError as error:
            raise _failed(str(self.root), name, error.strerror or "") from error

    def mark(self, name: str) -> str | None:
        """Return the MD5 of a file."""
        data = self.get(name)
        return None if data is None else mark_of(data)

    def names(self, prefix: str = "") -> Iterator[str]:
        """Yield the files below a folder, sorted."""
        for path in sorted((self.root / prefix).rglob("*")):
            name = path.relative_to(self.root).as_posix()
            if path.is_file() and not name.startswith(f"{_PARTS}/"):
                yield name

    def marks(self) -> dict[str, str]:
        """Return the MD5 of all files."""
        return {name: mark_of(self.get(name) or b"") for name in self.names()}

    def _target(self, name: str) -> Path:
        return self.root / _checked(name)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of an S3-compatible store."""

    url: str
    store: Any
    """obstore's; the library is loaded when a bucket is opened."""

    def put(self, name: str, data: bytes, *, kind: str = "", cache: str = "") -> None:
        """Put an object: S3 shows the old one or the new one, never half of one."""
        import obstore

        known = {"Content-Type": kind, "Cache-Control": cache}
        headers = {key: value for key, value in known.items() if value}
        try:
            obstore.put(
                self.store,
                _checked(name),
                data,
                attributes=headers,
                use_multipart=False,  # the mark of an object in parts is no MD5
            )
        except Exception as error:
            raise self._failed(name, error) from error

    def get(self, name: str) -> bytes | None:
        """Return an object's bytes."""
        import obstore

        try:
            return bytes(obstore.get(self.store, _checked(name)).bytes())
        except FileNotFoundError:
            return None
        except Exception as error:
            raise self._failed(name, error) from error

    def delete(self, name: str) -> None:
        """Delete an object."""
        import obstore

        try:
            obstore.delete(self.store, _checked(name))
        except FileNotFoundError:
            return
        except Exception as error:
            raise self._failed(name, error) from error

    def mark(self, name: str) -> str | None:
        """Return an object's ETag without quotes: the MD5, where nothing is sealed."""
        import obstore

        try:
            found = obstore.head(self.store, _checked(name))
        except FileNotFoundError:
            return None
        except Exception as error:
            raise self._failed(name, error) from error
        return _etag(found)

    def names(self, prefix: str = "") -> Iterator[str]:
        """Yield the names below a prefix."""
        for found in self._listed(prefix):
            yield found["path"]

    def marks(self) -> dict[str, str]:
        """Return the ETags of all objects, a thousand an answer."""
        return {found["path"]: _etag(found) for found in self._listed("")}

    def _listed(self, prefix: str) -> Iterator[Any]:
        import obstore

        try:
            for page in obstore.list(self.store, prefix=prefix.rstrip("/") or None):
                yield from page
        except Exception as error:
            raise self._failed(prefix, error) from error

    def _failed(self, name: str, error: Exception) -> ObjectsError:
        lines = str(error).splitlines()
        return _failed(self.url, name, lines[0] if lines else type(error).__name__)


def prune(folder: Path, root: Path) -> None:
    """Remove folders that are left empty, up to the root."""
    while folder != root:
        try:
            folder.rmdir()
        except OSError:
            return  # not empty, not there, or another process is at work in it
        folder = folder.parent


def mark_of(data: bytes) -> str:
    """Return the mark that a bucket gives to these bytes."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _open_bucket(url: str) -> Bucket:
    parts = urlsplit(url)
    if not parts.netloc or parts.query or "@" in parts.netloc:
        raise SettingsError(
            f"{url.rpartition('@')[2]!r} is no bucket: write 's3://bucket/prefix'; keys "
            "stand in the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)"
        )
    try:
        from obstore.store import S3Store
    except ImportError as error:
        raise SettingsError(f"{url}: needs the library for buckets; {_EXTRA}") from (
            error
        )
    # a store of one's own may speak plain HTTP inside a network; Amazon never does
    plain = (secret("AWS_ENDPOINT_URL") or "").startswith("http://")
    options: Any = _OPTIONS | {"allow_http": plain}
    store = S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        retry_config=_RETRIES,
        client_options=options,
    )
    return Bucket(url, store)


def _etag(found: Any) -> str:
    return str(found["e_tag"] or "").strip('"')


def _checked(name: str) -> str:
    if not is_safe(name):
        raise ObjectsError(f"{name!r} is no name for a shared file")
    return name


def _failed(where: str, name: str, reason: str) -> ObjectsError:
    return ObjectsError(
        f"{where}: {name or 'its list'} failed ({reason}); what is there stays, the "
        "wire tries again by itself"
    )
