"""The wire on forty real pages: every article ends with a state and a reason."""

import os
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.acceptance.conftest import Command
from tests.acceptance.real_pages import Page, english_pages, outlet

BENCH = Path(os.environ.get("POLYWIRE_BENCH", "../shared/bench")).resolve()

SETTINGS = """\
[site]
name = "Acceptance"
visibility = "public"
languages = ["en", "pt-BR"]
operator = "Acceptance test"
contact = "test@polywire.invalid"

[fetch]
allow_private = ["{host}"]
delay = 0.0
first_items = 100

[[source]]
slug = "bench"
name = "Bench outlet"
url = "http://{host}/feed.xml"
language = "en"

[source.rights]
basis = "permission"
evidence = "acceptance test on benchmark pages, never shown to anyone"
"""

# Issue 4 and design, section 10. The figures reached are printed beside them.
MAX_ORIGINAL_SEGMENTS = 0.04
MIN_ARTICLES_WITHOUT = 0.50
MAX_WITHHELD = 0.08


@pytest.mark.timeout(900)
@pytest.mark.skipif(
    not BENCH.is_dir() and os.environ.get("CI") != "true",
    reason="needs the bench folder: set POLYWIRE_BENCH",
)
def test_every_real_page_ends_with_a_state_and_a_reason(
    polywire: Command, tmp_path: Path
) -> None:
    pages = english_pages(BENCH)
    with outlet(pages) as base:
        text = SETTINGS.format(host=base.removeprefix("http://"))
        (tmp_path / "polywire.toml").write_text(text, encoding="utf-8")
        polywire("-C", tmp_path, "run", "--once", seconds=800)
        board = polywire.board(tmp_path)
    _assert_explained(tmp_path)
    cells = [c for c in board["cells"] if c["language"] == "pt-BR"]
    assert len(cells) == len(pages)
    by_url = {c["article"].rsplit("/", 1)[1]: c for c in cells}
    hard = {
        f"{number:02d}-story" for number, page in enumerate(pages) if page.is_hard_news
    }
    heads = {c["id"] for c in cells if _keeps_headline(tmp_path / "site", c["id"])}
    print(f"\nreal pages: {len(heads)} headlines of {len(cells)} in the original")
    every = _tell("all", list(by_url.values()), heads)
    _tell("court, crime, war", [by_url[key] for key in sorted(hard)], heads)
    for cell in cells:
        if cell["state"] == "withheld":
            print(f"withheld ({cell['level']}): {cell['reason']}")
    for cell in cells:
        assert cell["state"] in {"published", "published-partly", "withheld"}, cell
        assert cell["state"] == "published" or cell["reason"], cell
    assert every.original <= MAX_ORIGINAL_SEGMENTS
    assert every.whole >= MIN_ARTICLES_WITHOUT
    assert every.withheld <= MAX_WITHHELD


def _assert_explained(wire: Path) -> None:
    """Each shown translation has its draft under the revision that its cell names."""
    with closing(sqlite3.connect(wire / "polywire.db")) as db:
        (shown, found) = db.execute(
            "SELECT count(*), count(draft.article_id) FROM cell LEFT JOIN draft"
            " USING (article_id, language, revision)"
            " WHERE cell.shown AND cell.sentences > 0"
        ).fetchone()
    print(f"\nreal pages: drafts of shown translations found {found}/{shown}")
    assert 0 < shown == found


@dataclass(frozen=True)
class Shares:
    """What a reader of some articles gets."""

    original: float
    """Sentences shown in the original, of those that are shown."""
    whole: float
    """Articles without any such sentence under their headline, of all."""
    withheld: float


def _keeps_headline(site: Path, identity: str) -> bool:
    """Tell whether a published article says that its headline is not translated."""
    page = site / "pt-BR" / identity / "index.html"
    return page.is_file() and 'id="headline-note"' in page.read_text("utf-8")


def _tell(name: str, cells: list[dict[str, Any]], heads: set[str]) -> Shares:
    """Print and return the shares; a headline in the original breaks no text."""
    states = Counter(cell["state"] for cell in cells)
    shown = [c for c in cells if c["state"] in {"published", "published-partly"}]
    segments = sum(c.get("segments") or 0 for c in shown)
    original = sum(c.get("originals") or 0 for c in shown)
    whole = sum(1 for c in shown if c["originals"] <= (c["id"] in heads))
    print(
        f"\nreal pages, {name}: {len(cells)} articles, {dict(states)}; "
        f"segments in the original {original}/{segments} "
        f"= {original / max(segments, 1):.1%} (floor <= {MAX_ORIGINAL_SEGMENTS:.0%}); "
        f"texts with none {whole}/{len(cells)} "
        f"(floor >= {MIN_ARTICLES_WITHOUT:.0%}); "
        f"withheld {states['withheld']}/{len(cells)} (floor <= {MAX_WITHHELD:.0%})"
    )
    count = max(len(cells), 1)
    return Shares(
        original / max(segments, 1), whole / count, states["withheld"] / count
    )


def test_the_pages_of_the_outlet_are_forty(tmp_path: Path) -> None:
    if not BENCH.is_dir() and os.environ.get("CI") != "true":
        pytest.skip(reason="needs the bench folder: set POLYWIRE_BENCH")
    pages: list[Page] = english_pages(BENCH)
    assert len(pages) == 40
