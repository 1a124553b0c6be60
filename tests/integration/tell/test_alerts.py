"""The operator is told of each thing that goes wrong, once, by every way."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from pytest_httpserver import HTTPServer
from tests.builders import NOON
from tests.commands import commands
from tests.mail_server import PASSWORD, USER, Box, certificate, mail_server
from tests.webhook_reader import is_signed
from tests.wire_on_paper import Paper, Story, paper
from typer.testing import Result

from polywire.article import State as CellState
from polywire.cli.wire import alerts as cli
from polywire.cli.wire import keeping
from polywire.desk import engine_costs
from polywire.desk.engine_health import HealthNotes
from polywire.errors import AlertError, PolywireError, StoreError, UsageError
from polywire.follow import takedown
from polywire.operate.care import alerts, backups
from polywire.operate.care.alerts import Trouble
from polywire.operate.care.upkeep import Upkeep
from polywire.operate.decide import withdrawal_requests
from polywire.settings import operator_file
from polywire.settings.operator_file import Alerts, Engine, Settings
from polywire.store.keeping import journal
from polywire.store.keeping.disk import Disk, Room
from polywire.store.wire import articles, cells, source_states
from polywire.tell.operator_ways import Mail, Notice, Webhook, ways
from polywire.translate.engines.breaker import Circuit, Health
from polywire.translate.engines.engine_limits import Use

LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "The first riders are expected before the summer, if the river allows it.",
]
DISK = Trouble("disk", "the disk is full")
NOTICE = Notice("disk", "the disk\nis full", NOON, NOON)
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    made = paper(tmp_path, Story("bridge", "Norvale opens its old bridge", LONG))
    with closing(made.wire.db):
        yield made


@dataclass
class Ear:
    """A way that hears, or fails."""

    name: str = "ear"
    fails: bool = False
    heard: int = 0

    def tell(self, _notice: Notice) -> None:
        if self.fails:
            raise AlertError("deaf")
        self.heard += 1


def with_alerts(settings: Settings, **values: object) -> Settings:
    return replace(settings, alerts=msgspec.structs.replace(settings.alerts, **values))


def look(wire: Paper, *, settings: Settings | None = None) -> dict[str, str]:
    """Look once and return what is wrong, by key."""
    chosen = replace(wire.wire, settings=settings or wire.wire.settings)
    Upkeep(chosen, lambda _: 0).look()
    with wire.wire.db.read() as conn:
        return {one.key: one.words for one in alerts.current(conn)}


# --- what is told


def test_a_wire_that_never_published_is_old_after_its_first_two_days(
    wire: Paper,
) -> None:
    assert "site-old" not in look(wire)
    wire.later(hours=49)
    assert "49 hours" in look(wire)["site-old"]


def test_a_quarantined_source_is_told_as_the_board_calls_it(wire: Paper) -> None:
    later = NOON + timedelta(days=1)
    failed = source_states.Poll(NOON, later, "failing", error="answered 500")
    for number in range(5):
        assert ("source:courier" in look(wire)) is (number >= 5)
        with wire.wire.db.write() as conn:
            source_states.record_poll(conn, "courier", failed)
    assert "quarantined: it failed 5 times" in look(wire)["source:courier"]


def test_a_spike_of_withheld_articles_is_told(wire: Paper) -> None:
    wire.run()
    look(wire)
    with wire.wire.db.write() as conn:
        (row,) = articles.listed(conn)
        for number in range(12):
            tag = f"x{number}"
            wish = cells.Wish(row.id, "r2", [tag], "courier", NOON)
            cells.want(conn, wish, NOON)
            cell = cells.get(conn, row.id, tag)
            assert cell is not None
            outcome = cells.Outcome(CellState.WITHHELD, "a number differs")
            cells.close(conn, cell, outcome, now=NOON)
    assert "12 editions were withheld" in look(wire)["withheld"]


def test_a_tripped_breaker_of_a_source_is_told(wire: Paper) -> None:
    event = journal.Event(NOON, "source-page-gone", "warning", source="courier")
    with wire.wire.db.write() as conn:
        journal.add(conn, event)
    assert "gone and stay published" in look(wire)["breaker:courier"]


ENGINE = Engine(kind="deepl", url="https://mt.example", monthly_money=20.0)


def test_an_engine_whose_breaker_is_open_is_told(wire: Paper) -> None:
    settings = replace(wire.wire.settings, engines={"mt": ENGINE})
    down = Health("mt", Circuit.OPEN, 0, 5, 5, reason="answered 500")
    HealthNotes(wire.wire.db, lambda: NOON).note([down])
    assert "answered 500" in look(wire, settings=settings)["engine:mt"]


def test_spend_near_its_cap_is_told_and_forgiven_next_month(wire: Paper) -> None:
    settings = replace(wire.wire.settings, engines={"mt": ENGINE})
    spent = engine_costs.StoreSpend(wire.wire.db)
    spent.add("mt", NOON.date(), Use(1000, 1, 15.9))
    assert "spend:mt:money" not in look(wire, settings=settings)
    spent.add("mt", NOON.date(), Use(10, 1, 0.1))
    told = look(wire, settings=settings)["spend:mt:money"]
    assert "16 of monthly_money = 20" in told
    wire.later(days=31)
    assert "spend:mt:money" not in look(wire, settings=settings)


def test_a_full_disk_is_told(wire: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    full = Disk(1_000_000, 10**9, Room.FULL)
    monkeypatch.setattr("polywire.operate.care.upkeep.disk", lambda *_: full)
    assert "nothing new is taken in" in look(wire)["disk"]


def test_a_takedown_request_is_told_until_it_is_decided(wire: Paper) -> None:
    wire.run()
    db = wire.wire.db
    with db.read() as conn:
        (row,) = articles.listed(conn)
    withdrawal_requests.note(db, row, "the author, by mail", NOON)
    told = look(wire)[f"takedown:{row.id}"]
    assert "the author, by mail" in told
    withdrawal_requests.answer(db, row, NOON)
    assert look(wire) == {}
    with pytest.raises(UsageError, match="nobody asked"):
        withdrawal_requests.answer(db, row, NOON)
    withdrawal_requests.note(db, row, "the author again", NOON)
    takedown.suppress(db, wire.wire.archive, row, reason="asked", now=NOON)
    assert look(wire) == {}


def test_a_failed_backup_is_told_until_one_works(wire: Paper, tmp_path: Path) -> None:
    db = wire.wire.db
    with pytest.raises(StoreError):
        backups.back_up(db, tmp_path / "nowhere" / "b", NOON)
    assert "the last backup failed" in look(wire)["backup"]
    backups.back_up(db, tmp_path / "b", NOON)
    assert "backup" not in look(wire)


def test_a_backup_that_is_too_old_is_told_where_the_operator_wants(
    wire: Paper, tmp_path: Path
) -> None:
    daily = with_alerts(wire.wire.settings, backup_hours=30, site_hours=0)
    assert look(wire, settings=daily) == {}
    wire.later(hours=31)
    assert "31 hours" in look(wire, settings=daily)["backup"]
    backups.back_up(wire.wire.db, tmp_path / "b", wire.now)
    assert look(wire, settings=daily) == {}


# --- once, by every way


def test_a_trouble_that_comes_and_goes_is_told_once_a_day(wire: Paper) -> None:
    ear = Ear()
    for minute in range(0, 23 * 60, 30):
        found = [DISK] if minute % 60 else []
        alerts.tell(wire.wire.db, [ear], found, NOON + timedelta(minutes=minute))
    assert ear.heard == 1
    alerts.tell(wire.wire.db, [ear], [DISK], NOON + timedelta(hours=25))
    assert ear.heard == 2


def test_a_way_that_fails_is_asked_again_and_the_others_are_not(wire: Paper) -> None:
    good, bad = Ear("good"), Ear("bad", fails=True)
    for minute in range(3):
        now = NOON + timedelta(minutes=minute)
        alerts.tell(wire.wire.db, [good, bad], [DISK], now)
        bad.fails = minute == 0
    assert (good.heard, bad.heard) == (1, 1)


def test_what_is_over_is_no_longer_wrong(wire: Paper) -> None:
    alerts.tell(wire.wire.db, [], [DISK], NOON)
    alerts.tell(wire.wire.db, [], [], NOON + timedelta(hours=1))
    with wire.wire.db.read() as conn:
        assert alerts.current(conn) == []
        assert [one.event for one in journal.recent(conn)] == [
            "trouble-over",
            "trouble",
        ]


# --- the ways


@pytest.fixture
def pem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a certificate that this process trusts."""
    made = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    return made


def mail_settings(settings: Settings, scheme: str, box: Box) -> Settings:
    who = "" if scheme == "plain" else f"{USER}@"
    scheme = "smtps" if scheme == "smtps" else "smtp"
    url = f"{scheme}://{who}127.0.0.1:{box.port}"
    return with_alerts(settings, smtp=url, mail_to=["desk@wire.example"])


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")  # TLS is below it
@pytest.mark.parametrize("tls", ["starttls", "smtps"])
def test_a_mail_goes_over_tls_with_a_password(
    wire: Paper,
    tls: Literal["starttls", "smtps"],
    pem: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("POLYWIRE_SMTP_PASSWORD", PASSWORD)
    with mail_server(tls, pem) as box:
        settings = mail_settings(wire.wire.settings, tls, box)
        (way,) = ways(settings)
        way.tell(NOTICE)
    (letter,) = box.letters
    assert box.users == [USER]
    assert letter["Subject"] == "[Paper Wire] disk: the disk is full"
    assert (letter["From"], letter["To"]) == ("desk@wire.example",) * 2
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "since: 2026-03-02T12:00:00+00:00" in str(letter.get_payload())


def test_a_server_whose_certificate_is_unknown_gets_no_mail(
    wire: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certificate(tmp_path)
    monkeypatch.setenv("POLYWIRE_SMTP_PASSWORD", PASSWORD)
    with mail_server("starttls", made) as box:
        way = Mail(mail_settings(wire.wire.settings, "starttls", box))
        with pytest.raises(AlertError, match=r"(?i)certificate"):
            way.tell(NOTICE)
    assert (box.letters, box.users) == ([], [])


def test_a_server_elsewhere_without_tls_gets_no_mail(
    wire: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server("none") as box:
        way = Mail(mail_settings(wire.wire.settings, "plain", box))
        way.tell(NOTICE)  # this machine's own may go without
        assert len(box.letters) == 1
        monkeypatch.setattr("polywire.net.send.mail._HERE", frozenset())
        with pytest.raises(AlertError, match="STARTTLS"):
            way.tell(NOTICE)
    assert len(box.letters) == 1


def test_a_server_that_refuses_or_is_away_says_why(wire: Paper) -> None:
    with mail_server("none") as box:
        way = Mail(mail_settings(wire.wire.settings, "plain", box))
        box.refuses = True
        with pytest.raises(AlertError, match="no thanks"):
            way.tell(NOTICE)
    with pytest.raises(AlertError, match="did not take the mail"):
        way.tell(NOTICE)


@pytest.mark.parametrize(
    "address",
    ["mail.example", "http://mail.example", "smtp://u:p@mail.example", "smtp://h:x"],
)
def test_an_address_that_is_no_mail_server_is_refused(
    wire: Paper, address: str
) -> None:
    settings = with_alerts(wire.wire.settings, smtp=address, mail_to=["d@w.example"])
    with pytest.raises(PolywireError, match=r"mail server"):
        Mail(settings).tell(NOTICE)


def test_a_webhook_is_signed_and_says_what_is_wrong(
    wire: Paper, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLYWIRE_ALERT_SECRET", SECRET)
    httpserver.expect_request("/told", method="POST").respond_with_data("", 204)
    way = Webhook(with_alerts(wire.wire.settings, webhook=httpserver.url_for("/told")))
    way.tell(NOTICE)
    way.tell(NOTICE)
    asked = [request for request, _ in httpserver.log]
    bodies = [request.get_data() for request in asked]
    for request, body in zip(asked, bodies, strict=True):
        assert is_signed(SECRET, dict(request.headers), body, NOON)
    assert asked[0].headers["webhook-id"] == asked[1].headers["webhook-id"]
    told = json.loads(bodies[0])
    assert told["type"] == "polywire.trouble"
    assert told["data"]["key"] == "disk"


def test_a_webhook_that_fails_or_has_no_secret_says_so(
    wire: Paper, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request("/told").respond_with_data("no", 500)
    way = Webhook(with_alerts(wire.wire.settings, webhook=httpserver.url_for("/told")))
    with pytest.raises(PolywireError, match="POLYWIRE_ALERT_SECRET"):
        way.tell(NOTICE)
    monkeypatch.setenv("POLYWIRE_ALERT_SECRET", SECRET)
    with pytest.raises(AlertError, match="answered 500"):
        way.tell(NOTICE)


# --- the commands

TOML = """
[site]
visibility = "private"
languages = ["en"]
[alerts]
command = "{command}"
"""


@pytest.fixture
def command() -> Callable[..., Result]:
    """Call a command of an installation; errors are raised."""
    return commands(cli, keeping)


def test_the_ways_can_be_tried(command: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / operator_file.FILE_NAME
    file.write_text(TOML.format(command=f"{sys.executable} -c pass"))
    assert command(tmp_path, "alerts", "test").output == "command: told\n"
    file.write_text(TOML.format(command="/nonexistent/command"))
    with pytest.raises(AlertError, match="not told by command"):
        command(tmp_path, "alerts", "test")
    file.write_text(TOML.format(command=""))
    with pytest.raises(UsageError, match="names no way"):
        command(tmp_path, "alerts", "test")


def test_requests_and_troubles_are_listed(
    wire: Paper, command: Callable[..., Result]
) -> None:
    (wire.root / operator_file.FILE_NAME).write_text(TOML.format(command=""))
    wire.run()
    with wire.wire.db.read() as conn:
        (row,) = articles.listed(conn)
    found = command(wire.root, "takedown", row.url, "--from", "the author").output
    assert f"polywire withdraw {row.id}" in found
    assert "1 open requests" in command(wire.root, "takedown").output
    look(wire)
    (told,) = json.loads(command(wire.root, "alerts", "list", "--json").output)
    assert told["key"] == f"takedown:{row.id}"
    assert "1 troubles" in command(wire.root, "alerts", "list").output
    command(wire.root, "takedown", row.url, "--answered")
    assert "0 open requests" in command(wire.root, "takedown").output
    with pytest.raises(UsageError, match="--from"):
        command(wire.root, "takedown", row.url)


def test_a_backup_that_fails_is_noted_by_the_command(
    wire: Paper, command: Callable[..., Result], tmp_path: Path
) -> None:
    (wire.root / operator_file.FILE_NAME).write_text(TOML.format(command=""))
    with pytest.raises(StoreError):
        command(wire.root, "backup", str(tmp_path / "nowhere" / "b"))
    assert "the last backup failed" in look(wire)["backup"]


def test_half_a_mail_setting_is_refused(tmp_path: Path) -> None:
    raw = {"site": {"visibility": "private"}, "alerts": {"smtp": "smtp://localhost"}}
    with pytest.raises(PolywireError, match="belong together"):
        operator_file.parse(raw, tmp_path)
    assert Alerts().mail_to == []
