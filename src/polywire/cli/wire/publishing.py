"""Write the site from the store: ``publish``."""

from contextlib import closing
from typing import Annotated

import typer

from polywire.cli.context import JsonObject, print_json, state
from polywire.operate.care.reconcile import open_store
from polywire.operate.care.search_upkeep import index
from polywire.publish.label.label import check_locales
from polywire.publish.site.mirror import open_site
from polywire.publish.site.site_folder import Report
from polywire.settings import operator_file
from polywire.steps.emit import Outlet, emit, rebuild
from polywire.wire import clock_of


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(epilog="Example: polywire -C my-wire publish --all")(publish)


def publish(
    context: typer.Context,
    *,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Write every page and list, not only what waits."),
    ] = False,
    json: JsonObject = False,
) -> None:
    """Write the pages that wait; with --all the whole site, as after new templates.

    Fetches nothing and translates nothing; may run beside the wire.
    """
    report = _publish(state(context).settings(), everything=everything)
    if json:
        print_json(
            {
                "written": report.written,
                "unchanged": report.unchanged,
                "removed": report.removed,
            }
        )
    else:
        typer.echo(
            f"{report.written} files written, {report.unchanged} unchanged, "
            f"{report.removed} removed."
        )


def _publish(settings: operator_file.Settings, *, everything: bool) -> Report:
    check_locales(settings.site.languages, settings.labels)
    with closing(open_store(settings)) as db:
        folder = open_site(settings)
        outlet = Outlet(settings, db, folder, clock_of())
        report = rebuild(outlet) if everything else _emitted(outlet)
        index(outlet)
        return report


def _emitted(outlet: Outlet) -> Report:
    report = Report()
    while (done := emit(outlet)) is not None:
        report += done
    return report
