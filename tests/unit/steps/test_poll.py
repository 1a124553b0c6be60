from datetime import timedelta

from tests.builders import NOON

from polywire.article import FeedEntry
from polywire.steps.entries import newest


def _entry(name: str, hours: float | None = None) -> FeedEntry:
    published = None if hours is None else NOON + timedelta(hours=hours)
    return FeedEntry(id=name, link=f"https://a.example/{name}", published=published)


def test_the_first_poll_takes_the_newest_in_the_order_of_the_feed() -> None:
    entries = (_entry("a", 1), _entry("b", 3), _entry("c", 2))
    assert [entry.id for entry in newest(entries, 2)] == ["b", "c"]


def test_undated_entries_count_by_their_place() -> None:
    entries = tuple(_entry(name) for name in "abcd")
    assert [entry.id for entry in newest(entries, 2)] == ["a", "b"]
