"""A hub and a receiver of the test's own: told of news, once, whatever breaks."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest
from pytest_httpserver import HTTPServer
from tests.asgi import Client
from tests.webhook_reader import is_signed
from tests.wire_on_paper import Paper, Story, paper, with_changes
from werkzeug import Request, Response

from polywire.errors import SettingsError
from polywire.follow import takedown
from polywire.net.send.hub_posts import Hubs
from polywire.operate.care.status import status
from polywire.settings.operator_file import Settings, Webhook, parse, webhook_secret
from polywire.store.keeping import messages
from polywire.store.wire import cells
from polywire.tell import outbox
from polywire.tell.outbox import Outbox
from polywire.web.web_app import Api, create_app

SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="  # noqa: S105  # of the test
LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "The first riders are expected before the summer, if the river allows it.",
]
STORY = Story("bridge", "Norvale opens its old bridge to cyclists", LONG)


@dataclass
class Listener:
    """Takes posts; answers as the test says."""

    url: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def take(self, request: Request) -> Response:
        sent = {name.lower(): value for name, value in request.headers.items()}
        self.got.append((sent, request.get_data()))
        return Response("", self.status, self.headers)

    @property
    def topics(self) -> list[str]:
        forms = [dict(parse_qsl(body.decode())) for _, body in self.got]
        assert all(form["hub.mode"] == "publish" for form in forms)
        return [urlsplit(form["hub.url"]).path for form in forms]

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]


@dataclass
class Told:
    """A wire with a hub and a webhook."""

    wire: Paper
    hub: Listener
    hook: Listener
    box: Outbox

    def publish(self) -> None:
        """Run, and tell as the service does."""
        self.wire.run()
        self.look()
        self.box.send()

    def look(self) -> None:
        wire = self.wire.wire
        outbox.note_feeds(wire.db, wire.settings, wire.folder, wire.now())

    def setting(self, **changes: Any) -> None:
        wire = self.wire.wire
        self.wire.wire = replace(wire, settings=replace(wire.settings, **changes))
        self.box.settings = self.wire.wire.settings


@pytest.fixture
def told(tmp_path: Path, httpserver: HTTPServer) -> Iterator[Told]:
    made = paper(tmp_path, STORY)
    hub = Listener(httpserver.url_for("/hub"))
    hook = Listener(httpserver.url_for("/hook"))
    for one in (hub, hook):
        path = urlsplit(one.url).path
        httpserver.expect_request(path, method="POST").respond_with_handler(one.take)
    settings = made.wire.settings
    settings = replace(
        settings,
        site=msgspec.structs.replace(settings.site, hub=hub.url),
        fetch=msgspec.structs.replace(
            settings.fetch, allow_private=[urlsplit(hub.url).netloc]
        ),
        webhooks=(Webhook(name="newsroom", url=hook.url, secret=SECRET),),
    )
    with closing(made.wire.db), Hubs(settings) as post:
        made.wire = replace(made.wire, settings=settings)
        box = Outbox(settings, made.wire.db, post, lambda: made.now)
        yield Told(made, hub, hook, box)


def _corrected() -> Story:
    changed = LONG[1].replace("1,240", "1,340")
    # a page that says when it was changed: enough to tell of it as its source's own
    return with_changes(
        STORY, paragraphs=[LONG[0], changed, *LONG[2:]], head=_modified("12:00")
    )


def _modified(hour: str) -> str:
    moment = f"2026-03-02T{hour}:00Z"
    return f'<meta property="article:modified_time" content="{moment}">'


# --- WebSub


def test_feeds_name_the_hub_and_the_hub_is_told_of_each(told: Told) -> None:
    told.publish()
    feeds = {path for path in told.wire.files() if "/feed." in path}
    assert {path.removeprefix("/") for path in told.hub.topics} == feeds
    assert len(told.hub.topics) == len(feeds)
    for path in ("pt-BR/feed.atom", "pt-BR/feed.rss"):
        text = told.wire.files()[path]
        assert re.search(rf'rel="hub" href="{told.hub.url}"', text)
    data = json.loads(told.wire.files()["pt-BR/feed.json"])
    assert data["hubs"] == [{"type": "WebSub", "url": told.hub.url}]
    site = Client(create_app(told.wire.wire.settings, Api()))
    for topic in told.hub.topics:  # what a hub does next: it fetches the topic
        answer = site.get(topic)
        assert answer.status == 200
        assert f'<{told.hub.url}>; rel="hub"' in answer.headers["link"]
        assert f'<https://wire.example{topic}>; rel="self"' in answer.headers["link"]


def test_a_hub_is_told_only_of_what_changed(told: Told) -> None:
    told.publish()
    told.hub.got.clear()
    told.publish()
    assert told.hub.got == []
    told.wire.later(hours=2)
    told.wire.outlet.stories[0] = _corrected()
    told.publish()
    assert {"/en/feed.atom", "/pt-BR/feed.atom"} <= set(told.hub.topics)


def test_a_hub_is_told_of_a_feed_once_in_a_while(told: Told) -> None:
    told.publish()
    told.hub.got.clear()
    told.wire.later(seconds=5)
    feed = told.wire.root / "site/en/feed.atom"
    feed.write_bytes(feed.read_bytes() + b"\n")
    told.look()
    assert told.box.send() == 0
    told.wire.later(seconds=26)
    assert told.box.send() == 1
    assert told.hub.topics == ["/en/feed.atom"]


def test_a_kill_between_writing_and_telling_loses_no_ping(told: Told) -> None:
    told.wire.run()  # killed here: nothing was noted
    told.look()  # killed here: nothing was sent
    told.box = replace_box(told)
    told.box.send()
    assert "/en/feed.atom" in told.hub.topics


def replace_box(told: Told) -> Outbox:
    """Return what a new process has: nothing but the store."""
    box = told.box
    return Outbox(box.settings, box.db, box.post, box.now)


def test_a_hub_that_is_down_is_told_later(told: Told) -> None:
    told.hub.status = 503
    told.publish()
    assert len(told.hub.got) == 1  # one time-out is enough for a round
    told.hub.status = 204
    told.wire.later(seconds=20)
    told.box.send()
    told.wire.later(seconds=11)
    told.box.send()
    assert len(set(told.hub.topics)) == len(told.hub.topics) - 1


def test_an_exchanged_hub_is_told_no_more(told: Told) -> None:
    told.wire.run()
    told.look()
    site = told.wire.wire.settings.site
    told.setting(site=msgspec.structs.replace(site, hub=""))
    told.box.send()
    assert told.hub.got == []


# --- webhooks


def _events(told: Told) -> list[tuple[str, str, int]]:
    return sorted(
        (body["type"], body["data"]["language"], body["data"]["version"])
        for body in told.hook.bodies
    )


def test_a_webhook_is_told_signed_of_what_happens(told: Told) -> None:
    told.publish()
    assert _events(told) == [
        ("article.published", "en", 1),
        ("article.published", "pt-BR", 1),
    ]
    for headers, body in told.hook.got:
        assert is_signed(SECRET, headers, body, told.wire.now)
        assert b"bridge" not in body.split(b'"url"')[0]
    told.hook.got.clear()
    told.wire.later(hours=2)
    told.wire.outlet.stories[0] = _corrected()
    told.publish()
    assert _events(told) == [
        ("article.corrected", "en", 2),
        ("article.corrected", "pt-BR", 2),
    ]
    told.hook.got.clear()
    wire = told.wire.wire
    identity = told.wire.board()["bridge", "en"]["id"]
    takedown.withdraw(wire.db, wire.archive, identity, reason="x", now=wire.now())
    told.publish()
    assert [kind for kind, _, _ in _events(told)] == ["article.withdrawn"] * 2
    ids = [headers["webhook-id"] for headers, _ in told.hook.got]
    assert len(set(ids)) == 2


def test_a_message_holds_no_text_and_says_where_to_read(told: Told) -> None:
    told.publish()
    body = next(b for b in told.hook.bodies if b["data"]["language"] == "pt-BR")
    identity = told.wire.board()["bridge", "en"]["id"]
    assert body["data"] == {
        "id": identity,
        "language": "pt-BR",
        "version": 1,
        "url": f"https://wire.example/pt-BR/{identity}/",
        "api": f"https://wire.example/api/v1/editions/{identity}?language=pt-BR",
    }


def test_a_publication_that_is_repeated_is_told_once(told: Told) -> None:
    told.publish()
    with told.wire.wire.db.write() as conn:
        cells.emit_all_again(conn)
    told.publish()
    assert len(told.hook.got) == 2


def test_a_failed_message_comes_again_the_same(told: Told) -> None:
    told.hook.status = 500
    told.publish()
    told.hook.status = 200
    told.wire.later(seconds=31)
    told.box = replace_box(told)
    told.box.send()
    told.box.send()
    (first, body), *others = told.hook.got
    again = [got for got in others if got[0]["webhook-id"] == first["webhook-id"]]
    assert [got[1] for got in again] == [body]
    assert len({headers["webhook-id"] for headers, _ in told.hook.got}) == 2


def test_a_retry_waits_as_long_as_it_is_asked_to(told: Told) -> None:
    told.hook.status, told.hook.headers = 429, {"Retry-After": "600"}
    told.publish()
    asked = len(told.hook.got)
    told.wire.later(seconds=500)
    told.box.send()
    told.wire.later(seconds=90)
    assert asked + 1 == len(told.hook.got)  # the other message had its own turn


def test_one_that_is_down_does_not_hold_up_the_other(
    told: Told, httpserver: HTTPServer
) -> None:
    down = Listener(httpserver.url_for("/down"), status=500)
    httpserver.expect_request("/down").respond_with_handler(down.take)
    (hook,) = told.wire.wire.settings.webhooks
    told.setting(webhooks=(Webhook(name="a", url=down.url, secret=SECRET), hook))
    told.publish()
    assert len(told.hook.got) == 2
    assert len(down.got) == 1


def test_what_is_given_up_stands_in_the_status_and_is_sent_again(told: Told) -> None:
    told.hook.status = 500
    told.publish()
    for _ in range(2 * len(outbox.WAITS) + 1):
        told.wire.later(days=2)
        told.box.send()
    wire = told.wire.wire
    dead = status(wire.settings, wire.db)["outbox"]["dead"]
    assert {one["target"] for one in dead} == {"newsroom"}
    assert {one["error"] for one in dead} == {"answered 500"}
    assert len(dead) == 2
    told.hook.status = 200
    told.hook.got.clear()
    with wire.db.write() as conn:
        assert messages.revive(conn, told.wire.now, "newsroom") == 2
    assert told.box.send() >= 2
    assert status(wire.settings, wire.db)["outbox"] == {"waiting": 0, "dead": []}


def test_one_that_is_gone_for_good_is_not_asked_again(told: Told) -> None:
    told.hook.status = 410
    told.publish()
    told.wire.later(days=1)
    told.box.send()
    assert len(told.hook.got) == 2  # one for each message, never twice


@pytest.mark.parametrize(
    ("changes", "number"),
    [({"events": ["withdrawn"]}, 0), ({"languages": ["en"]}, 1), ({"events": []}, 2)],
    ids=["other events", "one language", "all"],
)
def test_a_webhook_is_told_what_it_wants(
    told: Told, changes: dict[str, list[str]], number: int
) -> None:
    hook = Webhook(name="n", url=told.hook.url, secret=SECRET, **changes)  # type: ignore[arg-type]  # lists of words
    told.setting(webhooks=(hook,))
    told.publish()
    assert len(told.hook.got) == number


def test_a_private_address_is_not_posted_to(told: Told) -> None:
    fetch = told.wire.wire.settings.fetch
    closed = msgspec.structs.replace(fetch, allow_private=[])
    told.setting(fetch=closed)
    with Hubs(told.wire.wire.settings) as post:
        told.box.post = post
        told.publish()
    assert told.hook.got == []
    with told.wire.wire.db.read() as conn:
        errors = {
            str(m.error) for m in messages.due(conn, told.wire.now + timedelta(1))
        }
    assert any("no address of the public web" in error for error in errors)


def test_old_messages_are_forgotten_and_not_told_again(told: Told) -> None:
    told.publish()
    told.wire.later(days=31)
    told.box = replace_box(told)
    told.box.send()
    with told.wire.wire.db.write() as conn:
        assert ("webhook", "newsroom", "sent") not in messages.counts(conn)
        cells.emit_all_again(conn)
    told.publish()
    assert len(told.hook.got) == 2


# --- settings and documentation


SITE = {"name": "W", "operator": "W", "contact": "w@wire.example"}


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"site": {"visibility": "private", "hub": "https://h.example/"}}, "site.hub"),
        ({"site": {"visibility": "private", "target": "s3://b"}}, "site.target"),
        ({"webhook": [{"name": "a", "url": "https://h.example"}]}, "secret"),
        (
            {"webhook": [{"name": "a", "url": "ftp://h.example", "secret": SECRET}]},
            "https://",
        ),
        (
            {
                "webhook": [{"name": "a", "url": "https://h.example", "secret": SECRET}]
                * 2
            },
            "name of its own",
        ),
    ],
    ids=["private hub", "private target", "no secret", "no web", "one name"],
)
def test_a_setting_that_cannot_be_is_refused(
    tables: dict[str, Any], words: str
) -> None:
    with pytest.raises(SettingsError, match=words):
        parse({"site": SITE} | tables, Path())


def test_a_secret_that_is_not_set_is_named() -> None:
    hook = Webhook(name="a", url="https://h.example", secret_env="NO_SUCH_VARIABLE")  # noqa: S106  # a variable's name
    with pytest.raises(SettingsError, match="NO_SUCH_VARIABLE"):
        webhook_secret(hook)
    assert Settings(root=Path()).webhooks == ()


def test_the_documented_check_knows_our_messages_and_no_others(told: Told) -> None:
    text = Path("docs/how-to/webhooks.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102  # the example is our own
    told.wire.clock[0] = told.wire.now.fromtimestamp(time.time(), told.wire.now.tzinfo)
    told.publish()
    headers, body = told.hook.got[0]
    assert names["is_ours"](SECRET, headers, body)
    assert not names["is_ours"](SECRET, headers, body + b" ")
    assert not names["is_ours"](SECRET, headers | {"webhook-timestamp": "1"}, body)
