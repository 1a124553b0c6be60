"""A hub of the test's own: asked, asking back, telling of news; on loopback."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec
import pytest
from pytest_httpserver import HTTPServer
from tests.asgi import Answer, Client
from tests.wire_on_paper import FEED, Paper, Story, paper
from werkzeug import Request, Response

from polywire.errors import RefusedAddress
from polywire.net.send.hub_posts import Hubs
from polywire.settings.operator_file import Settings
from polywire.steps.hosts import hub_subscriptions
from polywire.store.wire import source_states
from polywire.web.web_app import Api, create_app

LEASE = 864_000


class OwnHub:
    """A hub that verifies at once, as most do, and keeps what it was told."""

    def __init__(self, server: HTTPServer, readers: Client) -> None:
        self.forms: list[dict[str, str]] = []
        self.answers: list[tuple[int, str]] = []
        self._readers = readers
        self.url = server.url_for("/hub")
        server.expect_request("/hub", method="POST").respond_with_handler(self._ask)

    def _ask(self, request: Request) -> Response:
        form = dict(parse_qsl(request.get_data(as_text=True)))
        self.forms.append(form)
        asked = self.verify(form["hub.topic"])
        self.answers.append((asked.status, asked.text))
        return Response(status=202)

    @property
    def path(self) -> str:
        return urlsplit(self.forms[-1]["hub.callback"]).path

    def verify(self, topic: str) -> Answer:
        query = {
            "hub.mode": "subscribe",
            "hub.topic": topic,
            "hub.challenge": "a-challenge",
            "hub.lease_seconds": str(LEASE),
        }
        return self._readers.get(f"{self.path}?{urlencode(query)}")

    def ping(self, body: bytes, key: str | None = None) -> int:
        secret = (key or self.forms[-1]["hub.secret"]).encode()
        mark = hmac.new(secret, body, hashlib.sha256).hexdigest()
        sent = self._readers.post(self.path, body, x_hub_signature=f"sha256={mark}")
        return sent.status


@pytest.fixture
def told(tmp_path: Path, httpserver: HTTPServer) -> Iterator[tuple[Paper, OwnHub]]:
    """A wire whose feed names the hub; it has run once."""
    made = paper(tmp_path, Story("bridge", "Norvale opens its bridge", ["One."]))
    place = urlsplit(httpserver.url_for("/")).netloc
    settings = replace(
        made.wire.settings,
        fetch=msgspec.structs.replace(made.wire.settings.fetch, allow_private=[place]),
    )
    hub_of = hub_subscriptions.StoreHub(made.wire.db, lambda: made.now)
    readers = Client(create_app(settings, Api(hub=hub_of)))
    with closing(made.wire.db), Hubs(settings) as hubs:
        hub = OwnHub(httpserver, readers)
        made.outlet.hub = hub.url
        made.wire = replace(made.wire, settings=settings, hubs=hubs)
        made.run()
        yield made, hub


def _is_due(wire: Paper) -> bool:
    with wire.wire.db.read() as conn:
        return bool(source_states.due(conn, wire.now))


def test_acceptance_24_a_feed_s_hub_is_asked_and_its_question_answered(
    told: tuple[Paper, OwnHub],
) -> None:
    wire, hub = told
    (form,) = hub.forms
    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", FEED)
    assert hub.answers == [(200, "a-challenge")]
    assert len(hub.path.rpartition(".")[2]) >= 32
    with wire.wire.db.read() as conn:
        assert hub_subscriptions.is_active(conn, "courier", wire.now)


def test_acceptance_24_a_ping_makes_the_source_due_at_once(
    told: tuple[Paper, OwnHub],
) -> None:
    wire, hub = told
    assert not _is_due(wire)
    assert hub.ping(b"<feed/>") == 200
    assert _is_due(wire)
    wire.outlet.stories.append(Story("ferry", "A second ferry", ["Two."]))
    wire.run()
    assert ("ferry", "en") in wire.board()


def test_acceptance_24_a_bad_ping_polls_nothing(told: tuple[Paper, OwnHub]) -> None:
    wire, hub = told
    assert hub.ping(b"<feed/>", key="guessed") == 200  # the sender learns nothing
    assert hub.ping(b"x" * (11 * 1024 * 1024)) == 413
    assert not _is_due(wire)


def test_acceptance_24_a_wrong_topic_and_a_guessed_path_are_unknown(
    told: tuple[Paper, OwnHub],
) -> None:
    _, hub = told
    assert hub.verify("https://other.example/feed").status == 404
    hub.forms[-1]["hub.callback"] = "https://wire.example/_hub/courier.guessed"
    assert hub.verify(FEED).status == 404
    assert hub.ping(b"<feed/>") == 404


def test_a_subscription_is_renewed_before_it_ends_and_not_sooner(
    told: tuple[Paper, OwnHub],
) -> None:
    wire, hub = told
    wire.later(days=1)
    wire.run()
    assert len(hub.forms) == 1
    wire.later(days=8)
    wire.run()
    assert len(hub.forms) == 2
    assert hub.forms[0]["hub.callback"] == hub.forms[1]["hub.callback"]


def test_a_subscribed_source_is_polled_once_a_day(told: tuple[Paper, OwnHub]) -> None:
    wire, _ = told
    wire.later(hours=2)
    wire.run()
    with wire.wire.db.read() as conn:
        row = source_states.get(conn, "courier")
    assert row is not None
    assert (row.next_poll_at - wire.now).total_seconds() > 20 * 3600


def test_a_hub_on_a_private_address_is_never_asked(httpserver: HTTPServer) -> None:
    with Hubs(Settings(root=Path())) as hubs, pytest.raises(RefusedAddress):
        hubs.ask(httpserver.url_for("/hub"), {"hub.mode": "subscribe"})
    with Hubs(Settings(root=Path())) as hubs, pytest.raises(RefusedAddress):
        hubs.ask("http://localhost/hub", {"hub.mode": "subscribe"})


@pytest.mark.parametrize(
    ("url", "can"), [("https://wire.example", True), ("http://wire.example", False)]
)
def test_only_a_public_https_site_subscribes(url: str, *, can: bool) -> None:
    found = Settings(root=Path())
    found = replace(found, site=msgspec.structs.replace(found.site, url=url))
    assert hub_subscriptions.can_subscribe(found) is can
