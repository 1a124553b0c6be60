"""Pages, folders, filters and first polls through the whole wire on paper."""

from contextlib import closing
from pathlib import Path

from tests.wire_on_paper import BASE, FERRY, Paper, Story, numbered, page, paper

LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "The first riders are expected before the summer, if the river allows it.",
]
BRIDGE = Story("bridge", "Norvale opens its old bridge to cyclists", LONG)
SECOND = Story("ferry", "Ferry of Norvale gets a second boat", list(FERRY))


def _states(wire: Paper) -> dict[str, str]:
    return {slug: cell["state"] for (slug, tag), cell in wire.board().items()}


def test_a_single_page_is_published_and_followed(tmp_path: Path) -> None:
    made = paper(tmp_path, BRIDGE, url=BRIDGE.url, kind="page")
    with closing(made.wire.db):
        made.run()
        assert _states(made) == {"bridge": "published"}
        assert "[pt-BR] The council" in made.page("bridge", "pt-BR")


def test_a_folder_is_published_and_a_changed_file_followed(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "bridge.html").write_text(page(BRIDGE), encoding="utf-8")
    made = paper(tmp_path, url="papers", kind="folder")
    with closing(made.wire.db):
        made.run()
        assert _states(made) == {"bridge.html": "published"}
        changed = page(BRIDGE).replace("for nine years", "since 2017")
        (folder / "bridge.html").write_text(changed, encoding="utf-8")
        made.later(hours=2)
        made.run()
        assert "since 2017" in made.page("bridge.html", "pt-BR")
        assert made.outlet.asked == []


def test_what_a_filter_keeps_out_stands_on_the_board_with_its_rule(
    tmp_path: Path,
) -> None:
    made = paper(tmp_path, BRIDGE, SECOND, exclude=["ferry"])
    with closing(made.wire.db):
        made.run()
        assert _states(made) == {"bridge": "published", "ferry": "filtered"}
        assert made.board()["ferry", "pt-BR"]["reason"] == "exclude 'ferry'"
        assert SECOND.url not in made.outlet.asked


def test_an_old_item_is_filtered_by_its_age(tmp_path: Path) -> None:
    made = paper(tmp_path, BRIDGE, max_age_days=3)
    made.clock[0] = made.clock[0].replace(day=20)
    with closing(made.wire.db):
        made.run()
        cell = made.board()["bridge", "en"]
        assert (cell["state"], cell["reason"]) == ("filtered", "max_age_days 3")


def test_the_first_poll_takes_only_so_many_items(tmp_path: Path) -> None:
    stories = [
        Story(f"story-{n}", f"Story number {n} of Norvale", numbered(LONG, n))
        for n in range(14)
    ]
    made = paper(tmp_path, *stories)
    with closing(made.wire.db):
        made.run()
        assert len(_states(made)) == made.wire.settings.fetch.first_items
        assert f"{BASE}/story-13" not in made.outlet.asked
