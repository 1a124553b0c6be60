"""Sources that are no feed: a folder of HTML files, or a single page."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

from polywire.article import Capture, FeedEntry
from polywire.errors import FetchError, SourceError
from polywire.intake.feeds.feed import Feed

SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
MAX_FILES = 5000
MAX_FILE = 10 * 1024 * 1024


def read_folder(folder: Path, slug: str, now: datetime) -> Feed:
    """Read the HTML files of a folder and below as a feed; raises SourceError.

    An address is ``file:///SLUG/path/in/the/folder.html``: it stays the same when
    the folder moves, and tells nobody where on this machine it lies.
    """
    if not folder.is_dir():
        message = f"{folder}: no such folder; give the folder that holds the HTML files"
        raise SourceError(message)
    entries = []
    notes = []
    files = _files(folder)
    if len(files) > MAX_FILES:
        notes.append(f"only the first {MAX_FILES} files were read")
    for path in files[:MAX_FILES]:
        name = path.relative_to(folder).as_posix()
        try:
            page = _capture(path, f"file:///{slug}/{quote(name)}", now)
            entries.append(FeedEntry(id=page.url, link=page.url))
        except OSError as error:
            notes.append(f"{name}: cannot be read ({error.strerror})")
        except ValueError as error:
            notes.append(f"{name}: {error}")
    return Feed(
        title=folder.name,
        link=f"file:///{slug}/",
        entries=tuple(entries),
        degraded=tuple(notes),
        format="folder",
    )


def read_file(folder: Path, slug: str, url: str, now: datetime) -> Capture:
    """Read one file of a folder again by its address; raises FetchError when gone."""
    name = unquote(url.removeprefix(f"file:///{slug}/"))
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise FetchError(url, "lies outside the source's folder", status=404)
    try:
        return _capture(path, url, now)
    except FileNotFoundError as error:
        raise FetchError(url, "is no longer in the folder", status=404) from error
    except (OSError, ValueError) as error:
        raise FetchError(url, f"cannot be read ({error})") from error


def _files(folder: Path) -> list[Path]:
    """Return the HTML files in the order of their names, none outside the folder."""
    home = folder.resolve()
    found = [
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.resolve().is_relative_to(home)
        and path.is_file()
    ]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _capture(path: Path, url: str, now: datetime) -> Capture:
    state = path.stat()
    if state.st_size > MAX_FILE:
        raise ValueError(f"larger than {MAX_FILE} bytes")
    changed = datetime.fromtimestamp(state.st_mtime, UTC)
    return Capture(
        url=url,
        requested_url=url,
        fetched_at=now,
        status=200,
        headers=(
            ("content-type", "text/html"),
            ("last-modified", changed.strftime("%a, %d %b %Y %H:%M:%S GMT")),
        ),
        body=path.read_bytes(),
    )
