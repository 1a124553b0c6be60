"""Signs that no reader sees: what goes, what stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.unseen_signs import is_unseen, without_forbidden, without_unseen

EVERY = st.text(st.characters(), max_size=40)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\x00b\x0bc\x1fd\x7f", "abcd"),
        ("one\ttwo\r\nthree", "one\ttwo\r\nthree"),
        ("\u202eabc\u202c \u2066x\u2069", "abc x"),
        ("a\ufff9b\ufffbc\U000e0041", "abc"),
        ("a\ufffeb\U0001ffffc\ufdd0\ud800", "abc"),
        ("\x93Yes\x94 \x97 \x85 5 \x80 \x81", "“Yes” — … 5 € "),
        ("می\u200cخواهم \u200fא\u200e \U0001f468\u200d\U0001f33e", None),
        ("soft\u00adhyphen zero\u200bwidth \ufeffmark", None),
    ],
)
def test_what_no_document_may_hold_goes(text: str, left: str | None) -> None:
    assert without_forbidden(text) == (text if left is None else left)


def test_signs_that_take_no_place_go_and_joiners_stay() -> None:
    assert without_unseen("so\u00adft\u200b \u2060w\u2064\ufeff\x00") == "soft w"
    assert without_unseen("می\u200cخ \u200fא \u200d") == "می\u200cخ \u200fא \u200d"


@given(EVERY)
def test_a_second_time_changes_nothing(text: str) -> None:
    for tidy in (without_forbidden, without_unseen):
        once = tidy(text)
        assert tidy(once) == once
        assert not any(unicodedata.category(sign) == "Cs" for sign in once)
    assert without_unseen(without_forbidden(text)) == without_unseen(text)


@pytest.mark.parametrize(
    "sign", "\u200b\u00ad\u2060\ufeff\u202e\u3164\u115f\ue000\u034f"
)
def test_a_sign_that_shows_nothing(sign: str) -> None:
    assert is_unseen(sign)


@pytest.mark.parametrize("sign", "a 0\u200c\u200d\u0301אع中…\U0001f600")
def test_a_sign_that_shows_or_joins(sign: str) -> None:
    assert not is_unseen(sign)
