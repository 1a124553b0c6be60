"""Run the wire and see what it did: ``run``, ``serve``, ``status``, ``find``."""

from collections import Counter
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from polywire.article import State
from polywire.cli.context import JsonObject, print_json, state
from polywire.errors import SettingsError, UsageError
from polywire.intake.captures.shared_captures import archive_of
from polywire.operate.care.reconcile import open_store
from polywire.operate.care.status import NEWEST
from polywire.operate.care.status import status as read_status
from polywire.settings import operator_file
from polywire.steps.hosts.hub_subscriptions import StoreHub
from polywire.steps.store_shelf import StoreShelf
from polywire.store.wire import board, source_states
from polywire.store.wire.board import CellLine, Question
from polywire.wire import utc_now

PORT = 8000
HOST = "127.0.0.1"
PROXY = "127.0.0.1,::1"
DEMO_PORT = 8470
DEMO_FOLDER = Path("polywire-demo")

_LINES = 20
"""Cells that ``status`` lists after its sums."""
_MOST = 100
Port = Annotated[int, typer.Option(help="Port on this machine to serve the site at.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog="Example: polywire -C my-wire run --once")(run)
    app.command(epilog="Example: polywire -C my-wire serve --port 8080")(serve)
    app.command(name="status", epilog="Example: polywire status --json | jq .cells")(
        show_status
    )
    app.command(epilog="Example: polywire find bridge norvale --state withheld")(find)
    app.command(epilog="Example: polywire demo --day 2")(demo)


def run(
    context: typer.Context,
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Poll each source once, finish, and stop.")
    ] = False,
    json: JsonObject = False,
) -> None:
    """Run the wire until it is stopped (Ctrl-C or SIGTERM), or once."""
    _run(state(context).settings(), once=once, json=json)


def _run(
    settings: operator_file.Settings,
    *,
    once: bool,
    json: bool,
    now: datetime | None = None,
) -> None:
    # The whole wire takes 1.5 s to import: only who runs it waits for that.
    from polywire import service
    from polywire.cli.wire.progress import Meter

    if not settings.sources:
        typer.echo("No source yet: polywire add ADDRESS finds its feeds.", err=True)
    with Meter(quiet=json) as meter, service.opened(settings, now=now) as running:
        work = running.once if once else running.forever
        report = work(meter.show)
    if json:
        print_json(report)
    else:
        typer.echo(_sentence(report))


def _sentence(report: dict[str, int]) -> str:
    return (
        f"{report['polls']} polls, {report['pages_fetched']} pages fetched, "
        f"{report['cells']} editions made, {report['sentences']} sentences "
        f"({report['engine_calls']} sent to an engine), "
        f"{report['files_written']} files written."
    )


def serve(
    context: typer.Context,
    *,
    port: Port = PORT,
    host: Annotated[
        str, typer.Option(help="Address to listen at; 0.0.0.0 is every one.")
    ] = HOST,
    proxy: Annotated[
        str,
        typer.Option(
            help="Proxies that are believed when they say for whom they ask: "
            "addresses or networks, parted by commas."
        ),
    ] = PROXY,
) -> None:
    """Serve the site, the API and the newsroom console."""
    _serve(state(context).settings(), port, host=host, proxy=proxy)


def _serve(
    settings: operator_file.Settings, port: int, *, host: str = HOST, proxy: str = PROXY
) -> None:
    from polywire.operate.decide.review_records import Reviews
    from polywire.operate.people.access import Access
    from polywire.web.console.frame import DESK, ENTER, Newsroom
    from polywire.web.console.trial import Trial
    from polywire.web.web_app import Api
    from polywire.web.web_app import serve as serve_site

    is_private = settings.site.visibility == "private"
    with (
        closing(open_store(settings)) as db,
        closing(Trial(settings, utc_now)) as trial,
    ):
        access = Access(db, utc_now)

        def ready(address: str) -> None:
            typer.echo(f"{settings.site.name}: open {address}   (Ctrl-C stops)")
            if access.is_open():
                typer.echo(f"The newsroom: {address.rstrip('/')}{DESK}")
            else:
                way = f"{address.rstrip('/')}{ENTER}?key={access.invite()}"
                typer.echo(f"The newsroom, for one browser, once: {way}")
            if is_private and not access.is_open():
                typer.echo("Nobody can log in yet: polywire user add YOUR-NAME")

        shelf = StoreShelf(db, settings)
        api = Api(
            status=lambda: read_status(settings, db),
            shelf=shelf,
            search=shelf.search,
            hub=StoreHub(db, utc_now),
            access=access,
            reviews=Reviews(db, settings, utc_now),
            newsroom=Newsroom(db, access, archive_of(settings), trial, utc_now),
        )
        serve_site(settings, port, host=host, api=api, ready=ready, proxies=proxy)


def show_status(
    context: typer.Context,
    *,
    json: JsonObject = False,
    everything: Annotated[
        bool, typer.Option("--all", help="List every cell, not the newest 2,000.")
    ] = False,
) -> None:
    """Show the board: sums, sources, engines, and the newest articles with reasons."""
    limit = None if everything else NEWEST
    settings = state(context).settings()
    with closing(open_store(settings)) as db:
        found = read_status(settings, db, limit=limit)
        if json:
            print_json(found)
            return
        with db.read() as conn:
            newest = board.find(conn, limit=_LINES)
    _print_status(found)
    _print_lines(newest)


def find(
    context: typer.Context,
    words: Annotated[
        list[str], typer.Argument(help="Of text or headline; an address; an id.")
    ],
    *,
    stands: Annotated[
        State | None, typer.Option("--state", help="Only what stands so.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("-l", "--language", help="Only this language.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Only this source (slug).")] = None,
    json: JsonObject = False,
) -> None:
    """Find articles by words, address or id: in each language its state and reason."""
    settings = state(context).settings()
    if language and language not in settings.site.languages:
        raise UsageError(f"language: one of {', '.join(settings.site.languages)}")
    asked = Question(" ".join(" ".join(words).split()), stands, language, source)
    with closing(open_store(settings)) as db, db.read() as conn:
        if source and source_states.get(conn, source) is None:
            raise UsageError(f"no source {source!r}: 'polywire sources' lists them")
        found = board.find(conn, asked, _MOST)
    if json:
        print_json(found)
    elif found:
        _print_lines(found)
    else:
        typer.echo("No article fits: fewer words find more.")


def _print_lines(lines: list[CellLine]) -> None:
    """Print a line for each cell, and why it is not simply published."""
    for one in lines:
        when = f"{one.sort_at:%Y-%m-%d %H:%M}"
        what = one.headline or one.address
        typer.echo(f"{when}  {one.article_id}  {one.language}  {one.state}  {what}")
        if one.reason:
            typer.echo(f"    {one.reason}")


def _print_status(found: dict[str, Any]) -> None:
    console = Console(highlight=False, markup=False)  # reasons hold brackets
    sums = Table("language", "state", "articles", box=None)
    counted = Counter((c["language"], c["state"]) for c in found["cells"])
    if found["cells_left"]:
        counted = Counter(
            {
                (language, name): number
                for language, states in found["sums"].items()
                for name, number in states.items()
            }
        )
    for (language, name), number in sorted(counted.items()):
        sums.add_row(language, name, str(number))
    for trouble in found["troubles"]:
        console.print(f"! {trouble['words']}", markup=False, style="red")
    if found["given_up"]:
        words = f"! {found['given_up']} given up: 'polywire retry' lists them"
        console.print(words, markup=False, style="red")
    for one in found["outbox"]["dead"][:3]:
        words = f"! not told: {one['target']}: {one['subject']}: {one['error']}"
        console.print(words, markup=False, style="red")
    console.print(f"{found['articles']} articles")
    console.print(sums)
    reasons = Counter(
        (c["state"], c["reason"])
        for c in found["cells"]
        if c["state"] != "published" and c["reason"]
    )
    if reasons:
        table = Table("cells", "state", "reason", box=None)
        for (name, reason), number in reasons.most_common(12):
            table.add_row(str(number), name, reason)
        console.print(table)
    health = Table("source", "health", "next poll", box=None)
    for source in found["sources"]:
        words = source["error"] or source["health"]
        health.add_row(source["slug"], words, source["next_poll"])
    console.print(health)
    if found["engines"]:
        console.print(_engines(found["engines"]))


def _engines(rows: list[dict[str, Any]]) -> Table:
    """Show how the engines are, and what services used this month."""
    table = Table("engine", "health", "characters", "money", box=None)
    for row in rows:
        words = row["error"] if row["failures"] else row["health"]
        table.add_row(row["name"], words, str(row["characters"]), f"{row['money']:.2f}")
    return table


def demo(
    context: typer.Context,
    directory: Annotated[
        Path | None, typer.Argument(help="Folder of the demo's installation.")
    ] = None,
    *,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Stop when the wire is done.")
    ] = False,
    day: Annotated[
        int, typer.Option(min=1, max=2, help="State of the newsroom: day 1 or 2.")
    ] = 1,
    port: Port = DEMO_PORT,
    json: JsonObject = False,
) -> None:
    """Run a whole wire on an invented newsroom of two towns, and serve its site."""
    from polywire.demo.content import clock, demo_settings
    from polywire.demo.server import serve as serve_newsroom

    shared = state(context)
    folder = shared.directory / (directory or DEMO_FOLDER)
    if not json:
        typer.echo(f"The sample newsroom, day {day}, in {folder}")
    with serve_newsroom(day=day) as newsroom:
        text = demo_settings(newsroom.base_urls, port)
        settings = _prepare(folder, text)
        # the newsroom's own day: its dates read as news, and each run is the same
        _run(settings, once=True, json=json, now=clock(day))
    if no_serve:
        if not json:
            typer.echo(f"The site is in {settings.site_folder}")
            typer.echo(f"Look at it:   polywire -C {folder} serve --port {port}")
            typer.echo(f"What is where: polywire -C {folder} status")
        return
    _serve(settings, port)


def _prepare(folder: Path, text: str) -> operator_file.Settings:
    """Make the demo's folder; a file that the user changed is kept."""
    path = folder / operator_file.FILE_NAME
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return operator_file.load(folder)
    except SettingsError:
        raise
    except OSError as error:
        message = f"{folder}: cannot be written ({error.strerror}); name another folder"
        raise UsageError(message) from error
