"""Gather what a page declares about its article: JSON-LD, OpenGraph, microdata.

Every value keeps the page's own words. Choosing between them and cleaning them is
done by the modules of each field.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from polywire.extract.fields import page_jsonld
from polywire.extract.tree.page import clean

_SPLIT_TAGS = re.compile(r"\s*[,;|]\s*")
_LONGEST_TAG = 80
_MOST_TAGS = 40
_OUTLET_TYPES = frozenset(
    {
        "organization",
        "newsmediaorganization",
        "corporation",
        "collectionpage",
        "webpage",
    }
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What the page says of itself, best source first in each list."""

    headlines: tuple[str, ...] = ()
    """JSON-LD, then OpenGraph, then Twitter's."""
    title: str = ""
    """The <title> of the page."""
    descriptions: tuple[str, ...] = ()
    authors: tuple[tuple[str, bool], ...] = ()
    """(name as written, declared to be an organisation)."""
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    outlet: str | None = None
    language: str | None = None
    article_body: str = ""
    is_free: bool | None = None
    types: frozenset[str] = frozenset()
    og_type: str = ""


class Metas:
    """The <meta> and <link> elements of a page, by name."""

    def __init__(self, tree: HtmlElement) -> None:
        self._values: dict[str, list[str]] = {}
        for element in tree.iter("meta"):
            content = element.get("content")
            if not content or not content.strip():
                continue
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                name = element.get(attribute)
                if name:
                    self._values.setdefault(name.strip().lower(), []).append(content)
        self._links: dict[str, list[str]] = {}
        for element in tree.iter("link"):
            for rel in (element.get("rel") or "").lower().split():
                self._links.setdefault(rel, []).append(element.get("href") or "")

    def all(self, *names: str) -> list[str]:
        """Return every value of these names, in the order of the names."""
        return [value for name in names for value in self._values.get(name, ())]

    def first(self, *names: str) -> str | None:
        """Return the first value of these names, cleaned."""
        return next((words for v in self.all(*names) if (words := clean(v))), None)

    def links(self, rel: str) -> list[str]:
        """Return the addresses of <link> elements of a relation."""
        return self._links.get(rel, [])


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the declarations are read from."""

    tree: HtmlElement
    metas: Metas
    nodes: list[page_jsonld.Node]
    node: page_jsonld.Node


def sources(tree: HtmlElement, url: str) -> Sources:
    """Open the page's declarations."""
    metas = Metas(tree)
    found = page_jsonld.nodes(tree)
    addresses = frozenset(
        page_jsonld.address_key(address)
        for address in (url, *metas.links("canonical"), *metas.all("og:url"))
        if address
    )
    return Sources(tree, metas, found, page_jsonld.article(found, addresses) or {})


def declared(where: Sources) -> Declared:
    """Return everything that the page declares."""
    metas, node = where.metas, where.node
    title = where.tree.find(".//head/title")
    article_body = _longest_body(where)
    return Declared(
        headlines=_unique(
            page_jsonld.text(node.get("headline")),
            *metas.all("og:title", "twitter:title", "title", "dc.title"),
        ),
        title=clean(title.text_content()) if title is not None else "",
        descriptions=_unique(
            page_jsonld.text(node.get("description")),
            *metas.all("og:description", "description", "twitter:description"),
        ),
        authors=tuple(_authors(where)),
        published=_unique(
            page_jsonld.text(node.get("datePublished")),
            *metas.all(*_PUBLISHED),
            page_jsonld.text(node.get("dateCreated")),
            *_microdata_dates(where.tree, "datePublished"),
        ),
        modified=_unique(
            page_jsonld.text(node.get("dateModified")),
            *metas.all(*_MODIFIED),
            *_microdata_dates(where.tree, "dateModified"),
        ),
        section=_section(where),
        tags=_tags(where),
        outlet=_outlet(where),
        language=_language(where),
        article_body=article_body,
        is_free=_is_free(where),
        types=frozenset(t for n in where.nodes for t in page_jsonld.types_of(n)),
        og_type=(metas.first("og:type") or "").lower(),
    )


_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished",
    "article:published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "pubdate",
    "publishdate", "publish_date", "publication_date", "date", "date.created", "last-published", "originalpublicationdate",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "lastmod", "last-modified", "date.modified",
)  # fmt: skip
_AUTHORS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "article:author_name", "og:article:author", "cxenseparse:author", "twitter:creator:name",
)  # fmt: skip


def _unique(*values: str) -> tuple[str, ...]:
    """Return the values that hold words, each once, in order."""
    return tuple(dict.fromkeys(words for value in values if (words := clean(value))))


def _longest_body(where: Sources) -> str:
    """Return the longest ``articleBody`` that JSON-LD carries for the article."""
    own = where.node.get("articleBody")
    if isinstance(own, str) and own.strip():
        return own
    others = [n.get("articleBody") for n in where.nodes]
    return max((body for body in others if isinstance(body, str)), key=len, default="")


def _authors(where: Sources) -> Iterator[tuple[str, bool]]:
    """Yield names and whether the page calls them organisations."""
    raw = where.node.get("author") or where.node.get("creator") or ()
    by_id = {
        n["@id"]: n
        for n in where.nodes
        if isinstance(n.get("@id"), str) and "name" in n
    }
    seen = False
    for author in raw if isinstance(raw, list) else [raw]:
        node = author
        if isinstance(author, dict) and "name" not in author:
            node = by_id.get(str(author.get("@id")), author)
        types = page_jsonld.types_of(node) if isinstance(node, dict) else frozenset()
        names = node.get("name") if isinstance(node, dict) else node
        for name in page_jsonld.texts(names):
            seen = True
            yield clean(name), bool(types & _OUTLET_TYPES)
    if not seen:
        for name in where.metas.all(*_AUTHORS):
            yield clean(name), False


def _microdata_dates(tree: HtmlElement, name: str) -> list[str]:
    """Return the values of an itemprop that holds a date."""
    found = []
    for element in tree.iterfind(f".//*[@itemprop='{name}']"):
        value = element.get("content") or element.get("datetime")
        if value:
            found.append(value)
    return found


def _section(where: Sources) -> str | None:
    """Return the section in the source's words."""
    own = page_jsonld.texts(where.node.get("articleSection"))
    value = (
        own[0]
        if own
        else where.metas.first(
            "article:section", "section", "og:article:section", "parsely-section"
        )
    )
    return clean(value) or None if value and len(value) <= _LONGEST_TAG else None


def _tags(where: Sources) -> tuple[str, ...]:
    """Return keywords in the source's words."""
    raw = where.node.get("keywords")
    values = _SPLIT_TAGS.split(raw) if isinstance(raw, str) else page_jsonld.texts(raw)
    if not values:
        values = where.metas.all("article:tag", "og:article:tag")
    if len(values) <= 1:
        listed = (
            values or where.metas.all("news_keywords", "keywords", "parsely-tags")[:1]
        )
        values = [part for value in listed for part in _SPLIT_TAGS.split(value)]
    return tuple(t for t in _unique(*values) if len(t) <= _LONGEST_TAG)[:_MOST_TAGS]


def _outlet(where: Sources) -> str | None:
    """Return the name that the page gives its publisher."""
    name = where.metas.first("og:site_name")
    publisher = clean(page_jsonld.text(where.node.get("publisher")))
    return (
        name
        or publisher
        or where.metas.first("application-name", "publisher", "dc.publisher")
    )


def _language(where: Sources) -> str | None:
    values: Sequence[str | None] = (
        where.tree.get("lang")
        or where.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        or where.tree.get("xml:lang"),
        page_jsonld.text(where.node.get("inLanguage")),
        where.metas.first("og:locale", "content-language", "dc.language", "language"),
    )
    for value in values:
        if value and re.fullmatch(
            r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", value.strip()
        ):
            return value.strip().replace("_", "-")
    return None


def _is_free(where: Sources) -> bool | None:
    """Return what ``isAccessibleForFree`` says, or None."""
    for node in (where.node, *where.nodes):
        value = node.get("isAccessibleForFree")
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip():
            return value.strip().rsplit("/", 1)[-1].lower() == "true"
    tier = where.metas.first("article:content_tier")
    return tier.lower() == "free" if tier else None
