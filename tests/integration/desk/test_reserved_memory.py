"""What a text taught whose mining is reserved serves that article alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest
from tests.builders import NOON

from polywire.desk.counters import Counters
from polywire.desk.route_desk import StoreMemory
from polywire.store.ground.database import Database
from polywire.store.wire import memory
from polywire.translate.engines.engine import Translator


@dataclass(frozen=True)
class Engine:
    """All that a memory asks of an engine."""

    id: str = "twin"
    model: str = "0" * 64
    source: str = "en"
    target: str = "pt-BR"


def a_memory(database: Database, article: str, *, is_private: bool) -> StoreMemory:
    engine = cast("Translator", Engine())
    return StoreMemory(
        database, engine, article, NOON, Counters(), is_private=is_private
    )


def test_another_article_learns_nothing_from_it(database: Database) -> None:
    a_memory(database, "a1", is_private=True).keep({"k1": ("Olá.",)})
    for is_private in (True, False):
        other = a_memory(database, "a2", is_private=is_private)
        assert other.recall(["k1"]) == {}


def test_its_own_correction_stays_cheap(database: Database) -> None:
    one = a_memory(database, "a1", is_private=True)
    one.keep({"k1": ("Olá.",)})
    assert one.recall(["k1", "k2"]) == {"k1": ("Olá.",)}


def test_it_may_use_what_others_taught(database: Database) -> None:
    a_memory(database, "a1", is_private=False).keep({"k1": ("Olá.",)})
    assert a_memory(database, "a2", is_private=True).recall(["k1"]) == {"k1": ("Olá.",)}


@pytest.mark.parametrize("is_private", [True, False])
def test_a_withdrawal_purges_it(database: Database, *, is_private: bool) -> None:
    one = a_memory(database, "a1", is_private=is_private)
    one.keep({"k1": ("Olá.",)})
    with database.write() as conn:
        memory.purge(conn, "a1")
    assert one.recall(["k1"]) == {}
