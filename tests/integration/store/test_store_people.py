"""Accounts, sessions, tokens, attempts and reviews, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from tests.builders import NOON

from polywire.article import FeedEntry
from polywire.errors import StoreError
from polywire.store.ground import notes
from polywire.store.ground.database import Database
from polywire.store.people import people, reviews
from polywire.store.wire import articles

MARTA = people.Account("marta", "reader", "a hash", NOON, NOON)
TOKEN = people.Token("t1", "marta", "phone", "read", NOON, None)
HOUR = timedelta(hours=1)


def test_an_account_comes_with_its_sessions_and_tokens_and_goes_with_them(
    database: Database,
) -> None:
    with database.write() as conn:
        assert not people.has_accounts(conn)
        people.put_account(conn, MARTA)
        people.put_session(conn, "s1", "marta", NOON, until=NOON + HOUR)
        people.put_token(conn, TOKEN)
        people.mark_used(conn, "t1", "2026-03-02")
    with database.read() as conn:
        assert people.accounts(conn) == [MARTA]
        assert people.of_session(conn, "s1", NOON) == MARTA
        assert people.of_session(conn, "s1", NOON + HOUR) is None
        found = people.of_token(conn, "t1")
        assert found is not None
        assert (found[0], found[1].used_on) == (MARTA, "2026-03-02")
    with database.write() as conn:
        people.change_password(conn, "marta", "another", NOON)
        assert people.of_session(conn, "s1", NOON) is None
        people.put_session(conn, "s2", "marta", NOON, until=NOON + HOUR)
        assert people.remove_account(conn, "marta")
        assert not people.remove_account(conn, "marta")
        assert people.of_session(conn, "s2", NOON) is None
        assert people.of_token(conn, "t1") is None


def test_a_name_is_taken_once(database: Database) -> None:
    with database.write() as conn:
        people.put_account(conn, MARTA)
    with pytest.raises((IntegrityError, StoreError)):  # noqa: SIM117
        with database.write() as conn:
            people.put_account(conn, MARTA)


def test_attempts_fill_a_window_that_ends(database: Database) -> None:
    limits = {"both": 2, "place": 3}
    with database.write() as conn:
        for number in range(3):
            booked = people.book_attempts(conn, limits, NOON, HOUR)
            assert booked is (number < 2)
        assert people.first_attempt(conn, limits) == NOON
        people.forgive(conn, ["both"])
        assert people.book_attempts(conn, limits, NOON, HOUR)
        assert not people.book_attempts(conn, limits, NOON, HOUR)
        assert people.book_attempts(conn, limits, NOON + HOUR, HOUR)
        assert people.book_attempts(conn, limits, NOON, HOUR)  # a clock set back


def test_a_review_is_one_for_an_edition(database: Database) -> None:
    url = "https://courier.example/1"
    new = articles.NewEntry("a1", "courier", url, url, FeedEntry(id=url, link=url))
    row = reviews.ReviewRow("a1", "pt-BR", 1, "hash", "Marta", "Desk", NOON, "marta")
    later = reviews.ReviewRow("a1", "pt-BR", 2, "other", "Ines", "Desk", NOON, "ines")
    with database.write() as conn:
        articles.add_entry(conn, new, NOON)
        reviews.put(conn, row)
        reviews.put(conn, later)
        assert reviews.everything(conn) == [later]
        assert reviews.get(conn, "a1", "en") is None
        assert reviews.drop(conn, "a1", "pt-BR")
        assert not reviews.drop(conn, "a1", "pt-BR")


def test_a_key_is_kept_once(database: Database) -> None:
    with database.write() as conn:
        assert notes.keep_once(conn, "session-key", "first") == "first"
    with database.write() as conn:
        assert notes.keep_once(conn, "session-key", "second") == "first"
