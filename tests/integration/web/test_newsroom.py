"""The newsroom console: who comes in, what the lists show, what a decision does."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import get_args
from urllib.parse import urlencode

import msgspec
import pytest
from tests.asgi import Answer, Client
from tests.builders import an_edition
from tests.settled import settle
from tests.wire_on_paper import Paper, Story, paper

from polywire.article import State, Verdict, article_id
from polywire.desk import people_fixes
from polywire.net.urls import identity_key
from polywire.operate.people import access as people
from polywire.operate.people.access import Access
from polywire.store.ground import owner
from polywire.store.keeping import journal
from polywire.store.people import people as stored
from polywire.store.wire import cells, memory, source_states
from polywire.web.console.frame import Newsroom
from polywire.web.console.trial import LONGEST, Trial
from polywire.web.web_app import Api, create_app

PASSWORD = "four words nobody joins"  # noqa: S105  # of nobody
URL = "https://courier.example/bridge"
ID = article_id(identity_key(URL))
HEADLINE = "Norvale opens its old bridge to cyclists"
WORK = "The work will cost 1,240 crowns and take 14 weeks, the engineer said."
LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    WORK,
    "Residents of the lower town had asked for the change for nine years.",
    "The first riders are expected before the summer, if the river allows it.",
]
ARTICLE = f"/desk/article?id={ID}&language=pt-BR"


@dataclass
class Browser:
    """Somebody with a cookie, who sends the forms that were shown."""

    client: Client
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self.client.get(path, cookie=self.cookie, **self.headers)

    def mark(self, path: str = "/desk/try") -> str:
        found = re.search(r'name="mark" value="([0-9a-f]+)"', self.get(path).text)
        return found[1] if found else ""

    def send(self, act: str, mark: str | None = None, **fields: str) -> Answer:
        form = {"mark": self.mark() if mark is None else mark, "id": ID}
        form |= {"language": "pt-BR"} | fields
        body = urlencode(form).encode()
        return self.client.post(
            f"/desk/{act}", body, cookie=self.cookie, **self.headers
        )

    def sentence(self, words: str = WORK) -> dict[str, str]:
        """Return what the form of one sentence holds, as the page shows it."""
        shown = self.get(ARTICLE).text.split("<li class=")
        one = next(one for one in shown if words.split(",", maxsplit=1)[0] in one)
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', one))

    def fix(self, target: str, **fields: str) -> Answer:
        return self.send("fix", **(self.sentence() | {"target": target} | fields))


@dataclass
class Room:
    """A wire that has run once, and its console."""

    wire: Paper
    client: Client
    access: Access

    def editor(self, name: str = "ines", role: people.Role = "editor") -> Browser:
        db = self.wire.wire.db
        now = self.wire.now
        with db.write() as conn:
            if stored.get_account(conn, name) is None:
                # quick() looks at no hash, and a real one costs a third of a second
                row = stored.Account(name, role, "no hash", now, now)
                stored.put_account(conn, row)
        cookie = self.access.log_in(name, PASSWORD, "127.0.0.1")
        return Browser(self.client, f"polywire-session={cookie}")

    def stranger(self) -> Browser:
        return Browser(self.client)

    def fixes(self) -> list[str]:
        with self.wire.wire.db.read() as conn:
            told = journal.recent(conn, events=["fixed"])
        return [f"{one.detail['by']}: {one.detail['what']['target']}" for one in told]

    def cell(self) -> cells.CellRow:
        with self.wire.wire.db.read() as conn:
            found = cells.get(conn, ID, "pt-BR")
        assert found is not None
        return found


def quick(kept: str | None, password: str) -> bool:
    return kept is not None and password == PASSWORD


BRIDGE = Story("bridge", HEADLINE, list(LONG))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a wire that has run once: each test gets a copy."""
    root = tmp_path_factory.mktemp("printed")
    wire = paper(root, BRIDGE)
    with closing(wire.wire.db):
        wire.run()
    return root


@pytest.fixture
def room(
    tmp_path: Path, printed: Path, request: pytest.FixtureRequest
) -> Iterator[Room]:
    shutil.copytree(printed, tmp_path, dirs_exist_ok=True)
    wire = paper(tmp_path, BRIDGE)
    db = wire.wire.db
    trial = Trial(wire.wire.settings, wire.wire.now)
    with closing(db), closing(trial):
        access = Access(db, wire.wire.now, quick)
        newsroom = Newsroom(db, access, wire.wire.archive, trial, wire.wire.now)
        settings = wire.wire.settings
        site = msgspec.structs.replace(
            settings.site, visibility=getattr(request, "param", "public")
        )
        settings = replace(settings, site=site)
        app = create_app(settings, Api(access=access, newsroom=newsroom))
        yield Room(wire, Client(app), access)


PAGES = ["", "articles", f"article?id={ID}", f"withdraw?id={ID}", "try", "sources"]
ACTS = [
    *("fix", "unfix", "release", "unrelease", "withdraw", "restore", "again"),
    *("try", "leave", "source"),
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_for_editors_and_operators_only(room: Room, path: str) -> None:
    for role in get_args(people.Role):
        answer = room.editor(role, role).get(f"/desk/{path}")
        assert answer.status == (403 if role == "reader" else 200), role
        assert (HEADLINE in answer.text) <= (role != "reader")
        assert answer.headers["cache-control"] == "no-store"
    asked = room.stranger().get(f"/desk/{path}")
    assert asked.status == 302
    assert asked.headers["location"].startswith("../_login?next=/desk/")


@pytest.mark.parametrize("act", ACTS)
def test_an_act_needs_an_editor_and_a_form_of_this_session(
    room: Room, act: str
) -> None:
    ines, other = room.editor(), room.editor("olga", "operator")
    reader = room.editor("rita", "reader")
    before = room.cell()
    assert room.stranger().send(act, mark=ines.mark(), reason="r").status == 401
    assert reader.send(act, mark=ines.mark(), reason="r").status == 403
    assert ines.send(act, mark="", reason="r").status == 403
    assert ines.send(act, mark=other.mark(), reason="r").status == 403
    for how in (
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "https://evil.example"},
    ):
        foreign = Browser(room.client, ines.cookie, how)
        assert foreign.send(act, mark=ines.mark(), reason="r").status == 401
    looked = room.client.get(f"/desk/{act}", cookie=ines.cookie)
    assert looked.status in {200, 404, 405}
    assert room.cell() == before
    assert room.fixes() == []


def test_without_accounts_one_browser_comes_in_by_the_printed_address(
    room: Room,
) -> None:
    closed = room.stranger().get("/desk/")
    assert (closed.status, HEADLINE in closed.text) == (403, False)
    assert "polywire user add NAME" in closed.text
    key = room.access.invite()
    assert room.stranger().get("/desk/enter?key=guess").status == 403
    first = room.stranger().get(f"/desk/enter?key={key}")
    assert (first.status, first.headers["location"]) == (303, "./")
    assert room.stranger().get(f"/desk/enter?key={key}").status == 403
    guest = Browser(room.client, first.headers["set-cookie"].partition(";")[0])
    assert HEADLINE in guest.get("/desk/").text
    assert guest.send("leave").status == 303
    assert guest.get("/desk/").status == 403


def test_the_first_account_ends_the_printed_address_and_its_session(room: Room) -> None:
    first = room.stranger().get(f"/desk/enter?key={room.access.invite()}")
    guest = Browser(room.client, first.headers["set-cookie"].partition(";")[0])
    late = room.access.invite()
    people.add(room.wire.wire.db, "ines", "editor", PASSWORD, room.wire.now)
    assert guest.get("/desk/").status == 302
    assert room.stranger().get(f"/desk/enter?key={late}").status == 403


def test_the_old_board_leads_to_the_console(room: Room) -> None:
    assert room.stranger().get("/_board").headers["location"] == "./desk/"


@pytest.mark.parametrize("room", ["public", "private"], indirect=True)
def test_an_end_of_the_session_loses_no_words(room: Room) -> None:
    ines = room.editor()
    asked = room.stranger().get("/desk/articles?q=bridge")
    assert asked.headers["location"] == "../_login?next=/desk/articles%3Fq%3Dbridge"
    mark = ines.mark()
    people.change_password(
        room.wire.wire.db, "ines", "another four words", room.wire.now
    )
    answer = ines.send("fix", mark=mark, target="A obra <b> custará.")
    assert answer.status == 401
    assert "A obra &lt;b&gt; custará." in answer.text
    assert 'href="../_login?next=/desk/"' in answer.text
    assert room.fixes() == []


def test_an_article_is_found_by_words_address_and_filters(room: Room) -> None:
    ines = room.editor()
    ours = f"https://wire.example/pt-BR/{ID}/"
    for query in (
        {"q": "cyclists norvale"},
        {"q": URL},
        {"q": ours},
        {"q": ID},
        {"state": "published", "language": "pt-BR", "source": "courier"},
        {"day": "2026-03-02"},
        {"changed": "2026-03-02"},
    ):
        assert ID in ines.get(f"/desk/articles?{urlencode(query)}").text, query
    for query in (
        {"q": "harbour"},
        {"state": "withheld"},
        {"language": "es"},
        {"source": "x"},
        {"day": "2026-03-01"},
        {"changed": "2026-03-03"},
        {"mark": "doubt"},
        {"mark": "corrected"},
    ):
        assert ID not in ines.get(f"/desk/articles?{urlencode(query)}").text, query


@pytest.mark.parametrize(
    "query",
    ["state=lost", "day=monday", "mark=%00", "day=9999-12-31", "day=0001-01-01"],
)
def test_an_address_that_no_form_makes_is_refused_in_words(
    room: Room, query: str
) -> None:
    assert room.editor().get(f"/desk/articles?{query}").status == 409


@pytest.mark.parametrize(
    "after", ["2026-03-02", "2026-03-02 a", "0001-01-01T00:00+23:00 a b", "a b c d", ""]
)
def test_a_place_that_no_list_ends_at_is_the_beginning(room: Room, after: str) -> None:
    path = f"/desk/articles?{urlencode({'after': after})}"
    assert ID in room.editor().get(path).text


def test_a_list_goes_on_where_the_page_before_ended(room: Room) -> None:
    with room.wire.wire.db.write() as conn:
        for n in range(60):  # three of each time: the place is more than a moment
            settle(conn, an_edition(article_id=f"{n:012x}"), hour=n // 3)
    browser, seen = room.editor(), list[str]()
    path: str | None = "articles"
    while path:
        text = browser.get(f"/desk/{path}").text
        seen += re.findall(r'<li class="line"><a href="\./article\?([^"]+)"', text)
        more = re.search(r'href="\./(articles\?[^"]+)">Older', text)
        path = more[1].replace("&amp;", "&") if more else None
    assert len(seen) == len(set(seen)) == 62


def test_a_fix_is_kept_under_the_name_of_who_made_it_and_can_be_undone(
    room: Room,
) -> None:
    ines = room.editor()
    answer = ines.fix("A obra custará 1.240 coroas.")
    assert answer.status == 303
    after = ines.get("/desk/" + answer.headers["location"].removeprefix("./"))
    assert "The sentence is fixed" in after.text
    assert "No wire is running" in after.text
    assert room.cell().wanted is not None
    assert room.fixes() == ["ines: A obra custará 1.240 coroas."]
    assert "Fixed by a person" in ines.get(ARTICLE).text
    form = ines.sentence()
    assert ines.send("unfix", **form).status == 303
    assert "Fixed by a person" not in ines.get(ARTICLE).text
    assert ines.send("unfix", **form).status == 409


def test_the_page_says_that_a_running_wire_takes_a_decision_over(room: Room) -> None:
    owner.own(room.wire.wire.db, "Paper Wire")
    page = room.editor().get(f"{ARTICLE}&done=fixed").text
    assert "The running wire takes it over" in page


def test_a_fix_that_a_form_cannot_hold_as_it_is_can_be_changed(room: Room) -> None:
    now, pair = room.wire.now, ("en", "pt-BR")
    assert people_fixes.fix(room.wire.wire.db, pair, WORK, "A obra.\n ", now) == 1
    assert room.editor().fix("A obra de Ines.").status == 303


def test_what_nobody_released_is_not_taken_back(room: Room) -> None:
    before = room.cell()
    assert room.editor().send("unrelease").status == 409
    assert room.cell() == before


def test_looking_at_the_printed_address_does_not_use_it_up(room: Room) -> None:
    path = f"/desk/enter?key={room.access.invite()}"
    assert room.client.head(path).status == 200
    assert room.stranger().get(path).status == 303


def test_markup_in_a_fix_is_text(room: Room) -> None:
    ines = room.editor()
    assert ines.fix('<img src=x onerror=alert(1)>"&amp;').status == 303
    text = ines.get(ARTICLE).text
    assert "<img" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;&#34;&amp;amp;" in text


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("x" * 100_000, 413),
        ("x" * 4_001, 409),
        ("a\x00b", 409),
        ("a\u202eb", 409),
        ("\u200b\ufeff", 409),
        (" \n ", 409),
    ],
    ids=["100 kB", "too long", "control sign", "turned round", "unseen", "nothing"],
)
def test_a_fix_that_is_no_sentence_is_refused(
    room: Room, target: str, status: int
) -> None:
    assert room.editor().fix(target).status == status
    assert room.fixes() == []


def test_the_second_of_two_editors_is_told_and_loses_nothing(room: Room) -> None:
    ines, olga = room.editor(), room.editor("olga", "operator")
    assert ines.fix("A obra de Ines.").status == 303
    late = olga.fix("A obra de Olga.", seen="")
    assert late.status == 409
    assert "somebody else has decided" in late.text
    assert "A obra de Ines." in late.text
    assert re.search(r"<textarea[^>]*>A obra de Olga\.</textarea>", late.text)
    assert len(room.fixes()) == 1
    assert olga.fix("A obra de Olga.").status == 303
    assert room.fixes()[0] == "olga: A obra de Olga."


def test_a_sentence_that_the_source_took_away_cannot_be_fixed(room: Room) -> None:
    ines = room.editor()
    gone = ines.send("fix", target="Nada.", sentence="0" * 32, seen="")
    assert (gone.status, "changed it" in gone.text) == (409, True)


@pytest.mark.parametrize("act", ["fix", "release", "withdraw", "restore", "again"])
@pytest.mark.parametrize("wrong", ["", "nope", "0" * 12, "../x", "\x00"])
def test_a_wrong_article_is_not_found(room: Room, act: str, wrong: str) -> None:
    assert room.editor().send(act, id=wrong, reason="r").status == 404


def test_what_is_not_withheld_is_not_released(room: Room) -> None:
    assert room.editor().send("release").status == 409
    assert room.editor().send("release", language="xx").status == 409


def test_a_withheld_edition_is_listed_with_its_reason_and_released(
    tmp_path: Path, room: Room
) -> None:
    room.wire.desk.verdict = Verdict(State.WITHHELD, "too many sentences <stopped>")
    ines = room.editor()
    assert ines.send("again").status == 303
    room.wire.run()
    for path in ("/desk/", "/desk/articles?state=withheld&changed=2026-03-02"):
        assert "too many sentences &lt;stopped&gt;" in ines.get(path).text
    assert "Publish as it is" in ines.get(ARTICLE).text
    assert ines.send("release").status == 303
    page = ines.get(ARTICLE).text
    assert "Released as it is by <bdi>ines</bdi>" in page
    assert ines.send("unrelease").status == 303
    assert "Released as it is" not in ines.get(ARTICLE).text


def test_translating_again_is_noted_with_the_person(room: Room) -> None:
    assert room.editor().send("again").status == 303
    assert room.cell().wanted is not None
    with room.wire.wire.db.read() as conn:
        (told,) = people_fixes.decisions(conn)
    assert (told["what"], told["by"]) == ("rerun", "ines")


def test_a_withdrawal_asks_why_is_confirmed_and_can_be_undone(room: Room) -> None:
    ines = room.editor()
    assert "Withdraw this article?" in ines.get(f"/desk/withdraw?id={ID}").text
    unsaid = ines.send("withdraw", reason="  ")
    assert (unsaid.status, room.cell().state) == (400, State.PUBLISHED)
    assert ines.send("withdraw", reason="court order <1>").status == 303
    assert ines.send("withdraw", reason="another reason").status == 409
    assert room.cell().state is State.WITHDRAWN
    page = ines.get(ARTICLE).text
    assert "court order &lt;1&gt;" in page
    assert HEADLINE not in page
    assert "court order" in ines.get("/desk/").text
    assert ID in ines.get(f"/desk/articles?{urlencode({'q': URL})}").text
    with room.wire.wire.db.read() as conn:
        by = {one["what"]: one["by"] for one in people_fixes.decisions(conn)}
    assert by == {"withdrawn": "ines"}
    assert ines.send("restore").status == 303
    assert room.cell().state is State.PENDING
    assert ines.send("restore").status == 409


def test_a_fix_over_the_command_line_needs_no_comparison(room: Room) -> None:
    db, pair = room.wire.wire.db, ("en", "pt-BR")
    for words in ("Uma.", "Outra."):
        people_fixes.fix(db, pair, WORK, words, room.wire.now)
    with db.read() as conn:
        found = [one.target_text for one in memory.human(conn)]
    assert found == ["Outra."]
    assert room.fixes() == ["operator: Outra.", "operator: Uma."]


def test_a_sentence_is_tried_by_the_wires_route(room: Room) -> None:
    said = "The bridge was closed on Monday."
    answer = room.editor().send("try", text=said, source="en", target="pt-BR")
    assert answer.status == 200
    assert "ponte" in answer.text
    assert "it would be shown" in answer.text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"text": "Так.", "source": "uk", "target": "pt-BR"}, "polywire models add"),
        ({"text": "x" * (LONGEST + 1), "source": "en", "target": "pt-BR"}, "at most"),
        ({"text": "", "source": "en", "target": "pt-BR"}, "write something"),
        ({"text": "Yes.", "source": "en", "target": "en"}, "two languages"),
        ({"text": "Yes.", "source": "<b>", "target": "\x00"}, "no engine"),
    ],
    ids=["no engine", "too long", "nothing", "one language", "no languages"],
)
def test_what_cannot_be_tried_says_what_to_do(
    room: Room, form: dict[str, str], words: str
) -> None:
    answer = room.editor().send("try", **form)
    assert (answer.status, words in answer.text) == (400, True)


def test_one_sentence_is_tried_at_a_time(tmp_path: Path, room: Room) -> None:
    trial = Trial(room.wire.wire.settings, room.wire.wire.now)
    trial._turn.acquire()
    newsroom = Newsroom(
        room.wire.wire.db,
        room.access,
        room.wire.wire.archive,
        trial,
        lambda: room.wire.now,
    )
    app = create_app(
        room.wire.wire.settings, Api(access=room.access, newsroom=newsroom)
    )
    ines = Browser(Client(app), room.editor().cookie)
    answer = ines.send("try", text="Yes.", source="en", target="pt-BR")
    assert (answer.status, "somebody else" in answer.text) == (400, True)


def test_a_source_is_paused_and_resumed_under_the_persons_name(room: Room) -> None:
    ines = room.editor()
    assert ">Pause</button>" in ines.get("/desk/sources").text
    assert ines.send("source", slug="courier", do="pause").status == 303
    page = ines.get("/desk/sources?done=pause").text
    assert "paused</span> by <bdi>ines</bdi>" in page
    assert "No wire is running" in page
    room.wire.later(days=2)
    polls = room.wire.wire.counters.report()["polls"]
    room.wire.run()
    with room.wire.wire.db.read() as conn:
        assert source_states.due(conn, room.wire.now) == []
    assert room.wire.wire.counters.report()["polls"] == polls
    assert ines.send("source", slug="courier", do="resume").status == 303
    with room.wire.wire.db.read() as conn:
        (due,) = source_states.due(conn, room.wire.now)
        told = people_fixes.decisions(conn)
    assert due.paused_by is None
    assert {(one["what"], one["words"], one["by"]) for one in told} == {
        ("source-paused", "courier", "ines"),
        ("source-resumed", "courier", "ines"),
    }


def test_a_source_that_is_not_there_is_not_paused(room: Room) -> None:
    ines = room.editor()
    assert ines.send("source", slug="x", do="pause").status == 404
    assert ines.send("source", slug="courier", do="sell").status == 409


def test_a_login_that_nobody_can_use_is_not_there(room: Room) -> None:
    assert room.stranger().get("/_login").status == 404
    assert room.stranger().client.submit("/_login", name="ines").status == 404
