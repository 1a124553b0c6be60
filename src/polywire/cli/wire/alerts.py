"""What is wrong and how the operator is told: ``alerts``, ``takedown``."""

from contextlib import closing
from dataclasses import asdict
from typing import Annotated

import typer

from polywire.cli.context import Json, print_json, state
from polywire.errors import AlertError, PolywireError, UsageError
from polywire.follow.takedown import find
from polywire.operate.care import alerts
from polywire.operate.decide import withdrawal_requests
from polywire.settings.operator_file import now_from_environment
from polywire.store.ground.migrate import open_database
from polywire.tell.operator_ways import Notice, ways
from polywire.wire import utc_now

app = typer.Typer(no_args_is_help=True, help="What is wrong, and how you are told.")


def register(parent: typer.Typer) -> None:
    """Add the commands of this module."""
    parent.add_typer(app, name="alerts")
    parent.command(
        epilog='Example: polywire takedown https://a.example/1 --from "the author"'
    )(takedown)


@app.command(name="list", epilog="Example: polywire alerts list --json")
def listed(context: typer.Context, *, json: Json = False) -> None:
    """List what was wrong at the running wire's last look."""
    settings = state(context).settings()
    with closing(open_database(settings.store_url)) as db, db.read() as conn:
        found = alerts.current(conn)
    if json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        since = one.since.isoformat() if one.since else "now"
        typer.echo(f"{one.key}: {one.words} (since {since})")
    typer.echo(f"{len(found)} troubles.")


@app.command(epilog="Example: polywire alerts test")
def test(context: typer.Context) -> None:
    """Send a trial message by every way of [alerts]; exit code 1 when one fails."""
    settings = state(context).settings()
    now = now_from_environment() or utc_now()
    words = "this is a trial: nothing is wrong"
    notice = Notice("test", words, now, now)
    failed = []
    found = list(ways(settings))
    if not found:
        raise UsageError(
            "[alerts] names no way: set command, smtp and mail_to, or webhook"
        )
    for way in found:
        try:
            way.tell(notice)
        except PolywireError as error:
            failed.append(way.name)
            typer.echo(f"{way.name}: {error}", err=True)
        else:
            typer.echo(f"{way.name}: told")
    if failed:
        raise AlertError(f"not told by {', '.join(failed)}")


def takedown(
    context: typer.Context,
    article: Annotated[
        str | None, typer.Argument(help="Its address, or its id; none: list.")
    ] = None,
    *,
    by: Annotated[str | None, typer.Option("--from", help="Who asks, and why.")] = None,
    answered: Annotated[
        bool, typer.Option("--answered", help="It stays: close the request.")
    ] = False,
) -> None:
    """Note a request that an article goes; you are told until you decide.

    'polywire withdraw' closes it as well. Without an article: list what is open.
    """
    now = now_from_environment() or utc_now()
    settings = state(context).settings()
    with closing(open_database(settings.store_url)) as db:
        if article is None:
            found = db.ask(withdrawal_requests.pending)
            for identity, one in found.items():
                typer.echo(f"{one.at.isoformat()}  {identity}  {one.url}  {one.words}")
            typer.echo(f"{len(found)} open requests.")
            return
        row = find(db, article)
        if answered:
            withdrawal_requests.answer(db, row, now)
            typer.echo("Closed: the article stays.")
        elif by:
            withdrawal_requests.note(db, row, by, now)
            typer.echo(
                f"Noted. Decide with 'polywire withdraw {row.id}' or --answered."
            )
        else:
            raise UsageError("say --from WHO, or --answered")
