"""Tools for single pages and feeds: ``extract``, ``feed``.

Apart from those for sentences: these load parsers, those the rules.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
import typer

from polywire.article import Capture, FeedEntry
from polywire.cli.context import File, Json, print_json, read_bytes, state
from polywire.errors import UsageError
from polywire.extract.article_json import to_contract
from polywire.extract.extract import extract as extract_page
from polywire.intake.feeds.feed_json import feed_json
from polywire.intake.feeds.parse import parse_feed
from polywire.net.fetch.decode import MAX_BODY

Url = Annotated[str, typer.Option("--url", help="The address it came from.")]
Header = Annotated[
    list[str] | None, typer.Option("--header", help="HTTP header K:V; may be repeated.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        epilog="Example: polywire extract page.html --url https://a.example/1 --json"
    )(extract)
    app.command(
        epilog="Example: polywire feed rss.xml --url https://a.example/rss --json"
    )(feed)


def read(given: str, url: str) -> FeedEntry:
    """Return the entry that JSON, or a file of it, holds; raises UsageError.

    Keys that an entry does not know are left alone, so that a line of ``polywire
    feed --json`` can be handed on. ``url`` stands in for a missing id and link.
    """
    data = given.encode() if given.lstrip().startswith("{") else read_bytes(given)
    try:
        values = msgspec.json.decode(data, type=dict[str, Any])
        named = {name: value for name, value in values.items() if value is not None}
        return msgspec.convert(_fitted(named, url), FeedEntry)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"--feed-entry is no feed entry in JSON: {error}") from error


def _fitted(values: dict[str, Any], url: str) -> dict[str, Any]:
    """Return the values with defaults, and enclosures as their addresses."""
    found = {"id": url, "link": url} | values
    enclosures = found.get("enclosures") or ()
    found["enclosures"] = [
        each.get("url", "") if isinstance(each, dict) else each for each in enclosures
    ]
    found["language"] = found.get("language") or None
    return found


def extract(
    context: typer.Context,
    file: File = "-",
    *,
    url: Url,
    header: Header = None,
    rule: Annotated[
        list[str] | None, typer.Option(help="Override FIELD=SELECTOR; may be repeated.")
    ] = None,
    feed_entry: Annotated[
        str | None,
        typer.Option(
            help="The feed's entry, as 'polywire feed --json' prints it: JSON or a file."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Print the article of a page: headline, body, captions, licence, doubts."""
    settings = state(context).settings_if_any()
    article = extract_page(
        read_bytes(file, limit=MAX_BODY),
        url=url,
        headers=dict(_headers(header)),
        entry=read(feed_entry, url) if feed_entry else None,
        languages=tuple(settings.site.languages),
        rules=dict(_pairs(rule or [], "=")),
    )
    if json:
        print_json(to_contract(article))
        return
    typer.echo(article.headline)
    for text in (article.standfirst, ", ".join(article.bylines), article.body):
        if text:
            typer.echo(f"\n{text}")
    if article.doubtful:
        typer.echo("\ndoubtful: " + "; ".join(article.doubtful), err=True)


def feed(
    file: File = "-",
    *,
    url: Url,
    header: Header = None,
    language: Annotated[
        str | None, typer.Option(help="Language of the source (BCP 47): reads dates.")
    ] = None,
    zone: Annotated[
        str | None, typer.Option(help="Zone of dates without one: Europe/Lisbon.")
    ] = None,
    json: Json = False,
) -> None:
    """Print a feed, normalised: UTC dates, absolute links, clean text."""
    now = datetime.now(UTC)
    data = read_bytes(file, limit=MAX_BODY)
    capture = Capture(url, url, now, 200, _headers(header), data)
    parsed = parse_feed(capture, source_language=language, zone=zone, now=now)
    if json:
        print_json(feed_json(parsed))
        return
    typer.echo(parsed.title)
    for entry in parsed.entries:
        when = entry.published.isoformat() if entry.published else "undated"
        typer.echo(f"{when}  {entry.title}  {entry.link}")


def _headers(given: list[str] | None) -> tuple[tuple[str, str], ...]:
    pairs = _pairs(given or [], ":")
    return tuple((key.strip().lower(), value.strip()) for key, value in pairs)


def _pairs(given: list[str], sign: str) -> list[tuple[str, str]]:
    for text in given:
        if sign not in text:
            raise UsageError(f"{text!r}: write it as NAME{sign}VALUE")
    return [(key, value) for key, _, value in (text.partition(sign) for text in given)]
