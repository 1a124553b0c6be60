"""Copies among real news (ECB+), simulated ones of it, and what looking for them costs."""

from __future__ import annotations

import itertools
import json
import random
import re
import statistics
import struct
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert
from tests.builders import NOON, a_decision, an_article, paragraphs

from polywire.article import FeedEntry
from polywire.follow import copies
from polywire.group.sketch import Sketch, is_copy, sketch
from polywire.store.ground import schema
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.wire import articles, cells, revisions

Sentences = list[str]
STORED = 10_000
MEASURED = 50
BUDGET = 0.005
"""Seconds of processor time that one article more may cost."""
OF_STORING = 1.5
"""The same where a machine is slow, by what storing the article costs in the same run."""
MORE_THAN_ALONE = 2.5
"""What ten thousand others may add to the cost of an article, as a factor."""


@pytest.fixture(scope="session")
def news(bench: Path) -> list[tuple[str, Sentences]]:
    lines = (bench / "grouping" / "ecbplus.dev.jsonl").read_text("utf-8").splitlines()
    return [(row["story"], row["sents"]) for row in map(json.loads, lines)]


def sketched(sentences: Sentences) -> Sketch:
    found = sketch(an_article(blocks=paragraphs(*sentences)))
    assert found is not None
    return found


def test_no_two_accounts_of_different_events_are_one_article(
    news: list[tuple[str, Sentences]],
) -> None:
    known = [(story, sketched(said)) for story, said in news]
    pairs = [
        first == second
        for (first, one), (second, two) in itertools.combinations(known, 2)
        if is_copy(one, two)
    ]
    print(f"copies: {len(pairs)} pairs among {len(news)} articles of ECB+")
    assert len(pairs) >= 15
    assert all(pairs)


def one_sentence(said: Sentences, dice: random.Random, other: Sentences) -> Sentences:
    said[dice.randrange(len(said))] = dice.choice(other)
    return said


def a_tenth_dropped(
    said: Sentences, dice: random.Random, other: Sentences
) -> Sentences:
    del other
    return [one for one in said if dice.random() >= 0.1]


def last_third_cut(said: Sentences, dice: random.Random, other: Sentences) -> Sentences:
    del dice, other
    return said[: round(len(said) * 0.7)]


def one_figure(said: Sentences, dice: random.Random, other: Sentences) -> Sentences:
    del other
    places = [n for n, one in enumerate(said) if re.search(r"\d", one)]
    if places:
        at = dice.choice(places)
        said[at] = re.sub(r"\d", lambda d: str((int(d[0]) + 1) % 10), said[at], count=1)
    return said


@pytest.mark.parametrize(
    ("change", "floor"),
    [
        (one_sentence, 0.98),
        (a_tenth_dropped, 0.98),
        (last_third_cut, 0.97),
        (one_figure, 0.90),
    ],
)
def test_a_changed_copy_of_an_article_is_found(
    news: list[tuple[str, Sentences]],
    change: Callable[[Sentences, random.Random, Sentences], Sentences],
    floor: float,
) -> None:
    dice = random.Random(1)
    long = [said for _, said in news if len(said) > 5 and sketched(said).numbers]
    found = [
        is_copy(sketched(said), sketched(change(list(said), dice, dice.choice(long))))
        for said in long
    ]
    share = sum(found) / len(found)
    print(f"copies, {change.__name__}: {share:.3f} of {len(found)} found")
    assert share >= floor


def fill(db: Database) -> None:
    """Put sketches of so many texts into a store, all at once."""
    dice = random.Random(1)
    entry = {"entry": {}, "entry_hash": "", "first_seen": NOON, "state": "extracted"}
    said = {"revision": "r", "language": "en", "shown_in": ["en"], "is_full": True}
    rows = [
        (f"old-{n}", [dice.getrandbits(61) for _ in range(16)]) for n in range(STORED)
    ]
    with db.write() as conn:
        new = [
            {"id": i, "source": "a", "url": i, "url_key": i} | entry for i, _ in rows
        ]
        conn.execute(insert(schema.article), new)
        numbers = struct.pack(
            "<256Q", *sorted(dice.getrandbits(63) for _ in range(256))
        )
        made = [
            {"article_id": i, "whole": n, "numbers": numbers} | said
            for n, (i, _) in enumerate(rows)
        ]
        conn.execute(insert(schema.sketch), made)
        keys = [{"number": key, "article_id": i} for i, some in rows for key in some]
        conn.execute(insert(schema.shingle), keys)


def add(db: Database, said: Sentences, identity: str) -> tuple[float, float]:
    """The processor time of looking for copies of an article and of storing it."""
    article = an_article(blocks=paragraphs(*said))
    url = f"https://gazette.example/{identity}"
    new = articles.NewEntry(identity, "gazette", url, url, FeedEntry(id=url, link=url))
    wish = cells.Wish(identity, article.revision, ["en"], "gazette", NOON)
    look = partial(
        copies.take, rights=a_decision(), shown_in=["en"], may_compare=True, now=NOON
    )
    with db.write() as conn:
        begun = time.process_time()
        articles.add_entry(conn, new, NOON)
        revisions.add(conn, identity, article, capture=None, now=NOON)
        cells.want(conn, wish, NOON)
        between = time.process_time()
        look(conn, identity, article)
        return time.process_time() - between, between - begun


@pytest.mark.alone
def test_one_article_more_costs_little_beside_ten_thousand(
    news: list[tuple[str, Sentences]], tmp_path: Path
) -> None:
    texts = [said for _, said in news if sketched(said).numbers][:MEASURED]
    full = f"sqlite:///{tmp_path / 'full.db'}"
    new = f"sqlite:///{tmp_path / 'new.db'}"
    rounds = []
    with closing(open_database(full)) as others, closing(open_database(new)) as none:
        fill(others)
        for n, said in enumerate(texts):
            beside, stored = add(others, said, f"new-{n}")
            alone, _ = add(none, said, f"new-{n}")
            rounds.append((beside, beside / alone, beside / stored))
    beside, times_alone, times_storing = map(
        statistics.median, zip(*rounds, strict=True)
    )
    print(
        f"copies: {beside * 1000:.1f} ms an article beside {STORED}, {times_alone:.2f} "
        f"times that in a new store, {times_storing:.2f} times storing it"
    )
    assert times_alone < MORE_THAN_ALONE
    assert beside < BUDGET or times_storing < OF_STORING
