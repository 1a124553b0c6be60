"""Name sources: ``add``, ``sources``, ``opml``."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import tomlkit
import typer
from rich.console import Console
from rich.table import Table
from tomlkit.items import AoT

from polywire.article import SegmentVerdict
from polywire.cli.context import Json, print_json, read_bytes, state
from polywire.cli.findings import counted
from polywire.desk.counters import Counters
from polywire.desk.route_desk import RouteDesk
from polywire.errors import SettingsError, SourceError
from polywire.extract.page_reader import PageReader
from polywire.intake import opml
from polywire.intake.feeds.feed import Feed
from polywire.language.text import tags
from polywire.net.fetch.client import SyncClient
from polywire.operate.care.status import status
from polywire.operate.decide import source_pause
from polywire.operate.decide.preview import Found, Sample, find_source, page_at, samples
from polywire.settings import operator_file
from polywire.steps.cell_plan import no_way, shown
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.wire import source_states
from polywire.translate.route import Routes
from polywire.wire import utc_now

Slug = Annotated[str, typer.Argument(help="The source, as 'sources' names it.")]
_WORDS = {
    "feed": "a feed",
    "sitemap": "a news sitemap",
    "front": "a section front without a feed; its links to articles are followed",
    "page": "a single page without a feed; it is taken as one article",
    "folder": "a folder of HTML files",
}
_PARAGRAPHS = 3
"""Paragraphs of a preview: enough to judge the translation by."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        epilog="Example: polywire add https://a.example/ --permission "
        '"J. Vale, e-mail of 3 May 2026, kept in the office"'
    )(add)
    group = typer.Typer(
        help="Show the sources and how they stand; pause, resume or retry one."
    )
    group.callback(
        invoke_without_command=True, epilog="Example: polywire sources --json"
    )(listed)
    group.command(epilog="Example: polywire sources retry courier")(retry)
    group.command(epilog="Example: polywire sources pause courier")(pause)
    group.command(epilog="Example: polywire sources resume courier")(resume)
    app.add_typer(group, name="sources")
    exchange = typer.Typer(help="Take source lists in and out as OPML.")
    exchange.command("export", epilog="Example: polywire opml export > my.opml")(
        opml_export
    )
    exchange.command("import", epilog="Example: polywire opml import my.opml")(
        opml_import
    )
    app.add_typer(exchange, name="opml")


def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="A feed, a site, a page or a folder.")],
    *,
    own: Annotated[
        bool, typer.Option("--own", help="It is your own reporting.")
    ] = False,
    permission: Annotated[
        str | None, typer.Option(help="Who allowed it, when, where it is written.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name that readers see.")] = None,
    language: Annotated[str | None, typer.Option(help="Its language (BCP 47).")] = None,
    page: Annotated[
        bool, typer.Option("--page", help="Take this page alone, not the site's feed.")
    ] = False,
    preview: Annotated[
        int, typer.Option(min=0, help="Show so many articles first; adds nothing.")
    ] = 0,
) -> None:
    """Find the feed of an address, show what it is, and add it to polywire.toml."""
    settings = state(context).settings()
    if own and permission:
        raise SettingsError("give --own or --permission, not both")
    rights = _rights(own=own, permission=permission)
    with closing(SyncClient(settings)) as fetcher, PageReader() as read:
        found = page_at(url) if page else _find(url, settings, fetcher, language)
        there = [one for one in settings.sources if one.url in {url, found.url}]
        if there and not preview:
            _state_rights(settings, there[0], rights)
            return
        table = _table(settings, found, name=name, language=language)
        table |= {"rights": rights} if rights else {}
        source = _source(table, settings)
        look_at = partial(samples, fetcher=fetcher, read=read, count=preview or 1)
        chosen = list(look_at(found, source, settings))
    if found.kind == "page" and not page:
        _refuse_a_page_without_article(found, chosen)
    _tell(found, source)
    _tell_rights(chosen)
    _tell_ways(chosen, source, settings)
    if preview:
        _show(chosen, source, settings)
        return
    add_source(settings.root, table)
    typer.echo(f"Added as {source.slug!r}. Next: polywire run --once")


def _find(
    url: str,
    settings: operator_file.Settings,
    fetcher: SyncClient,
    language: str | None,
) -> Found:
    return find_source(
        url, root=settings.root, fetcher=fetcher, now=utc_now, language=language
    )


def _table(
    settings: operator_file.Settings,
    found: Found,
    *,
    name: str | None,
    language: str | None,
) -> dict[str, Any]:
    title = name or found.feed.title or urlsplit(found.url).hostname or found.url
    taken = {source.slug for source in settings.sources}
    table: dict[str, Any] = {
        "slug": slug_for(title, taken),
        "name": title,
        "url": found.url,
        "kind": found.kind,
    }
    if language:
        table["language"] = language
    return table


def _rights(*, own: bool, permission: str | None) -> dict[str, str] | None:
    if own:
        return {"basis": "own", "images": "all"}
    if permission:
        return {"basis": "permission", "evidence": permission}
    return None


def _source(
    table: dict[str, Any], settings: operator_file.Settings
) -> operator_file.Source:
    """Read the new table as settings do, so that a wrong value is seen now."""
    site = {"operator": "x", "contact": "x"}
    return operator_file.parse(
        {"site": site, "source": [table]}, settings.root
    ).sources[0]


def _tell(found: Found, source: operator_file.Source) -> None:
    typer.echo(f"Found {_WORDS[found.what]}: {found.feed.title or found.url}")
    typer.echo(f"  address:  {found.url}")
    typer.echo(f"  language: {source.language or _language_of(found.feed)}")
    typer.echo(f"  entries:  {len(found.feed.entries)}")
    for entry in found.feed.entries[:3]:
        typer.echo(f"    - {entry.title or entry.link}")
    for note in found.feed.degraded:
        typer.echo(f"  note:     {note}")
    for other in found.others:
        typer.echo(f"  also:     {other}")


def _language_of(feed: Feed) -> str:
    """Return the language that a feed states, or most of its entries do."""
    stated = Counter(one.language for one in feed.entries if one.language)
    return feed.language or next(iter(dict(stated.most_common(1))), "not stated")


def _tell_rights(chosen: list[Any]) -> None:
    """Say under which rights the first article stands, and what would change it."""
    sample = next((one for one in chosen if isinstance(one, Sample)), None)
    if sample is None:
        why = f": {chosen[0]}" if chosen else ""
        typer.echo(f"  rights:   unknown, no article could be read{why}")
        return
    decision = sample.rights
    typer.echo(f"  rights:   {decision.level}: {decision.reason or decision.evidence}")


def _tell_ways(
    chosen: list[Any], source: operator_file.Source, settings: operator_file.Settings
) -> None:
    """Say at once in which editions its articles cannot be, and what would help."""
    sample = next((one for one in chosen if isinstance(one, Sample)), None)
    if sample is None:
        return
    with closing(Routes(settings)) as routes:
        has_route = partial(routes.has_route, cloud=source.cloud)
        for tag in settings.site.languages:
            why = no_way(sample.article, tag, has_route)
            if why:
                typer.echo(f"  withheld: in {tag}: {why}")


def _refuse_a_page_without_article(found: Found, chosen: list[Any]) -> None:
    """Raise SourceError where an address led to a page, and that is no article."""
    first = chosen[0]
    why = "; ".join(first.article.doubtful) if isinstance(first, Sample) else str(first)
    if why:
        raise SourceError(
            f"{found.url}: no feed, no links to articles and no article ({why}); give "
            "the address of a feed, of a site's front or of an article, or add --page "
            "to take the page all the same"
        )


def _state_rights(
    settings: operator_file.Settings,
    source: operator_file.Source,
    rights: dict[str, str] | None,
) -> None:
    """Write rights down for a source that is there; raises SettingsError without."""
    if rights is None:
        raise SettingsError(
            f"{source.url} is there already, as {source.slug!r}; to state rights give "
            "--own or --permission, to see it 'polywire sources'"
        )
    path = settings.root / operator_file.FILE_NAME
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    for table in document["source"]:
        if table.get("slug") == source.slug:
            table["rights"] = rights
    _write(path, document)
    typer.echo(
        f"{source.slug!r} was there already; its rights are now: {rights['basis']}. "
        "Next: polywire replay, then polywire run --once"
    )


def _show(
    chosen: list[Any], source: operator_file.Source, settings: operator_file.Settings
) -> None:
    """Print articles as they would be published, in each language."""
    with closing(RouteDesk(settings, None, utc_now, Counters())) as desk:
        for one in chosen:
            if not isinstance(one, Sample):
                typer.echo(f"\n- left out: {one}")
                continue
            visible = shown(one.article, one.rights, settings.site)
            for tag in settings.site.languages:
                typer.echo(f"\n[{tag}, {one.rights.level}] {visible.url}")
                if tags.is_same(visible.language, tag):
                    typer.echo(f"{visible.headline}\n{visible.standfirst or ''}")
                    continue
                why = no_way(visible, tag, partial(desk.has_route, cloud=source.cloud))
                if why:
                    typer.echo(f"withheld: {why}")
                    continue
                draft, verdict = desk.draft(
                    visible, tag, source=source, article_id=None
                )
                why = f" ({verdict.reason})" if verdict.reason else ""
                typer.echo(f"{verdict.state}{why}; {counted(draft)}")
                for found in draft.translations[: _PARAGRAPHS * 3]:
                    kept = found.verdict is SegmentVerdict.STOP
                    mark = " (original)" if kept else ""
                    typer.echo(f"{found.shown}{mark}")


def listed(context: typer.Context, *, json: Json = False) -> None:
    """List the sources: how they stand, last success, next poll, what went wrong."""
    if context.invoked_subcommand is not None:
        return
    settings = state(context).settings()
    with closing(open_database(settings.store_url)) as db:
        db.change(source_states.sync, settings.sources, utc_now())
        found = status(settings, db)["sources"]
    if json:
        print_json(found)
        return
    if not found:
        typer.echo("No sources yet: polywire add https://example.org/")
        return
    table = Table(box=None)
    table.add_column("source", overflow="fold")
    for title in ("stands", "last success", "next poll", "why"):
        table.add_column(title)
    for one in found:
        is_paused = one["condition"] == "paused"
        table.add_row(
            one["slug"],
            one["condition"],
            _moment(one["last_success"]) if one["last_success"] else "never",
            "not before 'resume'" if is_paused else _moment(one["next_poll"]),
            _why(one),
        )
    Console(highlight=False).print(table)


def _moment(text: str) -> str:
    return f"{text[:10]} {text[11:16]} UTC"


def _why(one: dict[str, Any]) -> str:
    """Say what is wrong with a source, and how often it went wrong in a row."""
    if not one["failures"]:
        return "" if one["health"] in {"ok", "new"} else str(one["health"])
    return f"{one['error']} ({one['health']})"


def retry(context: typer.Context, slug: Slug) -> None:
    """Poll a source again at the next run: a paused one too."""
    with _known(context, slug) as db:
        source_pause.resume(db, slug, utc_now())
    typer.echo(f"{slug} is due now: a running wire polls it within seconds.")


def pause(context: typer.Context, slug: Slug) -> None:
    """Ask a source no more until it is resumed; its articles stay."""
    with _known(context, slug) as db:
        source_pause.pause(db, slug, utc_now())
    typer.echo(f"{slug} is paused: 'polywire sources resume {slug}' undoes it.")


def resume(context: typer.Context, slug: Slug) -> None:
    """Ask a source again that was paused."""
    retry(context, slug)


@contextmanager
def _known(context: typer.Context, slug: str) -> Iterator[Database]:
    """Open the store with a source of the settings in it; raises SettingsError."""
    settings = state(context).settings()
    settings.source(slug)
    with closing(open_database(settings.store_url)) as db:
        with db.write() as conn:
            source_states.sync(conn, settings.sources, utc_now())
        yield db


def opml_export(context: typer.Context) -> None:
    """Print the sources as OPML."""
    settings = state(context).settings()
    text = opml.write_opml(settings.sources, settings.site.name, utc_now())
    typer.echo(text, nl=False)


def opml_import(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="An OPML file, or -.")],
) -> None:
    """Add every feed of an OPML file that is not there yet."""
    shared = state(context)
    known = {source.url for source in shared.settings().sources}
    listed = opml.read_opml(read_bytes(file))
    for outline in listed.outlines:
        if outline.url in known:
            continue
        settings = shared.settings()
        taken = {source.slug for source in settings.sources}
        title = outline.title or outline.url
        add_source(
            settings.root,
            {
                "slug": slug_for(title, taken),
                "name": title,
                "url": outline.url,
                **({"language": outline.language} if outline.language else {}),
            },
        )
        typer.echo(f"added {title}: {outline.url}")
    for line in listed.left_out:
        typer.echo(f"left out {line}")
    there = sum(outline.url in known for outline in listed.outlines)
    added = len(listed.outlines) - there
    typer.echo(f"{added} added, {there} were there already.")


def add_source(root: Path, source: dict[str, object]) -> None:
    """Append a ``[[source]]`` to the file, keeping the operator's comments.

    The whole file is checked before it is replaced; raises SettingsError.
    """
    path = root / operator_file.FILE_NAME
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    sources = document.setdefault("source", tomlkit.aot())
    if not isinstance(sources, AoT):
        raise SettingsError(f"{path}: 'source' must be written as [[source]] tables")
    table = tomlkit.table()
    for key, value in source.items():
        table.add(key, value)
    sources.append(table)
    _write(path, document)


def _write(path: Path, document: tomlkit.TOMLDocument) -> None:
    """Replace the settings' file once the new one is known to be good."""
    operator_file.parse(document.unwrap(), path.parent)
    temporary = path.with_suffix(".toml.new")
    temporary.write_text(tomlkit.dumps(document), encoding="utf-8")
    temporary.replace(path)


def slug_for(name: str, taken: set[str]) -> str:
    """Return a free slug made of a name: ``"The Courier"`` -> ``the-courier``."""
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "source"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
