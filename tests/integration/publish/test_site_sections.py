"""The operator's sections on the site: pages, navigation, feeds; old ones go."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.builders import NOON, a_site, a_source, an_article, an_edition, at
from tests.shelf import ListShelf

from polywire.article import Edition
from polywire.publish.list_writer import publish_lists
from polywire.publish.pages.article_pages import publish_articles
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Front, Sections, Settings

RULES = Sections(
    map={"Câmara": "town", "Sport": "none"},
    names={"town": {"en": "Town hall", "pt-BR": "Prefeitura"}},
    navigation=["town", "politics"],
    unmapped="none",
)


def news(number: int, section: str | None, source: str = "courier") -> Edition:
    """Return one of many invented editions, an hour apart."""
    article = an_article(
        headline=f"News {number}", section=section, published=at(-number)
    )
    return an_edition(
        article, article_id=f"{number:012x}", source_slug=source, language="pt-BR"
    )


def settings(root: Path, own: dict[str, str] | None = None, **parts: Any) -> Settings:
    source = a_source(slug="weekly", name="Weekly", sections=own or {})
    site = a_site(languages=["pt-BR"])
    values = {"sections": RULES} | parts
    return Settings(root, site=site, sources=(a_source(), source), **values)


def write(wire: Settings, shelf: ListShelf, *changed: Edition) -> None:
    """Publish as the wire does; everything when nothing is named."""
    folder = Folder(wire.site_folder)
    ids = {e.article_id for e in changed} or {key for key, _ in shelf.editions}
    parts: dict[str, Any] = {"settings": wire, "folder": folder}
    publish_articles(ids, shelf=shelf, **parts)
    publish_lists(
        ["pt-BR"],
        shelf=shelf,
        changed=changed or None,
        ids=sorted(ids),
        now=NOON,
        **parts,
    )


def keys(wire: Settings) -> list[str]:
    return sorted(p.name for p in (wire.site_folder / "pt-BR/section").iterdir())


def page(wire: Settings, path: str) -> str:
    return (wire.site_folder / "pt-BR" / path / "index.html").read_text("utf-8")


def contents(wire: Settings) -> dict[str, bytes]:
    root = wire.site_folder
    files = (f for f in root.rglob("*") if f.is_file())
    return {str(f.relative_to(root)): f.read_bytes() for f in files}


def test_names_stand_where_the_operator_puts_them(tmp_path: Path) -> None:
    wire = settings(tmp_path)
    names = ("Câmara", "Politics", "Sport", "Zebra", None)
    shelf = ListShelf.of(news(n, name) for n, name in enumerate(names))
    write(wire, shelf)
    assert keys(wire) == ["politics", "town"]
    front = page(wire, "")
    assert front.index(">Prefeitura<") < front.index(">Política<")
    assert (wire.site_folder / "pt-BR/section/town/feed.atom").is_file()
    assert "Zebra" not in front


def test_a_source_of_one_subject_fills_one_section(tmp_path: Path) -> None:
    wire = settings(tmp_path, {"*": "science", "Letters": "opinion"})
    shelf = ListShelf.of(
        [
            news(1, "Politics"),
            news(2, "Politics", "weekly"),
            news(3, None, "weekly"),
            news(4, "Letters", "weekly"),
        ]
    )
    write(wire, shelf)
    assert keys(wire) == ["opinion", "politics", "science"]
    science = page(wire, "section/science")
    assert "News 2" in science
    assert "News 3" in science
    assert "News 4" not in science
    assert "News 2" not in page(wire, "section/politics")


def test_a_section_that_a_source_empties_has_no_page(tmp_path: Path) -> None:
    wire = settings(tmp_path, {"*": "none"})
    write(wire, ListShelf.of([news(1, "Politics", "weekly")]))
    assert not (wire.site_folder / "pt-BR/section").exists()


def test_a_shared_name_is_filled_beyond_what_a_source_takes(tmp_path: Path) -> None:
    wire = settings(tmp_path, {"*": "science"})
    taken = [news(n, "Politics", "weekly") for n in range(90)]
    write(wire, ListShelf.of([*taken, news(95, "Politics")]))
    assert "News 95" in page(wire, "section/politics")


def test_a_site_that_grew_equals_one_that_is_built_at_once(tmp_path: Path) -> None:
    own = {"*": "science", "Letters": "opinion"}
    grown, fresh = settings(tmp_path / "a", own), settings(tmp_path / "b", own)
    shelf = ListShelf()
    for number in reversed(range(12)):
        name = ("Câmara", "Politics", "Letters", None, "Zebra")[number % 5]
        edition = news(number, name, ("courier", "weekly")[number % 2])
        shelf.put(edition)
        write(grown, shelf, edition)
    write(fresh, shelf)
    assert contents(grown) == contents(fresh)


def test_a_new_map_makes_its_pages_with_the_next_article(tmp_path: Path) -> None:
    old = settings(tmp_path, sections=Sections())
    shelf = ListShelf.of([news(2, "Câmara")])
    write(old, shelf)
    edition = news(1, "Politics")
    shelf.put(edition)
    write(settings(tmp_path), shelf, edition)
    assert keys(old) == ["politics", "town"]
    assert "News 2" in page(old, "section/town")


def test_what_may_lead_leads_while_it_is_fresh(tmp_path: Path) -> None:
    rules = Front(lead_sources=["weekly"], lead_hours=6)
    wire = settings(tmp_path, front=rules)
    shelf = ListShelf.of([news(1, None), news(5, None, "weekly"), news(3, None)])
    write(wire, shelf)
    lead = page(wire, "").split("lead-title", 2)[2]
    assert lead.index("News 5") < lead.index("News 1")
    stale = Front(lead_sources=["weekly"], lead_hours=2)
    write(settings(tmp_path, front=stale), shelf)
    lead = page(wire, "").split("lead-title", 2)[2]
    assert lead.index("News 1") < lead.index("News 5")


def test_the_archive_leads_to_every_section_and_source(tmp_path: Path) -> None:
    wire = settings(tmp_path, sections=Sections())
    write(wire, ListShelf.of([news(1, "Zebra"), news(2, None, "weekly")]))
    archive = page(wire, "archive")
    assert ">Zebra<" in archive
    assert "../source/weekly/" in archive


def test_the_archive_names_an_outlet_of_two_feeds_once(tmp_path: Path) -> None:
    wire = settings(tmp_path)
    twins = [a_source(slug=slug, name="Torval Post") for slug in ("news", "weekly")]
    wire = replace(wire, sources=tuple(twins))
    write(wire, ListShelf.of([news(1, None, "news"), news(2, None, "weekly")]))
    archive = page(wire, "archive")
    assert archive.count(">Torval Post<") == 1
    both = page(wire, "source/news")
    assert "News 1" in both
    assert "News 2" in both
