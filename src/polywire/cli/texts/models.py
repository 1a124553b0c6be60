"""Models of an installation: ``models list``, ``add``, ``remove``, ``verify``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
from rich.progress import TransferSpeedColumn as Speed
from rich.table import Table

from polywire.cli.context import State, print_json, state
from polywire.errors import EngineError
from polywire.settings import operator_file
from polywire.translate.models import model_folder, registry
from polywire.translate.models.installed_models import (
    Installed,
    ModelStore,
    Plan,
    address_of,
    listing,
    pair_of,
)
from polywire.translate.models.installed_models import Progress as Told
from polywire.translate.models.shared_models import bring, send

Json = Annotated[bool, typer.Option("--json", help="Print one JSON value.")]
_MEGABYTE = 1_000_000

app = typer.Typer(
    no_args_is_help=True, help="Add, remove and check translation models."
)


def read_settings(shared: State) -> operator_file.Settings:
    """Read polywire.toml where there is one; models can be added before it."""
    if (shared.directory / operator_file.FILE_NAME).exists():
        return shared.settings()
    return operator_file.Settings(root=shared.directory.resolve())


@app.command("list", epilog="Example: polywire models list --json")
def show(context: typer.Context, *, json: Json = False) -> None:
    """Show the models that are there: added ones and those that come with Polywire."""
    root = read_settings(state(context)).root
    rows = [_row(model) for model in ModelStore(root).listed()]
    rows += [_bundled_row(model) for model in model_folder.bundled()]
    if json:
        print_json(rows)
        return
    table = Table("pair", "size", "sha256", "from", box=None)
    for row in rows:
        table.add_row(
            row["pair"], _size(row["size"]), row["sha256"][:12], row["origin"]
        )
    Console(highlight=False).print(table)


def _row(model: Installed) -> dict[str, Any]:
    return {
        "pair": model.name,
        "size": model.size,
        "sha256": model.sha256,
        "origin": model.origin,
        "unpromised": list(model.unpromised),
    }


def _bundled_row(model: model_folder.ModelFolder) -> dict[str, Any]:
    return {
        "pair": f"{model.source}-{model.target}",
        "size": sum(path.stat().st_size for path in model.files),
        "sha256": model.sha256,
        "origin": "bundled",
        "unpromised": [],
    }


@app.command(epilog="Example: polywire models add ru-en")
def add(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(help="A pair (ru-en), or a folder, zip or tar.")
    ],
    *,
    name: Annotated[
        str | None,
        typer.Option("--as", help="Pair of a folder's or archive's model: en-pt-BR."),
    ] = None,
    where: Annotated[
        str,
        typer.Option(
            "--registry",
            envvar="POLYWIRE_REGISTRY",
            help="A known registry, or the address of a models.json.",
        ),
    ] = "mozilla",
    architecture: Annotated[
        str | None, typer.Option(help="Of several models of a pair: tiny, base, ...")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Download without asking.")
    ] = False,
    json: Json = False,
) -> None:
    """Add a model from a registry, a folder or an archive, whole and checked."""
    settings = read_settings(state(context))
    bring(settings)
    store = ModelStore(settings.root)
    path = Path(what).expanduser()
    if path.exists() or path.suffix or "/" in what:
        made = store.add_path(path, name)
    else:
        plan = _plan(settings, what, where, architecture)
        if not yes and not json and not _agrees(plan):
            raise typer.Exit(1)
        with _meter(plan, quiet=json) as told:
            made = store.add_planned(settings, plan, told)
    send(settings)
    if json:
        print_json(_row(made))
        return
    typer.echo(f"Added {made.name} ({_size(made.size)}, sha256 {made.sha256[:12]}).")
    if made.unpromised:
        typer.echo(
            "The registry gives no hash of "
            f"{', '.join(made.unpromised)}: kept as they came over https."
        )


def _plan(
    settings: operator_file.Settings, what: str, where: str, architecture: str | None
) -> Plan:
    """Choose the model to download; raises EngineError or FetchError."""
    source, target = pair_of(what)
    url = address_of(where)
    offered = listing(settings, url, settings.root / "models" / ".parts")
    return Plan(registry.choose(offered, source, target, architecture), url)


def _agrees(plan: Plan) -> bool:
    """Say what is going to be downloaded, and ask where somebody can answer."""
    listed = plan.listed
    typer.echo(
        f"{listed.source}-{listed.target}, {listed.architecture or 'no name'}, "
        f"{len(listed.files)} files, {_size(plan.size)} unpacked, from {plan.where}"
    )
    return not sys.stdin.isatty() or typer.confirm("Download?", default=True)


@contextmanager
def _meter(plan: Plan, *, quiet: bool) -> Iterator[Told]:
    """Show a bar for each file on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), Speed())
    is_shown = not quiet and console.is_terminal
    with Progress(*columns, console=console, disable=not is_shown) as bars:
        tasks = {
            file.name: bars.add_task(file.name, total=file.size)
            for file in plan.listed.files
        }
        yield lambda name, done, total: bars.update(
            tasks[name], completed=done, total=total
        )


@app.command(epilog="Example: polywire models remove ru-en")
def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The pair, as 'models list' shows it.")],
    *,
    json: Json = False,
) -> None:
    """Remove a model that was added."""
    settings = read_settings(state(context))
    bring(settings)
    gone = ModelStore(settings.root).remove(name)
    send(settings)
    if json:
        print_json(_row(gone))
    else:
        typer.echo(f"Removed {gone.name} ({_size(gone.size)}).")


@app.command(epilog="Example: polywire models verify")
def verify(context: typer.Context, *, json: Json = False) -> None:
    """Hash the files of all added models again; exit code 4 when one has changed."""
    found = ModelStore(read_settings(state(context)).root).verify()
    if json:
        print_json(found)
    elif not found:
        typer.echo("No model was added: nothing to verify.")
    for name, faults in () if json else found.items():
        typer.echo(f"{name}: {'; '.join(faults) or 'ok'}")
    bad = [name for name, faults in found.items() if faults]
    if bad:
        raise EngineError(
            f"{', '.join(bad)}: damaged; remove it with 'polywire models remove "
            f"{bad[0]}' and add it again"
        )


def _size(count: int) -> str:
    return f"{count / _MEGABYTE:.1f} MB"
