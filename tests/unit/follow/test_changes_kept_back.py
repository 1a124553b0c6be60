"""Changes kept back: a line that moves is nothing, what the source changes is told.

The stories were written before the rules were weighed; most true changes have no date.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.builders import NOON, an_article, an_edition, at

from polywire.article import Article
from polywire.follow import source_corrections

CASES = Path(__file__).parents[2] / "corpus" / "changes" / "cases.toml"
STORIES: list[dict[str, Any]] = tomllib.loads(CASES.read_text("utf-8"))["story"]
MOVED = {"undated": at(-3), "dated as well": at(-1)}


def page(story: dict[str, Any], line: str, text: list[str], **fields: Any) -> Article:
    bare = re.sub("<[^>]+>", "", line)
    return an_article(
        *text[:2],
        bare,
        *text[2:],
        headline=story["head"],
        language=story.get("lang", "en"),
        published=at(-3),
        **fields,
    )


@pytest.mark.parametrize("modified", MOVED.values(), ids=MOVED)
@pytest.mark.parametrize("story", STORIES, ids=lambda one: one["noise"]["kind"])
def test_a_line_that_moves_makes_no_note_and_no_version(
    story: dict[str, Any], modified: Any
) -> None:
    noise, text = story["noise"], story["text"]
    before = an_edition(page(story, noise["a"], text, modified=at(-3)))
    after = an_edition(page(story, noise["b"], text, modified=modified), version=2)
    assert source_corrections.between(before, after, at=NOON) is None
    assert source_corrections.is_unremarked(before, after)


@pytest.mark.parametrize("story", STORIES, ids=lambda one: one["fix"]["kind"])
def test_what_the_source_changes_is_told_for_what_it_is(story: dict[str, Any]) -> None:
    fix, text = story["fix"], story["text"]
    ((old, new),) = fix["edits"]
    changed = [one.replace(old, new) for one in text]
    line = story["noise"]["a"]
    before = an_edition(page(story, line, text, modified=at(-3)))
    after = an_edition(page(story, line, changed, modified=at(-3)), version=2)
    note = source_corrections.between(before, after, at=NOON)
    assert note is not None
    assert note.kind in fix["note"]
    told = {what for what, _, _ in note.changes}
    wanted = {"date", "time"} if "date" in fix["what"] else set(fix["what"])
    assert told & wanted
    assert told <= wanted | {"number", "text"}
