"""The site folder: whole files, only those that differ, nothing outside."""

from pathlib import Path

import pytest

from polywire.errors import PublishError
from polywire.publish.site.site_folder import Folder, Report


def test_a_file_is_written_once_and_then_left_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert folder.write("en/index.html", b"news")
    assert not folder.write("en/index.html", b"news")
    assert folder.report == Report(written=1, unchanged=1)


def test_a_file_that_somebody_changed_is_written_again(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("robots.txt", b"news")
    (tmp_path / "robots.txt").write_bytes(b"evil")
    assert folder.write("robots.txt", b"news")


def test_removing_a_file_removes_the_folders_that_it_leaves_empty(
    tmp_path: Path,
) -> None:
    folder = Folder(tmp_path)
    folder.write("en/a/original/index.html", b"x")
    folder.write("en/index.html", b"x")
    assert folder.remove("en/a/original/index.html")
    assert not folder.remove("en/a/original/index.html")
    assert not (tmp_path / "en/a").exists()
    assert (tmp_path / "en/index.html").exists()


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/x", "en//x", "en/.hidden", "", "a\\b", "a/\0", "é", "a b", ".tmp/x"],
)
def test_a_name_that_could_leave_the_folder_is_refused(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(PublishError):
        Folder(tmp_path).write(name, b"x")


@pytest.mark.parametrize("name", [".well-known/tdmrep.json", "_redirects", "a-b.c_d"])
def test_names_that_hosts_ask_for_are_allowed(tmp_path: Path, name: str) -> None:
    assert Folder(tmp_path).write(name, b"x")


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    waiting = tmp_path / ".tmp"
    waiting.mkdir()
    (waiting / "999999999-1").write_bytes(b"half")
    Folder(tmp_path)
    assert list(waiting.iterdir()) == []


def test_what_a_living_process_writes_is_not_swept(tmp_path: Path) -> None:
    waiting = tmp_path / ".tmp"
    waiting.mkdir()
    (waiting / "1-1").write_bytes(b"half")
    Folder(tmp_path)
    assert (waiting / "1-1").exists()


def test_a_folder_that_cannot_be_made_is_a_publish_error(tmp_path: Path) -> None:
    (tmp_path / "site").write_bytes(b"a file stands here")
    with pytest.raises(PublishError, match="what was published stays"):
        Folder(tmp_path / "site").write("index.html", b"x")


def test_reports_are_added_and_subtracted() -> None:
    assert Report(3, 2, 1) - Report(1, 1, 1) + Report(0, 0, 4) == Report(2, 1, 4)


def test_a_file_waits_beside_the_site_until_it_is_whole(tmp_path: Path) -> None:
    Folder(tmp_path / "site").write("en/index.html", b"x")
    assert [
        str(p.relative_to(tmp_path / "site")) for p in (tmp_path / "site").rglob("*")
    ] == ["en", "en/index.html"]
    assert (tmp_path / ".site.tmp").is_dir()


def test_what_a_killed_process_left_beside_the_site_is_swept(tmp_path: Path) -> None:
    (tmp_path / ".site.tmp").mkdir()
    (tmp_path / ".site.tmp" / "999999999-1").write_bytes(b"half")
    Folder(tmp_path / "site")
    assert list((tmp_path / ".site.tmp").iterdir()) == []


def test_files_of_a_batch_appear_together_at_its_end(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "site")
    with folder.batch():
        assert folder.write("en/day/2026-01-02/index.html", b"x")
        assert not folder.write("en/day/2026-01-02/index.html", b"x")
        assert folder.write("en/index.html", b"y")
        assert folder.has("en/index.html")
        assert folder.read("en/index.html") == b"y"
        assert folder.names("en/day") == ("2026-01-02",)
        assert not (tmp_path / "site").exists()
    assert (tmp_path / "site/en/index.html").read_bytes() == b"y"
    assert list((tmp_path / ".site.tmp").iterdir()) == []
    assert folder.report == Report(2, 1, 0)


def test_a_batch_that_fails_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "site")
    folder.write("index.html", b"old")

    def fail() -> None:
        with folder.batch():
            folder.write("index.html", b"new")
            folder.write("../out.html", b"no such name")

    with pytest.raises(PublishError, match="no name for a file"):
        fail()
    assert (tmp_path / "site/index.html").read_bytes() == b"old"
    assert list((tmp_path / ".site.tmp").iterdir()) == []
    assert folder.report == Report(1, 0, 0)


def test_what_is_removed_in_a_batch_goes_after_what_was_written(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "site")
    folder.write("old.html", b"x")
    with folder.batch():
        folder.write("new.html", b"y")
        folder.write("old.html", b"z")
        assert folder.remove("old.html")
        assert (tmp_path / "site/new.html").exists()
        assert not folder.has("old.html")
    assert not (tmp_path / "site/old.html").exists()


def test_a_long_batch_does_not_wait_for_its_end(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "site")
    with folder.batch():
        for number in range(501):
            folder.write(f"{number}.txt", b"x")
        assert (tmp_path / "site/0.txt").exists()
        assert not (tmp_path / "site/500.txt").exists()
    assert (tmp_path / "site/500.txt").exists()
