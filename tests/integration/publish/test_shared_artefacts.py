"""Workers on several machines: each has its own folder, all share one place."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PIL import Image
from tests.buckets import Buckets, serving
from tests.wire_on_paper import Paper, Story, paper

from polywire.errors import EngineError, SourceError
from polywire.follow import takedown
from polywire.intake.captures.shared_captures import archive_of
from polywire.intake.captures.warc import open_archive
from polywire.net.send.objects import open_objects
from polywire.operate.decide.replay import NoNetwork, replay
from polywire.publish.site.mirror import open_site
from polywire.publish.site.pictures import Box
from polywire.settings.operator_file import Settings, Site, Store
from polywire.steps.emit import emit
from polywire.store.wire import captures
from polywire.translate.models import model_folder
from polywire.translate.models.installed_models import ModelStore, installed
from polywire.translate.models.shared_models import bring, send

LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
]


@pytest.fixture(scope="module")
def buckets() -> Iterator[Buckets]:
    with serving() as running:
        yield running


@pytest.fixture(params=["folder", "bucket"])
def shared(
    request: pytest.FixtureRequest,
    buckets: Buckets,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> str:
    for name, value in buckets.environment.items():
        monkeypatch.setenv(name, value)
    is_folder = request.param == "folder"
    return str(tmp_path / "shared") if is_folder else f"s3://{buckets.new()}/wire"


@dataclass
class Machines:
    """Two machines with folders of their own and one store."""

    first: Paper
    second: Paper
    shared: str


@pytest.fixture
def machines(shared: str, tmp_path: Path) -> Iterator[Machines]:
    """The first machine takes in and translates, the second one publishes."""
    made = paper(tmp_path / "first", Story("bridge", "Norvale opens its bridge", LONG))
    with closing(made.wire.db):
        first = _at(made, tmp_path / "first", shared)
        second = _at(made, tmp_path / "second", shared)
        yield Machines(first, second, shared)


def _at(made: Paper, root: Path, shared: str) -> Paper:
    store = Store(shared=shared)
    settings = replace(made.wire.settings, root=root, store=store)
    wire = replace(
        made.wire,
        settings=settings,
        archive=archive_of(settings),
        folder=open_site(settings),
    )
    return replace(made, wire=wire, root=root)


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()


def test_one_machine_reads_again_what_another_one_fetched(machines: Machines) -> None:
    machines.first.run()
    assert not (machines.first.root / "captures").exists()
    done = replay(replace(machines.second.wire, fetcher=NoNetwork()))
    assert (done.feeds, done.pages, done.missing, done.failed) == (1, 1, 0, 0)


def test_one_machine_publishes_what_another_one_translated(machines: Machines) -> None:
    machines.first.run()
    before = machines.first.files()
    identity = next(iter(machines.first.board().values()))["url"].split("/")[-2]
    with machines.first.wire.db.write() as conn:
        from polywire.store.wire import cells

        cells.withdraw(conn, identity, "the operator", machines.first.now)
    assert emit(machines.second.wire) is not None
    notice = machines.second.files()[f"en/{identity}/index.html"]
    assert notice != before[f"en/{identity}/index.html"]


def test_a_takedown_on_one_machine_purges_what_all_of_them_share(
    machines: Machines,
) -> None:
    machines.first.run()
    objects = open_objects(machines.shared, machines.first.root)
    with machines.first.wire.db.read() as conn:
        (page,) = captures.newest(conn)
    assert f"captures/{page.file}" in set(objects.names())
    second = machines.second.wire
    assert page.article_id is not None
    takedown.withdraw(
        second.db, second.archive, page.article_id, reason="asked", now=second.now()
    )
    assert f"captures/{page.file}" not in set(objects.names())
    with pytest.raises(SourceError, match="gone"):
        machines.first.wire.archive.body((page.file or "", 0))


def test_what_was_kept_before_sharing_is_still_read(
    machines: Machines, tmp_path: Path
) -> None:
    machines.first.run()
    with machines.first.wire.db.read() as conn:
        capture = captures.load(captures.newest(conn)[0], machines.first.wire.archive)
    own = open_archive(tmp_path / "first")
    place = own.keep("courier", capture)
    both = machines.first.wire.archive
    assert both.body(place) == capture.body
    both.drop(place[0])
    assert own.files() == ()


def test_a_picture_of_one_machine_is_shown_by_another(
    shared: str, tmp_path: Path
) -> None:
    first, second = (_settings(tmp_path / name, shared) for name in ("first", "second"))
    out = io.BytesIO()
    Image.linear_gradient("L").resize((400, 300)).convert("RGB").save(out, "JPEG")
    picture = Box.of(first).keep("a1b2c3d4e5f6", out.getvalue(), "Ana Reis")
    assert picture is not None
    data = Box.of(second).read("a1b2c3d4e5f6", f"{picture[0]}.webp")
    assert data is not None
    assert data[:4] == b"RIFF"
    Box.of(second).forget("a1b2c3d4e5f6")
    assert Box.of(first).read("a1b2c3d4e5f6", f"{picture[0]}.webp") is None


def _settings(root: Path, shared: str) -> Settings:
    return Settings(root=root, site=Site(), store=Store(shared=shared))


def _a_model(root: Path) -> Path:
    """Make a small model folder: its vocabulary is real, its weights are not."""
    bundled = model_folder.bundled()[0]
    root.mkdir()
    (root / bundled.source_vocabulary.name).write_bytes(
        bundled.source_vocabulary.read_bytes()
    )
    (root / bundled.model.name).write_bytes(b"weights" * 100)
    return root


@pytest.mark.skipif(
    not model_folder.bundled(),
    reason="the bundled models have no wheel for this machine",
)
def test_a_model_that_one_machine_added_is_brought_to_another(
    shared: str, tmp_path: Path
) -> None:
    first, second = (_settings(tmp_path / name, shared) for name in ("first", "second"))
    made = ModelStore(first.root).add_path(_a_model(tmp_path / "model"), "en-pt")
    assert send(first) == 1
    assert send(first) == 0, "it is there already"
    assert bring(second) == 1
    assert bring(second) == 0
    assert ModelStore(second.root).verify() == {"en-pt": ()}
    (one,) = installed(second.root)
    assert one.sha256 == made.sha256
    ModelStore(first.root).remove("en-pt")
    send(first)
    bring(second)
    assert installed(second.root) == ()
    names = list(open_objects(shared, tmp_path).names("models/"))
    assert names == ["models/index.json"]


@pytest.mark.skipif(
    not model_folder.bundled(),
    reason="the bundled models have no wheel for this machine",
)
def test_a_model_that_was_damaged_on_the_way_is_not_installed(
    shared: str, tmp_path: Path
) -> None:
    first, second = (_settings(tmp_path / name, shared) for name in ("first", "second"))
    made = ModelStore(first.root).add_path(_a_model(tmp_path / "model"), "en-pt")
    send(first)
    objects = open_objects(shared, tmp_path)
    weights = next(n for n in objects.names("models/") if "/model." in n)
    objects.put(weights, b"other weights")
    with pytest.raises(EngineError, match="not what was installed"):
        bring(second)
    assert not (second.root / "models" / made.sha256).exists()
