"""Requirement 36, by the database itself: full without evidence is impossible."""

from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from tests.builders import NOON

from polywire.errors import StoreError
from polywire.store.ground.migrate import open_database
from polywire.store.ground.schema import rights_decision


@pytest.mark.parametrize(
    ("basis", "evidence"), [(None, "seen"), ("", "seen"), ("licence", "")]
)
def test_requirement_36_the_database_refuses_full_without_basis_or_evidence(
    basis: str | None, evidence: str, tmp_path: Path
) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'wire.db'}")
    row = {
        "article_id": "a",
        "revision": "r",
        "level": "full",
        "basis": basis,
        "evidence": evidence,
        "allow_images": False,
        "excerpt_chars": 160,
        "decided_at": NOON,
    }
    with pytest.raises((IntegrityError, StoreError), match="full_needs_basis"):  # noqa: SIM117
        with database.write() as conn:
            conn.execute(insert(rights_decision).values(row))
    database.close()
