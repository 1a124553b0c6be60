"""A search for hosts that serve files only: Pagefind's index, a shard a month.

Reads the pages of the site and nothing else, so the index holds what readers see.
Pagefind is a program of its own (``polywire[search]``); it runs as a child.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from polywire.errors import PublishError, SettingsError
from polywire.publish.site import address
from polywire.publish.site.site_folder import Asset, Folder

HOME: Final = "search"
"""Folder of the shards: ``search/2026-11/pagefind.js`` and its companions."""
MONTHS: Final = f"{HOME}/months.json"
"""Language -> months that hold a page in it, newest first."""

_EXTRA = "install it with: pip install 'polywire[search]'"
_ROOT = "article.story"
_LEFT_OUT = ".label, .note, .dates, .tools, .attribution, .checked, .report, .why, .onward, .over"
"""What stands on every page: each word would find them all."""
_ENDINGS = (".pf_fragment", ".pf_index", ".pf_meta", ".pf_filter", ".pagefind")
_ENTRY = "pagefind-entry.json"
_NAMES = ("pagefind.js", "pagefind-worker.js", _ENTRY)
_TIMEOUT = 1800.0

Page = tuple[str, str]
"""Language and article."""


def check_installed() -> None:
    """Refuse a setting that cannot be kept; raises SettingsError."""
    if importlib.util.find_spec("pagefind_bin_extended") is None:
        raise SettingsError(f"site.static_search needs Pagefind; {_EXTRA}")


@cache
def finder() -> Asset:
    """Return the script of the search page."""
    data = (resources.files("polywire.publish") / "theme" / "finder.js").read_bytes()
    digest = hashlib.sha256(data).hexdigest()[:10]
    return Asset(f"/assets/finder-{digest}.js", data)


def write_month(folder: Folder, month: str, pages: Collection[Page]) -> None:
    """Make the shard of a month hold these pages and no others.

    Raises PublishError when Pagefind fails; the old shard stays then.
    """
    home = f"{HOME}/{month}"
    made = dict(_indexed(folder.root, pages)) if pages else {}
    # Pagefind's entry names what belongs to it: put into its place last, it never
    # names what is not there yet.
    with folder.batch():
        for name in sorted(made, key=lambda name: (name == _ENTRY, name)):
            folder.write(f"{home}/{name}", made[name])
    _mention(folder, month, {language for language, _ in pages})
    for name in _names(folder, home):
        if name not in made:
            folder.remove(f"{home}/{name}")
    asset = finder()
    folder.write(address.file_of(asset.path), asset.data)


def _names(folder: Folder, home: str) -> list[str]:
    root = folder.root / home
    return [p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()]


def _mention(folder: Folder, month: str, languages: Collection[str]) -> None:
    known: dict[str, list[str]] = json.loads(folder.read(MONTHS) or b"{}")
    for language in {*known, *languages}:
        months = set(known.get(language, ())) - {month}
        if language in languages:
            months.add(month)
        known[language] = sorted(months, reverse=True)
    folder.write(MONTHS, json.dumps(known, sort_keys=True).encode() + b"\n")


def _indexed(root: Path, pages: Collection[Page]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the index of some pages."""
    check_installed()
    with tempfile.TemporaryDirectory(prefix="polywire-search-") as work:
        site, out = Path(work, "site"), Path(work, "out")
        for language, article_id in pages:
            file = address.file_of(address.article_path(article_id, language))
            goal = site / file
            goal.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(root / file, goal)
            except FileNotFoundError:
                continue  # not written yet: it is touched again when it is
        site.mkdir(exist_ok=True)
        _run(site, out)
        for path in sorted(out.rglob("*")):
            if path.name in _NAMES or path.suffix in _ENDINGS:
                yield path.relative_to(out).as_posix(), path.read_bytes()


def _run(site: Path, out: Path) -> None:
    command = [sys.executable, "-m", "pagefind_bin_extended", "--silent"]
    command += ["--site", str(site), "--output-path", str(out)]
    command += ["--root-selector", _ROOT, "--exclude-selectors", _LEFT_OUT]
    try:
        done = subprocess.run(  # noqa: S603  # our own arguments
            command,
            capture_output=True,
            check=False,
            timeout=_TIMEOUT,
            preexec_fn=_nicely if hasattr(os, "nice") else None,
            start_new_session=True,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PublishError(f"the search index was not made ({error})") from error
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip().splitlines()
        last = reason[-1] if reason else f"exit code {done.returncode}"
        raise PublishError(f"the search index was not made: Pagefind says {last!r}")


def _nicely() -> None:
    os.nice(10)
