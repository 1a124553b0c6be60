"""The site in a second place: a bucket on loopback, or another folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.buckets import Buckets, serving
from tests.builders import NOON, a_site, a_source, an_article, an_edition, at
from tests.settled import settle

from polywire.article import Correction, Edition
from polywire.errors import ObjectsError, PublishError, SettingsError
from polywire.net.send.objects import Bucket, Objects, mark_of, open_objects
from polywire.publish.site.mirror import open_site
from polywire.settings.operator_file import Settings, parse
from polywire.steps.emit import Outlet, emit, rebuild
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.wire import cells


@pytest.fixture(scope="module")
def buckets() -> Iterator[Buckets]:
    with serving() as running:
        yield running


@pytest.fixture(autouse=True)
def environment(buckets: Buckets, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in buckets.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(params=["folder", "bucket"])
def target(request: pytest.FixtureRequest, buckets: Buckets) -> str:
    return "elsewhere" if request.param == "folder" else f"s3://{buckets.new()}/a/b"


@pytest.fixture
def db(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    shutil.copyfile(sqlite_template, tmp_path / "polywire.db")
    with closing(open_database(f"sqlite:///{tmp_path}/polywire.db")) as opened:
        yield opened


def an_installation(root: Path, target: str) -> Settings:
    site = a_site(languages=["en", "pt-BR"], target=target)
    return Settings(root=root, site=site, sources=(a_source(),))


def outlet_of(settings: Settings, db: Database) -> Outlet:
    return Outlet(settings, db, open_site(settings), lambda: at(3))


def put(db: Database, number: int, **fields: object) -> Edition:
    article = an_article(
        headline=f"News {number} of Norvale",
        url=f"https://courier.example/{number}",
        published=at(-number),
    )
    edition = an_edition(
        article,
        article_id=f"a{number:011d}",
        language="pt-BR",
        published_at=at(-number),
        updated_at=at(-number),
        **fields,
    )
    with db.write() as conn:
        settle(conn, edition, -float(number))
    return edition


def here(settings: Settings) -> dict[str, bytes]:
    site = settings.site_folder
    files = (file for file in site.rglob("*") if file.is_file())
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in files}


def there(target: str, root: Path) -> dict[str, bytes]:
    objects = open_objects(target, root)
    return {name: objects.get(name) or b"" for name in objects.names()}


def test_what_is_put_is_there_until_it_is_deleted(target: str, tmp_path: Path) -> None:
    objects = open_objects(target, tmp_path)
    objects.put("en/index.html", b"one")
    objects.put("en/index.html", b"two", kind="text/html")
    objects.put("_redirects", b"three")
    assert objects.get("en/index.html") == b"two"
    assert objects.mark("en/index.html") == mark_of(b"two")
    assert sorted(objects.names()) == ["_redirects", "en/index.html"]
    assert list(objects.names("en/")) == ["en/index.html"]
    assert objects.marks()["_redirects"] == mark_of(b"three")
    objects.delete("en/index.html")
    objects.delete("en/index.html")
    assert objects.get("en/index.html") is None
    assert objects.mark("en/index.html") is None


@pytest.mark.parametrize("name", ["../x", "a//b", "/x", "a/..", "", "a/b/"])
def test_a_name_that_leads_elsewhere_is_refused(
    name: str, target: str, tmp_path: Path
) -> None:
    with pytest.raises(ObjectsError, match="no name"):
        open_objects(target, tmp_path).put(name, b"x")


def test_the_target_holds_what_the_folder_holds(
    target: str, db: Database, tmp_path: Path
) -> None:
    settings = an_installation(tmp_path, target)
    put(db, 1)
    assert emit(outlet_of(settings, db)) is not None
    assert there(target, tmp_path) == here(settings)
    assert "pt-BR/a00000000001/index.html" in here(settings)


def test_only_what_changed_is_sent(
    db: Database, buckets: Buckets, tmp_path: Path
) -> None:
    target = f"s3://{buckets.new()}"
    settings = an_installation(tmp_path, target)
    put(db, 1)
    emit(outlet_of(settings, db))
    before = ages(target, tmp_path)
    put(db, 2)
    time.sleep(1.1)  # S3 tells times in whole seconds
    emit(outlet_of(settings, db))
    after = ages(target, tmp_path)
    same = {name for name in before if after[name] == before[name]}
    assert "pt-BR/a00000000001/index.html" in same
    assert any(name.startswith("assets/wire-") for name in same)
    assert "pt-BR/index.html" not in same
    assert there(target, tmp_path) == here(settings)


def ages(target: str, root: Path) -> dict[str, str]:
    import obstore

    bucket = open_objects(target, root)
    assert isinstance(bucket, Bucket)
    found = [item for page in obstore.list(bucket.store) for item in page]
    return {str(item["path"]): str(item["last_modified"]) for item in found}


def test_readers_get_type_and_lifetime(
    db: Database, buckets: Buckets, tmp_path: Path
) -> None:
    import obstore

    target = f"s3://{buckets.new()}"
    settings = an_installation(tmp_path, target)
    put(db, 1)
    emit(outlet_of(settings, db))
    bucket = open_objects(target, tmp_path)
    assert isinstance(bucket, Bucket)

    def headers(name: str) -> tuple[object, object]:
        said = obstore.get(bucket.store, name).attributes
        return said["Content-Type"], said["Cache-Control"]

    style = next(name for name in bucket.names("assets/") if name.endswith(".css"))
    short = "public, max-age=60, stale-while-revalidate=600"
    assert headers("en/index.html") == ("text/html; charset=utf-8", short)
    assert headers("en/feed.atom") == ("application/atom+xml; charset=utf-8", short)
    assert headers(style) == (
        "text/css; charset=utf-8",
        "public, max-age=31536000, immutable",
    )


def test_a_withdrawn_article_goes_from_the_target(
    target: str, db: Database, tmp_path: Path
) -> None:
    settings = an_installation(tmp_path, target)
    put(db, 1)
    put(db, 2)
    emit(outlet_of(settings, db))
    secret = b"News 1 of Norvale"
    assert any(secret in data for data in there(target, tmp_path).values())
    with db.write() as conn:
        cells.withdraw(conn, "a00000000001", "the operator", at(2))
    emit(outlet_of(settings, db))
    left = there(target, tmp_path)
    assert [name for name, data in left.items() if secret in data] == []
    assert "pt-BR/a00000000001/index.html" in left, "its notice stays"
    assert "pt-BR/a00000000001/provenance.json" not in left
    assert left == here(settings)


def test_a_correction_reaches_the_target(
    target: str, db: Database, tmp_path: Path
) -> None:
    settings = an_installation(tmp_path, target)
    edition = put(db, 1)
    emit(outlet_of(settings, db))
    before = there(target, tmp_path)
    note = Correction(NOON, "correction", 2, "A number was corrected.")
    later = replace(edition, corrections=(note,), version=2, updated_at=at(1))
    with db.write() as conn:
        settle(conn, later, 1.0)
    emit(outlet_of(settings, db))
    page = "pt-BR/a00000000001/index.html"
    assert there(target, tmp_path) == here(settings)
    assert there(target, tmp_path)[page] != before[page]


@dataclass
class Breaking:
    """A target that fails after so many files, and remembers their order."""

    objects: Objects
    left: int
    sent: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> object:
        return getattr(self.objects, name)

    def put(self, name: str, data: bytes, *, kind: str = "", cache: str = "") -> None:
        if len(self.sent) >= self.left:
            raise ObjectsError("the network is away")
        self.sent.append(name)
        self.objects.put(name, data, kind=kind, cache=cache)


def with_target(outlet: Outlet, left: int) -> Breaking:
    mirror = outlet.folder.target
    breaking = Breaking(mirror.objects, left)  # type: ignore[union-attr]  # the mirror of open_site
    mirror.objects = breaking  # type: ignore[union-attr]  # as above
    return breaking


def test_a_target_that_was_away_gets_everything_with_the_next_try(
    target: str, db: Database, tmp_path: Path
) -> None:
    settings = an_installation(tmp_path, target)
    put(db, 1)
    outlet = outlet_of(settings, db)
    with_target(outlet, 3)
    with pytest.raises(PublishError, match="network is away"):
        emit(outlet)
    assert (settings.site_folder / "en/index.html").is_file(), "the folder has it"
    assert "en/index.html" not in there(target, tmp_path)
    assert emit(outlet_of(settings, db)) is not None, "it is not noted as written"
    assert there(target, tmp_path) == here(settings)


def test_pages_come_before_the_lists_that_lead_to_them(
    target: str, db: Database, tmp_path: Path
) -> None:
    settings = an_installation(tmp_path, target)
    put(db, 1)
    outlet = outlet_of(settings, db)
    order = with_target(outlet, 1_000)
    emit(outlet)
    place = {name: number for number, name in enumerate(order.sent)}
    style = next(name for name in place if name.endswith(".css"))
    page, front = place["pt-BR/a00000000001/index.html"], place["pt-BR/index.html"]
    assert place[style] < page < front
    assert page < place["pt-BR/feed.atom"]
    assert page < place["sitemap.xml"]


def test_a_removal_that_was_cut_off_is_done_by_the_next_run(
    target: str, db: Database, tmp_path: Path
) -> None:
    settings = an_installation(tmp_path, target)
    put(db, 1)
    emit(outlet_of(settings, db))
    name = "pt-BR/a00000000001/provenance.json"
    open_site(settings).remove(name)  # and then the process dies
    assert name in there(target, tmp_path)
    open_site(settings).settle()
    assert name not in there(target, tmp_path)


def test_a_rebuild_fills_an_empty_target_and_clears_what_is_ours(
    target: str, db: Database, tmp_path: Path
) -> None:
    settings = an_installation(tmp_path, "")
    put(db, 1)
    put(db, 2)
    emit(outlet_of(settings, db))
    objects = open_objects(target, tmp_path)
    objects.put("pt-BR/a00000000009/index.html", b"of an older site")
    objects.put("notes/of-others.txt", b"not ours")
    rebuild(outlet_of(an_installation(tmp_path, target), db))
    assert there(target, tmp_path) == here(settings) | {
        "notes/of-others.txt": b"not ours"
    }


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_kill_in_the_middle_leaves_work_that_the_next_run_does(
    db: Database, buckets: Buckets, tmp_path: Path
) -> None:
    target = f"s3://{buckets.new()}/site"
    file = (
        f'[site]\nname = "W"\nurl = "https://w.example"\nlanguages = ["en", "pt-BR"]\n'
        f'operator = "W"\ncontact = "d@w.example"\ntarget = "{target}"\n'
    )
    (tmp_path / "polywire.toml").write_text(file, encoding="utf-8")
    for number in range(12):
        put(db, number)
    command = [sys.executable, "-m", "polywire", "-C", str(tmp_path), "publish"]
    environment = os.environ | buckets.environment
    first = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    objects = open_objects(target, tmp_path)
    end = time.monotonic() + 60
    while len(list(objects.names())) < 5 and time.monotonic() < end:
        time.sleep(0.01)
    first.kill()
    first.wait()
    assert len(list(objects.names())) >= 5
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert objects.get("en/index.html") is not None
    site = set(objects.names())
    folder = tmp_path / "site"
    assert site == {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_without_the_library_the_command_to_install_it_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(SettingsError, match=r"pip install 'polywire\[s3\]'"):
        open_objects("s3://wire", tmp_path)


@pytest.mark.parametrize("url", ["s3://", "ftp://host/x", "s3://key:secret@wire"])
def test_a_target_that_is_none_is_refused_without_its_secret(
    url: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError) as told:
        open_objects(url, tmp_path)
    assert "secret" not in str(told.value).partition("; keys")[0]


def test_a_private_site_has_no_target(tmp_path: Path) -> None:
    raw = {"site": {"visibility": "private", "target": "s3://open-to-all"}}
    with pytest.raises(SettingsError, match="private"):
        parse(raw, tmp_path)


def test_a_bucket_that_is_not_there_is_told_in_one_line(
    db: Database, tmp_path: Path
) -> None:
    settings = an_installation(tmp_path, "s3://nobody-made-it")
    put(db, 1)
    with pytest.raises(PublishError, match="s3://nobody-made-it") as told:
        emit(outlet_of(settings, db))
    assert "\n" not in str(told.value)
    assert "not-a-secret" not in str(told.value)
