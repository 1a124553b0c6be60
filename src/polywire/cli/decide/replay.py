"""Run the wire again from what was fetched: ``replay``."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from typing import Annotated

import typer

from polywire.cli.context import print_json, state
from polywire.cli.decide.rerun import day
from polywire.desk.counters import Counters
from polywire.desk.route_desk import RouteDesk
from polywire.extract.page_reader import PageReader
from polywire.intake.captures.shared_captures import archive_of
from polywire.operate.care.reconcile import open_store
from polywire.operate.decide.replay import NoNetwork, Replayed
from polywire.operate.decide.replay import replay as play
from polywire.publish.site.mirror import open_site
from polywire.settings.operator_file import now_from_environment
from polywire.wire import Wire, utc_now


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(epilog="Example: polywire replay --source courier --since 2026-03-01")(
        replay
    )


def replay(
    context: typer.Context,
    *,
    source: Annotated[str | None, typer.Option(help="Only this source (slug).")] = None,
    since: Annotated[
        str | None, typer.Option(help="Only what was fetched since this day.")
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object.")
    ] = False,
) -> None:
    """Read kept feeds and pages again: entries, extraction, rights, editions.

    Nothing is fetched.
    """
    settings = state(context).settings()
    if source is not None:
        settings.source(source)
    first = day(since) if since else None
    now = now_from_environment()
    with (
        closing(open_store(settings)) as db,
        closing(RouteDesk(settings, db, utc_now, Counters())) as desk,
        PageReader() as read,
    ):
        wire = Wire(
            settings=settings,
            db=db,
            archive=archive_of(settings),
            fetcher=NoNetwork(),
            desk=desk,
            folder=open_site(settings),
            now=(lambda: now) if now else utc_now,
            read=read,
        )
        done = play(wire, source=source, since=first)
    if json:
        print_json(asdict(done))
    else:
        _tell(done)


def _tell(done: Replayed) -> None:
    typer.echo(
        f"{done.feeds} feeds read again: {done.entries} entries are new or read "
        f"otherwise, {done.unreadable} feeds cannot be read."
    )
    typer.echo(
        f"{done.pages} pages read again: {done.changed} changed, {done.failed} cannot "
        f"be read. {done.missing} captures are missing, {done.left} belong to articles "
        "that are held, filtered or withdrawn."
    )
    if done.unread:
        typer.echo(
            f"{done.unread} were not read, since the process that reads was ended: "
            "run it again."
        )
    if done.cells:
        typer.echo(f"{done.cells} editions are made by the next 'polywire run'.")
