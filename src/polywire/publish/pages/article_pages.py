"""The pages of single articles: article, side by side, provenance, withdrawn notice.

Writes exactly the files of the articles that it is given, in all their languages.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from polywire.article import Edition, Level, State
from polywire.language.text.tags import direction
from polywire.publish.label import marking
from polywire.publish.label.check_notice import told
from polywire.publish.label.sealing import SIDECAR, Seal
from polywire.publish.pages import story_pages
from polywire.publish.pages.cards import card_section
from polywire.publish.pages.edition_view import (
    Passage,
    Reading,
    Sentence,
    headline_note,
    read,
)
from polywire.publish.pages.interface_words import Words
from polywire.publish.pages.page_templates import (
    Frame,
    Press,
    check_templates,
    isolated,
    tongue,
)
from polywire.publish.pages.safe_text import cut, web_address
from polywire.publish.pages.story_pages import More
from polywire.publish.shelf import Shelf, is_shown
from polywire.publish.site import address, pictures
from polywire.publish.site.site_folder import Folder, Report
from polywire.rights import levels
from polywire.settings.operator_file import Settings


@dataclass(frozen=True, slots=True)
class Group:
    """The sentences of one block in the side-by-side view."""

    kind: str
    sentences: tuple[Sentence, ...]


def publish_articles(
    ids: Collection[str],
    *,
    shelf: Shelf,
    settings: Settings,
    folder: Folder,
    seal: Seal | None = None,
) -> Report:
    """Write the pages of articles in all their languages; raises PublishError.

    With a ``seal`` each translated page gets its content credential.
    """
    check_templates(settings)
    press = Press(settings, shelf.review, shelf.story_of)
    before = folder.report
    with folder.batch():
        for article_id in sorted(ids):
            siblings = sorted(shelf.siblings(article_id), key=lambda e: e.language)
            for edition in siblings:
                _publish(edition, _Site(siblings, shelf, press, folder, seal))
            story_pages.write(article_id, shelf, press, folder)
            pictures.write(article_id, siblings, settings, folder)
            for language in settings.site.languages:
                if language not in {edition.language for edition in siblings}:
                    _remove(article_id, language, folder)
    return folder.report - before


def _files(article_id: str, language: str) -> tuple[str, ...]:
    """Return the paths that an edition can have."""
    return (
        address.article_path(article_id, language),
        address.original_path(article_id, language),
        address.provenance_path(article_id, language),
        address.article_path(article_id, language) + SIDECAR,
    )


def _remove(article_id: str, language: str, folder: Folder) -> None:
    """Take away what was published of an edition that is not shown any more."""
    for path in _files(article_id, language):
        folder.remove(address.file_of(path))


@dataclass(frozen=True, slots=True)
class _Site:
    """What the files of one edition are written with."""

    siblings: Sequence[Edition]
    shelf: Shelf
    press: Press
    folder: Folder
    seal: Seal | None


def _publish(edition: Edition, site: _Site) -> None:
    pages = dict(_pages(edition, site))
    seal = site.seal if _is_sealed(edition, site) else None
    page = address.edition_path(edition)
    for path in _files(edition.article_id, edition.language):
        data = pages.get(path)
        file = address.file_of(path)
        if seal is not None and path == page and data is not None:
            seal.write(site.folder, file, data, edition)
        elif data is not None:
            site.folder.write(file, data)
        elif seal is None or path != page + SIDECAR:
            site.folder.remove(file)


def _is_sealed(edition: Edition, site: _Site) -> bool:
    return site.seal is not None and edition.is_translated and is_shown(edition)


def _pages(edition: Edition, site: _Site) -> Iterable[tuple[str, bytes]]:
    """Yield the files that an edition has a right to; none when it is not shown."""
    path = address.edition_path(edition)
    if edition.state is State.WITHDRAWN:
        yield path, withdrawn_page(edition, site.press)
    elif is_shown(edition):
        reading = read(edition)
        is_sealed = _is_sealed(edition, site)
        more = story_pages.more_on(edition, site.shelf, site.press)
        yield (
            path,
            article_page(
                reading, site.siblings, site.press, is_sealed=is_sealed, more=more
            ),
        )
        if reading.is_side_by_side:
            beside = address.original_path(edition.article_id, edition.language)
            yield beside, side_by_side_page(reading, site.press)
        if edition.is_translated:
            review = site.press.review(edition)
            data = marking.provenance(edition, site.press.settings, review)
            yield address.provenance_path(edition.article_id, edition.language), data


def article_page(
    reading: Reading,
    siblings: Sequence[Edition],
    press: Press,
    *,
    is_sealed: bool = False,
    more: More | None = None,
) -> bytes:
    """Return the page of an edition; a sealed one links its content credential."""
    edition = reading.edition
    path = address.edition_path(edition)
    shown = [other for other in siblings if is_shown(other)]
    frame = Frame(
        language=edition.language,
        path=path,
        title=reading.title.text,
        kind="article",
        title_language=reading.title.language,
        description=cut(reading.summary.text, 160),
        preview=_preview(reading, press),
        is_indexed=is_indexed(edition, press),
        alternates=alternates(shown, press),
        og_type="article",
    )
    others = [
        tongue(e.language, address.edition_path(e), press.words(e.language))
        for e in shown
        if e.language != edition.language
    ]
    return press.page(
        "article.html",
        frame,
        siblings=others,
        json_ld=marking.json_ld(
            edition,
            press.settings,
            press.absolute(path),
            press.words(edition.language),
            press.review(edition),
            story=press.absolute(more.path) if more else None,
        ),
        more_on=more,
        credential=SIDECAR if is_sealed else None,
        **story(reading, press),
    )


def _preview(reading: Reading, press: Press) -> str:
    """Return what share previews show: the label goes first, it must not be cut."""
    spoken = press.words(reading.edition.language)
    label = marking.preview(
        reading.edition, spoken, press.settings.labels, press.review(reading.edition)
    )
    note = headline_note(reading.title, spoken).striptags()
    summary = cut(reading.summary.text, 160)
    return " ".join(part for part in (label, note and f"{note}.", summary) if part)


def story(reading: Reading, press: Press) -> dict[str, object]:
    """Return what the article page and the feeds show of an edition."""
    edition = reading.edition
    spoken = press.words(edition.language)
    ids = (edition.article_id, edition.language)
    return {
        "edition": edition,
        "reading": reading,
        "label": label(edition, press),
        "note": headline_note(reading.title, spoken),
        "is_short": edition.level is not Level.FULL,
        "section": card_section(edition, spoken, press.plan),
        "names": _names(edition.article.bylines),
        "source_path": address.source_path(
            press.outlet(edition.source_slug), edition.language
        ),
        "original_url": web_address(edition.article.url),
        "original_direction": direction(edition.article.language),
        "beside": address.original_path(*ids) if reading.is_side_by_side else None,
        "corrections": [
            {"at": c.at, "text": marking.correction(c, spoken)}
            for c in edition.corrections
        ],
        "licence": levels.licence_of(edition),
        "basis": levels.stated_basis(edition),
        "checked": told(edition, _anchored(reading)),
        "checks": marking.checks(spoken),
        "provenance": address.provenance_path(*ids) if edition.is_translated else None,
        "report": _report(edition, press, spoken),
        "pictures": pictures.shown(edition, press.site),
    }


def label(edition: Edition, press: Press) -> Markup:
    """Return the label of an edition, as a person's review words it if there is one."""
    spoken = press.words(edition.language)
    review = press.review(edition)
    return marking.label(edition, spoken, press.settings.labels, review)


def side_by_side_page(reading: Reading, press: Press) -> bytes:
    """Return the view in which each sentence stands beside its original."""
    edition = reading.edition
    spoken = press.words(edition.language)
    frame = Frame(
        language=edition.language,
        path=address.original_path(edition.article_id, edition.language),
        title=f"{reading.title.text} – {spoken.say('Side by side with the original')}",
        kind="original",
    )
    tag = edition.article.language
    return press.page(
        "original.html",
        frame,
        edition=edition,
        reading=reading,
        label=label(edition, press),
        groups=list(_groups(reading)),
        article=address.edition_path(edition),
        source_tag=tag,
        source_direction=direction(tag),
    )


def _groups(reading: Reading) -> Iterable[Group]:
    yield Group("title", reading.headline)
    if reading.standfirst:
        yield Group("", reading.standfirst)
    for passage in reading.passages:
        sentences = tuple(_sentences(passage))
        if sentences:
            kind = "title" if passage.type == "heading" else ""
            yield Group(kind, sentences)


def _anchored(reading: Reading) -> frozenset[int]:
    """Return the numbers of the sentences to which a link may lead."""
    every = (s.number for group in _groups(reading) for s in group.sentences)
    # the headline is one element, named for its first sentence
    heads = {s.number for s in reading.headline[1:]}
    return frozenset(n for n in every if n is not None and n not in heads)


def _sentences(passage: Passage) -> Iterable[Sentence]:
    yield from passage.sentences
    for item in passage.items:
        yield from item
    for row in passage.rows:
        for cell in row:
            yield from cell


def withdrawn_page(edition: Edition, press: Press) -> bytes:
    """Return the notice that stays at the address of a withdrawn article."""
    spoken = press.words(edition.language)
    frame = Frame(
        language=edition.language,
        path=address.edition_path(edition),
        title=str(spoken.say("This article was withdrawn")),
        kind="withdrawn",
    )
    by_source = (edition.reason or "").startswith("the source")
    reason = spoken.say("The source withdrew it.") if by_source else None
    return press.page("withdrawn.html", frame, edition=edition, reason=reason)


def alternates(shown: Sequence[Edition], press: Press) -> tuple[tuple[str, str], ...]:
    """Return the hreflang set of an article: all its editions and a default."""
    return press.hreflang({e.language: address.edition_path(e) for e in shown})


def is_indexed(edition: Edition, press: Press) -> bool:
    """Tell whether search engines may index an edition: ours, or as settings say."""
    if edition.level is not Level.FULL:
        return False
    return press.site.index or edition.rights.basis == "own"


def _names(names: Sequence[str]) -> Markup:
    joined = Markup(", ").join(isolated(name) for name in names)
    return Markup('<span translate="no">{}</span>').format(joined) if names else joined


def _report(edition: Edition, press: Press, spoken: Words) -> str | None:
    """Return the link that reports an error, with the article's id in the subject."""
    if press.contact is None:
        return None
    if not press.contact.startswith("mailto:"):
        return press.contact
    subject = (
        f"{spoken.say('Error in article')} {edition.language}/{edition.article_id}"
    )
    sign = "&" if "?" in press.contact else "?"
    return f"{press.contact}{sign}subject={quote(subject)}"
