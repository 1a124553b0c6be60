"""Story pages: what several sources tell of one event, in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from polywire.article import Edition
from polywire.publish.pages.cards import Card, card
from polywire.publish.pages.edition_view import read_head
from polywire.publish.pages.list_pages import articles
from polywire.publish.pages.page_templates import Frame, Press
from polywire.publish.shelf import Shelf, is_shown, newest_first
from polywire.publish.site import address
from polywire.publish.site.site_folder import Folder

LIST = 40
"""Editions on a story's page."""
MORE = 5
"""Editions that an article's page names of its story."""
ALSO = 3
"""Editions that the front page names below one of their story."""


@dataclass(frozen=True, slots=True)
class More:
    """What else there is on the story of an article, and where its page is."""

    path: str
    cards: tuple[Card, ...]


def told(shelf: Shelf, article_id: str, language: str) -> tuple[str, Sequence[Edition]]:
    """Return an article's story and what is shown of it, newest first.

    A story of one edition is none: then nothing is returned.
    """
    story = shelf.story_of(article_id)
    if story is None:
        return "", ()
    shown = [e for e in shelf.told(story, language, LIST) if is_shown(e)]
    return (story, newest_first(shown)) if len(shown) > 1 else ("", ())


def more_on(edition: Edition, shelf: Shelf, press: Press) -> More | None:
    """Return what an article's page says of its story; None when it stands alone."""
    story, editions = told(shelf, edition.article_id, edition.language)
    others = [e for e in editions if e.article_id != edition.article_id]
    if not others:
        return None
    spoken = press.words(edition.language)
    cards = tuple(card(one, spoken, press.plan) for one in others[:MORE])
    return More(address.story_path(story, edition.language), cards)


def write(article_id: str, shelf: Shelf, press: Press, folder: Folder) -> None:
    """Write the page of an article's story in each language.

    An article that a story does not begin with any more has no story page.
    """
    for language in press.site.languages:
        story, editions = told(shelf, article_id, language)
        if story:
            path = address.story_path(story, language)
            folder.write(address.file_of(path), page(path, language, editions, press))
        if story != article_id:
            own = address.story_path(article_id, language)
            folder.remove(address.file_of(own))


def page(path: str, language: str, editions: Sequence[Edition], press: Press) -> bytes:
    """Return a story's page; its name is its newest headline, never a made one."""
    title = read_head(editions[0]).title
    frame = Frame(
        language, path, title.text, "story-page", title_language=title.language
    )
    over = str(press.words(language).say("One story, several reports"))
    return articles(press, frame, title, editions, over=over)


def folded(
    latest: Sequence[Edition], press: Press, language: str
) -> tuple[list[Card], Mapping[str, str]]:
    """Return the cards of a front page, each story as one; and which stand below.

    One stands for its story whose headline is in no doubt, then a whole article
    before an excerpt, then the newest.
    """
    spoken = press.words(language)
    groups: dict[str, list[Edition]] = {}
    for edition in latest:
        key = press.story_of(edition.article_id) or edition.article_id
        groups.setdefault(key, []).append(edition)
    cards: list[Card] = []
    below: dict[str, str] = {}
    for group in groups.values():
        made = [card(edition, spoken, press.plan) for edition in group]
        first = min(made, key=lambda c: (c.is_doubtful, c.is_short))
        others = tuple(c for c in made if c is not first)
        cards.append(replace(first, also=others[:ALSO]))
        below.update((c.path, first.path) for c in others)
    return sorted(cards, key=lambda c: (c.time, c.path), reverse=True), below
