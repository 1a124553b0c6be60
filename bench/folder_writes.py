"""What it costs to put thirty files of a site into place, one by one and together.

Run with ``python -m bench.folder_writes``. Wall time, because waiting for the disk
is what is measured; medians of runs that take turns.
"""

from __future__ import annotations

import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from polywire.publish.site.site_folder import Folder

FILES = 30
"""What one more article in two languages writes."""
RUNS = 9


def put(folder: Folder, run: int, *, together: bool) -> float:
    """Write the files; return the seconds."""
    start = time.perf_counter()
    with folder.batch() if together else nullcontext():
        for number in range(FILES):
            data = f"{run} {together} {number}\n".encode() * 400
            folder.write(f"en/{number:02}/index.html", data)
    return time.perf_counter() - start


def main() -> None:
    """Print both medians."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as root:
        folder = Folder(Path(root) / "site")
        pairs = [
            (put(folder, n, together=False), put(folder, n, together=True))
            for n in range(RUNS)
        ]
    for name, times in zip(
        ("one by one", "together"), zip(*pairs, strict=True), strict=True
    ):
        print(f"{FILES} files {name}: {sorted(times)[RUNS // 2] * 1000:.0f} ms")


if __name__ == "__main__":
    main()
