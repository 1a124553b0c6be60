"""Signatures of Standard Webhooks: the layout, and what must not pass."""

import base64
import hashlib
import hmac
from datetime import timedelta

import pytest
from tests.builders import NOON
from tests.webhook_reader import is_signed

from polywire.errors import SettingsError
from polywire.net.send.signatures import signed_headers

KEY = b"0123456789abcdef0123456789abcdef"
SECRET = "whsec_" + base64.b64encode(KEY).decode()
BODY = '{"type":"published","headline":"Норвале"}'.encode()


def test_the_signature_is_over_id_time_and_body() -> None:
    headers = signed_headers(SECRET, "msg_1", NOON, BODY)
    stamp = str(int(NOON.timestamp()))
    assert headers["webhook-id"] == "msg_1"
    assert headers["webhook-timestamp"] == stamp
    signed = f"msg_1.{stamp}.".encode() + BODY
    digest = hmac.new(KEY, signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"


def test_a_receiver_knows_what_we_signed_beside_other_signatures() -> None:
    headers = signed_headers(SECRET, "msg_1", NOON, BODY)
    many = f"v1,older v2,other {headers['webhook-signature']}"
    shown = {name.title(): value for name, value in headers.items()}
    shown["Webhook-Signature"] = many
    assert is_signed(SECRET, shown, BODY, NOON + timedelta(minutes=4))


@pytest.mark.parametrize(
    ("changes", "body", "minutes"),
    [
        ({}, BODY + b" ", 0),
        ({"webhook-id": "msg_2"}, BODY, 0),
        ({"webhook-timestamp": "1"}, BODY, 0),
        ({"webhook-timestamp": "soon"}, BODY, 0),
        ({"webhook-signature": ""}, BODY, 0),
        ({"webhook-signature": "v1,é"}, BODY, 0),
        ({}, BODY, 6),
    ],
    ids=["body", "id", "time", "no time", "unsigned", "not ascii", "replayed"],
)
def test_a_changed_or_late_message_is_not_believed(
    changes: dict[str, str], body: bytes, minutes: int
) -> None:
    headers = signed_headers(SECRET, "msg_1", NOON, BODY) | changes
    assert not is_signed(SECRET, headers, body, NOON + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "secret", ["", "plain", "whsec_", "whsec_c2hvcnQ=", "whsec_no base64"]
)
def test_a_weak_or_broken_secret_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(SettingsError, match="polywire webhook secret") as refused:
        signed_headers(secret, "msg_1", NOON, BODY)
    assert not secret.removeprefix("whsec_") or secret not in str(refused.value)
