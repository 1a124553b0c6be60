"""Requirement 6 through the whole wire: a review changes the label, of this text only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.asgi import Answer, Client
from tests.wire_on_paper import Paper, Story, paper, with_changes

from polywire.follow import takedown
from polywire.operate.decide.review_records import (
    ReviewedVersion,
    ReviewRefused,
    Reviews,
)
from polywire.operate.people import access as people
from polywire.operate.people.access import Access
from polywire.steps.store_shelf import StoreShelf
from polywire.store.people import reviews as stored
from polywire.web.web_app import Api, create_app

LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "“We have waited long enough,” said Ottilie Marsh, who keeps the ferry inn.",
    "The first riders are expected before the summer, if the river allows it.",
]
STORY = Story("bridge", "Norvale opens its old bridge to cyclists", list(LONG))
MACHINE = "Não revisada por uma pessoa"
REVIEWED = "Marta Reis"
PASSWORD = "four words nobody joins"  # noqa: S105  # of nobody


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    made = paper(tmp_path, STORY)
    with closing(made.wire.db):
        made.run()
        yield made


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Paper, str]]:
    """Give a wire that no test changes, and a token."""
    made = paper(tmp_path_factory.mktemp("wire"), STORY)
    with closing(made.wire.db):
        made.run()
        yield made, _token(made)


def _client(wire: Paper) -> Client:
    settings, db = wire.wire.settings, wire.wire.db
    shelf = StoreShelf(db, settings)
    return Client(
        create_app(
            settings,
            Api(
                shelf=shelf,
                access=Access(db, lambda: wire.now),
                reviews=Reviews(db, settings, lambda: wire.now),
            ),
        )
    )


def _token(wire: Paper, name: str = "ines", scope: people.Scope = "review") -> str:
    people.add(wire.wire.db, name, "editor", PASSWORD, wire.now)
    return people.make_token(wire.wire.db, name, wire.now, scope=scope)


def _id(wire: Paper) -> str:
    return str(wire.board()["bridge", "pt-BR"]["id"])


def _ask(
    wire: Paper,
    method: str,
    token: str = "",
    body: object = None,
    language: str = "pt-BR",
) -> Answer:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    path = f"/api/v1/editions/{_id(wire)}/review?language={language}"
    content = b"" if body is None else json.dumps(body).encode()
    return _client(wire)._ask(method, path, content, headers)


def _filed(wire: Paper, **changes: object) -> Answer:
    record = {"version": 1, "reviewed_by": "Marta Reis", **changes}
    return _ask(wire, "PUT", _token(wire), record)


def _holding(wire: Paper, words: str) -> set[str]:
    return {path for path in wire.holding(words) if "about" not in path}


def test_requirement_06_a_review_record_changes_the_label_in_every_output(
    wire: Paper,
) -> None:
    before = _holding(wire, MACHINE)
    assert {"pt-BR/feed.atom", "pt-BR/feed.rss", "pt-BR/feed.json"} < before
    answer = _filed(wire)
    assert (answer.status, answer.json()["responsible_entity"]) == (200, "Paper Wire")
    wire.run()
    assert _holding(wire, MACHINE) == set()
    made = f"pt-BR/{_id(wire)}/provenance.json"
    assert _holding(wire, REVIEWED) == before | {made}
    page = wire.page("bridge", "pt-BR")
    assert "Responsabilidade editorial" in page
    assert json.loads(wire.files()[made])["review"]["reviewedBy"] == "Marta Reis"
    client = _client(wire)
    item = client.get("/api/v1/articles?language=pt-BR").json()["items"][0]
    assert item["label"].endswith("), revisada por uma pessoa.")
    for form in ("json", "ninjs"):
        address = f"/api/v1/editions/{_id(wire)}?language=pt-BR&format={form}"
        assert REVIEWED in client.get(address).text


def test_requirement_06_a_record_without_an_end_is_refused(wire: Paper) -> None:
    path = f"/api/v1/editions/{_id(wire)}/review?language=pt-BR"
    headers = {"authorization": f"Bearer {_token(wire)}"}
    deep = b'{"more": ' + b"[" * 50_000
    assert _client(wire)._ask("PUT", path, deep, headers).status == 400


def test_requirement_06_the_next_revision_is_unreviewed_again(wire: Paper) -> None:
    _filed(wire)
    wire.run()
    wire.outlet.stories[:] = [
        with_changes(STORY, paragraphs=[*LONG, "The mayor opened it on 12 May."])
    ]
    wire.later(hours=2)
    wire.run()
    assert wire.board()["bridge", "pt-BR"]["version"] == 2
    assert _holding(wire, REVIEWED) == set()
    assert MACHINE in wire.page("bridge", "pt-BR")
    made = json.loads(wire.files()[f"pt-BR/{_id(wire)}/provenance.json"])
    assert made["review"] is None
    token = people.make_token(wire.wire.db, "ines", wire.now, scope="review")
    assert _ask(wire, "GET", token).status == 404


def test_requirement_06_a_review_of_a_version_that_is_gone_is_refused(
    wire: Paper,
) -> None:
    answer = _filed(wire, version=2)
    assert answer.status == 409
    assert "version 1 is published" in answer.json()["detail"]
    wire.run()
    assert _holding(wire, REVIEWED) == set()


def test_requirement_06_a_review_is_undone(wire: Paper) -> None:
    token = _token(wire)
    record = {"version": 1, "reviewed_by": "Marta Reis"}
    _ask(wire, "PUT", token, record)
    wire.run()
    reviewed = wire.files()
    assert _ask(wire, "GET", token).json()["reviewed_by"] == "Marta Reis"
    assert _ask(wire, "DELETE", token).status == 204
    wire.run()
    assert _holding(wire, REVIEWED) == set()
    assert _ask(wire, "DELETE", token).status == 404
    _ask(wire, "PUT", token, record)
    wire.run()
    assert wire.files() == reviewed


def test_requirement_06_no_other_way_files_a_review(wire: Paper) -> None:
    reader = _token(wire, "rui", "read")
    record = {"version": 1, "reviewed_by": "Marta Reis"}
    assert _ask(wire, "PUT", "", record).status == 401
    assert _ask(wire, "PUT", "pw_guess", record).status == 401
    assert _ask(wire, "PUT", reader, record).status == 403
    wire.run()
    assert _holding(wire, REVIEWED) == set()


@pytest.mark.parametrize(
    "record",
    [
        {"version": 1},
        {"version": "1", "reviewed_by": "M"},
        {"version": 1, "reviewed_by": " "},
        {"version": 1, "reviewed_by": "M\u202ereverse"},
        {"version": 1, "reviewed_by": "M" * 201},
        {"version": 1, "reviewed_by": "M", "approved": True},
        [],
        "x" * 9000,
    ],
    ids=["no name", "text", "blank", "bidi", "long", "unknown key", "list", "large"],
)
def test_a_bad_record_is_refused(untouched: tuple[Paper, str], record: object) -> None:
    wire, token = untouched
    assert _ask(wire, "PUT", token, record).status == 400


def test_an_original_has_nothing_to_review(untouched: tuple[Paper, str]) -> None:
    wire, token = untouched
    record = {"version": 1, "reviewed_by": "Marta Reis"}
    assert _ask(wire, "PUT", token, record, language="en").status == 409
    assert _ask(wire, "PUT", token, record, language="xx").status == 400


def test_a_name_with_markup_stays_text(wire: Paper) -> None:
    _filed(wire, reviewed_by="<script>alert(1)</script>")
    wire.run()
    assert "<script>alert(1)" not in wire.page("bridge", "pt-BR")
    assert "&lt;script&gt;alert(1)" in wire.page("bridge", "pt-BR")


def test_a_withdrawal_forgets_the_review(wire: Paper) -> None:
    _filed(wire)
    identity = _id(wire)
    db = wire.wire.db
    takedown.withdraw(db, wire.wire.archive, identity, reason="asked", now=wire.now)
    with db.read() as conn:
        assert stored.get(conn, identity, "pt-BR") is None
    desk = Reviews(db, wire.wire.settings, lambda: wire.now)
    with pytest.raises(ReviewRefused, match="not published"):
        desk.file(identity, "pt-BR", ReviewedVersion(None, "Marta"), filed_by="x")
