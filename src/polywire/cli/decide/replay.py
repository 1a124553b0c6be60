"""Run the wire again from what was fetched, or translate anew: ``replay``, ``rerun``."""

from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from polywire.cli.context import print_json, state
from polywire.desk.counters import Counters
from polywire.desk.route_desk import RouteDesk
from polywire.errors import UsageError
from polywire.extract.page_reader import PageReader
from polywire.intake.captures.shared_captures import archive_of
from polywire.operate.care.reconcile import open_store
from polywire.operate.decide import rerun
from polywire.operate.decide.replay import NoNetwork, Replayed
from polywire.operate.decide.replay import replay as play
from polywire.publish.site.mirror import open_site
from polywire.settings.operator_file import now_from_environment
from polywire.store.ground.migrate import open_database
from polywire.wire import Wire, utc_now


def translate_again(
    context: typer.Context,
    *,
    since: Annotated[
        str, typer.Option(help="Articles published since this day: 2026-03-01.")
    ],
    language: Annotated[
        str | None, typer.Option("-l", "--language", help="Only this language.")
    ] = None,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Only say what it would cost.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object.")
    ] = False,
) -> None:
    """Translate past editions again with today's engines, rules and glossary."""
    settings = state(context).settings()
    first = day(since)
    if language is not None and language not in settings.site.languages:
        known = ", ".join(settings.site.languages)
        raise UsageError(f"{language!r} is none of the site's languages: {known}")
    now = now_from_environment() or utc_now()
    with closing(open_database(settings.store_url)) as db:
        which = rerun.past(settings, db, first, language)
        with closing(RouteDesk(settings, db, lambda: now, Counters())) as desk:
            cost = rerun.estimate(settings, desk, which)
        if not estimate:
            rerun.start(db, [cell for cell, _ in which], now)
    if json:
        print_json({**_fields(cost), "started": not estimate})
        return
    typer.echo(
        f"{cost.editions} editions, {cost.sentences} sentences, "
        f"at least {cost.engine_calls} of them for an engine."
    )
    if not estimate:
        typer.echo(
            "They are made again by the next 'polywire run', after new articles."
        )


def _fields(cost: rerun.Estimate) -> dict[str, int]:
    return {
        "editions": cost.editions,
        "sentences": cost.sentences,
        "engine_calls": cost.engine_calls,
    }


def day(text: str) -> datetime:
    """Read a day or a time; a time without a zone is UTC. Raises UsageError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--since {text!r}: write a day like 2026-03-01") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog="Example: polywire replay --source courier --since 2026-03-01")(
        replay
    )
    app.command(
        "rerun", epilog="Example: polywire rerun --since 2026-03-01 --estimate"
    )(translate_again)


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
