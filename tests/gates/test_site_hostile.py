"""The corpus of script injections comes out of pages and feeds as dead text."""

import json
from pathlib import Path

from tests.builders import a_site, a_source
from tests.hostile import active_in_feed, active_parts, editions_of
from tests.published import publish_shelf
from tests.shelf import ListShelf

from polywire.settings.operator_file import Settings


def test_no_vector_is_active_on_a_page_or_in_a_feed(
    bench: Path, tmp_path: Path
) -> None:
    data = json.loads((bench / "intake" / "xss_vectors.json").read_text("utf-8"))
    vectors = [text for item in data for text in (item["html"], item["title"]) if text]
    shelf = ListShelf.of(editions_of(vectors))
    publish_shelf(shelf, Settings(tmp_path, site=a_site(), sources=(a_source(),)))
    found: list[str] = []
    pages = sorted((tmp_path / "site").rglob("*.html"))
    for page in pages:
        found += active_parts(page.read_bytes(), page.parent.name)
    feeds = [*(tmp_path / "site").rglob("*.atom"), *(tmp_path / "site").rglob("*.rss")]
    for feed in feeds:
        found += active_in_feed(feed.read_bytes(), feed.name)
    print(f"{len(vectors)} vectors, {len(pages)} pages, {len(feeds)} feeds: ", end="")
    print(f"{len(found)} active parts (floor 0)")
    assert len(pages) > len(shelf.editions)
    assert found == []
