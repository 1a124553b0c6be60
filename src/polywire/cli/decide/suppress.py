"""Keep a name out of everything: ``suppress``."""

from contextlib import closing
from typing import Annotated

import typer

from polywire.cli.context import state
from polywire.follow import takedown
from polywire.intake.captures.shared_captures import archive_of
from polywire.operate.care import backups
from polywire.operate.care.reconcile import open_store
from polywire.settings.operator_file import now_from_environment
from polywire.steps import suppressed_names
from polywire.wire import utc_now


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        epilog='Example: polywire suppress "Renée Okafor" --reason "request of 2 March"'
    )(suppress)


def suppress(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="One spelling of it.")],
    *,
    reason: Annotated[
        str, typer.Option(help="Why: for your record, without the name.")
    ],
) -> None:
    """Withdraw every article that holds a name, and show no new one; keeps its hash."""
    settings = state(context).settings()
    with closing(open_store(settings)) as db:
        gone = suppressed_names.suppress(
            db,
            archive_of(settings),
            name,
            reason=reason,
            now=now_from_environment() or utc_now(),
        )
        taken = [takedown.find(db, url).id for url in gone]
        held = backups.still_holding(db, taken)
    for url in gone:
        typer.echo(url)
    typer.echo(f"{len(gone)} articles withdrawn; the name is kept as a hash only.")
    if gone:
        typer.echo("The running wire, or 'polywire run --once', writes the notices.")
    if held:
        typer.echo(held)
