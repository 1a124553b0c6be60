"""Whatever stands at a source's address, read as a feed."""

from collections.abc import Callable
from datetime import datetime

from polywire.article import Capture
from polywire.errors import FeedError
from polywire.intake.feeds.feed import Feed
from polywire.intake.feeds.parse import parse_feed, parse_front
from polywire.intake.feeds.sitemap import walk


def read_source(
    capture: Capture,
    *,
    fetch: Callable[[str], Capture],
    source_language: str | None = None,
    zone: str | None = None,
    now: datetime,
) -> Feed:
    """Read a feed, a sitemap with its branches, or a section front without a feed.

    ``fetch`` brings the branches of a sitemap index. Raises ChildLost, and FeedError: for
    a page that names feeds too, since one of them is what the operator wants.
    """

    def parse(taken: Capture) -> Feed:
        return parse_feed(taken, source_language=source_language, zone=zone, now=now)

    try:
        feed = parse(capture)
    except FeedError as error:
        if error.feeds or "web page" not in str(error):
            raise
        return parse_front(capture, source_language=source_language, now=now)
    return walk(feed, fetch, parse) if feed.children else feed
