"""Say that a person has read a translation: ``review``."""

from contextlib import closing
from typing import Annotated

import typer

from polywire.cli.context import print_json, state
from polywire.errors import UsageError
from polywire.follow import takedown
from polywire.operate.decide.review_records import ReviewedVersion, Reviews
from polywire.settings.operator_file import now_from_environment
from polywire.store.ground.migrate import open_database
from polywire.store.people.reviews import ReviewRow
from polywire.wire import utc_now

COMMAND_LINE = "command line"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        epilog="Example: polywire review https://a.example/1 -l pt-BR --by 'Marta Reis'"
    )(review)


def review(
    context: typer.Context,
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Its address, or its id.")
    ],
    *,
    language: Annotated[str, typer.Option("--language", "-l", help="Of the edition.")],
    by: Annotated[
        str | None, typer.Option(help="Who has read it; readers see this name.")
    ] = None,
    entity: Annotated[
        str,
        typer.Option(
            help="Who answers for it: a person or an organisation. [the operator]"
        ),
    ] = "",
    version: Annotated[
        int | None, typer.Option(help="The version that was read. [what is published]")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the review back.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Change a label to "reviewed by" for this very text; without --by show who did."""
    settings = state(context).settings()
    with closing(open_database(settings.store_url)) as db:
        desk = Reviews(db, settings, lambda: now_from_environment() or utc_now())
        key = (takedown.find(db, article).id, language)
        if undo:
            desk.undo(*key, filed_by=COMMAND_LINE)
            typer.echo(f"The label says unreviewed again. {_NEXT}")
            return
        if by is None:
            row = desk.current(*key)
        else:
            reading = ReviewedVersion(version, by, entity)
            row = desk.file(*key, reading, filed_by=COMMAND_LINE)
    _show(row, language, json=json)
    if by is not None and not json:
        typer.echo(_NEXT)


def _show(row: ReviewRow | None, language: str, *, json: bool) -> None:
    if row is None:
        message = f"nobody has reviewed what is published in {language}"
        raise UsageError(f"{message}: '--by NAME' says who has")
    if json:
        print_json(row)
        return
    day = f"{row.reviewed_at:%Y-%m-%d}"
    typer.echo(
        f"Version {row.version} in {language}: reviewed by {row.reviewed_by} on {day}, "
        f"responsible: {row.responsible_entity}."
    )


_NEXT = "The running wire, or 'polywire publish', writes pages, feeds and marks."
