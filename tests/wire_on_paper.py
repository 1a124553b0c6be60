"""A whole wire in one process: real store, real stages, real site; a scripted outlet.

The outlet answers from memory, the clock is turned by hand, and translation is a
twin that writes each sentence with its language before it, so that a test says
exactly what a change of the source costs and where it shows.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.builders import NOON

from polywire.article import (
    Article,
    Capture,
    Draft,
    SegmentVerdict,
    State,
    Translation,
    Verdict,
    text_hash,
)
from polywire.errors import EngineDown, FetchError
from polywire.intake.captures.warc import open_archive
from polywire.language.text.sentences import split
from polywire.net.fetch.http_answers import Fetched
from polywire.operate.care.status import status
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings, Source, parse
from polywire.steps import deliver, emit, ingest, poll
from polywire.store.ground.migrate import open_database
from polywire.store.wire import articles, cells, source_states
from polywire.translate.sentence.segments import segments_of
from polywire.wire import Wire

BASE = "https://courier.example"
FEED = f"{BASE}/feed.xml"
FERRY = (
    "A second boat will cross the Orl at Norvale from Friday, every half hour.",
    "“We have waited long enough,” said Ottilie Marsh, who keeps the ferry inn.",
    "It carries 38 people and nine bicycles and was built in Tarnmouth.",
    "The old boat goes into the dock for new planks and comes back in autumn.",
    "A crossing costs as much as before, and children under six pay nothing.",
)
"""Paragraphs of a second story: the wire shows one text once only."""


def numbered(paragraphs: Sequence[str], number: int) -> list[str]:
    """Return paragraphs as one report of a series has them: no copy of the next."""
    return [f"{line} It is report {number}." for line in paragraphs]


@dataclass
class Story:
    """One page of the outlet, as its editors see it."""

    slug: str
    headline: str
    paragraphs: list[str]
    summary: str = "What happened in the town, in one sentence."
    entry_updated: str = ""
    """A changed feed entry: goes into its summary."""
    head: str = ""
    """Further markup of the page's head."""
    figure: str = ""
    """Markup of a figure that stands after the first paragraph."""
    frame: str = "An advertisement."
    """What stands around the article and is no part of it."""
    published: str = "2026-03-02T10:00:00Z"
    status: int = 200
    in_feed: bool = True
    base: str = BASE
    """The site that carries it."""

    @property
    def url(self) -> str:
        return f"{self.base}/{self.slug}"


@dataclass
class Outlet:
    """Answers for one outlet; counts what it was asked."""

    stories: list[Story]
    deleted: list[str] = field(default_factory=list)
    """Urls with a tombstone in the feed."""
    asked: list[str] = field(default_factory=list)
    down: int | None = None
    """A status that the whole host answers with."""
    moved: dict[str, str] = field(default_factory=dict)
    hub: str | None = None
    """The hub that the feed names (WebSub)."""
    files: dict[str, str] = field(default_factory=dict)
    """Further files by address: tdmrep.json, RSL."""

    def fetch(
        self, url: str, *, etag: str | None = None, **_how: str | bool | None
    ) -> Fetched:
        self.asked.append(url)
        if self.down is not None:
            raise FetchError(url, f"answered {self.down}", status=self.down)
        body = self._body(url)
        mark = f'"{text_hash(body)}"'
        if etag == mark:
            return Fetched(
                None,
                not_modified=True,
                etag=mark,
                last_modified=None,
                redirected_permanently_to=None,
                status=304,
            )
        capture = Capture(
            self.moved.get(url, url), url, NOON, 200,
            (("content-type", "text/html; charset=utf-8"),), body.encode(),
        )  # fmt: skip
        return Fetched(
            capture,
            not_modified=False,
            etag=mark,
            last_modified=None,
            redirected_permanently_to=self.moved.get(url),
            status=200,
        )

    def _body(self, url: str) -> str:
        if url.endswith("/feed.xml"):
            return self._feed(url)
        if url in self.files:
            return self.files[url]
        story = next((one for one in self.stories if one.url == url), None)
        if story is None:
            raise FetchError(url, "answered 404", status=404)
        if story.status != 200:
            raise FetchError(url, f"answered {story.status}", status=story.status)
        return page(story)

    def _feed(self, url: str) -> str:
        entries = "".join(
            f"<entry><id>tag:{s.slug}</id><title>{html.escape(s.headline)}</title>"
            f'<link href="{s.url}"/><updated>2026-03-02T10:00:00Z</updated>'
            f"<published>{s.published}</published>"
            f"<summary>{html.escape(s.summary + s.entry_updated)}</summary></entry>"
            for s in self.stories
            if s.in_feed and url == f"{s.base}/feed.xml"
        )
        gone = "".join(
            f'<at:deleted-entry ref="tag:{slug}" when="2026-03-02T11:00:00Z"/>'
            for slug in self.deleted
        )
        hub = f'<link rel="hub" href="{self.hub}"/>' if self.hub else ""
        hub += f'<link rel="self" href="{url}"/>'
        return (
            '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" '
            'xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="en">'
            "<title>The Norvale Courier</title><id>tag:courier</id>"
            f"<updated>2026-03-02T10:00:00Z</updated>{hub}{entries}{gone}</feed>"
        )


def page(story: Story) -> str:
    """Return a story as a news page."""
    first, *rest = (f"<p>{html.escape(text)}</p>" for text in story.paragraphs)
    body = "".join([first, story.figure, *rest])
    return (
        '<!doctype html><html lang="en"><head>'
        f"<title>{html.escape(story.headline)} | The Norvale Courier</title>"
        f'<meta property="og:title" content="{html.escape(story.headline)}">'
        '<meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{story.published}">'
        f'<link rel="canonical" href="{story.url}">{story.head}</head><body>'
        '<header><nav><a href="/">Home</a> <a href="/news">News</a></nav></header>'
        f"<main><article><h1>{html.escape(story.headline)}</h1>{body}</article>"
        f'<aside class="advertisement"><p>{html.escape(story.frame)}</p></aside></main>'
        "<footer><p>© The Norvale Courier</p></footer></body></html>"
    )


class SayingDesk:
    """A desk that writes every sentence as "[pt-BR] sentence", and counts new ones."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.calls = 0
        self.fixed: dict[str, str] = {}
        """What a person wrote of sentences."""
        self.verdict = Verdict(State.PUBLISHED)
        self.is_down = False

    def has_route(self, _source: str, target: str, **_on: bool) -> bool:
        return target != "ky"

    def draft(
        self,
        article: Article,
        language: str,
        *,
        source: Source,  # noqa: ARG002  # desks that build on it look at it
        article_id: str | None,  # noqa: ARG002  # the same
    ) -> tuple[Draft, Verdict]:
        if self.is_down:
            raise EngineDown("the twin rests")
        segments = segments_of(article, split)
        for segment in segments:
            if (key := f"{language} {segment.hash}") not in self.known:
                self.known.add(key)
                self.calls += 1
        made = tuple(
            Translation(
                one.text,
                self.fixed.get(one.text, f"[{language}] {one.text}"),
                "twin",
                "0" * 64,
                SegmentVerdict.OK,
            )
            for one in segments
        )
        draft = Draft(
            article.revision, article.language, language, "twin", segments, made
        )
        return draft, self.verdict

    def close(self) -> None:
        """Nothing to give back."""


@dataclass
class Paper:
    """A wire with its outlet, its clock and its site."""

    wire: Wire
    outlet: Outlet
    desk: SayingDesk
    clock: list[datetime]
    root: Path

    @property
    def now(self) -> datetime:
        return self.clock[0]

    def later(self, **time: float) -> None:
        """Turn the clock."""
        self.clock[0] += timedelta(**time)

    def run(self) -> None:
        """Do all that is due now, as `polywire run --once` would, and publish."""
        with self.wire.db.read() as conn:
            slugs = [row.slug for row in source_states.listed(conn) if row.active]
        for slug in slugs:
            poll.poll(self.wire, slug)
        self._until_done(self._pages, lambda one: ingest.ingest(self.wire, one))
        self._until_done(
            self._cells, lambda one: deliver.deliver(self.wire, *one.split(" "))
        )
        while emit.emit(self.wire) is not None:
            pass

    def _pages(self) -> list[str]:
        with self.wire.db.read() as conn:
            due = articles.to_fetch(conn, self.now)
            return due + articles.due_rechecks(conn, self.now)

    def _cells(self) -> list[str]:
        with self.wire.db.read() as conn:
            rows = cells.pending(conn, self.now)
        return [f"{row.article_id} {row.language}" for row in rows]

    def _until_done(
        self, due: Callable[[], list[str]], step: Callable[[str], None]
    ) -> None:
        for _ in range(5):
            waiting = due()
            if not waiting:
                return
            for one in waiting:
                step(one)
        raise AssertionError(f"never done: {due()}")

    def board(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Return the cells by (slug of the story, language)."""
        found = status(self.wire.settings, self.wire.db)["cells"]
        return {(c["article"].rsplit("/", 1)[1], c["language"]): c for c in found}

    def files(self) -> dict[str, str]:
        """Return the text files of the site by their path."""
        folder = self.root / "site"
        return {
            str(path.relative_to(folder)): path.read_text(encoding="utf-8")
            for path in sorted(folder.rglob("*"))
            if path.suffix in {".html", ".atom", ".rss", ".json", ".xml", ""}
            and path.is_file()
        }

    def page(self, slug: str, language: str) -> str:
        """Return the page of a story's edition."""
        url = self.board()[slug, language]["url"]
        path = url.split("//", 1)[1].split("/", 1)[1]
        return self.files()[f"{path}index.html"]

    def holding(self, words: str) -> list[str]:
        """Return the paths of the files that hold words, escaped or not."""
        found = {html.escape(words), words}
        return [p for p, text in self.files().items() if any(w in text for w in found)]


def paper(
    root: Path, *stories: Story, store: str | None = None, **source: Any
) -> Paper:
    """Return a wire on an outlet; nothing has run yet. ``store`` is its database.

    ``beside`` among the source's fields are those of a second source.
    """
    settings = _settings(root, source, store)
    clock = [NOON]
    outlet, desk = Outlet(list(stories)), SayingDesk()
    db = open_database(settings.store_url)
    with db.write() as conn:
        source_states.sync(conn, settings.sources, NOON)
    wire = Wire(
        settings=settings,
        db=db,
        archive=open_archive(root),
        fetcher=outlet,
        desk=desk,
        folder=Folder(settings.site_folder),
        now=lambda: clock[0],
    )
    return Paper(wire, outlet, desk, clock, root)


def _settings(root: Path, source: dict[str, Any], store: str | None) -> Settings:
    rights = {"basis": "permission", "evidence": "letter of 1 March 2026"}
    table = {"slug": "courier", "name": "The Norvale Courier", "url": FEED}
    site = {
        "name": "Paper Wire",
        "url": "https://wire.example",
        "languages": ["en", "pt-BR"],
        "operator": "Paper Wire",
        "contact": "desk@wire.example",
        "index": True,
    }
    beside: dict[str, Any] = source.pop("beside", {})
    table |= {"language": "en", "rights": rights} | source
    tables: list[dict[str, Any]] = [table]
    if beside:
        tables.append({"language": "en", "rights": rights} | beside)
    data: dict[str, Any] = {"site": site, "source": tables}
    return parse(data | ({"store": {"url": store}} if store else {}), root)


def with_changes(story: Story, **changes: Any) -> Story:
    """Return a story with other fields; put it back into the outlet's list."""
    return replace(story, **changes)
