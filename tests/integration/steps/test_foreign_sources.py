"""A source in a language that the site does not have is never its original."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.corpus_files import Sample, languages
from tests.wire_on_paper import Paper, Story, paper

from polywire.article import Article, Draft, Verdict
from polywire.errors import RobotsDisallow
from polywire.extract.page_child import PageJob, read
from polywire.language.text.tags import base
from polywire.net.fetch.http_answers import Fetched
from polywire.operate.care import doctor
from polywire.operate.care.status import status
from polywire.operate.decide.replay import NoNetwork, replay
from polywire.settings.operator_file import Source

FRENCH = next(one for one in languages("articles") if one.tag == "fr")
CZECH = next(one for one in languages("articles") if one.tag == "cs")

MORE = {
    "fr": [
        "Les parents d'élèves demandaient ce trottoir depuis neuf ans.",
        "Les camions passent très près des maisons et personne ne ralentit.",
        "Le conseil a voté la dépense mardi soir, par onze voix contre quatre.",
    ],
    "cs": [
        "Rodiče o chodník žádali devět let, ale obec na něj neměla peníze.",
        "Nákladní auta jezdí těsně kolem domů a nikdo před školou nezpomalí.",
        "Zastupitelé výdaj schválili v úterý večer, jedenáct jich bylo pro.",
    ],
}


def _story(slug: str, sample: Sample) -> Story:
    """Return an article long enough to be one; its template says English."""
    parts = [sample.body, *MORE[sample.tag]]
    return Story(slug, sample.headline, parts, summary=sample.headline)


class _OnlyEnglish:
    """Stands before the paper's desk: nothing but English is read."""

    def __init__(self, wire: Paper) -> None:
        self._desk = wire.desk

    def has_route(self, source: str, _target: str, **_on: bool) -> bool:
        return base(source) == "en"

    def draft(
        self, article: Article, language: str, *, source: Source, article_id: str | None
    ) -> tuple[Draft, Verdict]:
        return self._desk.draft(article, language, source=source, article_id=article_id)

    def close(self) -> None:
        """Nothing to give back."""


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    """A wire on a French and a Czech story; page and feed say English."""
    made = paper(tmp_path, _story("pont", FRENCH), _story("most", CZECH), language=None)
    made.wire = replace(made.wire, desk=_OnlyEnglish(made))
    with closing(made.wire.db):
        yield made


def test_a_foreign_article_is_withheld_with_its_language(wire: Paper) -> None:
    wire.run()
    for (slug, _), cell in wire.board().items():
        tag = {"pont": "fr", "most": "cs"}[slug]
        assert cell["state"] == "withheld", cell
        assert f"no engine from {tag} to" in cell["reason"]
    assert wire.holding(FRENCH.headline) == []


def test_a_forbidden_page_whose_feed_has_no_text_fails_with_its_reason(
    wire: Paper,
) -> None:
    class Forbidden:
        """Gives the feed only."""

        def fetch(
            self,
            url: str,
            *,
            etag: str | None = None,
            last_modified: str | None = None,
            robots: bool = True,
        ) -> Fetched:
            if not url.endswith(".xml"):
                raise RobotsDisallow(url, "robots.txt forbids it")
            return wire.outlet.fetch(
                url, etag=etag, last_modified=last_modified, robots=robots
            )

    wire.wire = replace(wire.wire, fetcher=Forbidden())
    wire.run()
    rows = status(wire.wire.settings, wire.wire.db)["cells"]
    assert len(rows) == 4  # a reason for each story and language
    assert all("robots.txt" in row["reason"] for row in rows)


def test_a_replay_takes_down_what_was_published_as_an_original(wire: Paper) -> None:
    """As before the languages were weighed: the wire took it for English."""

    def mistaken(job: PageJob) -> Article:
        return replace(read(job), language="en", tongue=None)

    wire.wire = replace(wire.wire, read=mistaken)
    wire.run()
    assert {cell["state"] for cell in wire.board().values()} == {"published"}
    wire.wire = replace(wire.wire, read=read, fetcher=NoNetwork())
    replay(wire.wire)
    wire.wire = replace(wire.wire, fetcher=wire.outlet)
    wire.run()
    assert {cell["state"] for cell in wire.board().values()} == {"withheld"}
    assert wire.holding(FRENCH.headline) == []


def test_a_replay_translates_what_an_engine_reads_and_was_an_original(
    wire: Paper,
) -> None:
    def mistaken(job: PageJob) -> Article:
        return replace(read(job), language="en", tongue=None)

    wire.wire = replace(wire.wire, read=mistaken, desk=wire.desk)
    wire.run()
    wire.wire = replace(wire.wire, read=read)
    replay(wire.wire)
    wire.run()
    assert wire.board()["pont", "en"]["state"] == "published"
    assert "[en] " in wire.page("pont", "en")


def test_the_languages_of_the_articles_are_held_against_the_engines(
    wire: Paper,
) -> None:
    wire.run()
    with wire.wire.db.read() as conn:
        spoken = doctor.spoken(conn, wire.wire.settings.sources)
    found = list(doctor.language_gaps(spoken, wire.wire.settings, wire.wire.desk))
    assert [gap.words.split(":")[0] for gap in found] == [
        "no engine from cs to en",
        "no engine from cs to pt-BR",
        "no engine from fr to en",
        "no engine from fr to pt-BR",
    ]
    assert all("(courier)" in gap.words and gap.is_usual for gap in found)


def test_without_a_store_what_the_operator_states_is_held_against_them(
    wire: Paper,
) -> None:
    sources = [_stated(wire.wire.settings.sources[0])]
    (gap, _) = doctor.language_gaps(
        doctor.spoken(None, sources), wire.wire.settings, wire.wire.desk
    )
    assert gap.words.startswith("no engine from uk to en")


def _stated(source: Source) -> Source:
    """Return the source with a language that the operator states."""
    return Source(slug=source.slug, url=source.url, language="uk")
