"""Signals of reuse, word by word: what stands nearest, what is meant for us, what binds."""

from __future__ import annotations

from itertools import pairwise

import pytest
from tests.builders import a_decision, a_site, a_source, an_article, an_edition

from polywire.article import Block, Level, Signals
from polywire.rights import levels, licences, reuse_signals
from polywire.rights.reuse_signals import Surroundings, robots_directives, rsl_limit
from polywire.tables import table


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
        ("unavailable_after: 10 : 30", {"unavailable_after:10 : 30"}),
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


BY = "https://creativecommons.org/licenses/by/4.0/"


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
        ("/a$", None),
        ("/news/a$", Level.LINK),
        ("/news*/a$", Level.LINK),
        ("/news$", None),
    ],
)
def test_terms_bind_the_paths_that_they_are_about_and_in_doubt_all(
    pattern: str, level: Level | None
) -> None:
    limit = rsl_limit(rsl(f'<content url="{pattern}">{FORBIDDEN}</content>'), "/news/a")
    assert (limit.level if limit else None) is level


@pytest.mark.parametrize("name", table("polywire.rights", "agencies.toml")["names"])
def test_each_agency_is_known_by_its_name(name: str) -> None:
    assert levels.agency_of(an_article("Text.", credits=(name,)))


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
        ("https://creativecommons.org/licenses/by/2.0/", "CC-BY-2.0"),
        ("https://creativecommons.org/licenses/by-by/4.0/", None),
        ("https://creativecommons.org/licenses/nc/1.0/", "CC-NC-1.0"),
        ("https://creativecommons.org/licenses/nc/4.0/", None),
        ("Creative Commons Attribution-NoDerivatives 4.0", "CC-BY-ND-4.0"),
        ("https://creativecommons.org/licenses/by/4.0/ https://a.example/terms", None),
        (
            "Read https://a.example/terms or https://creativecommons.org/licenses/by/4.0/",
            "CC-BY-4.0",
        ),
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


def test_the_licence_of_a_government_asks_for_no_equal_terms() -> None:
    found = licences.normalise("https://www.govdata.de/dl-de/by-2-0")
    assert found is not None
    assert (found.translations, found.commercial, found.share_alike) == (
        True,
        True,
        False,
    )


def test_signals_that_were_read_before_count() -> None:
    around = Surroundings(headers=(("x-robots-tag", "noindex"),))
    read = reuse_signals.merge(an_article(), around)
    decision = levels.resolve(
        an_article(), source=a_source(rights={"licence": BY}), site=a_site(), read=read
    )
    assert decision.level is Level.LINK
    assert decision.evidence == (
        f"{BY} at operator's statement; the page says 'noindex' to robots"
    )


def test_a_text_of_her_own_keeps_the_licence_that_it_states() -> None:
    article = an_article(signals=Signals(licences=((BY, "page:json-ld"),)))
    own = a_source(rights={"basis": "own"})
    assert levels.resolve(article, source=own, site=a_site()).licence == BY


def test_a_suppressed_article_is_withheld_without_advice_how_to_show_it() -> None:
    decision = levels.resolve(
        an_article(),
        source=a_source(rights={"licence": BY}),
        site=a_site(),
        around=Surroundings(suppressed=True),
    )
    assert decision.level is Level.WITHHOLD
    assert decision.reason == "the article is on the suppression list"


def test_the_public_domain_goes_on_with_a_translation() -> None:
    cc0 = "https://creativecommons.org/publicdomain/zero/1.0/"
    rights = a_decision(basis="public-domain", licence=cc0)
    found = levels.licence_of(an_edition(rights=rights))
    assert found is not None
    assert found.id == "CC0-1.0"


@pytest.mark.parametrize(
    ("licence", "allowed", "non_commercial", "is_shown"),
    [
        (BY, True, False, True),
        (BY, False, False, False),
        (BY.replace("by", "by-nc"), True, False, False),
        (BY.replace("by", "by-nc"), True, True, True),
    ],
)
def test_a_picture_is_shown_as_its_licence_and_the_operator_permit(
    *, licence: str, allowed: bool, non_commercial: bool, is_shown: bool
) -> None:
    figure = Block("figure", "A bridge", src="https://a.example/1", licence=licence)
    site = a_site(non_commercial=non_commercial)
    decision = a_decision(allow_images=allowed)
    assert levels.shows_image(figure, decision, site) is is_shown
