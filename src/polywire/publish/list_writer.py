"""The pages that gather articles: fronts, sections, sources, days, feeds, the rest.

Writes what a change touches: the pages that always show the latest, and of the
archive only the days that the change is about (decision 0062).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from polywire.article import Edition
from polywire.publish.machines import feed_files
from polywire.publish.machines.sitemaps import publish_machine_files
from polywire.publish.pages import list_pages
from polywire.publish.pages.archive_pages import DayLinks, archive, chain
from polywire.publish.pages.front_page import CHOICE, front
from polywire.publish.pages.interface_words import zone
from polywire.publish.pages.page_templates import Press, check_templates
from polywire.publish.pages.sections import Plan, Section, Supply
from polywire.publish.shelf import Shelf, days_of, is_shown, newest_first
from polywire.publish.site import address
from polywire.publish.site.site_folder import Folder, Report
from polywire.settings.operator_file import Settings

FRONT = 60
"""Editions that a front page chooses from."""
LIST = 40
"""Editions on a section's or source's page."""
FEED = 40
"""Entries of a language's feed."""
BRIEF_FEED = 20
"""Entries of the feed of a section or source."""
LEDGER = 100
"""Corrections on the page of corrections."""
TOMBSTONE_DAYS = timedelta(days=30)
"""How long feeds tell of a withdrawal (standards, section 5, number 27)."""
KEPT_DAYS = 32
"""Days whose editions are held in memory while lists are written."""
_PAGE = 500
_PAGES_READ = 25
"""Pages of LIST editions that are read to fill a shared section."""
_FEEDS = {"atom": feed_files.atom, "rss": feed_files.rss, "json": feed_files.json_feed}
_ALTERNATE = b'<link rel="alternate" hreflang="%s"'
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _ListRun:
    """What the lists of one run work with."""

    shelf: Shelf
    press: Press
    folder: Folder
    now: datetime

    days: dict[tuple[str, date], list[Edition]]
    """Days that were read lately: sitemaps ask for them again."""
    lists: set[str]
    """Pages that other languages may have too, of what was written or removed."""

    def day(self, language: str, day: date) -> list[Edition]:
        """Return what is shown of a day, newest first."""
        found = self.days.get((language, day))
        if found is None:
            if len(self.days) >= KEPT_DAYS:
                self.days.clear()  # a rebuild comes by all days of years
            found = self.days[language, day] = _shown(self.shelf.day(language, day))
        return found

    def write(self, path: str, data: bytes) -> None:
        self.folder.write(address.file_of(path), data)

    def put_list(self, language: str, path: str, page: bytes | None) -> None:
        """Write a page that other languages may have too; without bytes remove it."""
        self.lists.add(path.removeprefix(address.front_path(language)))
        if page is None:
            self.folder.remove(address.file_of(path))
        else:
            self.write(path, page)


@dataclass(frozen=True, slots=True)
class _Change:
    """What changed in a language since the lists were written."""

    editions: Sequence[Edition]
    is_all: bool
    """Nothing is known of what changed: everything is written."""
    moved: frozenset[str]
    """Articles that may have left a list: withdrawn, withheld, or corrected."""

    @classmethod
    def of(
        cls, language: str, changed: Collection[Edition] | None, ids: Collection[str]
    ) -> _Change:
        """Gather a language's part of a change."""
        own = [e for e in changed or () if e.language == language]
        shown = {e.article_id for e in own if is_shown(e)}
        moved = {e.article_id for e in own if not is_shown(e) or e.version > 1}
        return cls(own, changed is None, frozenset(moved | (set(ids) - shown)))

    @property
    def is_wide(self) -> bool:
        """Tell whether lists may be touched that no changed edition names."""
        return self.is_all or bool(self.moved)

    def touches(self, section: Section, plan: Plan) -> bool:
        """Tell whether a section's page has to be written."""
        keys = map(plan.key_of, self.editions)
        return self.is_wide or section.key in keys


def publish_lists(  # noqa: PLR0913  # the door that the pipeline was promised
    languages: Collection[str],
    *,
    shelf: Shelf,
    settings: Settings,
    folder: Folder,
    now: datetime,
    changed: Collection[Edition] | None = None,
    ids: Collection[str] = (),
) -> Report:
    """Write the lists that a change touches; all of them without ``changed``.

    ``ids`` are the articles of which something changed: one of them that has no
    edition among ``changed`` any more is taken out of the lists that hold it.
    Raises PublishError; what was published stays as it is.
    """
    check_templates(settings)
    press = Press(
        settings, shelf.review, shelf.story_of, lambda p: folder.has(address.file_of(p))
    )
    run = _ListRun(shelf, press, folder, now, {}, set())
    before = folder.report
    with folder.batch():
        for asset in press.assets:
            folder.write(address.file_of(asset.path), asset.data)
        touched: set[date] = set()
        new = {tag for tag in settings.site.languages if not _has_front(folder, tag)}
        for language in sorted(new | set(languages)):
            touched |= _language(run, language, _Change.of(language, changed, ids))
        _relink(run)
        _common(run, touched)
    return folder.report - before


def _has_front(folder: Folder, language: str) -> bool:
    return folder.has(address.file_of(address.front_path(language)))


def _language(run: _ListRun, language: str, change: _Change) -> set[date]:
    """Write a language's lists; return the days that were touched."""
    plan = run.press.plan
    sections = plan.sections(run.shelf.sections(language))
    latest = _shown(run.shelf.latest(language, limit=FRONT))
    written = {s.key for s in sections if _is_due(run, language, s, change)}
    short = CHOICE * run.press.settings.front.per_section or 1
    per_section = {
        s.key: _of_section(run, language, s, LIST if s.key in written else short)
        for s in sections
    }
    # one that only a source's own map could fill may be empty
    sections = tuple(s for s in sections if per_section[s.key])
    run.write(
        address.front_path(language),
        front(language, latest, per_section, sections, run.press),
    )
    for section in sections:
        if section.key in written:
            _section(run, language, section, per_section[section.key])
    _drop_sections(run, language, sections)
    days, slugs = _survey(run, language, change)
    _sources(run, language, change, slugs)
    gone = run.shelf.withdrawn(language, run.now - TOMBSTONE_DAYS)
    _write_feed(run, feed_files.feed_of(language, latest[:FEED], gone, run.press))
    touched = _days(run, language, change, days)
    _archive(run, language, sections)
    _standing(run, language)
    return touched


def _section(
    run: _ListRun, language: str, section: Section, editions: Sequence[Edition]
) -> None:
    path = address.section_path(section.key, language)
    page = list_pages.section(language, section, editions, run.press)
    run.put_list(language, path, page)
    spoken = run.press.words(language)
    name = run.press.plan.name(section.key, section.raw, spoken)
    _brief_feed(run, language, path, name, editions)


def _relink(run: _ListRun) -> None:
    """Write lists again that do not link to just the languages that have them.

    The pages themselves are asked: whoever was killed between two of them left one
    that does not know of the other.
    """
    tags = run.press.site.languages
    wrong: dict[str, set[str]] = {tag: set() for tag in tags}
    for rest in run.lists if len(tags) > 1 else ():
        pages = {tag: run.folder.read(_file(tag, rest)) for tag in tags}
        there = {tag for tag, page in pages.items() if page is not None}
        for tag in there:
            linked = {t for t in tags if _ALTERNATE % t.encode() in (pages[tag] or b"")}
            if linked != (there if len(there) > 1 else set()):
                wrong[tag].add(rest.rstrip("/"))
    for language, lists in wrong.items():
        if lists:
            _lists_again(run, language, lists)


def _file(language: str, rest: str) -> str:
    return address.file_of(address.front_path(language) + rest)


def _lists_again(run: _ListRun, language: str, lists: Collection[str]) -> None:
    for section in run.press.plan.sections(run.shelf.sections(language)):
        if f"section/{section.key}" in lists:
            own = _of_section(run, language, section, LIST)
            _section(run, language, section, own)
    for slug in run.folder.names(f"{language}/source"):
        if f"source/{slug}" in lists:
            _source(run, language, slug)
    for links in chain(sorted(_known_days(run.folder, language))):
        if f"day/{links.day}" in lists:
            _day(run, language, links)


def _shown(editions: Iterable[Edition]) -> list[Edition]:
    return newest_first([e for e in editions if is_shown(e)])


def _is_due(run: _ListRun, language: str, section: Section, change: _Change) -> bool:
    """Tell whether a section's page is to be written; a new map makes new ones."""
    path = address.file_of(address.section_path(section.key, language))
    return change.touches(section, run.press.plan) or not run.folder.has(path)


def _of_section(
    run: _ListRun, language: str, section: Section, limit: int
) -> list[Edition]:
    found: dict[str, Edition] = {}
    for supply in section.supplies:
        for edition in _supplied(run, language, (section.key, supply), limit):
            found[edition.article_id] = edition
    return newest_first(list(found.values()))[:limit]


def _supplied(
    run: _ListRun, language: str, asked: tuple[str, Supply], limit: int
) -> Iterable[Edition]:
    """Yield the newest editions of a section's name or source.

    Where a source's own map takes some away, more are read, but not without end.
    """
    key, supply = asked
    rest = limit
    for number in range(_PAGES_READ):
        found = run.shelf.latest(
            language,
            section=supply.name,
            source=supply.source,
            limit=limit,
            offset=number * limit,
        )
        own = [e for e in _shown(found) if run.press.plan.key_of(e) == key]
        yield from own
        rest -= len(own)
        if rest <= 0 or not supply.is_shared or len(found) < limit:
            return


def _drop_sections(run: _ListRun, language: str, sections: Sequence[Section]) -> None:
    """Remove the pages of sections that no article stands in any more."""
    kept = {section.key for section in sections}
    for key in run.folder.names(f"{language}/section"):
        if key not in kept:
            path = address.section_path(key, language)
            run.put_list(language, path, None)
            _drop_feeds(run, path)


def _sources(run: _ListRun, language: str, change: _Change, slugs: set[str]) -> None:
    """Write the pages of the sources, those that the operator dropped too."""
    if change.is_wide:
        slugs |= {source.slug for source in run.press.settings.sources}
        slugs |= set(run.folder.names(f"{language}/source"))
    # an outlet's page may stand under the slug of another feed of it
    homes = {run.press.outlet(slug) for slug in slugs}
    for slug in sorted(slugs | homes):
        _source(run, language, slug)


def _source(run: _ListRun, language: str, slug: str) -> None:
    path = address.source_path(slug, language)
    feeds = {
        feed for feed in (slug, *run.press.outlets) if run.press.outlet(feed) == slug
    }
    found = [e for f in feeds for e in run.shelf.latest(language, source=f, limit=LIST)]
    editions = _shown(found)[:LIST]
    if editions:
        page = list_pages.source(language, editions, run.press)
        run.put_list(language, path, page)
        _brief_feed(run, language, path, editions[0].source_name, editions)
    else:
        run.put_list(language, path, None)
        _drop_feeds(run, path)


def _brief_feed(
    run: _ListRun, language: str, page: str, name: str, editions: Sequence[Edition]
) -> None:
    """Write the feed of a section or source beside its page."""
    _write_feed(
        run,
        feed_files.brief_feed(language, page, name, editions[:BRIEF_FEED], run.press),
    )


def _write_feed(run: _ListRun, feed: feed_files.Feed) -> None:
    for kind, made in _FEEDS.items():
        run.write(address.feed_path(feed.page, kind), made(feed, run.press))


def _drop_feeds(run: _ListRun, page: str) -> None:
    for kind in _FEEDS:
        run.folder.remove(address.file_of(address.feed_path(page, kind)))


def _survey(
    run: _ListRun, language: str, change: _Change
) -> tuple[set[date], set[str]]:
    """Return the days and sources of what changed: all of it may be more than memory holds."""
    where = zone(run.press.site.time_zone)
    days, slugs = set[date](), set[str]()
    for edition in _all(run.shelf, language) if change.is_all else change.editions:
        days.update(days_of(edition, where))
        slugs.add(edition.source_slug)
    return days, slugs


def _days(run: _ListRun, language: str, change: _Change, days: set[date]) -> set[date]:
    known = _known_days(run.folder, language)
    touched = days | (
        known if change.is_all else _holding(run, language, change.moved, known)
    )
    before = {links.day: links for links in chain(sorted(known))}
    for links in chain(_standing_days(run, language, known, touched)):
        if links.day in touched or before.get(links.day) != links:
            _day(run, language, links)
    return touched


def _day(run: _ListRun, language: str, links: DayLinks) -> None:
    path = address.day_path(links.day, language)
    shown = run.day(language, links.day)
    page = list_pages.day(language, links, shown, run.press)
    run.put_list(language, path, page)


def _standing_days(
    run: _ListRun, language: str, known: set[date], touched: set[date]
) -> Iterable[date]:
    """Yield the days that have a page now, oldest first; remove the others'."""
    for day in sorted(known | touched):
        if day not in touched or run.day(language, day):
            yield day
        else:
            run.put_list(language, address.day_path(day, language), None)


def _archive(run: _ListRun, language: str, sections: Sequence[Section]) -> None:
    """Write the lists of all days, sections and sources: the folder knows them."""
    days = sorted(_known_days(run.folder, language), reverse=True)
    known = {source.slug: source.name for source in run.press.settings.sources}
    sources = {
        slug: known.get(slug) or _name_of(run, language, slug)
        for slug in run.folder.names(f"{language}/source")
    }
    times = Counter(sources.values())
    sources = {
        slug: name if times[name] == 1 else f"{name} ({slug})"
        for slug, name in sources.items()
    }
    path = address.page_path("archive", language)
    page = archive(language, days, sections, sources, run.press)
    run.write(path, page)


def _name_of(run: _ListRun, language: str, slug: str) -> str:
    """Return what the news of a source calls it that the operator named nothing."""
    newest = run.shelf.latest(language, source=slug, limit=1)
    return newest[0].source_name if newest else slug


def _all(shelf: Shelf, language: str) -> Iterable[Edition]:
    offset = 0
    while editions := shelf.latest(language, limit=_PAGE, offset=offset):
        yield from editions
        offset += len(editions)


def _holding(
    run: _ListRun, language: str, moved: frozenset[str], known: set[date]
) -> set[date]:
    """Return the days whose page names an article that may not stand there any more.

    The pages themselves are asked: a withdrawn article has no date left, and this
    is rare enough to read the days of years (0.2 ms a day).
    """
    if not moved:
        return set()
    needles = [article_id.encode() for article_id in moved]
    found = set()
    for day in known:
        page = run.folder.read(address.file_of(address.day_path(day, language))) or b""
        if any(needle in page for needle in needles):
            found.add(day)
    return found


def _known_days(folder: Folder, language: str) -> set[date]:
    """Return the days that have a page: the folder itself is the list of them."""
    found = set()
    for name in folder.names(f"{language}/day"):
        try:
            found.add(date.fromisoformat(name))
        except ValueError:
            continue  # not a page of ours
    return found


def _standing(run: _ListRun, language: str) -> None:
    corrected = [e for e in run.shelf.corrected(language, LEDGER) if is_shown(e)]
    path = address.page_path("corrections", language)
    run.write(path, list_pages.corrections(language, corrected, run.press))
    for name, page in (("about", list_pages.about), ("search", list_pages.search)):
        run.write(address.page_path(name, language), page(language, run.press))


def _gone(run: _ListRun) -> bytes:
    """Return the map of withdrawn addresses: they answer 410 with their notice."""
    paths = [
        address.edition_path(edition)
        for language in run.press.site.languages
        for edition in run.shelf.withdrawn(language, _EVER)
    ]
    return "".join(f"{path} {path} 410\n" for path in sorted(paths)).encode()


def _common(run: _ListRun, touched: set[date]) -> None:
    """Write what stands above all languages."""
    run.write("/", list_pages.chooser(run.press))
    run.write("/404.html", list_pages.missing(run.press))
    if run.press.is_public:
        run.write("/verify/", list_pages.unserved(run.press))
    run.folder.write("_redirects", _gone(run))
    publish_machine_files(
        touched,
        day_of=run.day,
        shelf=run.shelf,
        press=run.press,
        folder=run.folder,
        now=run.now,
    )
