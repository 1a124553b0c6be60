"""Tools for single texts: ``translate``, ``check``, ``rules``."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

from polywire import tables
from polywire.article import (
    Finding,
    Mark,
    MarkType,
    PartType,
    SecondReading,
    Segment,
    SegmentVerdict,
    Translation,
)
from polywire.check import measured_languages, second_reading
from polywire.check.judge import check_segment, verdict_of
from polywire.check.rule import Context, Pair
from polywire.check.rules import ALL
from polywire.cli.context import File, Json, print_json, read_lines, state
from polywire.desk.repair.article_words import read_article
from polywire.errors import UsageError
from polywire.language.meaning.sensitive import is_sensitive
from polywire.language.text.identify import identify
from polywire.net.html import inline
from polywire.settings import operator_file
from polywire.translate.known import glossary
from polywire.translate.models.dictionaries import bundled_lexicon, bundled_words

if TYPE_CHECKING:
    from polywire.desk.route_desk import RouteDesk


def measured() -> dict[str, dict[str, Any]]:
    """Return rule -> recall, cases (planted faults), false_alarms and accepted."""
    found: dict[str, dict[str, Any]] = tables.table("polywire.check", "measured.toml")[
        "rules"
    ]
    return found


From = Annotated[str, typer.Option("--from", help="Language of the source (BCP 47).")]
To = Annotated[str, typer.Option("--to", help="Language of the translation.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        epilog="Example: echo 'Man held over fire' | "
        "polywire translate --from en --to pt --kind headline --json"
    )(translate)
    app.command(epilog="Example: polywire check a.en a.pt --from en --to pt --json")(
        check
    )
    app.command(epilog="Example: polywire rules --json")(rules)


_PARTS: dict[str, PartType] = {
    "headline": "headline",
    "standfirst": "standfirst",
    "caption": "caption",
}
"""The part of an article that each kind of text is; all others are of the body."""

Kind = Annotated[
    Literal["headline", "standfirst", "sentence", "quote", "caption"],
    typer.Option(help="What each line is."),
]

# One line of HTML with inline marks -> text and marks, and back; what comes in and what
# goes out passes the one boundary for HTML, ``net.html``.
_ELEMENTS: dict[str, MarkType] = {
    "a": "link",
    "em": "emphasis",
    "i": "emphasis",
    "strong": "strong",
    "b": "strong",
    "span": "quotation",
    "time": "time",
}
_TAGS: dict[MarkType, str] = {
    "link": "a",
    "emphasis": "em",
    "strong": "strong",
    "quotation": "span",
    "time": "time",
}


def translate(
    context: typer.Context,
    file: File = "-",
    *,
    source: From,
    target: To,
    engine: Annotated[
        str | None, typer.Option(help="Use this engine only: firefox, apertium, ...")
    ] = None,
    route: Annotated[
        str | None,
        typer.Option(help="Engines in order, with + for chains: firefox+apertium,mine"),
    ] = None,
    terms: Annotated[
        Path | None, typer.Option("--glossary", help="Use this glossary.toml.")
    ] = None,
    html: Annotated[
        bool, typer.Option("--html", help="Lines are HTML; links and emphasis stay.")
    ] = False,
    kind: Kind = "sentence",
    json: Json = False,
) -> None:
    """Translate a sentence a line, checked; the original where the verdict is stop."""
    settings = state(context).settings_if_any()
    names = _named(engine, route)
    if names:
        settings = replace(settings, routes={f"{source}-{target}": names})
    entries = _glossary(terms) if terms else None
    lines = [read_fragment(one) if html else (one, ()) for one in read_lines(file)]
    part = _PARTS.get(kind, "body")
    segments = [Segment(part, n, None, *line) for n, line in enumerate(lines)]
    with closing(_desk(settings, entries)) as desk:
        # an engine that is asked for by name may send this text away
        made = desk.segments(segments, source, target, cloud=bool(names))
    for segment, found in zip(segments, made, strict=True):
        _print_translation(segment, found, html=html, json=json)


def _desk(
    settings: operator_file.Settings, terms: tuple[glossary.Entry, ...] | None = None
) -> "RouteDesk":
    # slow: these bring engines and the store, which the rules alone do not need
    from polywire.desk.counters import Counters
    from polywire.desk.route_desk import RouteDesk
    from polywire.wire import utc_now

    return RouteDesk(settings, None, utc_now, Counters(), terms=terms)


def _named(engine: str | None, route: str | None) -> list[str]:
    """Return the ways that the options ask for, in order; none for the usual ones."""
    if engine and route:
        message = "--engine and --route exclude each other: a route holds engines"
        raise UsageError(message)
    names = [name.strip() for name in (engine or route or "").split(",")]
    return [name for name in names if name]


def _glossary(path: Path) -> tuple[glossary.Entry, ...]:
    """Read a glossary that was named: unlike the usual one it must be there."""
    if not path.is_file():
        raise UsageError(f"{path}: there is no such glossary")
    return glossary.read(path)


def _print_translation(
    segment: Segment, found: Translation, *, html: bool, json: bool
) -> None:
    if json:
        shown = _translation(found)
        if html:
            shown["target"] = write_fragment(found.target, found.marks)
            shown["source"] = write_fragment(segment.text, segment.marks)
        print_json(shown)
        return
    is_stopped = found.verdict is SegmentVerdict.STOP
    marks = segment.marks if is_stopped else found.marks
    typer.echo(write_fragment(found.shown, marks) if html else found.shown)


def _translation(found: Translation) -> dict[str, Any]:
    return {
        "source": found.source,
        "target": found.target,
        "verdict": str(found.verdict),
        "findings": [_finding(one) for one in found.findings],
        "repairs": list(found.repairs),
        "engine": found.engine,
        "model": found.model,
        **_second(found.second),
    }


def _second(reading: SecondReading | None) -> dict[str, Any]:
    """Return what a second reader says; p is null where none read."""
    if reading is None:
        return {"p": None, "suspects": []}
    return {"p": reading.p, "suspects": list(reading.suspects)}


def _finding(one: Any) -> dict[str, str]:
    return {"rule": one.rule, "severity": str(one.severity), "evidence": one.evidence}


def check(
    context: typer.Context,
    source_file: Annotated[str, typer.Argument(metavar="SRC", help="Source lines.")],
    target_file: Annotated[str, typer.Argument(metavar="HYP", help="Translations.")],
    *,
    source: From,
    target: To,
    kind: Kind = "sentence",
    reader: Annotated[
        bool,
        typer.Option(
            "--reader", help="Read again; only for answers of the installed engine."
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Check anybody's translation line by line; needs no engine but for --reader."""
    sources, targets = list(read_lines(source_file)), list(read_lines(target_file))
    if len(sources) != len(targets):
        raise UsageError(
            f"{source_file} has {len(sources)} lines and {target_file} has "
            f"{len(targets)}: line n of one must translate line n of the other"
        )
    given = _given(sources, source, target)
    pairs = list(zip(sources, targets, strict=True))
    again: list[SecondReading | None] = [None] * len(pairs)
    if reader:
        settings = state(context).settings_if_any()
        with closing(_desk(settings)) as desk:
            again = desk.read_again(pairs, source, target)
    for number, ((left, right), reading) in enumerate(
        zip(pairs, again, strict=True), 1
    ):
        known = replace(given, sensitive=is_sensitive(left, source))
        part = _PARTS.get(kind, "body")
        pair = Pair(left, right, source, target, part, known)
        _, findings = check_segment(pair, ALL)
        said = reading and second_reading.finding(reading, part, len(left.split()))
        if said:
            findings = (*findings, said)
        _print_check(number, findings, _second(reading) if reader else {}, json=json)


def _print_check(
    number: int, findings: tuple[Finding, ...], second: dict[str, Any], *, json: bool
) -> None:
    verdict = verdict_of(findings)
    if json:
        found = [_finding(one) for one in findings]
        print_json(
            {"line": number, "verdict": str(verdict), "findings": found, **second}
        )
    elif verdict is not SegmentVerdict.OK:
        for one in findings:
            typer.echo(f"{number}: {verdict}: {one.rule}: {one.evidence}")


def _given(lines: list[str], source: str, target: str) -> Context:
    """Return what the wire itself would give to the rules for such a text."""
    segments = [Segment("body", n, None, line) for n, line in enumerate(lines)]
    names, common = read_article(segments, source)
    words = bundled_lexicon(source, target)
    return Context(names, common, identify, words, bundled_words(target))


def rules(*, json: Json = False) -> None:
    """List the rules: what they look for, in which languages, how well they do."""
    rows: list[dict[str, Any]] = [
        {
            "rule": rule.name,
            "severity": str(rule.severity),
            "languages": sorted(rule.languages) or "all",
            "stops_in": _stops_in(rule.name, rule.languages),
            "summary": rule.summary,
            "measured": measured().get(rule.name),
        }
        for rule in ALL
    ]
    if json:
        print_json(rows)
        return
    table = Table(
        "rule", "severity", "recall", "false", "stops in", "what it looks for", box=None
    )
    for row in rows:
        table.add_row(
            str(row["rule"]),
            str(row["severity"]),
            *_rates(str(row["rule"])),
            _words_of(row["stops_in"]),
            str(row["summary"]),
        )
    Console(highlight=False).print(table)
    typer.echo(
        "recall: of planted faults; false: stops per 1,000 accepted sentences; both on "
        "texts that were in view while the rules were made: unseen text does worse"
    )


def _stops_in(rule: str, known: frozenset[str]) -> Any:
    """Return language -> what was measured there, or "not measured"; or "all"."""
    found = measured_languages.measured(rule)
    if found is None:
        return "all"
    return {
        one: {**asdict(row), "stops": row.is_good}
        if (row := found.get(one)) and (not known or one in known)
        else "not measured"
        for one in sorted(known | found.keys())
        if one != "en"
    }


def _words_of(stops_in: Any) -> str:
    """Write in which languages a rule stops, and in which it only doubts."""
    if isinstance(stops_in, str):
        return stops_in
    good = {
        one for one, row in stops_in.items() if row != "not measured" and row["stops"]
    }
    unsure = " ".join(sorted(stops_in.keys() - good))
    words = " ".join(["en", *sorted(good)])
    return f"{words}; not measured, doubts: {unsure} and others"


def _rates(rule: str) -> tuple[str, str]:
    """Return recall and false alarms as last measured; a dash where they were not."""
    found = measured().get(rule, {})
    recall = f"{found['recall']:.0%}" if "recall" in found else "-"
    return recall, str(found.get("false_alarms", "-"))


def read_fragment(html: str) -> tuple[str, tuple[Mark, ...]]:
    """Return the text of a line of HTML and the marks over it."""
    reader = _Reader()
    reader.feed(inline(html))
    reader.close()
    return reader.result()


def write_fragment(text: str, marks: Sequence[Mark]) -> str:
    """Return text with its marks as HTML; marks that overlap are cut to nest."""
    return inline("".join(_written(text, sorted(marks, key=_outer_first))))


def _outer_first(mark: Mark) -> tuple[int, int]:
    return (mark.start, -mark.end)


@dataclass(slots=True)
class _Open:
    """An element that was opened and not closed yet."""

    tag: str
    start: int
    attributes: dict[str, str | None]


@dataclass
class _Reader(HTMLParser):
    """Collects text and marks of clean HTML."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember where an element begins."""
        self.opened.append(_Open(tag, len(self.text), dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Make a mark of an element that ends."""
        for one in reversed(self.opened):
            if one.tag == tag:
                self.opened.remove(one)
                self.marks += _mark(one, len(self.text))
                return

    def handle_data(self, data: str) -> None:
        """Take the words."""
        self.text += data

    def result(self) -> tuple[str, tuple[Mark, ...]]:
        """Return what was read."""
        return self.text, tuple(sorted(self.marks, key=_outer_first))


def _mark(one: _Open, end: int) -> Iterator[Mark]:
    kind = _ELEMENTS[one.tag]
    href, language = one.attributes.get("href"), one.attributes.get("lang")
    when = one.attributes.get("datetime")
    needed = {"link": href, "quotation": language, "time": when}.get(kind, kind)
    if end > one.start and needed:
        yield Mark(kind, one.start, end, href, language, when)


def _written(text: str, marks: Sequence[Mark]) -> Iterator[str]:
    at = 0
    opened: list[tuple[int, str]] = []
    for mark in marks:
        while opened and opened[-1][0] <= mark.start:
            end, tag = opened.pop()
            yield escape(text[at:end], quote=False) + f"</{tag}>"
            at = end
        yield escape(text[at : mark.start], quote=False) + _start_tag(mark)
        at = mark.start
        inner = min(mark.end, opened[-1][0]) if opened else mark.end
        opened.append((inner, _TAGS[mark.type]))
    while opened:
        end, tag = opened.pop()
        yield escape(text[at:end], quote=False) + f"</{tag}>"
        at = end
    yield escape(text[at:], quote=False)


def _start_tag(mark: Mark) -> str:
    values = {"href": mark.href, "lang": mark.language, "datetime": mark.datetime}
    given = (f' {key}="{escape(value)}"' for key, value in values.items() if value)
    return f"<{_TAGS[mark.type]}{''.join(given)}>"
