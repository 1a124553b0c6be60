"""Pages are read in a child that a hostile one may end, and no other page pays."""

import os
import signal
from collections.abc import Iterator

import pytest

from polywire.errors import ExtractError
from polywire.extract import page_child
from polywire.extract.page_child import PageJob
from polywire.extract.page_reader import PageReader

TEXT = "The council of Norvale voted on Monday to open the old bridge to cyclists. "
PAGE = (
    '<!doctype html><html lang="en"><head><title>Norvale opens its bridge</title>'
    "</head><body><article><h1>Norvale opens its bridge</h1>"
    + f"<p>{TEXT * 3}</p>" * 5
    + "</article></body></html>"
).encode()
GOOD = PageJob(PAGE, "https://courier.example/bridge", languages=("en",))


@pytest.fixture(scope="module")
def reader() -> Iterator[PageReader]:
    with PageReader() as made:
        yield made


def test_a_page_reads_the_same_in_the_child_and_here(reader: PageReader) -> None:
    assert reader(GOOD) == page_child.read(GOOD)


def test_the_child_lives_on_between_pages(reader: PageReader) -> None:
    reader(GOOD)
    first = reader.child_id
    reader(GOOD)
    assert reader.child_id == first


def test_what_is_no_page_says_so_in_the_words_of_the_reader(reader: PageReader) -> None:
    with pytest.raises(ExtractError) as here:
        page_child.read(PageJob(b"", "https://courier.example/empty"))
    with pytest.raises(ExtractError) as there:
        reader(PageJob(b"", "https://courier.example/empty"))
    assert str(there.value) == str(here.value)


def test_a_child_that_was_killed_is_replaced_for_the_next_page(
    reader: PageReader,
) -> None:
    reader(GOOD)
    killed = reader.child_id
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert reader(GOOD).headline == "Norvale opens its bridge"
    assert reader.child_id != killed


def test_a_page_whose_child_is_frozen_is_read_by_another() -> None:
    with PageReader(seconds=0.5) as reader:
        reader(GOOD)
        stopped = reader.child_id
        assert stopped is not None
        os.kill(stopped, signal.SIGSTOP)
        assert reader(GOOD).headline == "Norvale opens its bridge"
        assert reader.child_id != stopped


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 300_000,
        b"<table><tr><td>" * 60_000,
        b"<b><i><a href=x>" * 100_000,
        b"<p a='" + b"&" * 3_000_000,
        b"<p>" + b"a " * 4_000_000,
        PAGE + b"<p>x" * 300_000,
    ],
    ids=["depth", "tables", "misnested", "ampersands", "long text", "many blocks"],
)
def test_a_hostile_page_is_answered_in_time_and_a_good_one_follows(
    reader: PageReader, body: bytes
) -> None:
    job = PageJob(body, "https://courier.example/hostile", languages=("en",))
    try:
        reader(job)
    except ExtractError as error:
        assert str(error)  # noqa: PT017  # either answer is right; both have words
    assert reader(GOOD).headline == "Norvale opens its bridge"
