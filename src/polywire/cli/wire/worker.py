"""More processes for one wire: ``worker``."""

from typing import Annotated

import typer

from polywire import service
from polywire.cli.context import state
from polywire.cli.wire.progress import Meter
from polywire.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(epilog="Example: polywire worker --roles ingest,deliver")(worker)


def worker(
    context: typer.Context,
    *,
    roles: Annotated[
        str, typer.Option(help=f"What it does, of: {', '.join(service.ROLES)}.")
    ] = "ingest,deliver",
) -> None:
    """Run one of several processes on PostgreSQL until it is stopped.

    Exactly one process has the role publish: it owns the store, looks what is to
    be done, and writes the site. The others do the work.
    """
    settings = state(context).settings()
    if settings.store_url.startswith("sqlite"):
        raise UsageError(
            "several processes need PostgreSQL: carry the store over with "
            "'polywire move', or use 'polywire run' on this one"
        )
    chosen = [role.strip() for role in roles.split(",") if role.strip()]
    with Meter() as meter, service.opened(settings, roles=chosen) as running:
        running.forever(meter.show)
