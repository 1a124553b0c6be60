"""Whatever a source or an engine says, a page and a feed entry stay inert."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import a_site
from tests.hostile import active_in_feed, active_parts, editions_of

from polywire.publish.machines.feed_files import atom, feed_of, json_feed, rss
from polywire.publish.pages.article_pages import article_page, side_by_side_page
from polywire.publish.pages.cards import card
from polywire.publish.pages.edition_view import read
from polywire.publish.pages.front_page import front
from polywire.publish.pages.page_templates import Press
from polywire.settings.operator_file import Settings

PRESS = Press(Settings(Path("/nowhere"), site=a_site()))

pieces = st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><svg onload=alert(1)>',
        "javascript:alert(1)",
        "' onmouseover='x",
        "</title></script>",
        "]]>",
        "<!--",
        "{{ 7*7 }}{% raw %}",
        "\u202egnp.exe",
        "\x00\x0b\ufffe",
        "&#106;avascript:x",
        "data:text/html,<b>",
        "\ud7ff\U0010ffff",
        "https://a.example/",
        "é́́",
        " ",
    ]
)
vectors = st.lists(
    st.lists(pieces | st.text(max_size=8), min_size=1, max_size=4).map("".join),
    min_size=10,
    max_size=10,
)


@settings(max_examples=40, deadline=None)
@given(vectors)
def test_no_text_becomes_active(texts: list[str]) -> None:
    (edition,) = editions_of(texts)
    reading = read(edition)
    pages = [
        article_page(reading, [edition], PRESS),
        side_by_side_page(reading, PRESS),
        front("pt-BR", [edition], {}, [], PRESS),
    ]
    assert [fault for page in pages for fault in active_parts(page, "page")] == []
    feed = feed_of("pt-BR", [edition], [], PRESS)
    for data in (atom(feed, PRESS), rss(feed, PRESS)):
        assert active_in_feed(data, "feed") == []
    assert json_feed(feed, PRESS)
    assert card(edition, PRESS.words("pt-BR"), PRESS.plan).path.startswith("/pt-BR/")
