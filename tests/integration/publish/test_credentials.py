"""Content credentials with the real library: one byte breaks the seal."""

import time
from datetime import UTC, datetime

import pytest

from polywire.errors import PublishError, SettingsError
from polywire.publish.label.credentials import Keys, Making, make_keys, sign, verify

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PAGE = (
    "<!doctype html><html lang=pt-BR><head><title>Ponte</title>"
    '<link rel="c2pa-manifest" href="index.html.c2pa"></head><body>'
    f"{'<p>A ponte foi aberta.</p>' * 400}</body></html>"
).encode()
MAKING = Making(
    title="A ponte foi aberta",
    source_language="en",
    language="pt-BR",
    source_url="https://courier.example/news/bridge",
    source_type="trainedAlgorithmicMedia",
    when=NOW,
)


@pytest.fixture(scope="module")
def keys() -> Keys:
    return make_keys("Orl Wire Association", now=NOW)


@pytest.fixture(scope="module")
def sidecar(keys: Keys) -> bytes:
    return sign(PAGE, MAKING, keys)


def test_a_signed_page_is_trusted_by_who_knows_the_site(
    keys: Keys, sidecar: bytes
) -> None:
    found = verify(PAGE, sidecar, authority=keys.authority)
    assert (found.state, found.problems) == ("trusted", ())


def test_a_signed_page_is_valid_and_untrusted_to_a_stranger(sidecar: bytes) -> None:
    found = verify(PAGE, sidecar)
    assert (found.state, found.problems) == (
        "untrusted",
        ("signingCredential.untrusted",),
    )


def test_the_action_names_both_languages(sidecar: bytes) -> None:
    assert verify(PAGE, sidecar).translated == ("en", "pt-BR")


@pytest.mark.parametrize("place", [0, 200, len(PAGE) - 1])
def test_one_changed_byte_is_invalid(place: int, keys: Keys, sidecar: bytes) -> None:
    changed = PAGE[:place] + bytes([PAGE[place] ^ 1]) + PAGE[place + 1 :]
    found = verify(changed, sidecar, authority=keys.authority)
    assert found.state == "invalid"
    assert "assertion.dataHash.mismatch" in found.problems


def test_a_foreign_key_is_untrusted(keys: Keys) -> None:
    foreign = make_keys("Somebody Else", now=NOW)
    found = verify(PAGE, sign(PAGE, MAKING, foreign), authority=keys.authority)
    assert found.state == "untrusted"


@pytest.mark.parametrize("junk", [b"", b"no manifest", bytes(5000)])
def test_a_broken_sidecar_is_invalid(junk: bytes) -> None:
    assert verify(PAGE, junk).state == "invalid"


def test_a_cut_sidecar_is_invalid(sidecar: bytes) -> None:
    assert verify(PAGE, sidecar[:-40]).state == "invalid"


def test_a_broken_key_says_where_to_look(keys: Keys) -> None:
    broken = Keys(keys.chain, "no key", keys.authority)
    with pytest.raises(PublishError, match="key file"):
        sign(PAGE, MAKING, broken)


def test_signing_takes_at_most_20_milliseconds_a_page(keys: Keys) -> None:
    durations = []
    for _ in range(20):
        started = time.process_time()
        sign(PAGE, MAKING, keys)
        durations.append(time.process_time() - started)
    median = sorted(durations)[10] * 1000
    assert median <= 20, f"signing takes {median:.1f} ms a page"


def test_a_key_file_is_read_again_as_it_was_written(keys: Keys) -> None:
    assert Keys.load(keys.dump()) == keys


@pytest.mark.parametrize("text", ["", "rubbish", "-----BEGIN X-----a-----END X-----"])
def test_another_file_is_no_key_file(text: str) -> None:
    with pytest.raises(SettingsError, match="polywire init"):
        Keys.load(text)


def test_a_long_operator_name_makes_a_key_too() -> None:
    keys = make_keys("A very long name of an association " * 5, now=NOW)
    assert verify(PAGE, sign(PAGE, MAKING, keys), authority=keys.authority).state == (
        "trusted"
    )
