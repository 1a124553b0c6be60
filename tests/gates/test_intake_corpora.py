"""Floors of the intake on the corpora of the bench folder."""

from __future__ import annotations

import base64
import collections
import html
import ipaddress
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from polywire.article import Capture
from polywire.errors import FeedError, RefusedAddress
from polywire.intake.feeds.document import Job, read_document
from polywire.intake.feeds.feed_json import feed_json
from polywire.net.fetch.addresses import Guard, is_public
from polywire.net.fetch.robots import RobotsAnswer, Rules
from polywire.net.html import plain, sanitise
from polywire.net.urls import as_address, normalise, split

NOW = datetime(2026, 11, 22, tzinfo=UTC)
JUDGED = ("parse", "entity", "encoding", "base")

# 439 of 447 on the developers' half; the issue asks for 0.97.
FEED_CASES_FLOOR = 0.982
# 4 of 142 stay: three ask for less than RFC 9309 (percent forms are compared
# decoded), one names an agent of two words, which we never are.
ROBOTS_FLOOR = 138
# Hosts that begin with xn-- and hold no valid punycode: the parser accepts
# them, ``split`` refuses them before they are fetched.
IDNA_MISSES = 7

# Cases where a feed lacks a title or link: what we do not do as the others do.
POLICY_NOT_OURS = {
    # An entry without a link gets none: the site's front page is not its article.
    "mf/rss/TestParseEntryWithoutLink"
}


def words(value: object) -> str:
    """Compare as the corpus says: tags, entities and white space do not count."""
    text = html.unescape(str(value or ""))
    text = html.unescape(re.sub(r"<[^>]*>", " ", text))
    return " ".join(text.split())


def value_at(document: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(document, list):
            document = document[int(step)] if int(step) < len(document) else None
        else:
            document = (document or {}).get(step)
    return document


SWAPS = {
    "published": "updated",
    "updated": "published",
    "summary": "content",
    "content": "summary",
}


def is_met(case: dict[str, Any], document: dict[str, Any]) -> bool:
    for path, wanted in case["expect"].items():
        if path == "len":
            if len(document["entries"]) != wanted:
                return False
            continue
        head, _, last = path.rpartition(".")
        paths = [path, *([f"{head}.{SWAPS[last]}"] if last in SWAPS else [])]
        found = [value_at(document, each) for each in paths]
        if case["compare"][path] == "text":
            met = any(words(each) == words(wanted) for each in found)
        else:
            met = any(("" if each is None else each) == wanted for each in found)
        if not met:
            return False
    return not case["must_reject"]


def read_case(case: dict[str, Any]) -> dict[str, Any] | None:
    url = case["base"] or "http://127.0.0.1:8097/feed.xml"
    headers = tuple((k.lower(), v) for k, v in case["http_headers"].items())
    body = base64.b64decode(case["input_b64"])
    try:
        return feed_json(
            read_document(Job(Capture(url, url, NOW, 200, headers, body), NOW))
        )
    except FeedError:
        return None


def test_acceptance_01_feed_cases_reach_their_floor(bench: Path) -> None:
    right: collections.Counter[str] = collections.Counter()
    total: collections.Counter[str] = collections.Counter()
    policy_missed = set()
    file = bench / "intake" / "feed_cases_dev.jsonl"
    for row in file.read_text(encoding="utf-8").splitlines():
        case = json.loads(row)
        document = read_case(case)
        met = case["must_reject"] if document is None else is_met(case, document)
        total[case["cls"]] += 1
        right[case["cls"]] += met
        if case["cls"] == "policy" and not met:
            policy_missed.add(case["id"])
    share = sum(right[c] for c in JUDGED) / sum(total[c] for c in JUDGED)
    print(
        f"\nfeed cases: {share:.4f} of {JUDGED};",
        {c: f"{right[c]}/{n}" for c, n in total.items()},
    )
    assert share >= FEED_CASES_FLOOR
    assert policy_missed == POLICY_NOT_OURS


def test_acceptance_21_google_s_robots_cases_reach_their_floor(bench: Path) -> None:
    cases = json.loads((bench / "intake" / "robots_google_cases.json").read_text())
    right = sum(
        Rules(RobotsAnswer(200, case["robots"], NOW)).allow(case["url"], case["ua"])
        == case["allow"]
        for case in cases
    )
    print(f"\nrobots: {right} of {len(cases)}")
    assert right >= ROBOTS_FLOOR


def test_urls_are_read_as_browsers_do_except_named_idna_cases(bench: Path) -> None:
    cases = json.loads((bench / "intake" / "url_whatwg_http.json").read_text())
    missed = [
        case
        for case in cases
        if normalise(case["input"], case.get("base")) != case.get("href")
    ]
    print(f"\nurls: {len(cases) - len(missed)} of {len(cases)}")
    assert all("xn--" in case["input"].lower() for case in missed)
    assert len(missed) <= IDNA_MISSES
    for case in missed:
        with pytest.raises(RefusedAddress):
            split(case["input"])


def test_acceptance_15_every_address_gets_its_listed_verdict(bench: Path) -> None:
    listed = json.loads((bench / "intake" / "hostile_urls.json").read_text())[
        "addresses"
    ]
    wrong = [a for a in listed["refuse"] if is_public(ipaddress.ip_address(a))]
    wrong += [a for a in listed["allow"] if not is_public(ipaddress.ip_address(a))]
    print(f"\naddresses: {len(wrong)} of {sum(map(len, listed.values()))} wrong")
    assert wrong == []


def is_refused_before_a_name_is_looked_up(url: str) -> bool:
    guard = Guard()
    try:
        place = split(url)
    except RefusedAddress:
        return True
    address = as_address(place.host)
    if not guard.permits_port(place.host, place.port) or not guard.permits_name(
        place.host
    ):
        return True
    return address is not None and not guard.permits(address, place.port)


def test_acceptance_15_every_hostile_url_is_refused_and_every_good_one_is_not(
    bench: Path,
) -> None:
    listed = json.loads((bench / "intake" / "hostile_urls.json").read_text())
    passed = [
        u for u in listed["refuse_urls"] if not is_refused_before_a_name_is_looked_up(u)
    ]
    blocked = [
        u for u in listed["allow_urls"] if is_refused_before_a_name_is_looked_up(u)
    ]
    print(f"\nhostile urls: {len(passed)} of {len(listed['refuse_urls'])} passed")
    assert (passed, blocked) == ([], [])


ACTIVE = re.compile(
    r"<\s*/?\s*(?:script|style|iframe|object|embed|svg|math|form|input|button|link|meta|"
    r"base|textarea|select|template|noscript|video|audio|source|frame|applet)\b",
    re.IGNORECASE,
)
ALLOWED_URL = re.compile(r"https?://|mailto:")


def faults_of(markup: str) -> list[str]:
    """Re-read sanitised markup with a browser's parser and name what is active."""
    from lxml import html as reader

    if not markup.strip():
        return []
    faults = []
    for element in reader.fragment_fromstring(markup, create_parent="div").iter():
        if not isinstance(element.tag, str):
            faults.append("comment")
            continue
        if ACTIVE.match(f"<{element.tag}"):
            faults.append(element.tag)
        for name, value in element.attrib.items():
            if name.startswith("on") or name in {
                "style",
                "id",
                "name",
                "class",
                "srcdoc",
            }:
                faults.append(f"{element.tag}@{name}")
            if name in {"href", "src"} and not ALLOWED_URL.match(value):
                faults.append(f"{element.tag}@{name}={value[:60]}")
    return faults


def test_acceptance_22_no_attack_string_stays_active_and_cleaning_twice_changes_nothing(
    bench: Path,
) -> None:
    vectors = json.loads((bench / "intake" / "xss_vectors.json").read_text())
    failing = []
    unstable = []
    shown = []
    for vector in vectors:
        once = sanitise(vector["html"], "https://courier.example/a")
        if faults := faults_of(once):
            failing.append((vector["id"], faults))
        if sanitise(once, "https://courier.example/a") != once:
            unstable.append(vector["id"])
        if "\x00" in plain(vector["html"]):
            shown.append(vector["id"])
    print(f"\nxss: {len(failing)} of {len(vectors)} active, {len(unstable)} not stable")
    assert (failing, unstable, shown) == ([], [], [])
