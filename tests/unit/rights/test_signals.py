"""Signals of reuse, word by word: what stands nearest, what is meant for us, what binds."""

from __future__ import annotations

from itertools import pairwise

import pytest
from tests.builders import a_decision, an_article, an_edition

from polywire.article import Level, Signals
from polywire.rights import agencies, levels, licences, reuse_signals
from polywire.rights.reuse_signals import Surroundings, robots_directives, rsl_limit


def test_what_stands_nearer_to_the_article_goes_first() -> None:
    near_to_far = [
        "operator",
        "page:json-ld",
        "page:article",
        "feed:item",
        "feed",
        "feed:channel",
        "site",
        "elsewhere",
    ]
    ranks = [reuse_signals.scope(where) for where in near_to_far]
    assert all(near < far for near, far in pairwise(ranks))
    assert reuse_signals.scope("page:rel-license") == reuse_signals.scope(
        "page:article"
    )
    assert reuse_signals.scope("page") == reuse_signals.scope("feed")
    assert reuse_signals.scope("elsewhere") == reuse_signals.LAST_SCOPE


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("noindex, , nofollow", {"noindex", "nofollow"}),
        ("", set()),
        ("otherbot: noindex", set()),
        (
            "otherbot: noindex, polywire: nosnippet, noarchive",
            {"nosnippet", "noarchive"},
        ),
        ("unavailable_after: 10:30 : utc", {"unavailable_after:10:30 : utc"}),
        ("Max-Snippet : 50", {"max-snippet:50"}),
    ],
)
def test_directives_for_others_and_empty_ones_are_left_out(
    value: str, found: set[str]
) -> None:
    assert robots_directives(value) == found


@pytest.mark.parametrize(
    ("header", "page", "is_reserved"),
    [
        (("tdm-reservation", " 1 "), None, True),
        (("tdm-reservation", "0"), True, False),
        (("tdm-reservation", "yes"), True, True),
        (("tdm-reservation", "yes"), None, False),
        (("x-reservation", "1"), None, False),
        (("x-reservation", "0"), True, True),
    ],
)
def test_only_a_value_that_the_protocol_knows_reserves(
    *, header: tuple[str, str], page: bool | None, is_reserved: bool
) -> None:
    article = an_article(signals=Signals(tdm_reservation=page))
    read = reuse_signals.merge(article, Surroundings(headers=(header,)))
    assert read.reserved is is_reserved


def rsl(content: str, before: str = "") -> str:
    return f'{before}<rsl xmlns="https://rslstandard.org/rsl">{content}</rsl>'


FORBIDDEN = "<license><prohibits>ai-input</prohibits></license>"


@pytest.mark.parametrize(
    "document",
    [
        "see https://a.example/terms",
        "<rsl><content>",
        rsl(
            "<content><license><prohibits>&all;</prohibits></license></content>",
            '<!DOCTYPE rsl [<!ENTITY all "all">]>',
        ),
    ],
    ids=["only pointed to", "broken", "an entity"],
)
def test_terms_that_cannot_be_read_leave_an_excerpt(document: str) -> None:
    limit = rsl_limit(document)
    assert limit is not None
    assert limit.level is Level.EXCERPT


@pytest.mark.parametrize(
    ("pattern", "level"),
    [
        ("https://a.example/news/*", Level.LINK),
        ("/news/", Level.LINK),
        ("https://a.example", Level.LINK),
        ("urn:the-news", Level.LINK),
        ("/shop/", None),
        ("https://a.example/shop/*", None),
    ],
)
def test_terms_bind_the_paths_that_they_are_about_and_in_doubt_all(
    pattern: str, level: Level | None
) -> None:
    limit = rsl_limit(rsl(f'<content url="{pattern}">{FORBIDDEN}</content>'), "/news/a")
    assert (limit.level if limit else None) is level


@pytest.mark.parametrize("name", agencies.NAMES)
def test_each_agency_is_known_by_its_name(name: str) -> None:
    assert agencies.named_in(an_article("Text.", credits=(name,)))


def test_a_name_in_words_beside_a_licence_is_no_second_one() -> None:
    found = licences.normalise("CC BY 4.0, parts are in the public domain")
    assert found is not None
    assert found.id == "CC-BY-4.0"


def test_a_port_of_a_licence_is_named() -> None:
    found = licences.normalise("https://creativecommons.org/licenses/by-sa/3.0/br/")
    assert found is not None
    assert (found.id, found.name) == ("CC-BY-SA-3.0-BR", "CC BY-SA 3.0 BR")


def test_no_licence_is_named_where_only_a_part_is_shown() -> None:
    decision = a_decision(
        Level.EXCERPT, licence="https://creativecommons.org/licenses/by/4.0/"
    )
    assert levels.licence_of(an_edition(rights=decision, level=Level.EXCERPT)) is None


@pytest.mark.parametrize(
    ("stated", "licence"),
    [
        ("https://creativecommons.org/about/", None),
        ("https://creativecommons.org/licenses/by/9.0/", None),
        ("This text is CC0, do what you like", "CC0-1.0"),
        ("CC-Zero", "CC0-1.0"),
        ("https://www.govdata.de/dl-de/by-2-0", "DL-DE-BY-2.0"),
    ],
)
def test_only_what_names_a_licence_is_one(stated: str, licence: str | None) -> None:
    found = licences.normalise(stated)
    assert (found.id if found else None) == licence


@pytest.mark.parametrize(
    ("documents", "limit"),
    [
        (["see terms", "see other terms"], (Level.EXCERPT, "(a)")),
        (["see terms", rsl(FORBIDDEN)], (Level.LINK, "(b)")),
        ([rsl(FORBIDDEN), "see terms"], (Level.LINK, "(a)")),
        ([rsl(""), "see terms"], (Level.EXCERPT, "(b)")),
    ],
)
def test_of_several_terms_the_strictest_counts_and_says_where_it_stood(
    documents: list[str], limit: tuple[Level, str]
) -> None:
    terms = tuple(zip("ab", documents, strict=True))
    found = reuse_signals.merge(an_article(), Surroundings(rsl=terms)).rsl
    assert found is not None
    assert found.level is limit[0]
    assert found.reason.endswith(limit[1])
