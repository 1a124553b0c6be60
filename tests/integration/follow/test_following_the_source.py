"""What the source changes or takes back shows in every language, page and feed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.wire_on_paper import FERRY, Paper, Story, numbered, paper

from polywire.operate.care.status import status

LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "“We have waited long enough,” said Ottilie Marsh, who keeps the ferry inn.",
    "The first riders are expected before the summer, if the river allows it.",
]


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    """A wire on two stories that has run once."""
    made = paper(
        tmp_path,
        Story("bridge", "Norvale opens its old bridge to cyclists", list(LONG)),
        Story("ferry", "Ferry of Norvale gets a second boat", list(FERRY)),
    )
    with closing(made.wire.db):
        made.run()
        yield made


def _lists(wire: Paper) -> dict[str, str]:
    """Return what readers and machines browse: fronts, feeds, sitemaps."""
    return {
        path: text
        for path, text in wire.files().items()
        if path.count("/") <= 1 or path.startswith("sitemap")
    }


def test_both_stories_are_published_in_both_languages(wire: Paper) -> None:
    assert {cell["state"] for cell in wire.board().values()} == {"published"}
    assert "[pt-BR] The council of Norvale" in wire.page("bridge", "pt-BR")


def test_a_change_of_the_body_reaches_every_output_and_costs_one_sentence(
    wire: Paper,
) -> None:
    before = wire.desk.calls
    wire.outlet.stories[0].paragraphs[2] = "Residents had asked for it since 2017."
    wire.later(hours=2)
    wire.run()
    assert wire.desk.calls == before + 1
    for language in ("en", "pt-BR"):
        assert "since 2017" in wire.page("bridge", language)
        assert wire.board()["bridge", language]["version"] == 2
        feed = wire.files()[f"{language}/feed.atom"]
        assert "since 2017" in feed
    assert wire.holding("for the change for nine years") == wire.holding(
        "for nine years"
    )


def test_a_changed_number_is_told_from_what_to_what(wire: Paper) -> None:
    old = wire.outlet.stories[0].paragraphs[1]
    wire.outlet.stories[0].paragraphs[1] = old.replace("1,240", "1,420")
    wire.later(hours=2)
    wire.run()
    for language in ("en", "pt-BR"):
        page = wire.page("bridge", language)
        assert "1,420" in page or "1.420" in page
        assert "1,240" in page or "1.240" in page  # the note says from what
        corrections = wire.files()[f"{language}/corrections/index.html"]
        assert wire.board()["bridge", language]["url"].rsplit("/", 2)[1] in corrections


def test_a_name_that_the_source_removed_is_repeated_nowhere(wire: Paper) -> None:
    quote = wire.outlet.stories[0].paragraphs[3]
    wire.outlet.stories[0].paragraphs[3] = quote.replace(
        "Ottilie Marsh, who keeps", "a woman who keeps"
    )
    wire.outlet.stories[1].paragraphs[1] = "“We have waited,” said an innkeeper."
    wire.later(hours=2)
    wire.run()
    assert wire.holding("Ottilie Marsh") == []


def test_an_advertisement_is_no_change(wire: Paper) -> None:
    before = wire.files()
    wire.outlet.stories[0].frame = "Another advertisement: two boats for one."
    wire.later(hours=2)
    wire.run()
    assert wire.files() == before
    assert wire.board()["bridge", "en"]["version"] == 1


def test_one_404_withdraws_nothing(wire: Paper) -> None:
    wire.outlet.stories[0].status = 404
    wire.later(hours=2)
    wire.run()
    assert wire.board()["bridge", "en"]["state"] == "published"


def test_a_404_that_is_still_one_a_day_later_withdraws_everywhere(wire: Paper) -> None:
    wire.outlet.stories += [
        Story(f"other-{n}", f"Other story number {n} of Norvale", numbered(LONG[:n], n))
        for n in (3, 4)
    ]
    wire.run()
    wire.outlet.stories[0].status = 404
    wire.later(hours=2)
    wire.run()
    wire.later(hours=25)
    wire.run()
    for language in ("en", "pt-BR"):
        assert wire.board()["bridge", language]["state"] == "withdrawn"
    assert wire.holding("opens its old bridge") == []


def test_a_410_withdraws_at_once_in_every_language_page_and_feed(wire: Paper) -> None:
    url = {tag: wire.board()["bridge", tag]["url"] for tag in ("en", "pt-BR")}
    wire.outlet.stories[0].status = 410
    wire.later(hours=2)
    wire.run()
    for language in ("en", "pt-BR"):
        cell = wire.board()["bridge", language]
        assert cell["state"] == "withdrawn"
        assert cell["reason"]
        assert "opens its old bridge" not in wire.page("bridge", language)
        feed = wire.files()[f"{language}/feed.atom"]
        assert "deleted-entry" in feed
        path = url[language].split("wire.example", 1)[1]
        assert path in wire.files()["_redirects"]
        assert path not in wire.files()["sitemap.xml"]
    assert wire.holding("Norvale opens its old bridge") == []


def test_a_tombstone_in_the_feed_withdraws_at_once(wire: Paper) -> None:
    wire.outlet.stories[0].in_feed = False
    wire.outlet.deleted.append("bridge")
    wire.later(hours=2)
    wire.run()
    assert wire.board()["bridge", "pt-BR"]["state"] == "withdrawn"
    assert wire.board()["ferry", "pt-BR"]["state"] == "published"


def test_scrolling_off_the_feed_is_no_withdrawal(wire: Paper) -> None:
    wire.outlet.stories[0].in_feed = False
    wire.later(days=2)
    wire.run()
    assert wire.board()["bridge", "en"]["state"] == "published"


@pytest.mark.parametrize("status", [401, 403, 451, 500, 503])
def test_a_refusal_or_fault_withdraws_nothing(wire: Paper, status: int) -> None:
    wire.outlet.stories[0].status = status
    for _ in range(4):
        wire.later(hours=13)
        wire.run()
    assert wire.board()["bridge", "en"]["state"] == "published"


def test_a_host_that_is_down_for_a_day_changes_nothing(wire: Paper) -> None:
    before = wire.files()
    wire.outlet.down = 503
    for _ in range(4):
        wire.later(hours=7)
        wire.run()
    assert wire.files() == before


def test_when_all_vanish_at_once_the_breaker_keeps_them(wire: Paper) -> None:
    for story in wire.outlet.stories:
        story.status = 404
    wire.later(hours=2)
    wire.run()
    wire.later(hours=25)
    wire.run()
    assert {cell["state"] for cell in wire.board().values()} == {"published"}


def test_a_kill_headline_withdraws_at_once(wire: Paper) -> None:
    wire.outlet.stories[0].headline = "STORY WITHDRAWN: Norvale bridge"
    wire.later(hours=2)
    wire.run()
    assert wire.board()["bridge", "en"]["state"] == "withdrawn"


def test_an_embargo_is_kept_to_the_minute(tmp_path: Path) -> None:
    embargo = '<meta name="embargo" content="2026-03-02T13:00:00Z">'
    made = paper(
        tmp_path, Story("bridge", "Norvale opens it", list(LONG), head=embargo)
    )
    with closing(made.wire.db):
        made.run()
        assert made.holding("Norvale opens it") == []
        made.later(hours=1)
        made.run()
        assert made.board()["bridge", "en"]["state"] == "published"


def test_an_expired_story_is_withdrawn_to_the_minute(tmp_path: Path) -> None:
    head = '<meta name="robots" content="unavailable_after: 2026-03-02T14:00:00Z">'
    made = paper(tmp_path, Story("bridge", "Norvale opens it", list(LONG), head=head))
    with closing(made.wire.db):
        made.run()
        assert made.board()["bridge", "pt-BR"]["state"] == "published"
        made.later(hours=2)
        made.run()
        assert made.board()["bridge", "pt-BR"]["state"] == "withdrawn"


def test_a_restored_story_is_published_afresh(wire: Paper) -> None:
    from polywire.follow import takedown

    row = takedown.find(wire.wire.db, wire.outlet.stories[0].url)
    takedown.suppress(
        wire.wire.db, wire.wire.archive, row, reason="court order", now=wire.now
    )
    wire.later(hours=2)
    wire.run()
    assert wire.board()["bridge", "en"]["state"] == "withdrawn"
    assert "withdrawn" in wire.page("bridge", "en")
    takedown.restore(wire.wire.db, takedown.find(wire.wire.db, row.id), now=wire.now)
    wire.later(hours=2)
    wire.run()
    assert wire.board()["bridge", "pt-BR"]["state"] == "published"
    assert "[pt-BR] The council" in wire.page("bridge", "pt-BR")


def test_an_unchanged_second_run_asks_for_no_page_and_writes_no_file(
    wire: Paper,
) -> None:
    wire.outlet.asked.clear()
    before, calls = wire.files(), wire.desk.calls
    wire.run()
    assert [url for url in wire.outlet.asked if not url.endswith("feed.xml")] == []
    assert wire.files() == before
    assert wire.desk.calls == calls


def test_another_article_at_the_same_address_is_a_new_one(wire: Paper) -> None:
    wire.outlet.stories[0].headline = "Goats of Vellmar win the hill race"
    wire.outlet.stories[0].published = "2026-03-02T13:00:00Z"
    wire.outlet.stories[0].paragraphs = [
        "Eleven goats ran up the hill of Vellmar before breakfast.",
        "The winner, a nanny called Pia, was given a bucket of apples.",
        "Nobody was hurt, though a hat was eaten near the finish.",
        "Next year the race will start from the lake instead.",
    ]
    wire.later(hours=2)
    wire.run()
    cells = [
        cell
        for cell in status(wire.wire.settings, wire.wire.db)["cells"]
        if cell["article"].endswith("/bridge") and cell["language"] == "en"
    ]
    assert sorted(cell["state"] for cell in cells) == ["published", "withheld"]
    assert wire.holding("opens its old bridge") == []
    assert wire.holding("Goats of Vellmar") != []


def test_a_page_that_changes_each_minute_is_shown_a_few_times_an_hour(
    wire: Paper,
) -> None:
    for minute in range(12):
        number = f"{minute + 100} people were counted."
        wire.outlet.stories[0].paragraphs[2] = number
        wire.outlet.stories[0].entry_updated = str(minute)
        wire.later(minutes=4)
        wire.run()
    assert wire.board()["bridge", "en"]["version"] <= 6
    wire.later(hours=2)
    wire.run()
    assert "111 people" in wire.page("bridge", "en")
