"""Programs that are told what was published: ``webhook``."""

import base64
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Annotated

import msgspec
import typer

from polywire.cli.context import Json, print_json, state
from polywire.errors import UsageError
from polywire.net.send.hub_posts import Hubs
from polywire.net.send.signatures import PREFIX
from polywire.settings.operator_file import Settings, Webhook, now_from_environment
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.keeping import messages
from polywire.tell.outbox import deliver
from polywire.wire import utc_now

webhook = typer.Typer(
    help="Programs that are told, signed, what was published.", no_args_is_help=True
)
_BYTES = 32

Name = Annotated[str, typer.Argument(metavar="NAME", help="Its name in polywire.toml.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(webhook, name="webhook")


@contextmanager
def _store(context: typer.Context) -> Iterator[tuple[Settings, Database, datetime]]:
    settings = state(context).settings()
    with closing(open_database(settings.store_url)) as db:
        yield settings, db, now_from_environment() or utc_now()


@webhook.command(epilog="Example: polywire webhook secret")
def secret() -> None:
    """Make a secret for a webhook and print it."""
    typer.echo(PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode())


@webhook.command("list", epilog="Example: polywire webhook list --json")
def list_webhooks(context: typer.Context, *, json: Json = False) -> None:
    """List webhooks and hub, with how many messages wait, arrived or were given up."""
    with _store(context) as (settings, db, _), db.read() as conn:
        counts = messages.counts(conn)
    targets = [("webhook", hook.name, hook.url) for hook in settings.webhooks]
    targets += [("ping", url, url) for url in [settings.site.hub] if url]
    rows = [
        {
            "kind": "hub" if kind == "ping" else kind,
            "name": name,
            "url": url,
            **{
                state: counts.get((kind, name, state), 0)
                for state in ("waiting", "sent", "dead")
            },
        }
        for kind, name, url in targets
    ]
    if json:
        print_json(rows)
        return
    for row in rows:
        typer.echo(
            f"{row['kind']}  {row['name']}  {row['url']}  waiting {row['waiting']}, "
            f"sent {row['sent']}, given up {row['dead']}"
        )


@webhook.command(epilog="Example: polywire webhook test newsroom")
def test(context: typer.Context, name: Name) -> None:
    """Send a signed trial message now and print what was answered."""
    with _store(context) as (settings, _db, now):
        hook = _named(settings, name)
        identity = f"msg_{secrets.token_hex(16)}"
        said = {"type": "test", "timestamp": now.isoformat(), "data": {}}
        with Hubs(settings) as post:
            reply = deliver(post, hook, identity, msgspec.json.encode(said), now)
    typer.echo(f"{hook.url} answered {reply.status}")
    if not 200 <= reply.status < 300:  # noqa: PLR2004  # success
        message = f"{hook.url} did not take the message: an answer of 200 to 299 does"
        raise UsageError(message)


@webhook.command(epilog="Example: polywire webhook retry newsroom")
def retry(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="All when missing.")
    ] = None,
) -> None:
    """Send again what was given up, by the running wire."""
    with _store(context) as (settings, db, now):
        target = None if name is None else _named(settings, name).name
        number = db.change(messages.revive, now, target)
    typer.echo(f"{number} messages wait to be sent again.")


def _named(settings: Settings, name: str) -> Webhook:
    for hook in settings.webhooks:
        if hook.name == name:
            return hook
    raise UsageError(
        f"no webhook {name!r} in polywire.toml: 'polywire webhook list' lists them"
    )
