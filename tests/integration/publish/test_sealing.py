"""Sealing: each translated page on disk has a seal that fits its bytes."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.builders import NOON, a_draft, a_site, an_article, an_edition, at
from tests.shelf import ListShelf

from polywire.article import Edition, PubStatus, State
from polywire.errors import SettingsError
from polywire.publish.label.credentials import verify
from polywire.publish.label.sealing import KEY_FILE, make_key_file, open_seal
from polywire.publish.pages.article_pages import publish_articles
from polywire.publish.site.site_folder import Folder, Report
from polywire.settings.operator_file import Settings

PAGE = "pt-BR/a1b2c3d4e5f6/index.html"
SIDECAR = f"{PAGE}.c2pa"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    make_key_file(tmp_path, "Orl Wire Association", now=NOON)
    return Settings(root=tmp_path, site=a_site())


def publish(
    settings: Settings, edition: Edition, *, sealed: bool = True
) -> tuple[Folder, Report]:
    folder = Folder(settings.site_folder)
    report = publish_articles(
        {edition.article_id},
        shelf=ListShelf.of([edition]),
        settings=settings,
        folder=folder,
        seal=open_seal(settings) if sealed else None,
    )
    return folder, report


def authority(settings: Settings) -> str:
    seal = open_seal(settings)
    assert seal is not None
    return seal.keys.authority


def state_of(folder: Folder, settings: Settings) -> str:
    page, sidecar = folder.read(PAGE), folder.read(SIDECAR)
    assert page is not None
    assert sidecar is not None
    assert b'<link rel="c2pa-manifest" href="index.html.c2pa">' in page
    return verify(page, sidecar, authority=authority(settings)).state


def test_requirement_21_the_linked_seal_fits_the_page_on_disk(
    settings: Settings,
) -> None:
    folder, _ = publish(settings, an_edition())
    assert state_of(folder, settings) == "trusted"


def test_publishing_again_writes_no_new_seal(settings: Settings) -> None:
    folder, _ = publish(settings, an_edition())
    first = folder.read(SIDECAR)
    folder, report = publish(settings, an_edition())
    assert folder.read(SIDECAR) == first
    assert report.written == 0


def test_a_changed_page_gets_a_new_seal(settings: Settings) -> None:
    publish(settings, an_edition())
    article = an_article("Norvale opened two bridges.")
    newer = an_edition(article, draft=a_draft(article), version=2, updated_at=at(2))
    folder, _ = publish(settings, newer)
    assert state_of(folder, settings) == "trusted"


def test_a_lost_seal_is_made_again(settings: Settings) -> None:
    folder, _ = publish(settings, an_edition())
    folder.remove(SIDECAR)
    folder, _ = publish(settings, an_edition())
    assert state_of(folder, settings) == "trusted"


def test_a_withdrawn_page_loses_its_seal(settings: Settings) -> None:
    publish(settings, an_edition())
    gone = replace(an_edition(), state=State.WITHDRAWN, pub_status=PubStatus.CANCELED)
    folder, _ = publish(settings, gone)
    assert folder.read(SIDECAR) is None


def test_an_original_is_not_sealed(settings: Settings) -> None:
    folder, _ = publish(settings, an_edition(language="en"))
    assert folder.read("en/a1b2c3d4e5f6/index.html.c2pa") is None


def test_without_a_key_nothing_is_sealed_or_linked(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path, site=a_site())
    assert open_seal(settings) is None
    folder, _ = publish(settings, an_edition())
    assert b"c2pa" not in (folder.read(PAGE) or b"")
    assert folder.read(SIDECAR) is None


def test_a_seal_that_is_not_wanted_any_more_goes(settings: Settings) -> None:
    publish(settings, an_edition())
    folder, _ = publish(settings, an_edition(), sealed=False)
    assert folder.read(SIDECAR) is None


def test_the_key_file_is_for_its_owner_alone(settings: Settings) -> None:
    path = settings.root / KEY_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        open_seal(settings)


def test_a_second_init_keeps_the_first_key(settings: Settings) -> None:
    first = (settings.root / KEY_FILE).read_text()
    make_key_file(settings.root, "Somebody Else", now=NOON)
    assert (settings.root / KEY_FILE).read_text() == first
