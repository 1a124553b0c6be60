"""Pictures: copied where rights allow, made anew, shown from here, gone when withdrawn."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image
from tests.builders import a_decision, a_site, an_article, an_edition
from tests.shelf import ListShelf

from polywire.article import Block, Capture, Edition, PubStatus, State
from polywire.errors import FetchError
from polywire.net.fetch.http_answers import Fetched
from polywire.publish.pages.article_pages import publish_articles
from polywire.publish.site.pictures import Box
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings
from polywire.steps.article_pictures import MOST, copied
from polywire.wire import Wire

SRC = "https://courier.example/bridge.jpg"
BY = "https://creativecommons.org/licenses/by/4.0/"


def a_jpeg(width: int = 1600, height: int = 900) -> bytes:
    """Return a photo with a place and a camera in its metadata."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "SpyCam"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"secret note")
    return out.getvalue()


def a_bomb() -> bytes:
    """Return a PNG of a few kilobytes that says it is 60,000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(2_000_000), 9)
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size)
    return head + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def figure(**fields: Any) -> Block:
    values: dict[str, Any] = {"src": SRC, "credit": "Ana Reis", "licence": BY}
    return Block("figure", "The new bridge.", **(values | fields))


def edition_with(block: Block, **fields: Any) -> Edition:
    article = an_article()
    return an_edition(
        replace(article, blocks=(*article.blocks, block)), language="en", **fields
    )


def publish(edition: Edition, root: Path) -> Path:
    settings = Settings(root=root, site=a_site())
    publish_articles(
        [edition.article_id],
        shelf=ListShelf.of([edition]),
        settings=settings,
        folder=Folder(settings.site_folder),
    )
    return settings.site_folder


def test_a_copy_is_small_twice_the_same_and_without_metadata(tmp_path: Path) -> None:
    box = Box(tmp_path)
    first = box.keep("a1", a_jpeg(), "Ana Reis")
    assert first == box.keep("a1", a_jpeg(), "Ana Reis")
    assert first is not None
    name, *size = first
    assert size == [1280, 720]
    for kind in ("webp", "jpg"):
        data = box.read("a1", f"{name}.{kind}")
        assert data is not None
        assert b"SpyCam" not in data
        assert b"secret" not in data
        found = Image.open(io.BytesIO(data)).getexif()
        assert dict(found) == {0x013B: "Ana Reis"}, "the credit alone is kept"


@pytest.mark.parametrize(
    "data",
    [
        a_bomb(),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html>not found</html>",
        a_jpeg()[:300],
        a_jpeg(1, 1),
        b"",
    ],
    ids=["bomb", "svg", "page", "half", "counter", "empty"],
)
def test_what_is_no_usable_picture_is_refused(data: bytes, tmp_path: Path) -> None:
    assert Box(tmp_path).keep("a1", data, "") is None
    assert not (tmp_path / "pictures").exists()


def test_the_child_gets_no_more_memory_than_its_cap() -> None:
    code = (
        "import sys; from polywire.publish.site import picture_child as c; c.limit()\n"
        "held = bytearray(c.MEMORY // 4)\n"
        "try:\n    more = bytearray(c.MEMORY)\n"
        "except MemoryError:\n    sys.exit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 7


def test_the_largest_picture_that_is_read_fits_under_the_cap(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (6000, 4000), "navy").save(out, "WEBP", quality=1, method=0)
    kept = Box(tmp_path).keep("a1", out.getvalue(), "")
    assert kept is not None
    assert kept[1:] == (1280, 853)


def test_a_child_that_runs_out_of_memory_is_one_picture_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starved = tmp_path / "python"
    starved.write_text(f'#!/bin/sh\nulimit -v 120000\nexec {sys.executable} "$@"\n')
    starved.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(starved))
    assert Box(tmp_path).keep("a1", a_jpeg(4000, 3000), "") is None
    assert not (tmp_path / "pictures").exists()


def test_a_page_shows_our_copy_with_its_size_and_credit(tmp_path: Path) -> None:
    picture = Box(tmp_path).keep("a1b2c3d4e5f6", a_jpeg(), "")
    edition = edition_with(figure(picture=picture, alt="A bridge at night"))
    site = publish(edition, tmp_path)
    page = (site / "en/a1b2c3d4e5f6/index.html").read_text()
    assert 'width="1280" height="720" alt="A bridge at night"' in page
    assert "Ana Reis" in page
    assert SRC not in page
    assert len(list((site / "assets/media/a1b2c3d4e5f6").iterdir())) == 2


@pytest.mark.parametrize("licence", [None, "All rights reserved"])
def test_a_picture_without_a_licence_of_its_own_is_never_shown(
    licence: str | None, tmp_path: Path
) -> None:
    picture = Box(tmp_path).keep("a1b2c3d4e5f6", a_jpeg(), "")
    site = publish(edition_with(figure(picture=picture, licence=licence)), tmp_path)
    assert "<img" not in (site / "en/a1b2c3d4e5f6/index.html").read_text()
    assert not (site / "assets/media").exists()


def test_a_withdrawal_takes_the_pictures_off_the_site(tmp_path: Path) -> None:
    picture = Box(tmp_path).keep("a1b2c3d4e5f6", a_jpeg(), "")
    edition = edition_with(figure(picture=picture))
    site = publish(edition, tmp_path)
    gone = replace(
        edition, state=State.WITHDRAWN, pub_status=PubStatus.CANCELED, reason="x"
    )
    publish(gone, tmp_path)
    assert not (site / "assets").exists()


@dataclass
class Net:
    """A way out that counts what is fetched."""

    body: bytes | None
    asked: int = 0

    def fetch(self, url: str) -> Fetched:
        self.asked += 1
        if self.body is None:
            raise FetchError(url, "is not there")
        moment = datetime(2026, 3, 2, tzinfo=UTC)
        capture = Capture(url, url, moment, 200, (), self.body)
        return Fetched(
            capture,
            not_modified=False,
            etag=None,
            last_modified=None,
            redirected_permanently_to=None,
            status=200,
        )


@dataclass
class PartOfWire:
    settings: Settings
    fetcher: Net


def pictures_of(net: Net, root: Path, *blocks: Block, **decision: Any) -> list[Block]:
    wire = cast("Wire", PartOfWire(Settings(root=root, site=a_site()), net))
    article = replace(an_article(), blocks=blocks)
    return list(copied(wire, "a1", article, a_decision(**decision)).blocks)


def test_only_pictures_that_may_be_shown_are_fetched(tmp_path: Path) -> None:
    net = Net(a_jpeg())
    free, other = pictures_of(net, tmp_path, figure(), figure(licence=None))
    assert net.asked == 1
    assert free.picture is not None
    assert other.picture is None
    assert pictures_of(net, tmp_path, figure(), allow_images=False) == [figure()]
    assert net.asked == 1


def test_a_picture_that_cannot_be_had_stays_a_caption(tmp_path: Path) -> None:
    assert pictures_of(Net(None), tmp_path, figure()) == [figure()]
    assert pictures_of(Net(b"<html>"), tmp_path, figure()) == [figure()]


def test_a_gallery_is_cut(tmp_path: Path) -> None:
    net = Net(None)
    pictures_of(net, tmp_path, *[figure() for _ in range(MOST + 5)])
    assert net.asked == MOST
