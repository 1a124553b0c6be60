"""A whole run tells hub and webhook; a wire without a secret does not start."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from polywire import service
from polywire.errors import SettingsError
from polywire.settings.operator_file import Settings, parse

PAGE = """<!doctype html><html lang="en"><head><title>{0}</title></head><body><main>
<article><h1>{0}</h1><p>The council of Norvale voted on Monday to open the bridge.</p>
<p>The work will cost 1,240 crowns and take 14 weeks, the engineer of the town said.</p>
<p>Residents of the lower town had asked for the change for nine years, she said.</p>
</article></main></body></html>"""
SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="  # noqa: S105  # of the test


def _settings(root: Path, server: HTTPServer, **hook: str) -> Settings:
    pages = root / "pages"
    pages.mkdir()
    (pages / "bridge.html").write_text(PAGE.format("Norvale opens its bridge"))
    tables: dict[str, Any] = {
        "site": {
            "name": "Paper Wire",
            "url": "https://wire.example",
            "languages": ["en"],
            "operator": "Paper Wire",
            "contact": "desk@wire.example",
            "hub": server.url_for("/hub"),
        },
        "fetch": {"allow_private": [urlsplit(server.url_for("/")).netloc]},
        "source": [
            {
                "slug": "pages",
                "url": "pages",
                "kind": "folder",
                "language": "en",
                "rights": {"basis": "own"},
            }
        ],
        "webhook": [{"name": "newsroom", "url": server.url_for("/hook"), **hook}],
    }
    return parse(tables, root)


def test_a_run_tells_hub_and_webhook_before_it_ends(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    got: dict[str, list[bytes]] = {"/hub": [], "/hook": []}

    def take(request: Request) -> Response:
        got[request.path].append(request.get_data())
        return Response(status=204)

    for path in got:
        httpserver.expect_request(path, method="POST").respond_with_handler(take)
    with service.opened(_settings(tmp_path, httpserver, secret=SECRET)) as running:
        running.once(lambda _: None)
    topics = {dict(parse_qsl(body.decode()))["hub.url"] for body in got["/hub"]}
    assert "https://wire.example/en/feed.atom" in topics
    (event,) = [json.loads(body) for body in got["/hook"]]
    assert event["type"] == "article.published"


@pytest.mark.parametrize(
    "hook",
    [{"secret_env": "NO_SUCH_VARIABLE"}, {"secret": "whsec_c2hvcnQ="}],
    ids=["not set", "too short"],
)
def test_a_wire_that_could_not_sign_does_not_start(
    tmp_path: Path, httpserver: HTTPServer, hook: dict[str, str]
) -> None:
    settings = _settings(tmp_path, httpserver, **hook)
    with pytest.raises(SettingsError, match="secret"), service.opened(settings):
        pass
