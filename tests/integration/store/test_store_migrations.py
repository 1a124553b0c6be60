"""Stores of every age open with the tables of today, once, under a lock, copied."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine.interfaces import ReflectedIndex
from sqlalchemy.exc import DBAPIError
from tests.old_store import FIRST, make_old_store

from polywire.errors import NewerSchema, StoreError
from polywire.store.ground import migrate, notes
from polywire.store.ground.database import connect
from polywire.store.ground.migrate import open_database
from polywire.store.ground.schema import HEAD, metadata

MADE_UP = "9001"
MIGRATION = f"""
from alembic import op

revision = "{MADE_UP}"
down_revision = "{HEAD}"


def upgrade() -> None:
    op.execute("CREATE TABLE more (id INTEGER PRIMARY KEY)")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Migrations with one more than there is."""
    found = tmp_path / "migrations"
    shutil.copytree(migrate._FOLDER, found)
    (found / "versions" / f"{MADE_UP}_more.py").write_text(MIGRATION)
    return found


@pytest.fixture
def other_url(request: pytest.FixtureRequest, store_url: str, tmp_path: Path) -> str:
    """Give the address of a second empty database of the same kind."""
    if store_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'other.db'}"
    make: Callable[[], str] = request.getfixturevalue("new_postgres")
    return make()


def said_of(index: ReflectedIndex) -> dict[str, Any]:
    """Return an index with the words of its condition, which compare."""
    options = {k: str(v) for k, v in index.get("dialect_options", {}).items()}
    return {**index, "dialect_options": options}


def tables_of(conn: Connection) -> dict[str, Any]:
    """Return all that a database says of its tables."""
    found = inspect(conn)
    made: dict[str, Any] = {}
    for name in found.get_table_names():
        if name.startswith("search_index"):
            continue  # FTS5's own
        made[name] = {
            "columns": list(map(repr, found.get_columns(name))),
            "keys": found.get_pk_constraint(name),
            "foreign": sorted(found.get_foreign_keys(name), key=str),
            "indexes": sorted(map(said_of, found.get_indexes(name)), key=str),
            "unique": sorted(found.get_unique_constraints(name), key=str),
            "checks": sorted(found.get_check_constraints(name), key=str),
        }
    if conn.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        query += " OR name = 'search_index'"
        made["search"] = {row.name: row.sql for row in conn.execute(text(query))}
    return made


def test_a_new_store_equals_the_schema(store_url: str) -> None:
    db = open_database(store_url)
    with db.read() as conn:
        # the index of the search is each database's own: SQLAlchemy has no word for it
        options = {
            "include_name": lambda name, _kind, _parents: (
                name is None or not name.startswith("search_index")
            )
        }
        context = MigrationContext.configure(conn, opts=options)
        assert compare_metadata(context, metadata) == []
        found = inspect(conn)
        for table in metadata.sorted_tables:
            made = {c["name"] for c in found.get_check_constraints(table.name)}
            wanted = {
                str(c.name)
                for c in table.constraints
                if type(c).__name__ == "CheckConstraint"
            }
            assert made == wanted, table.name
        assert migrate.version(conn) == HEAD
    db.close()


def test_an_old_store_comes_to_the_tables_of_a_new_one_and_keeps_its_rows(
    store_url: str, other_url: str
) -> None:
    make_old_store(store_url)
    found = []
    for url, kept in ((store_url, "yes"), (other_url, None)):
        db = open_database(url)
        with db.read() as conn:
            assert notes.get(conn, "kept") == kept
            assert migrate.version(conn) == HEAD
            found.append(tables_of(conn))
        db.close()
    assert found[0] == found[1]
    assert len(found[0]) > 20


def test_the_newest_migration_is_the_one_that_the_schema_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate._FOLDER))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_current_head() == HEAD
    numbers = sorted(script.revision for script in scripts.walk_revisions())
    first = int(FIRST)
    assert numbers == [f"{n:04}" for n in range(first, first + len(numbers))]


def test_an_older_store_keeps_its_rows_and_sqlite_is_copied_before(
    store_url: str, folder: Path
) -> None:
    db = open_database(store_url)
    with db.write() as conn:
        notes.put(conn, "kept", "yes")
    assert migrate.migrate(db, head=MADE_UP, folder=folder) == HEAD
    assert migrate.migrate(db, head=MADE_UP, folder=folder) == MADE_UP
    with db.read() as conn:
        assert notes.get(conn, "kept") == "yes"
        assert migrate.version(conn) == MADE_UP
        assert inspect(conn).has_table("more")
    if db.file is not None:
        copy = db.file.with_name(f"polywire.db.before-{MADE_UP}-from-{HEAD}")
        before = connect(f"sqlite:///{copy}")
        with before.read() as conn:
            assert notes.get(conn, "kept") == "yes"
            assert migrate.version(conn) == HEAD
            assert not inspect(conn).has_table("more")
        before.close()
    db.close()


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    store_url: str, folder: Path
) -> None:
    with (folder / "versions" / f"{MADE_UP}_more.py").open("a") as file:
        file.write('    op.execute("INSERT INTO nowhere VALUES (1)")\n')
    db = open_database(store_url)
    with pytest.raises((StoreError, DBAPIError), match="nowhere"):
        migrate.migrate(db, head=MADE_UP, folder=folder)
    with db.read() as conn:
        assert migrate.version(conn) == HEAD
        assert not inspect(conn).has_table("more")
    db.close()


def test_a_new_store_is_not_copied(store_url: str, tmp_path: Path) -> None:
    open_database(store_url).close()
    open_database(store_url).close()
    assert not list(tmp_path.glob("*before*"))


def written_by(store_url: str, version: str) -> None:
    db = open_database(store_url)
    with db.write() as conn:
        conn.execute(
            text("UPDATE alembic_version SET version_num = :v"), {"v": version}
        )
    db.close()


def test_a_newer_store_is_refused(store_url: str) -> None:
    written_by(store_url, "9999")
    with pytest.raises(NewerSchema, match="9999"):
        open_database(store_url)


@pytest.mark.parametrize("version", ["0003", "00", "0006-of-another"])
def test_a_store_of_a_version_that_is_none_of_ours_is_refused_and_left_alone(
    store_url: str, tmp_path: Path, version: str
) -> None:
    written_by(store_url, version)
    with pytest.raises(StoreError, match=f"version {version}, which"):
        open_database(store_url)
    assert not list(tmp_path.glob("*before*"))


def test_tables_of_somebody_else_are_not_taken_for_ours(store_url: str) -> None:
    db = connect(store_url)
    with db.write() as conn:
        conn.execute(text("CREATE TABLE article (id INTEGER PRIMARY KEY)"))
    with pytest.raises((StoreError, DBAPIError), match="article"):
        migrate.migrate(db)
    with db.read() as conn:
        assert inspect(conn).get_table_names() == ["article"]
    db.close()


@pytest.mark.parametrize("age", ["new", "old"])
def test_many_openers_at_once_migrate_once(
    store_url: str, folder: Path, age: str
) -> None:
    head = HEAD
    if age == "old":
        open_database(store_url).close()
        head = MADE_UP

    def opened(_: int) -> str | None:
        db = connect(store_url)
        migrate.migrate(db, head=head, folder=folder)
        with db.read() as conn:
            found = migrate.version(conn)
        db.close()
        return found

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(opened, range(6))) == {head}
