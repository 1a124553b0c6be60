"""A suppressed name takes its articles down, and no copy of it comes back."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.builders import NOON, a_draft, an_article

from polywire.article import Article, FeedEntry
from polywire.errors import UsageError
from polywire.intake.warc import open_archive
from polywire.steps import names
from polywire.store import articles, cells, drafts, revisions, suppression
from polywire.store.database import Database

NAMED = an_article("Police spoke to Renée Okafor on Monday.")
OTHER = an_article("The bridge was opened.", url="https://courier.example/b")


def keep(database: Database, identity: str, article: Article) -> None:
    entry = FeedEntry(id=identity, link=article.url)
    new = articles.NewEntry(
        id=identity,
        url_key=article.url,
        url=article.url,
        source="courier",
        entry=entry,
    )
    with database.write() as conn:
        articles.add_entry(conn, new, NOON)
        revisions.add(conn, identity, article, capture=None, now=NOON)


def test_requirement_40_a_suppressed_name_withdraws_what_is_there_and_stays(
    database: Database, tmp_path: Path
) -> None:
    keep(database, "a1", NAMED)
    keep(database, "a2", OTHER)
    gone = names.suppress(
        database, open_archive(tmp_path), "Renée Okafor", reason="request", now=NOON
    )
    assert gone == [NAMED.url]
    with database.read() as conn:
        first, second = articles.get(conn, "a1"), articles.get(conn, "a2")
        assert "Okafor" not in repr(suppression.listed(conn))
    assert first is not None
    assert first.state == "withdrawn"
    assert second is not None
    assert second.state != "withdrawn"
    assert names.is_banned(database, replace(NAMED, url="https://other.example/"))
    assert not names.is_banned(database, OTHER)


def test_requirement_40_a_name_that_only_a_translation_holds_is_found(
    database: Database, tmp_path: Path
) -> None:
    keep(database, "a2", OTHER)
    draft = a_draft(OTHER, "ru")
    said = replace(draft.translations[1], target="Рене Окафор открыла мост.")
    draft = replace(draft, translations=(draft.translations[0], said))
    wish = cells.Wish(
        article_id="a2",
        revision=OTHER.revision,
        languages=["ru"],
        source="courier",
        sort_at=NOON,
        section=None,
        priority=0,
    )
    with database.write() as conn:
        cells.want(conn, wish, NOON)
        drafts.put(conn, "a2", draft, NOON)
    assert not names.is_banned(database, OTHER, [draft])
    gone = names.suppress(
        database, open_archive(tmp_path), "Рене Окафор", reason="request", now=NOON
    )
    assert gone == [OTHER.url]
    assert names.is_banned(database, OTHER, [draft])


def test_what_is_no_name_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        names.suppress(database, open_archive(tmp_path), "", reason="x", now=NOON)
