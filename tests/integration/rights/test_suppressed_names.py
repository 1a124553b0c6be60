"""A suppressed name takes its articles down, and no copy of it comes back."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.builders import NOON, a_draft, an_article
from tests.store_looks import bans
from tests.wire_on_paper import Paper, SayingDesk, Story, paper

from polywire.article import Article, Draft, FeedEntry, State, Verdict
from polywire.errors import UsageError
from polywire.intake.captures.warc import open_archive
from polywire.settings.operator_file import Source
from polywire.steps import suppressed_names
from polywire.store.ground.database import Database
from polywire.store.wire import articles, cells, drafts, revisions

NAMED = an_article("Police spoke to Renée Okafor on Monday.")
OTHER = an_article("The bridge was opened.", url="https://courier.example/b")


def keep(database: Database, identity: str, article: Article) -> None:
    entry = FeedEntry(id=identity, link=article.url)
    new = articles.NewEntry(
        id=identity, url_key=article.url, url=article.url, source="courier", entry=entry
    )
    with database.write() as conn:
        articles.add_entry(conn, new, NOON)
        revisions.add(conn, identity, article, capture=None, now=NOON)


def test_requirement_40_a_suppressed_name_withdraws_what_is_there_and_stays(
    database: Database, tmp_path: Path
) -> None:
    keep(database, "a1", NAMED)
    keep(database, "a2", OTHER)
    gone = suppressed_names.suppress(
        database, open_archive(tmp_path), "Renée Okafor", reason="request", now=NOON
    )
    assert gone == [NAMED.url]
    with database.read() as conn:
        first, second = articles.get(conn, "a1"), articles.get(conn, "a2")
        assert "Okafor" not in repr(bans(conn))
    assert first is not None
    assert first.state == "withdrawn"
    assert second is not None
    assert second.state != "withdrawn"
    assert suppressed_names.is_banned(
        database, replace(NAMED, url="https://other.example/")
    )
    assert not suppressed_names.is_banned(database, OTHER)


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
    assert not suppressed_names.is_banned(database, OTHER, [draft])
    gone = suppressed_names.suppress(
        database, open_archive(tmp_path), "Рене Окафор", reason="request", now=NOON
    )
    assert gone == [OTHER.url]
    assert suppressed_names.is_banned(database, OTHER, [draft])


def test_what_is_no_name_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        suppressed_names.suppress(
            database, open_archive(tmp_path), "", reason="x", now=NOON
        )


STORY = Story(
    "pier",
    "Quellin opens its new pier",
    [
        "The harbour of Quellin opened its new pier on Monday, after two years.",
        "Renée Okafor, the harbour master, said that it cost 3,100 crowns.",
        "Fishing boats will use the northern side, ferries the southern one.",
        "The old pier stays open to walkers until the winter storms begin.",
    ],
)
CALM = Story(
    "bridge",
    "Norvale opens its new bridge",
    [
        "Norvale opened its new bridge on Monday after fourteen months of work.",
        "The mayor said that the bridge cost 3.2 million crowns, as was planned.",
        "Buses will cross it from Tuesday on, and lorries only after the summer.",
        "The old bridge, which was built in 1911, stays open to walkers for a year.",
    ],
)


class SpellingDesk(SayingDesk):
    """A desk that writes a name in another script, as engines may."""

    def draft(
        self, article: Article, language: str, *, source: Source, article_id: str | None
    ) -> tuple[Draft, Verdict]:
        draft, verdict = super().draft(
            article, language, source=source, article_id=article_id
        )
        made = tuple(
            replace(one, target=one.target.replace("Renée Okafor", "Рене Окафор"))
            for one in draft.translations
        )
        return replace(draft, translations=made), verdict


def run_with_a_suppressed(name: str, root: Path) -> Paper:
    made = paper(root, STORY, CALM)
    made.wire = replace(made.wire, desk=SpellingDesk())
    suppressed_names.suppress(
        made.wire.db, made.wire.archive, name, reason="asked", now=NOON
    )
    made.run()
    return made


def states(made: Paper, slug: str) -> dict[str, str]:
    return {
        language: cell["state"]
        for (of, language), cell in made.board().items()
        if of == slug
    }


def test_a_suppressed_name_in_the_source_keeps_the_article_away_in_every_language(
    tmp_path: Path,
) -> None:
    made = run_with_a_suppressed("Renée Okafor", tmp_path)
    assert set(states(made, "pier").values()) == {State.NOT_ALLOWED}
    reasons = {made.board()["pier", language]["reason"] for language in ("en", "pt-BR")}
    assert reasons == {"the article is on the suppression list"}
    assert made.holding("Renée Okafor") == made.holding("Рене Окафор") == []
    assert made.holding(STORY.headline) == []
    assert set(states(made, "bridge").values()) == {State.PUBLISHED}


def test_a_suppressed_name_in_a_translation_withholds_that_translation(
    tmp_path: Path,
) -> None:
    made = run_with_a_suppressed("Рене Окафор", tmp_path)
    assert states(made, "pier") == {"en": State.PUBLISHED, "pt-BR": State.WITHHELD}
    assert made.board()["pier", "pt-BR"]["reason"] == suppressed_names.REASON
    assert made.holding("Рене Окафор") == []
    assert made.holding("Renée Okafor") != []
    assert set(states(made, "bridge").values()) == {State.PUBLISHED}
