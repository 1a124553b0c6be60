"""Rights: the most restrictive signal wins, and full needs evidence."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_decision, a_site, a_source, an_article, an_edition

from polywire.article import Block, FeedEntry, Level, RightsDecision, Signals
from polywire.errors import SettingsError
from polywire.rights import levels, reuse_signals
from polywire.rights.reuse_signals import Surroundings, robots_directives, tdm_reserved
from polywire.tables import table

CORPUS = Path(__file__).parents[2] / "corpus" / "rights"
CASES: list[dict[str, Any]] = [
    case
    for path in sorted(CORPUS.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
BY = "https://creativecommons.org/licenses/by/4.0/"


def decide(case: dict[str, Any]) -> RightsDecision:
    signals: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in case.get("signals", {}).items()
    }
    article = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in case.get("article", {}).items()
    }
    around = case.get("around", {})
    if "headers" in around:
        around = around | {"headers": tuple(map(tuple, around["headers"]))}
    if "rsl" in around:
        around = around | {"rsl": (("https://a.example/rsl.xml", around["rsl"]),)}
    entry = case.get("entry")
    return levels.resolve(
        an_article(
            *case.get("paragraphs", ()),
            **article,
            signals=Signals(
                licences=tuple(map(tuple, case.get("licences", ()))), **signals
            ),
        ),
        source=a_source(rights=case.get("rights")),
        site=a_site(**case.get("site", {})),
        entry=FeedEntry(id="1", link="https://x.example", **entry) if entry else None,
        around=Surroundings(**around),
    )


def test_the_table_holds_at_least_forty_cases() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_table_of_rights_is_decided_as_written(case: dict[str, Any]) -> None:
    decision = decide(case)
    want = case["want"]
    assert decision.level == want["level"]
    assert decision.basis == want.get("basis")
    if "licence" in want:
        assert decision.licence == want["licence"]
    assert want.get("reason", "") in f"{decision.reason} {decision.evidence}"
    if "chars" in want:
        assert decision.excerpt_chars == want["chars"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_decision_has_evidence_and_full_has_a_basis(case: dict[str, Any]) -> None:
    decision = decide(case)
    assert decision.evidence
    assert (decision.level is Level.FULL) == (decision.basis is not None)
    assert (decision.level is Level.FULL) == (decision.reason is None)


def test_the_reason_names_the_command_that_states_a_permission() -> None:
    decision = levels.resolve(an_article(), source=a_source(), site=a_site())
    assert decision.reason is not None
    assert (
        'polywire add https://courier.example/feed.xml --permission "who, when, '
        'where written"' in decision.reason
    )


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("my own paper", "my own paper (polywire.toml, source 'courier')"),
        (
            "",
            (
                "the operator states that the source is her own "
                "(polywire.toml, source 'courier')"
            ),
        ),
    ],
)
def test_a_source_of_her_own_says_why(stated: str, told: str) -> None:
    source = a_source(rights={"basis": "own", "evidence": stated})
    decision = levels.resolve(an_article(), source=source, site=a_site())
    assert (decision.level, decision.evidence) == (Level.FULL, told)


AGENCIES = [
    "AAP",
    "AFP",
    "ANI",
    "AP",
    "APA",
    "CP",
    "DPA",
    "dpa",
    "EFE",
    "EPA",
    "PAP",
    "PTI",
    "TASS",
    "ТАСС",
    "УНІАН",
    "УНИАН",
    "Reuters",
    "ANSA",
    "Lusa",
    "BelTA",
    "Xinhua",
    "Yonhap",
    "Interfax",
    "Интерфакс",
    "Рейтер",
    "Рейтерс",
    "Синьхуа",
    "新华社",
    "رويترز",
    "רויטרס",
    "ITAR-TASS",
    "Interfax-Ukraine",
    "Интерфакс-Украина",
    "Agence France-Presse",
    "Agencia EFE",
    "Agenzia ANSA",
    "Anadolu Agency",
    "Anadolu Ajansı",
    "Asian News International",
    "Associated Press",
    "Australian Associated Press",
    "Austria Presse Agentur",
    "Bloomberg News",
    "Canadian Press",
    "Deutsche Presse-Agentur",
    "Dow Jones Newswires",
    "European Pressphoto Agency",
    "Kyodo News",
    "PA Media",
    "Press Association",
    "Press Trust of India",
    "RIA Novosti",
    "Thomson Reuters",
    "Агентство Франс Пресс",
    "Ассошиэйтед Пресс",
    "РИА Новости",
    "فرانس برس",
]
"""Written down apart from the lists in the code."""


@pytest.mark.parametrize("agency", AGENCIES)
def test_an_agency_is_known_in_byline_credit_and_dateline(agency: str) -> None:
    for article in (
        an_article(bylines=(f"Ilse Varga, {agency}",)),
        an_article(credits=(f"Photo: {agency}",)),
        an_article(f"NORVALE ({agency}) — The bridge opened on Monday."),
    ):
        decision = levels.resolve(
            article, source=a_source(rights={"licence": BY}), site=a_site()
        )
        assert decision.level is Level.LINK
        assert agency in str(decision.reason)


def test_letters_inside_a_word_are_no_agency() -> None:
    for line in ("Apia Lusaka", "Tom Cape", "apa", "Ansai"):
        article = an_article(bylines=(line,))
        source = a_source(rights={"licence": BY})
        assert levels.resolve(article, source=source, site=a_site()).level is Level.FULL


def test_a_permission_without_evidence_is_refused() -> None:
    with pytest.raises(SettingsError, match="who, when"):
        levels.resolve(
            an_article(), source=a_source(rights={"basis": "permission"}), site=a_site()
        )


@pytest.mark.parametrize("address", ["https:///licenses/by/4.0/", "https://[x/by/4.0/"])
def test_an_address_without_a_host_is_no_licence(address: str) -> None:
    article = an_article(signals=Signals(licences=((address, "page:json-ld"),)))
    decision = levels.resolve(article, source=a_source(), site=a_site())
    assert decision.level is Level.EXCERPT


LICENCES = st.sampled_from(
    [
        BY,
        "https://creativecommons.org/licenses/by-sa/4.0/",
        "https://creativecommons.org/licenses/by-nc/4.0/",
        "https://creativecommons.org/licenses/by-nd/4.0/",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "All rights reserved",
        "https://courier.example/terms",
    ]
)
PLACES = st.sampled_from(["page:json-ld", "page:article", "feed:item", "page:figure"])
WORDS = st.sampled_from(["noindex", "nosnippet", "notranslate", "max-snippet:20"])


@given(
    st.lists(st.tuples(LICENCES, PLACES), max_size=4),
    st.lists(WORDS, max_size=3),
    st.booleans(),
    st.tuples(LICENCES, PLACES),
    WORDS,
)
def test_one_more_restriction_never_raises_the_level(
    licences: list[tuple[str, str]],
    robots: list[str],
    non_commercial: bool,  # noqa: FBT001 (hypothesis hands it over)
    extra: tuple[str, str],
    word: str,
) -> None:
    def level(stated: list[tuple[str, str]], words: list[str]) -> int:
        decision = levels.resolve(
            an_article(signals=Signals(licences=tuple(stated), robots=tuple(words))),
            source=a_source(),
            site=a_site(non_commercial=non_commercial),
        )
        return levels.ORDER.index(decision.level)

    assert level(licences, [*robots, word]) <= level(licences, robots)
    # What nobody could read is uncertain: one more statement may settle it.
    article = an_article(signals=Signals(licences=tuple(licences)))
    if levels.licences_of(article, None, a_source(), Surroundings()):
        assert level([*licences, extra], robots) <= level(licences, robots)


@pytest.mark.parametrize("where", ["page:json-ld", "feed:item", "page:link-license"])
def test_terms_that_nobody_can_read_yield_to_a_licence_as_near_as_they(
    where: str,
) -> None:
    stated = ((BY, where), ("https://courier.example/terms", where))
    for licences in (stated, stated[::-1]):
        article = an_article(signals=Signals(licences=licences))
        decision = levels.resolve(article, source=a_source(), site=a_site())
        assert (decision.level, decision.licence) == (Level.FULL, BY)


def test_share_alike_carries_over_to_our_translation() -> None:
    sa = "https://creativecommons.org/licenses/by-sa/4.0/"
    licence = levels.licence_of(an_edition(rights=a_decision(licence=sa)))
    assert licence is not None
    assert licence.url == sa


@pytest.mark.parametrize("basis", ["own", "permission", "private"])
def test_a_statement_of_the_operator_puts_no_licence_on_the_translation(
    basis: str,
) -> None:
    assert levels.licence_of(an_edition(rights=a_decision(basis=basis))) is None


@pytest.mark.parametrize(
    ("licence", "shown"),
    [
        (None, False),
        (BY, True),
        ("CC BY-ND 4.0", True),
        ("CC BY-NC 4.0", False),
        ("All rights reserved", False),
    ],
)
def test_a_picture_needs_a_licence_of_its_own(
    licence: str | None,
    shown: bool,  # noqa: FBT001 (a table's column)
) -> None:
    figure = Block("figure", "The bridge.", src="https://x.example/b", licence=licence)
    assert levels.shows_image(figure, a_decision(), a_site()) is shown


def test_a_picture_of_her_own_needs_no_licence() -> None:
    figure = Block("figure", "The bridge.", src="https://x.example/b")
    assert levels.shows_image(figure, a_decision(basis="own"), a_site())


def test_an_excerpt_shows_no_picture() -> None:
    figure = Block("figure", "The bridge.", src="https://x.example/b", licence=BY)
    assert not levels.shows_image(figure, a_decision(Level.EXCERPT), a_site())


@pytest.mark.parametrize(
    "around",
    [
        Surroundings(headers=(("tdm-reservation", "1"),)),
        Surroundings(
            tdmrep='[{"location": "/news/*", "tdm-reservation": 1}]', path="/news/a"
        ),
    ],
    ids=["header", "file"],
)
def test_a_tdm_reservation_forbids_learning(around: Surroundings) -> None:
    article = an_article()
    noted = reuse_signals.noted(article, reuse_signals.merge(article, around))
    assert not levels.may_learn(noted, a_source())
    assert levels.may_learn(article, a_source())


def test_a_tdm_reservation_in_the_page_forbids_learning() -> None:
    article = an_article(signals=Signals(tdm_reservation=True))
    assert not levels.may_learn(article, a_source())


@pytest.mark.parametrize(
    ("document", "path", "answer"),
    [
        ('[{"location": "/", "tdm-reservation": 1}]', "/a", True),
        (
            '[{"location": "/open", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]',
            "/open/a",
            False,
        ),
        ('[{"location": "/*.pdf$", "tdm-reservation": 1}]', "/a.pdf", True),
        ('[{"location": "/*.pdf$", "tdm-reservation": 1}]', "/a.pdf.html", None),
        ('[{"location": "/a*bc*bc", "tdm-reservation": 1}]', "/abc", None),
        ('[{"location": "/a*bc*bc", "tdm-reservation": 1}]', "/abcbc/d", True),
        ('[{"location": "/a*bc*bc$", "tdm-reservation": 1}]', "/abcbc/d", None),
        ('[{"location": "/a*b$", "tdm-reservation": 1}]', "/abcb", True),
        ('[{"location": "/a$", "tdm-reservation": 1}]', "/a", True),
        ('[{"location": "/a$", "tdm-reservation": 1}]', "/ab", None),
        ('[{"location": "/b", "tdm-reservation": 1}]', "/a/b", None),
        ('[{"location": "/", "tdm-reservation": 7}]', "/a", None),
        ('[3, {"location": "/", "tdm-reservation": 1}]', "/a", True),
        ("<html>", "/a", None),
        ("[" * 100_000, "/a", None),
    ],
)
def test_tdmrep_files_are_read_as_specified(
    document: str,
    path: str,
    answer: bool | None,  # noqa: FBT001 (a table's column)
) -> None:
    assert tdm_reserved(document, path) is answer


def test_a_header_for_us_by_name_counts() -> None:
    assert robots_directives("otherbot: noindex, polywire: noarchive") == {"noarchive"}


@pytest.mark.parametrize("name", table("polywire.rights", "agencies.toml")["names"])
def test_every_agency_is_found_in_a_byline(name: str) -> None:
    assert levels.agency_of(an_article(bylines=(f"By {name}",))) == name


@pytest.mark.parametrize("status", [401, 402, 403])
def test_a_page_that_refuses_us_is_not_given_away(status: int) -> None:
    around = Surroundings(status=status)
    caps = levels._text_caps(an_article(), around, "licence")
    assert [(cap.level, "paywall" in cap.reason) for cap in caps] == [
        (Level.LINK, True)
    ]
    assert levels._text_caps(an_article(), Surroundings(status=404), "licence") == []
