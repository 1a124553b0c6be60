"""Statements that pages seldom make, each by what it leaves of a text."""

import pytest

from polywire.article import Level
from polywire.rights.excerpts import excerpt
from polywire.rights.licences import ALL_RIGHTS_RESERVED, normalise
from polywire.rights.reuse_signals import claims_a_licence, rsl_limit

CC = "https://creativecommons.org/licenses"


def test_only_the_reserved_statements_of_rightsstatements_org_reserve_rights() -> None:
    vocabulary = "https://rightsstatements.org/vocab"
    assert normalise(f"{vocabulary}/InC/1.0/") == ALL_RIGHTS_RESERVED
    assert normalise(f"{vocabulary}/NoC-US/1.0/") is None


@pytest.mark.parametrize("version", ["1.0", "2.0", "2.1", "2.5", "3.0", "4.0"])
def test_each_version_of_creative_commons_is_known(version: str) -> None:
    found = normalise(f"{CC}/by/{version}/")
    assert found is not None
    assert found.id == f"CC-BY-{version}"


@pytest.mark.parametrize("code", ["nd-sa", "by-nd-sa", "by-by"])
def test_a_licence_that_never_existed_grants_nothing(code: str) -> None:
    assert normalise(f"{CC}/{code}/1.0/") is None


@pytest.mark.parametrize(
    ("where", "claims"),
    [("meta:copyright", False), ("jsonld:usageInfo", False), ("jsonld:license", True)],
)
def test_a_notice_beside_a_licence_claims_none(where: str, *, claims: bool) -> None:
    assert claims_a_licence("See our terms.", where) is claims


def rsl(*contents: tuple[str, str]) -> str:
    inner = "".join(
        f'<content url="{url}"><license>{terms}</license></content>'
        for url, terms in contents
    )
    return f'<rsl xmlns="https://rslstandard.org/rsl">{inner}</rsl>'


ALL = '<prohibits type="usage">all</prohibits>'


def test_terms_for_another_path_before_ours_hide_none_of_ours() -> None:
    limit = rsl_limit(rsl(("/shop", ALL), ("/news", ALL)), "/news")
    assert limit is not None
    assert limit.level is Level.LINK
    assert rsl_limit(rsl(("/shop", ALL)), "/news") is None


def test_a_prohibition_of_nothing_forbids_nothing() -> None:
    assert rsl_limit(rsl(("/", '<prohibits type="usage"/>')), "/news") is None


@pytest.mark.parametrize(
    ("pattern", "path", "is_bound"),
    [
        ("/a$", "/a", True),
        ("/a$", "/a/x/a", False),
        ("/a*$", "/a/x/b", True),
        ("/a*b$", "/a/b/xb", True),
        ("/a*b$", "/a/b/x", False),
    ],
)
def test_terms_bind_the_paths_of_their_pattern(
    pattern: str, path: str, *, is_bound: bool
) -> None:
    assert (rsl_limit(rsl((pattern, ALL)), path) is not None) is is_bound


def test_an_excerpt_of_one_letter_is_one_and_no_joined_sign_is_parted() -> None:
    assert excerpt("a bcdef", 2) == "a…"
    family = "\U0001f469\u200d\U0001f467"
    assert excerpt(f"{family}zzzz", 3) == ""
    assert excerpt(f"{family}zzzz", 5) == f"{family}z…"
