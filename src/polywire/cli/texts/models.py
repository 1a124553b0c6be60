"""Models of an installation: ``models list``, ``add``, ``remove``, ``verify``."""

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

from polywire.cli.context import print_json, state
from polywire.errors import EngineError
from polywire.language.text import tags
from polywire.settings import operator_file
from polywire.translate.models import model_folder, registry
from polywire.translate.models.installed_models import (
    Installed,
    ModelStore,
    Plan,
    address_of,
    installed,
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


@app.command("list", epilog="Example: polywire models list --json")
def show(context: typer.Context, *, json: Json = False) -> None:
    """Show the models that are there: added ones and those that come with Polywire."""
    root = state(context).settings_if_any().root
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


@app.command(
    epilog="Examples: polywire models add ru-en; "
    "polywire models add ru uk ar --to en,pt-BR; polywire models add ruen.zip"
)
def add(
    context: typer.Context,
    what: Annotated[
        list[str],
        typer.Argument(
            help="Pairs (ru-en), with --to languages (ru), or a folder, zip or tar."
        ),
    ],
    *,
    to: Annotated[
        str | None, typer.Option(help="Languages to translate into: en,pt-BR.")
    ] = None,
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
    """Add models from a registry, a folder or an archive, whole and checked."""
    settings = state(context).settings_if_any()
    bring(settings)
    store = ModelStore(settings.root)
    if len(what) == 1 and _is_path(what[0]):
        made = [store.add_path(Path(what[0]).expanduser(), name)]
    else:
        pairs = _pairs(what, to)
        plans = _plans(settings, pairs, where, architecture, again=not to)
        if not yes and not json and not _agrees(plans):
            raise typer.Exit(1)
        made = [_fetched(store, settings, plan, quiet=json) for plan in plans]
    send(settings)
    if json:
        print_json([_row(model) for model in made])
    else:
        _tell(made)


def _fetched(
    store: ModelStore, settings: operator_file.Settings, plan: Plan, *, quiet: bool
) -> Installed:
    with _meter(plan, quiet=quiet) as told:
        return store.add_planned(settings, plan, told)


def _tell(made: list[Installed]) -> None:
    for model in made:
        typer.echo(
            f"Added {model.name} ({_size(model.size)}, sha256 {model.sha256[:12]})."
        )
        if model.unpromised:
            names = ", ".join(model.unpromised)
            typer.echo(f"The registry gives no hash of {names}: kept as they came.")


def _is_path(what: str) -> bool:
    path = Path(what).expanduser()
    return path.exists() or bool(path.suffix) or "/" in what


def _pairs(what: list[str], to: str | None) -> list[tuple[str, str]]:
    """Return the pairs that a command names; raises UsageError."""
    if not to:
        return [pair_of(one) for one in what]
    both = [(one, target.strip()) for one in what for target in to.split(",")]
    pairs = [pair_of(f"{source}-{target}") for source, target in both]
    return [pair for pair in pairs if tags.base(pair[0]) != tags.base(pair[1])]


def _plans(
    settings: operator_file.Settings,
    pairs: list[tuple[str, str]],
    where: str,
    architecture: str | None,
    *,
    again: bool,
) -> list[Plan]:
    """Choose the models to download; raises EngineError or FetchError.

    With ``again`` a pair that is there already is fetched anew.
    """
    url = address_of(where)
    offered = listing(settings, url, settings.root / "models" / ".parts")
    if offered.left_out:
        typer.echo(
            f"{len(offered.left_out)} models of the listing cannot be read and are "
            "left out.",
            err=True,
        )
    have = (*installed(settings.root), *model_folder.bundled())
    there = [(model.source, model.target) for model in have]
    chosen = registry.choose_all(offered, pairs, there, architecture, again=again)
    return [Plan(model, url) for model in chosen]


def _agrees(plans: list[Plan]) -> bool:
    """Say what is going to be downloaded, and ask where somebody can answer."""
    if not plans:
        typer.echo("All models that this needs are there.")
        return True
    for plan in plans:
        listed = plan.listed
        figures = "".join(f", {name} {value:.3g}" for name, value in listed.figures)
        typer.echo(
            f"{listed.name}, {listed.architecture or 'no name'}, {_size(plan.size)}"
            f"{figures}, {listed.status or 'not released'}, from {plan.where}"
        )
    if len(plans) > 1:
        typer.echo(f"{len(plans)} models, {_size(sum(plan.size for plan in plans))}")
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
    settings = state(context).settings_if_any()
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
    found = ModelStore(state(context).settings_if_any().root).verify()
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
