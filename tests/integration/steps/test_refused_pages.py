"""A page that refuses us is no loss where the feed has the whole text."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from tests.wire_on_paper import Paper, Story, paper

LINE = "The ferry of Lower Ash sails again on Friday, the harbour office said, {}. "
TEXT = "".join(f"<p>{n} {LINE.format(n) * 5}</p>" for n in range(5))


def _wire(root: Path, status: int, summary: str) -> Paper:
    story = Story("ferry", "The ferry sails again", [LINE], summary=summary)
    story.status = status
    return paper(root, story)


@pytest.mark.parametrize("status", [401, 403])
def test_the_feed_s_whole_text_is_published_for_a_page_that_refuses_us(
    tmp_path: Path, status: int
) -> None:
    wire = _wire(tmp_path, status, TEXT)
    with closing(wire.wire.db):
        wire.run()
        assert {cell["state"] for cell in wire.board().values()} == {"published"}
        assert wire.holding("harbour office said, 4")


@pytest.mark.parametrize(
    ("status", "summary"), [(403, "Only a teaser."), (404, TEXT), (503, TEXT)]
)
def test_a_teaser_and_a_page_that_is_gone_or_may_come_back_are_not_published(
    tmp_path: Path, status: int, summary: str
) -> None:
    wire = _wire(tmp_path, status, summary)
    with closing(wire.wire.db):
        wire.run()
        assert wire.holding("harbour office said") == []


def test_the_feed_is_taken_when_the_host_fails_to_the_last(tmp_path: Path) -> None:
    wire = _wire(tmp_path, 503, TEXT)
    with closing(wire.wire.db):
        for _ in range(8):
            wire.run()
            wire.later(days=1)
        assert {cell["state"] for cell in wire.board().values()} == {"published"}
