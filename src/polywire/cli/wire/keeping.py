"""Keep an installation: migrate, move, back up, restore, prune, retry, backfill."""

from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from polywire.cli.context import JsonObject, print_json, state
from polywire.errors import UsageError
from polywire.intake.captures.shared_captures import archive_of
from polywire.net.fetch.client import SyncClient
from polywire.operate.care import backups
from polywire.operate.care.reconcile import after_restore, gather, ledger_of, open_store
from polywire.operate.care.upkeep import COUNTED, policy_of
from polywire.publish.site.pictures import Box
from polywire.settings import operator_file
from polywire.settings.operator_file import now_from_environment
from polywire.steps import backfill, given_up
from polywire.steps.hosts.host_ledger import StoreLedger, StoreRobots
from polywire.store.ground import backup, move
from polywire.store.ground.database import connect
from polywire.store.ground.migrate import migrate as bring_up
from polywire.store.ground.migrate import open_database
from polywire.store.ground.schema import HEAD
from polywire.store.keeping import retention
from polywire.store.wire import dead_letters
from polywire.wire import clock_of, utc_now


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("backup", epilog="Example: polywire backup && ls *.backup")(back_up)
    app.command(
        name="restore-backup",
        epilog="Example: polywire -C new-wire restore-backup wire.backup",
    )(restore_backup)
    app.command(epilog="Example: polywire migrate")(migrate)
    app.command(
        name="move", epilog="Example: polywire move --to postgresql://wire@db/wire"
    )(move_to)
    app.command(epilog="Example: polywire prune --dry-run")(prune)
    app.command(epilog="Example: polywire retry --all")(retry)
    app.command(
        "backfill", epilog="Example: polywire backfill courier --since 2026-01-01"
    )(bring_past)


def migrate(context: typer.Context) -> None:
    """Bring the store's tables up to date; a SQLite file is copied before."""
    settings = state(context).settings()
    with closing(connect(settings.store_url)) as db:
        before = bring_up(db)
    if before == HEAD:
        typer.echo(f"The tables are up to date ({HEAD}).")
    elif before is None:
        typer.echo(f"The tables were made ({HEAD}).")
    else:
        typer.echo(f"The tables went from {before} to {HEAD}.")


def move_to(
    context: typer.Context,
    *,
    to: Annotated[str, typer.Option(help="Address of an empty database.")],
) -> None:
    """Carry everything to another database, compare both, and say what to do next."""
    settings = state(context).settings()
    target_url = operator_file.with_driver(to, settings.root)
    with (
        closing(open_store(settings)) as source,
        closing(open_database(target_url)) as target,
    ):
        carried = move.move(source, target)
    rows = sum(item.rows for item in carried)
    typer.echo(f"{rows} rows in {len(carried)} tables were carried and compared.")
    typer.echo(f'Now write under [store] in {operator_file.FILE_NAME}:  url = "{to}"')


def back_up(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="Where to write it: a new file.")
    ] = None,
    *,
    pictures: Annotated[
        bool, typer.Option(help="Our copies of pictures go into the file, too.")
    ] = True,
) -> None:
    """Write one consistent moment of the store to a file, while the wire runs."""
    settings = state(context).settings()
    now = now_from_environment() or utc_now()
    target = file or settings.root / f"polywire-{now:%Y%m%d-%H%M%S}.backup"
    with closing(open_store(settings)) as db:
        files = Box.of(settings).everything() if pictures else ()
        written = backups.back_up(db, target, now, files)
    typer.echo(f"{written} ({written.stat().st_size // 1000} kB), checked")


def restore_backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that 'backup' wrote.")],
) -> None:
    """Fill the empty store of this installation from a backup."""
    settings = state(context).settings()
    backup.check(file)
    backup.refuse_full(settings.store_url)
    # first: whoever is killed behind it has a store that is behind its ledger
    ledgers = gather(file, ledger_of(settings))
    carried = backup.restore(file, settings.store_url)
    rows = sum(item.rows for item in carried)
    typer.echo(f"{rows} rows in {len(carried)} tables were restored and compared.")
    with closing(open_database(settings.store_url)) as db:
        again = after_restore(db, settings)
    typer.echo(_removals_words(ledgers, again, file))
    box, count = Box.of(settings), 0
    for name, data in backup.files(file):
        box.put_back(name, data)
        count += 1
    typer.echo(f"{count} files of pictures were put back.")
    typer.echo("The site is made from them again: polywire publish --all")


def _removals_words(ledgers: int, again: int, file: Path) -> str:
    if not ledgers:
        return (
            f"No ledger of removals is beside {file} or here: what was withdrawn or "
            "suppressed after this backup is back, and so are removed users and tokens."
        )
    return f"{again} later removals were done again: withdrawals, names, users, tokens."


def prune(
    context: typer.Context,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would go.")
    ] = False,
    json: JsonObject = False,
) -> None:
    """Forget now what may go by [keep]; a running wire does so each day."""
    settings = state(context).settings()
    now = now_from_environment() or utc_now()
    policy = policy_of(settings)
    with closing(open_database(settings.store_url)) as db:
        if dry_run:
            pruned = retention.estimate(db, policy, now)
        else:
            pruned = retention.prune(db, archive_of(settings), policy, now)
    counts = {name: getattr(pruned, name) for name in COUNTED}
    if json:
        print_json(counts)
        return
    words = ", ".join(f"{number} {name}" for name, number in counts.items())
    typer.echo(f"{'Would go' if dry_run else 'Gone'}: {words}.")


def retry(
    context: typer.Context,
    article: Annotated[
        str | None, typer.Argument(help="Address or id of an article.")
    ] = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Everything that was given up.")
    ] = False,
    json: JsonObject = False,
) -> None:
    """Try again what was given up; without arguments list it."""
    settings = state(context).settings()
    if article and everything:
        raise UsageError("name an article or --all, not both")
    with closing(open_database(settings.store_url)) as db:
        if article or everything:
            letters = list(given_up.retry(db, article).letters)
        else:
            letters = db.ask(dead_letters.listed)
    if json:
        print_json([asdict(one) for one in letters])
        return
    console = Console(highlight=False, soft_wrap=True)
    for one in letters:
        where = f"{one.url} [{one.language or 'page'}]"
        console.print(f"{where}: {one.reason}", markup=False)
    tail = "will be tried again" if article or everything else "given up"
    typer.echo(f"{len(letters)} {tail}.")


def bring_past(
    context: typer.Context,
    source: Annotated[str | None, typer.Argument(help="Slug of a source.")] = None,
    *,
    since: Annotated[
        str | None, typer.Option(help="The first day: 2026-01-01.")
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--from", help="Address of the archive feed or sitemap."),
    ] = None,
    warc: Annotated[
        Path | None, typer.Option("--warc", help="Read pages from this WARC file.")
    ] = None,
    pause: Annotated[
        bool | None, typer.Option("--pause/--resume", help="Let all backfills wait.")
    ] = None,
    json: JsonObject = False,
) -> None:
    """Bring in what a source published before; live news always go first."""
    settings = state(context).settings()
    with closing(open_database(settings.store_url)) as db:
        if pause is not None:
            db.change(backfill.pause, paused=pause)
            typer.echo("Backfills wait." if pause else "Backfills go on.")
        if source is None:
            if pause is None:
                raise UsageError("name a source and --since, or --pause or --resume")
            return
        if since is None:
            raise UsageError("--since is missing: the first day, such as 2026-01-01")
        with SyncClient(settings, StoreLedger(db), robots=StoreRobots(db)) as fetcher:
            show = (lambda _: None) if json else _show
            everything = backfill.Past(
                settings, db, fetcher, clock_of(), show, archive_of(settings)
            )
            if warc is None:
                done = backfill.backfill(everything, source, _day(since), start=start)
            else:
                done = backfill.from_warc(everything, source, _day(since), warc)
    if json:
        print_json(asdict(done))
        return
    _tell(done, since)


def _tell(done: backfill.Progress, since: str) -> None:
    for problem in done.problems:
        typer.echo(f"left out: {problem}", err=True)
    undated = f", {done.undated} without a date left out" if done.undated else ""
    undated += f", {done.foreign} of other sites left out" if done.foreign else ""
    typer.echo(
        f"{done.found} articles since {since} in {done.documents} documents, "
        f"{done.added} of them new{undated}. 'polywire run' takes them in behind "
        "live news."
    )


def _show(progress: backfill.Progress) -> None:
    typer.echo(
        f"{progress.documents} documents, {progress.found} articles, "
        f"{progress.added} new",
        err=True,
    )


def _day(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"--since {text!r} is no date: write it like 2026-01-01"
        raise UsageError(message) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
