"""A section front without a feed, read as one: its links to articles."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

from polywire.article import Capture, FeedEntry
from polywire.errors import FeedError
from polywire.intake.charset import read_text
from polywire.intake.feeds.feed import EntryDetails, Feed
from polywire.intake.pages.tag_scanner import scan
from polywire.net.html import line
from polywire.net.urls import identity_key, resolve, same_site, split

MAX_LINKS = 100
MIN_LINKS = 3
"""Fewer article links than these make no section front."""

_MAX_PAGE = 3_000_000
_DATE = re.compile(
    r"/(?:19|20)\d{2}[/-]?(?:0[1-9]|1[0-2])(?:[/-]?[0-3]\d)?(?=[/_-]|\D|$)"
)
_ID = re.compile(r"(?:^|[/._-])(?:[a-z]{0,2}\d{5,}|[0-9a-f]{12,40})(?=[/._-]|$)")
_WORDS = re.compile(r"[^\W\d_]+")
_MIN_SLUG_WORDS = 4
_MIN_HEADLINE_WORDS = 3
_MIN_HEADLINE = 15
_NOT_ARTICLES = re.compile(
    r"/(?:tags?|topics?|authors?|autor|category|categories|section|search|login|"
    r"subscribe|account|about|contact|privacy|terms|page|videos?|gallery|live|"
    r"podcasts?|newsletters?|shop|jobs|wp-content|wp-login\.php|feed)(?:/|$)",
    re.IGNORECASE,
)
_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|css|js|xml|json|ico)$", re.IGNORECASE
)
_SKIPPED = frozenset({"nav", "footer", "script", "style", "noscript", "template"})


class _Links(HTMLParser):
    """Collects links with their words, but none of navigation and footer."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.base: str | None = None
        self.language: str | None = None
        self.links: list[tuple[str, str]] = []
        self._href: str | None = None
        self._words: list[str] = []
        self._skipping = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _SKIPPED:
            self._skipping += 1
        elif tag == "html":
            self.language = values.get("lang") or None
        elif tag == "base" and self.base is None:
            self.base = values.get("href")
        elif tag == "title":
            self._in_title = not self.title
        elif tag == "a":
            self._close()
            self._href = values.get("href")
        elif tag == "img" and self._href and values.get("alt"):
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipping = max(0, self._skipping - 1)
        elif tag == "title":
            self._in_title = False
        elif tag == "a":
            self._close()
        else:
            self._words.append(" ")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif self._href is not None:
            self._words.append(data)

    def _close(self) -> None:
        if self._href and not self._skipping:
            self.links.append((self._href, line("".join(self._words))))
        self._href = None
        self._words = []


def read_front(capture: Capture, language: str | None = None) -> Feed:
    """Return the article links of a section front; raises FeedError."""
    text, notes = read_text(capture.body, capture.header("content-type"), language)
    page = _Links()
    scan(page, text[:_MAX_PAGE])
    base = resolve(page.base, capture.url) if page.base else capture.url
    headlines: dict[str, tuple[str, str]] = {}
    for href, words in page.links:
        url = resolve(href.strip(), base or capture.url)
        if url is None or not is_article(url, capture.url):
            continue
        url = url.partition("#")[0]
        key = identity_key(url)
        # A teaser links twice: the picture and the headline. The longer words win.
        if len(words) > len(headlines.get(key, ("", ""))[1]) or key not in headlines:
            headlines[key] = (headlines.get(key, (url, ""))[0], words)
    found = [(url, words) for url, words in headlines.values() if _is_headline(words)]
    if len(found) < MIN_LINKS:
        raise FeedError(
            "this is a web page without a feed, and too few of its links look like "
            "articles; give the address of a feed or of a section's front page"
        )
    entries = tuple(
        FeedEntry(id=url, link=url, title=words, language=page.language)
        for url, words in found[:MAX_LINKS]
    )
    return Feed(
        title=line(page.title),
        link=capture.url,
        language=page.language,
        entries=entries,
        details=tuple(EntryDetails(title_markup=entry.title) for entry in entries),
        degraded=notes,
        format="front",
    )


def is_article(url: str, front: str) -> bool:
    """Tell whether an address looks like an article of the front's site."""
    if not same_site(url, front) or identity_key(url) == identity_key(front):
        return False
    path = unquote(split(url).target.partition("?")[0])
    if _NOT_ARTICLES.search(path) or _FILES.search(path):
        return False
    last = path.rstrip("/").rpartition("/")[2].partition(".")[0]
    if len(_WORDS.findall(last)) >= _MIN_SLUG_WORDS:
        return True
    return bool(_DATE.search(path) or _ID.search(path))


def _is_headline(words: str) -> bool:
    """Tell whether the words of a link can be a headline, in any script."""
    return len(words) >= _MIN_HEADLINE or len(words.split()) >= _MIN_HEADLINE_WORDS
