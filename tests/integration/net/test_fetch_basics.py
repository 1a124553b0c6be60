"""The guarded client against a real server on loopback."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked
from werkzeug import Response

from polywire.errors import FetchError, RefusedAddress, RobotsDisallow
from polywire.net.fetch.client import SyncClient
from polywire.net.fetch.decode import MAX_BODY
from polywire.net.fetch.robots import MAX_ROBOTS
from polywire.settings.operator_file import Fetch, Settings, Site

Answer = Callable[[Asked], Response]


def settings_for(*allowed: str, contact: str = "desk@example.org") -> Settings:
    return Settings(
        root=Path(),
        site=Site(url="https://wire.example", contact=contact),
        fetch=Fetch(allow_private=list(allowed), delay=0.0, timeout=5.0),
    )


@pytest.fixture(autouse=True)
def _unknown_paths_are_404(httpserver: HTTPServer) -> None:
    httpserver.no_handler_status_code = 404


@pytest.fixture
def client(httpserver: HTTPServer) -> Iterator[SyncClient]:
    allowed = f"127.0.0.1:{httpserver.port}"
    with SyncClient(settings_for(allowed)) as client:
        yield client


def serve(server: HTTPServer, path: str, answer: Answer) -> str:
    server.expect_request(path).respond_with_handler(answer)
    return server.url_for(path)


def test_a_page_becomes_a_capture(client: SyncClient, httpserver: HTTPServer) -> None:
    url = serve(httpserver, "/a", lambda _: Response("hello", headers={"ETag": 'W/"1'}))
    fetched = client.fetch(url)
    assert fetched.capture is not None
    assert (fetched.capture.body, fetched.etag) == (b"hello", 'W/"1')


def test_validators_go_back_byte_for_byte_and_nothing_else_is_told(
    client: SyncClient, httpserver: HTTPServer
) -> None:
    seen: list[dict[str, str]] = []

    def answer(asked: Asked) -> Response:
        seen.append(dict(asked.headers))
        return Response(status=304)

    url = serve(httpserver, "/a", answer)
    fetched = client.fetch(url, etag='W/"é-unquoted', last_modified="yesterday-ish")
    assert fetched.not_modified
    assert fetched.capture is None
    assert seen[0]["If-None-Match"].encode("latin-1").decode() == 'W/"é-unquoted'
    assert seen[0]["If-Modified-Since"] == "yesterday-ish"
    assert seen[0]["User-Agent"] == (
        "polywire/0.1.0 (+https://wire.example; desk@example.org)"
    )
    assert not {"Cookie", "Referer", "Authorization"} & set(seen[0])


def test_a_cookie_is_never_sent_back(
    client: SyncClient, httpserver: HTTPServer
) -> None:
    seen: list[str | None] = []

    def answer(asked: Asked) -> Response:
        seen.append(asked.headers.get("Cookie"))
        return Response("x", headers={"Set-Cookie": "id=1"})

    url = serve(httpserver, "/a", answer)
    client.fetch(url)
    client.fetch(url)
    assert seen == [None, None]


def test_a_robots_rule_keeps_us_out(client: SyncClient, httpserver: HTTPServer) -> None:
    serve(
        httpserver,
        "/robots.txt",
        lambda _: Response("User-agent: Polywire Bot\nDisallow: /no"),
    )
    with pytest.raises(RobotsDisallow):
        client.fetch(serve(httpserver, "/no/x", lambda _: Response("x")))


def test_a_failing_robots_file_keeps_us_out(
    client: SyncClient, httpserver: HTTPServer
) -> None:
    serve(httpserver, "/robots.txt", lambda _: Response(status=503))
    with pytest.raises(RobotsDisallow, match="503"):
        client.fetch(serve(httpserver, "/x", lambda _: Response("x")))


def test_permanent_redirects_are_told_and_temporary_ones_are_not(
    client: SyncClient, httpserver: HTTPServer
) -> None:
    def go(status: int, to: str) -> Answer:
        return lambda _: Response(status=status, headers={"Location": to})

    start = serve(httpserver, "/1", go(301, "/2"))
    serve(httpserver, "/2", go(302, "/3"))
    serve(httpserver, "/3", lambda _: Response("end"))
    fetched = client.fetch(start)
    assert fetched.redirected_permanently_to == httpserver.url_for("/2")
    assert fetched.capture is not None
    assert fetched.capture.url == httpserver.url_for("/3")


def test_a_loop_of_redirects_ends_in_an_error(
    client: SyncClient, httpserver: HTTPServer
) -> None:
    url = serve(
        httpserver, "/1", lambda _: Response(status=302, headers={"Location": "/1"})
    )
    with pytest.raises(FetchError, match="redirects more than 5 times"):
        client.fetch(url)


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.2:{port}/",
        "http://169.254.169.254/latest",
        "http://[::ffff:127.0.0.1]/",
        "//localhost/",
        "file:///etc/hostname",
        "http://0x7f.1/",
    ],
)
def test_a_redirect_to_a_private_place_is_refused(
    client: SyncClient, httpserver: HTTPServer, to: str
) -> None:
    target = to.format(port=httpserver.port)
    url = serve(
        httpserver, "/1", lambda _: Response(status=302, headers={"Location": target})
    )
    with pytest.raises(RefusedAddress):
        client.fetch(url)


def test_retry_after_stops_the_whole_host(
    client: SyncClient, httpserver: HTTPServer
) -> None:
    busy = serve(
        httpserver, "/a", lambda _: Response(status=429, headers={"Retry-After": "900"})
    )
    other = serve(httpserver, "/b", lambda _: Response("x"))
    with pytest.raises(FetchError, match="429") as first:
        client.fetch(busy)
    with pytest.raises(FetchError, match="not to be called") as second:
        client.fetch(other)
    assert first.value.retry_after == 900
    assert second.value.retry_after == pytest.approx(900, abs=5)


def test_a_busy_host_that_names_no_time_is_held_for_an_hour(
    client: SyncClient, httpserver: HTTPServer
) -> None:
    busy = serve(httpserver, "/a", lambda _: Response(status=429))
    with pytest.raises(FetchError, match="429") as first:
        client.fetch(busy)
    with pytest.raises(FetchError, match="not to be called") as second:
        client.fetch(busy)
    assert first.value.retry_after == 3600
    assert second.value.retry_after == pytest.approx(3600, abs=5)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Response(bytes(MAX_BODY + 1)), f"is larger than {MAX_BODY} bytes"),
        (Response(status=302), "answered 302 without an address"),
    ],
    ids=["too large", "nowhere to go"],
)
def test_an_answer_that_is_no_page_is_an_error(
    client: SyncClient, httpserver: HTTPServer, answer: Response, words: str
) -> None:
    url = serve(httpserver, "/a", lambda _: answer)
    with pytest.raises(FetchError, match=words):
        client.fetch(url)


def test_an_endless_robots_file_is_read_up_to_its_limit(
    client: SyncClient, httpserver: HTTPServer
) -> None:
    rules = "User-agent: *\nDisallow: /shut\n" + "# word\n" * MAX_ROBOTS
    serve(httpserver, "/robots.txt", lambda _: Response(rules))
    url = serve(httpserver, "/a", lambda _: Response("x"))
    assert client.fetch(url).capture is not None
    with pytest.raises(RobotsDisallow):
        client.fetch(httpserver.url_for("/shut"))


def test_a_host_on_hold_is_not_remembered_as_one_without_robots(
    client: SyncClient, httpserver: HTTPServer
) -> None:
    busy = serve(
        httpserver, "/a", lambda _: Response(status=429, headers={"Retry-After": "900"})
    )
    with pytest.raises(FetchError, match="429"):
        client.fetch(busy, robots=False)
    with pytest.raises(FetchError, match="not to be called") as caught:
        client.fetch(busy)
    assert not isinstance(caught.value, RobotsDisallow)


def test_loopback_is_refused_unless_listed(httpserver: HTTPServer) -> None:
    with SyncClient(settings_for()) as client, pytest.raises(RefusedAddress):
        client.fetch(httpserver.url_for("/a"))


def test_a_listed_network_opens_only_itself(httpserver: HTTPServer) -> None:
    url = serve(httpserver, "/a", lambda _: Response("x"))
    with (
        SyncClient(settings_for("10.0.0.0/8")) as client,
        pytest.raises(RefusedAddress),
    ):
        client.fetch(url)
    with SyncClient(settings_for("127.0.0.0/8")) as client:
        assert client.fetch(url).status == 200


def test_without_a_contact_only_loopback_is_fetched(httpserver: HTTPServer) -> None:
    url = serve(httpserver, "/a", lambda _: Response("x"))
    with SyncClient(settings_for("127.0.0.0/8", contact="")) as client:
        assert client.fetch(url).status == 200
        with pytest.raises(FetchError, match=r"site\.contact"):
            client.fetch("https://example.org/feed")
