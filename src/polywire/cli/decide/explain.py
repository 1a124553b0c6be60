"""Look at one article and decide: ``explain``, ``history``, ``rights``, ``withdraw``."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated, Any

import typer

from polywire.article import SegmentVerdict
from polywire.cli.context import State, print_json, state
from polywire.cli.findings import counted
from polywire.errors import UsageError
from polywire.follow import takedown
from polywire.intake.captures.shared_captures import archive_of
from polywire.operate.care import backups
from polywire.operate.care.reconcile import open_store
from polywire.settings.operator_file import Settings, now_from_environment
from polywire.store.ground.database import Database
from polywire.store.wire import cells, drafts, editions, rights_decisions
from polywire.store.wire.cells import CellRow
from polywire.wire import utc_now

Wanted = Annotated[
    str, typer.Argument(metavar="ARTICLE", help="Its address, or its id.")
]
Language = Annotated[str | None, typer.Option("--language", "-l", help="One edition.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog="Example: polywire explain https://a.example/1 -l pt-BR")(
        explain
    )
    app.command(epilog="Example: polywire history https://a.example/1 --json")(history)
    app.command(epilog="Example: polywire rights https://a.example/1")(rights)
    app.command(
        epilog='Example: polywire withdraw https://a.example/1 --reason "court order"'
    )(withdraw)
    app.command(epilog="Example: polywire restore https://a.example/1")(restore)


@contextmanager
def _store(shared: State) -> Iterator[tuple[Settings, Database]]:
    settings = shared.settings()
    with closing(open_store(settings)) as db:
        yield settings, db


def explain(
    context: typer.Context, article: Wanted, *, language: Language = None
) -> None:
    """Say what was found in a translation, sentence by sentence, and what was done."""
    with _store(state(context)) as (_, db):
        row = takedown.find(db, article)
        with db.read() as conn:
            board = cells.of_article(conn, row.id)
        for cell in board:
            if language in {None, cell.language}:
                typer.echo(
                    f"{cell.language}: {cell.state}"
                    + (f" ({cell.level})" if cell.level else "")
                    + (f": {cell.reason}" if cell.reason else "")
                )
                if _explain(db, cell):
                    typer.echo(_HELP.format(id=row.id, language=cell.language))


_HELP = """\
  A sentence in the original that you can translate: polywire fix {id} -l {language}
  A rule that is wrong here: polywire waive RULE --pattern "WORDS" --reason "WHY"
"""


def _explain(db: Database, cell: CellRow) -> bool:
    """Print what was found; tell whether a sentence was stopped."""
    with db.read() as conn:
        draft = drafts.of_cell(conn, cell.article_id, cell.language)
    if draft is None:
        if cell.shown:
            typer.echo("  in the original language: nothing was translated")
        return False
    typer.echo(f"  {counted(draft)}")
    for one in draft.findings:
        typer.echo(f"  article: {one.severity}: {one.rule}: {one.evidence}")
    for found in draft.translations:
        if found.verdict is SegmentVerdict.OK and not found.repairs:
            continue
        typer.echo(f"  {found.verdict}: {found.source}")
        typer.echo(f"      → {found.target}")
        for finding in found.findings:
            typer.echo(f"      {finding.severity}: {finding.rule}: {finding.evidence}")
        if found.repairs:
            typer.echo(f"      repaired by: {', '.join(found.repairs)}")
    return any(one.verdict is SegmentVerdict.STOP for one in draft.translations)


def history(context: typer.Context, article: Wanted, *, json: Json = False) -> None:
    """List the versions of an article in each language, with their public notes."""
    with _store(state(context)) as (_, db):
        row = takedown.find(db, article)
        with db.read() as conn:
            found = [
                {
                    "language": one.language,
                    "version": one.version,
                    "state": str(one.state),
                    "at": one.at.isoformat(),
                    "notes": [
                        {"kind": note.kind, "note": note.note}
                        for note in editions.corrections(conn, row.id, one.language)
                        if note.version == one.version
                    ],
                }
                for cell in cells.of_article(conn, row.id)
                for one in editions.history(conn, row.id, cell.language)
            ]
    if json:
        print_json(found)
        return
    for version in found:
        typer.echo(_version_line(version))


def _version_line(version: dict[str, Any]) -> str:
    notes = "; ".join(f"{n['kind']}: {n['note']}" for n in version["notes"])
    line = f"{version['at']}  {version['language']}  version {version['version']}"
    return f"{line}  {version['state']}" + (f"  {notes}" if notes else "")


def rights(context: typer.Context, article: Wanted, *, json: Json = False) -> None:
    """Explain what may be shown of an article, and on what evidence."""
    with _store(state(context)) as (_, db):
        row = takedown.find(db, article)
        with db.read() as conn:
            revision = row.current_revision
            found = rights_decisions.get(conn, row.id, revision) if revision else None
    if found is None:
        message = f"{row.url}: no rights were decided yet ({row.reason or row.state})"
        raise UsageError(message)
    if json:
        print_json(found)
        return
    typer.echo(f"level:    {found.level}")
    typer.echo(f"basis:    {found.basis or 'none'}")
    typer.echo(f"evidence: {found.evidence}")
    typer.echo(f"licence:  {found.licence or 'none was found'}")
    if found.reason:
        typer.echo(f"reason:   {found.reason}")


def withdraw(
    context: typer.Context,
    article: Wanted,
    *,
    reason: Annotated[str, typer.Option(help="Why: for your record.")],
) -> None:
    """Take an article down in every language, for good; purges what was made of it."""
    with _store(state(context)) as (settings, db):
        row = takedown.find(db, article)
        languages = takedown.suppress(
            db,
            archive_of(settings),
            row,
            reason=reason,
            now=now_from_environment() or utc_now(),
        )
        held = backups.still_holding(db, [row.id])
    where = ", ".join(languages) or "no language: it was not on the site"
    typer.echo(
        f"Withdrawn in {where}. The running wire, or 'polywire run --once', "
        "writes the notices."
    )
    if held:
        typer.echo(held)


def restore(context: typer.Context, article: Wanted) -> None:
    """Undo a withdrawal: the page is fetched, checked and published afresh."""
    with _store(state(context)) as (_, db):
        now = now_from_environment() or utc_now()
        if takedown.let_in(db, article, now):
            typer.echo(
                "Restored: it is not in this store; 'polywire backfill SOURCE --since "
                "DATE' brings it in."
            )
            return
        takedown.restore(db, takedown.find(db, article), now=now)
    typer.echo("Restored: the running wire, or 'polywire run --once', publishes it.")
