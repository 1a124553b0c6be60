"""Requirements on rights, following and suppression, as pure decisions.

The numbers are those of our list of requirements; `make gates` counts them.
"""

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.builders import NOON, a_draft, a_site, a_source, an_article, at

from polywire.article import FeedEntry, Level, PubStatus, RightsDecision, Signals
from polywire.follow.rechecks import PLAN, Seen, decide, next_check, timing
from polywire.follow.revision_diff import diff
from polywire.net.urls import identity_key
from polywire.rights import levels, reuse_signals
from polywire.rights.reuse_signals import Surroundings
from polywire.rights.suppression import Suppressed, item, matches, name

CORPUS = Path(__file__).parents[2] / "corpus" / "rights"
BY = ("https://creativecommons.org/licenses/by/4.0/", "page:json-ld")
ND = ("https://creativecommons.org/licenses/by-nd/4.0/", "page:json-ld")
RSL = '<rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license><prohibits type="usage">{}</prohibits></license></content></rsl>'


def decided(signals: Signals, **fields: Any) -> RightsDecision:
    article = an_article(signals=signals, **fields.pop("article", {}))
    return levels.resolve(
        article,
        source=a_source(rights=fields.pop("rights", None)),
        site=a_site(),
        **fields,
    )


def test_requirement_25_a_no_derivatives_body_is_never_translated() -> None:
    for entry in (None, FeedEntry(id="1", link="https://x.example", licence=BY[0])):
        decision = decided(Signals(licences=(ND,)), entry=entry)
        assert decision.level is not Level.FULL


def test_requirement_34_the_table_of_licences_has_forty_cases_and_each_kind() -> None:
    names = [
        case["name"]
        for path in CORPUS.glob("*.toml")
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]
    assert len(names) >= 40
    for words in ("photo only", "footer", "contradict", "ND item in a BY channel"):
        assert any(words in name for name in names), words


def test_requirement_34_what_is_unknown_is_an_excerpt() -> None:
    assert decided(Signals()).level is Level.EXCERPT


LOWERED = {
    "noindex in the meta": (
        Signals(licences=(BY,), robots=("noindex",)),
        Surroundings(),
        Level.LINK,
    ),
    "noindex in the header": (
        Signals(licences=(BY,)),
        Surroundings(headers=(("x-robots-tag", "noindex"),)),
        Level.LINK,
    ),
    "noarchive in the meta": (
        Signals(licences=(BY,), robots=("noarchive",)),
        Surroundings(),
        Level.LINK,
    ),
    "noarchive in the header": (
        Signals(licences=(BY,)),
        Surroundings(headers=(("x-robots-tag", "noarchive"),)),
        Level.LINK,
    ),
    "nosnippet in the meta": (
        Signals(licences=(BY,), robots=("nosnippet",)),
        Surroundings(),
        Level.LINK,
    ),
    "notranslate in the meta": (
        Signals(licences=(BY,), robots=("notranslate",)),
        Surroundings(),
        Level.EXCERPT,
    ),
    "notranslate in the header": (
        Signals(licences=(BY,)),
        Surroundings(headers=(("x-robots-tag", "notranslate"),)),
        Level.EXCERPT,
    ),
    "RSL all in a file": (
        Signals(licences=(BY,)),
        Surroundings(rsl=(("https://a.example/rsl.xml", RSL.format("all")),)),
        Level.LINK,
    ),
    "RSL ai-all in a file": (
        Signals(licences=(BY,)),
        Surroundings(rsl=(("https://a.example/rsl.xml", RSL.format("ai-all")),)),
        Level.LINK,
    ),
    "RSL ai-input in the page": (
        Signals(licences=(BY,), rsl=RSL.format("ai-input")),
        Surroundings(),
        Level.LINK,
    ),
}


@pytest.mark.parametrize("case", LOWERED)
def test_requirement_35_each_signal_lowers_the_level(case: str) -> None:
    signals, around, level = LOWERED[case]
    assert decided(Signals(licences=(BY,))).level is Level.FULL
    assert decided(signals, around=around).level is level


@pytest.mark.parametrize(
    ("signals", "around"),
    [
        (Signals(tdm_reservation=True), Surroundings()),
        (Signals(), Surroundings(headers=(("tdm-reservation", "1"),))),
        (Signals(), Surroundings(tdmrep='[{"location": "/*", "tdm-reservation": 1}]')),
    ],
    ids=["meta", "header", "file"],
)
def test_requirement_35_a_tdm_reservation_ends_learning(
    signals: Signals, around: Surroundings
) -> None:
    article = an_article(signals=signals)
    noted = reuse_signals.noted(article, reuse_signals.merge(article, around))
    assert not levels.may_learn(noted, a_source())


def test_requirement_35_unavailable_after_withdraws_at_its_minute() -> None:
    signals = Signals(unavailable_after=at(1))
    assert timing(signals, at(0.99)).state == "open"
    assert timing(signals, at(1)).state == "expired"


@pytest.mark.parametrize("case", LOWERED)
def test_requirement_36_every_decision_carries_its_evidence(case: str) -> None:
    signals, around, _ = LOWERED[case]
    decision = decided(signals, around=around)
    assert decision.evidence
    assert decision.basis is None
    assert decision.reason


def test_requirement_37_an_agency_byline_in_a_licensed_page_is_a_link() -> None:
    agency = {"article": {"bylines": ("Reuters",)}}
    assert decided(Signals(licences=(BY,)), **agency).level is Level.LINK


@pytest.mark.parametrize(
    "seen",
    [
        Seen(at(30), status=404),
        Seen(at(30), status=410),
        Seen(at(30), status=200, pub_status=PubStatus.CANCELED),
        Seen(at(30), deleted_entry=True),
    ],
    ids=["404 twice", "410", "canceled", "deleted-entry"],
)
def test_requirement_38_what_the_source_took_back_is_withdrawn(seen: Seen) -> None:
    assert decide(seen, first_gone=at(1)).action == "withdraw"


def test_requirement_38_an_edit_is_seen_within_the_plan() -> None:
    assert next_check(NOON, None, now=NOON) == NOON + PLAN[0]
    change = diff(an_article(), an_article("Norvale opened two bridges."))
    assert change is not None
    new = [edit.new for edit in change.edits if edit.new]
    assert new == ["Norvale opened two bridges."]


def test_requirement_40_the_list_holds_after_a_new_crawl_and_translation() -> None:
    first = an_article("Police named Renée Okafor on Monday.")
    entries = [item(identity_key(first.url)), name("Renée Okafor")]
    again = an_article("Wholly new words.", url=first.url + "?utm_source=feed")
    assert matches(entries, url_key=identity_key(again.url), article=again)
    elsewhere = an_article("RENÉE  OKAFOR was named.", url="https://b.example/1")
    assert matches(entries, url_key=identity_key(elsewhere.url), article=elsewhere)
    draft = a_draft(elsewhere, "pt-BR")
    assert matches(
        entries[1:],
        url_key="x",
        article=an_article("Nobody was named."),
        drafts=[draft],
    )


def test_requirement_40_the_list_survives_a_backup_without_betraying_a_name() -> None:
    entries = [name("Renée Okafor")]
    saved = msgspec.json.encode(entries)
    assert b"Okafor" not in saved
    restored = msgspec.json.decode(saved, type=list[Suppressed])
    article = an_article("Renée Okafor came.")
    assert matches(restored, url_key="x", article=article)
