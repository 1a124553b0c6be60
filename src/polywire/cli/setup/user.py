"""Who may come in: ``user``."""

import secrets
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Annotated

import typer

from polywire.cli.context import Json, print_json, state
from polywire.operate.care.reconcile import open_store
from polywire.operate.people import access
from polywire.operate.people.access import Role, Scope
from polywire.settings.operator_file import Settings, now_from_environment
from polywire.store.ground.database import Database
from polywire.store.people import people
from polywire.wire import utc_now

user = typer.Typer(
    help="Who may log in to a private site and to the board, and with which tokens.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the user.")]
Made = Annotated[
    bool, typer.Option("--generate", help="Make a password and print it once.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(user, name="user")


@contextmanager
def _store(context: typer.Context) -> Iterator[tuple[Settings, Database, datetime]]:
    settings = state(context).settings()
    with closing(open_store(settings)) as db:
        yield settings, db, now_from_environment() or utc_now()


def _password(name: str, *, generate: bool) -> str:
    """Ask for a password; where nobody sits at the terminal, read a line."""
    if generate:
        made = secrets.token_urlsafe(18)
        typer.echo(f"Password of {name}: {made}")
        return made
    if sys.stdin.isatty():
        found: str = typer.prompt(
            f"Password of {name}", hide_input=True, confirmation_prompt=True
        )
        return found
    return sys.stdin.readline().rstrip("\r\n")


@user.command(epilog="Example: polywire user add marta --role operator")
def add(
    context: typer.Context,
    name: Name,
    *,
    role: Annotated[
        Role,
        typer.Option(
            help="reader reads a private site; editor files reviews, too; operator "
            "sees the board, too."
        ),
    ] = "reader",
    generate: Made = False,
) -> None:
    """Let somebody log in; the password is asked for, or read from standard input."""
    with _store(context) as (settings, db, now):
        kept = access.add(db, name, role, _password(name, generate=generate), now)
    typer.echo(f"{kept} may log in as {role}: {settings.site.url.rstrip('/')}/_login")


@user.command("list", epilog="Example: polywire user list --json")
def list_users(context: typer.Context, *, json: Json = False) -> None:
    """List who may log in."""
    with _store(context) as (_, db, _now), db.read() as conn:
        found = people.accounts(conn)
    rows = [
        {"name": one.name, "role": one.role, "since": one.created_at.isoformat()}
        for one in found
    ]
    if json:
        print_json(rows)
        return
    for row in rows:
        typer.echo(f"{row['name']}  {row['role']}  since {row['since'][:10]}")


@user.command(epilog="Example: polywire user password marta")
def password(context: typer.Context, name: Name, *, generate: Made = False) -> None:
    """Give somebody another password; every session of theirs ends."""
    with _store(context) as (_, db, now):
        access.change_password(db, name, _password(name, generate=generate), now)
    typer.echo(f"{name}: password changed, all sessions ended.")


@user.command(epilog="Example: polywire user remove marta")
def remove(context: typer.Context, name: Name) -> None:
    """Let somebody in no more: sessions end, tokens are revoked."""
    with _store(context) as (_, db, now):
        access.remove(db, name, now)
    typer.echo(f"{name}: removed, with all sessions and tokens.")


@user.command(epilog="Example: polywire user token marta --label 'reader on my phone'")
def token(
    context: typer.Context,
    name: Name,
    *,
    label: Annotated[str, typer.Option(help="What it is for, for your list.")] = "",
    scope: Annotated[
        Scope,
        typer.Option(
            help="read: feeds and API of a private site; review: file reviews, too."
        ),
    ] = "read",
) -> None:
    """Make a token for a feed reader or a program; it is printed this once."""
    with _store(context) as (_, db, now):
        typer.echo(access.make_token(db, name, now, label=label, scope=scope))


@user.command(epilog="Example: polywire user tokens")
def tokens(context: typer.Context, *, json: Json = False) -> None:
    """List tokens by the number that revokes them; the tokens themselves are not kept."""
    with _store(context) as (_, db, _now), db.read() as conn:
        found = people.tokens(conn)
    rows = [
        {
            "number": one.id[:12],
            "name": one.account,
            "scope": one.scope,
            "label": one.label,
            "used": one.used_on,
        }
        for one in found
    ]
    if json:
        print_json(rows)
        return
    for row in rows:
        used = f"used on {row['used']}" if row["used"] else "never used"
        line = f"{row['number']}  {row['name']}  {row['scope']}  {used}"
        typer.echo(f"{line}  {row['label']}".rstrip())


@user.command(epilog="Example: polywire user revoke 3f9c01")
def revoke(
    context: typer.Context,
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help="The beginning of its number.")
    ],
) -> None:
    """Revoke a token: whoever uses it is refused from now on."""
    with _store(context) as (_, db, now):
        gone = access.revoke(db, number, now)
    typer.echo(f"Revoked: a token of {gone.account} {gone.label}".rstrip())
