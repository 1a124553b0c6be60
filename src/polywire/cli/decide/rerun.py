"""Translate the past again: ``rerun``."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated

import typer

from polywire.cli.context import print_json, state
from polywire.desk.counters import Counters
from polywire.desk.route_desk import RouteDesk
from polywire.errors import UsageError
from polywire.operate.decide import rerun
from polywire.settings.operator_file import now_from_environment
from polywire.store.ground.migrate import open_database
from polywire.wire import utc_now


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        "rerun", epilog="Example: polywire rerun --since 2026-03-01 --estimate"
    )(translate_again)


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
        message = f"{language!r} is none of the site's languages: {known}"
        raise UsageError(message)
    now = now_from_environment() or utc_now()
    with closing(open_database(settings.store_url)) as db:
        which = rerun.past(settings, db, first, language)
        with closing(RouteDesk(settings, db, lambda: now, Counters())) as desk:
            cost = rerun.estimate(settings, desk, which)
        if not estimate:
            rerun.start(db, which, now)
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
        message = f"--since {text!r}: write a day like 2026-03-01"
        raise UsageError(message) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
