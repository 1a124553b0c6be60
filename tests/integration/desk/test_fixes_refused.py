"""Fixes of a person that would publish nothing that a reader sees."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from polywire.desk import people_fixes
from polywire.errors import UsageError
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database

NOON = datetime(2025, 3, 12, 12, tzinfo=UTC)
SENTENCE = "The mayor went to the weir."


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(f"sqlite:///{tmp_path}/s.db")) as found:
        yield found


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (" \n", "neither empty"),
        ("O prefeito\u200b foi.", "nobody sees"),
        ("O prefeito\x07 foi.", "nobody sees"),
        ("\u200c\ufe0f", "letters or digits"),
        ("O prefeito\u2062 foi.", "nobody sees"),
        ("O prefeito\u206a foi.", "nobody sees"),
        ("O pre\u034ffeito foi.", "nobody sees"),
        ("O prefeito\ue000 foi.", "nobody sees"),
        ("\u3164\u2800", "nobody sees"),
        ("\u2800", "letters or digits"),
        ("…", "letters or digits"),
    ],
)
def test_a_fix_that_shows_nothing_is_refused(
    db: Database, target: str, told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        people_fixes.fix(db, ("en", "pt-BR"), SENTENCE, target, NOON)


@pytest.mark.parametrize(
    "target", ["شهردار به سد می\u200cرود.", "O prefeito 👩\u200d🚒 foi.", "Cafe\u0301."]
)
def test_joined_letters_and_signs_are_seen(db: Database, target: str) -> None:
    assert people_fixes.fix(db, ("en", "pt-BR"), SENTENCE, target, NOON) == 0


def test_a_fix_of_signs_alone_may_be_signs(db: Database) -> None:
    assert people_fixes.fix(db, ("en", "pt-BR"), "* * *", "—", NOON) == 0
