"""Lists: what a change touches is written, what it does not touch is left alone."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import NOON, a_site, a_source, an_article, an_edition, at
from tests.shelf import ListShelf

from polywire.article import Edition, State
from polywire.errors import PublishError
from polywire.publish.list_writer import publish_lists
from polywire.publish.pages.article_pages import publish_articles
from polywire.publish.site.site_folder import Folder, Report
from polywire.settings.operator_file import Settings

SECTIONS = ("Politics", "Sport", "Harbour notes", "Política")


def news(number: int, language: str = "pt-BR", **fields: object) -> Edition:
    """Return one of many invented editions, ten hours apart."""
    article = an_article(
        headline=f"News {number}",
        section=SECTIONS[number % len(SECTIONS)],
        published=at(-10 * number),
    )
    values = {"published_at": at(-10 * number), "updated_at": at(-10 * number)}
    return an_edition(
        article, article_id=f"{number:012x}", language=language, **(values | fields)
    )


def write(
    root: Path,
    shelf: ListShelf,
    changed: Collection[Edition] | None = None,
    ids: Collection[str] | None = None,
) -> Report:
    """Publish as the wire does; everything when nothing is named."""
    settings = Settings(root=root, site=a_site(), sources=(a_source(),))
    folder = Folder(root / "site")
    every = {article_id for article_id, _ in shelf.editions}
    named = ids if ids is not None else {e.article_id for e in changed or ()}
    report = publish_articles(
        named or every, shelf=shelf, settings=settings, folder=folder
    )
    return report + publish_lists(
        settings.site.languages,
        shelf=shelf,
        settings=settings,
        folder=folder,
        now=NOON,
        changed=changed,
        ids=named,
    )


def contents(root: Path) -> dict[str, bytes]:
    files = (f for f in (root / "site").rglob("*") if f.is_file())
    return {str(f.relative_to(root / "site")): f.read_bytes() for f in sorted(files)}


def same_as_from_scratch(root: Path, shelf: ListShelf) -> None:
    write(root / "fresh", shelf)
    assert contents(root / "grown") == contents(root / "fresh")


def test_a_site_that_grew_equals_one_that_is_built_at_once(tmp_path: Path) -> None:
    shelf = ListShelf()
    write(tmp_path / "grown", shelf)
    for number in reversed(range(12)):
        for language in ("pt-BR", "en"):
            edition = news(number, language)
            shelf.put(edition)
            write(tmp_path / "grown", shelf, [edition])
    same_as_from_scratch(tmp_path, shelf)


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.WITHHELD])
def test_an_article_that_goes_leaves_each_list(tmp_path: Path, state: State) -> None:
    shelf = ListShelf.of([news(n) for n in range(8)])
    write(tmp_path / "grown", shelf)
    gone = replace(
        news(3),
        state=state,
        article=an_article(headline="", url="", blocks=(), section=None),
        draft=None,
        published_at=at(5),
        updated_at=at(5),
    )
    shelf.put(gone)
    changed = [gone] if state is State.WITHDRAWN else []
    write(tmp_path / "grown", shelf, changed, ids=[gone.article_id])
    same_as_from_scratch(tmp_path, shelf)


def test_an_article_that_moves_to_another_day_and_section_leaves_the_old_ones(
    tmp_path: Path,
) -> None:
    shelf = ListShelf.of([news(n) for n in range(8)])
    write(tmp_path / "grown", shelf)
    moved = replace(
        news(3),
        version=2,
        article=an_article(headline="News 3", section="Sport", published=at(-200)),
        published_at=at(-200),
    )
    shelf.put(moved)
    write(tmp_path / "grown", shelf, [moved])
    same_as_from_scratch(tmp_path, shelf)


def test_one_more_article_leaves_old_days_and_other_articles_alone(
    tmp_path: Path,
) -> None:
    shelf = ListShelf.of([news(n) for n in range(1, 40)])
    write(tmp_path, shelf)
    before = contents(tmp_path)
    shelf.put(news(0))
    write(tmp_path, shelf, [news(0)])
    after = contents(tmp_path)
    touched = {name for name in after if after[name] != before.get(name)}
    assert not {
        name
        for name in touched
        if name.startswith("pt-BR/0") and not name.startswith("pt-BR/000000000000/")
    }
    assert {name for name in touched if "/day/" in name} == {
        "pt-BR/day/2026-03-02/index.html"
    }
    assert not {name for name in touched if name.startswith("en/")}


def test_sources_spell_one_section_in_many_ways(tmp_path: Path) -> None:
    shelf = ListShelf.of([news(n) for n in range(8)])
    write(tmp_path, shelf)
    page = (tmp_path / "site/pt-BR/section/politics/index.html").read_text("utf-8")
    assert "News 0" in page  # Politics
    assert "News 3" in page  # Política
    assert "News 1" not in page
    names = {f.name for f in (tmp_path / "site/pt-BR/section").iterdir()}
    assert {"politics", "sport"} < names
    assert any(name.startswith("harbour-notes-") for name in names)


def test_a_language_without_news_has_its_pages(tmp_path: Path) -> None:
    write(tmp_path, ListShelf.of([news(1)]), [news(1)])
    assert "no news here yet" in (tmp_path / "site/en/index.html").read_text("utf-8")
    assert (tmp_path / "site/en/about/index.html").exists()


def test_a_front_page_shows_an_article_once(tmp_path: Path) -> None:
    write(tmp_path, ListShelf.of([news(n) for n in range(30)]))
    front = (tmp_path / "site/pt-BR/index.html").read_text("utf-8")
    for number in range(30):
        assert front.count(f'href="{number:012x}/"') <= 1


def test_the_future_does_not_lead_the_front_page(tmp_path: Path) -> None:
    early = replace(news(5), article=an_article(headline="News 5", published=at(9000)))
    write(tmp_path, ListShelf.of([news(1), early]))
    front = (tmp_path / "site/pt-BR/index.html").read_text("utf-8")
    assert front.index("News 1") < front.index("News 5")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("front.html", "{% if %}"),
        ("front.html", "line one\n{{ nothing }}"),
        ("front.html", "one\ntwo\n{{ 1 + 'a' }}"),
    ],
    ids=["does not read", "names nothing", "adds a text to a number"],
)
def test_a_broken_template_of_the_operator_is_named_and_the_old_site_stays(
    tmp_path: Path, name: str, text: str
) -> None:
    shelf = ListShelf.of([news(1)])
    write(tmp_path, shelf)
    before = contents(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_text(text)
    settings = Settings(root=tmp_path, site=a_site(templates="mine"))
    folder = Folder(tmp_path / "site")
    with pytest.raises(PublishError, match=rf"{name}, line {text.count(chr(10)) + 1}:"):
        publish_lists(
            ["pt-BR"], shelf=shelf, settings=settings, folder=folder, now=NOON
        )
    assert contents(tmp_path) == before


def test_the_operators_template_goes_before_ours(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "about.html").write_text("<p>{{ site.operator }}</p>")
    settings = Settings(root=tmp_path, site=a_site(templates="mine"))
    folder = Folder(tmp_path / "site")
    publish_lists(["en"], shelf=ListShelf(), settings=settings, folder=folder, now=NOON)
    page = (tmp_path / "site/en/about/index.html").read_text("utf-8")
    assert page == "<p>Orl Wire Association</p>"


def test_tombstones_stand_in_feeds_for_thirty_days(tmp_path: Path) -> None:
    gone = replace(news(1), state=State.WITHDRAWN, updated_at=NOON)
    settings = Settings(root=tmp_path, site=a_site())
    for days, expected in ((1, True), (31, False)):
        folder = Folder(tmp_path / "site")
        now = NOON + timedelta(days=days)
        publish_lists(
            ["pt-BR"],
            shelf=ListShelf.of([gone]),
            settings=settings,
            folder=folder,
            now=now,
        )
        feed = (tmp_path / "site/pt-BR/feed.atom").read_bytes()
        assert (b"deleted-entry" in feed) is expected


def turns(root: Path, day: str) -> list[tuple[str, str]]:
    """Return where a day's page leads to, with the rel of each link."""
    page = (root / f"site/pt-BR/day/{day}/index.html").read_text("utf-8")
    return re.findall(r'href="\.\./([-0-9]+)/" (rel="\w+")', page)


def test_a_day_leads_to_the_days_beside_it(tmp_path: Path) -> None:
    shelf = ListShelf.of([news(0), news(12), news(24)])
    write(tmp_path, shelf)
    days = sorted(p.name for p in (tmp_path / "site/pt-BR/day").iterdir())
    assert len(days) == 3
    assert turns(tmp_path, days[0]) == [(days[1], 'rel="next"')]
    assert turns(tmp_path, days[1]) == [
        (days[0], 'rel="prev"'),
        (days[2], 'rel="next"'),
    ]


def test_a_day_that_comes_or_goes_is_told_by_its_neighbours(tmp_path: Path) -> None:
    shelf = ListShelf.of([news(0), news(24)])
    write(tmp_path / "grown", shelf)
    between = news(12)
    shelf.put(between)
    write(tmp_path / "grown", shelf, [between])
    same_as_from_scratch(tmp_path, shelf)
    gone = replace(between, state=State.WITHDRAWN)
    shelf.put(gone)
    write(tmp_path / "grown", shelf, [gone])
    first, last = sorted(p.name for p in (tmp_path / "grown/site/pt-BR/day").iterdir())
    assert turns(tmp_path / "grown", first) == [(last, 'rel="next"')]
    assert turns(tmp_path / "grown", last) == [(first, 'rel="prev"')]
