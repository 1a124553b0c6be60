"""The nouns of the wire: what each of them says of itself."""

import unicodedata
from datetime import UTC, datetime

import pytest
from tests.builders import a_draft, an_article, an_edition

from polywire.article import (
    Article,
    Block,
    Capture,
    Dating,
    Draft,
    Finding,
    Level,
    Mark,
    PartType,
    RightsDecision,
    Segment,
    SegmentVerdict,
    Severity,
    Translation,
    article_id,
    normalise,
    text_hash,
)
from polywire.tongue import Tongue

CAPTURE = Capture(
    url="https://courier.example/a",
    requested_url="https://courier.example/a?from=home",
    fetched_at=datetime(2026, 3, 2, tzinfo=UTC),
    status=200,
    headers=(("link", "<first>"), ("vary", "cookie"), ("link", "<second>")),
    body=b"abc",
)
BLOCKS = (
    Block("heading", "By the river", level=2),
    Block("paragraph", "The ferry sank."),
    Block("figure", "The ferry in May", credit="Ada Lund"),
    Block("figure", ""),
    Block("embed", "A short film"),
    Block("correction", "An earlier text named the wrong river."),
    Block("list-item", "Nobody was hurt."),
)


def a_translation(verdict: SegmentVerdict) -> Translation:
    return Translation("Norvale", "Norvália", "firefox", "a" * 64, verdict)


def a_draft_of(*verdicts: SegmentVerdict, findings: tuple[Finding, ...] = ()) -> Draft:
    made = tuple(a_translation(verdict) for verdict in verdicts)
    return a_draft(an_article(), translations=made, findings=findings)


def test_a_capture_is_known_by_the_hash_of_its_body() -> None:
    # the example of FIPS 180-2
    assert CAPTURE.sha256 == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("link", "<first>"), ("LINK", "<first>"), ("Vary", "cookie"), ("etag", None)],
)
def test_a_header_is_found_in_any_case_and_the_first_counts(
    name: str, value: str | None
) -> None:
    assert CAPTURE.header(name) == value


def test_only_a_day_beside_the_headline_is_a_guess() -> None:
    assert Dating("line", "2 March").is_guess
    assert not Dating("page", "2026-03-02").is_guess
    assert not Dating("feed", "2026-03-02").is_guess
    assert not Dating("url", "/2026/03/02/").is_guess


def test_the_body_leaves_out_captions_embeds_and_printed_corrections() -> None:
    body = "By the river\n\nThe ferry sank.\n\nNobody was hurt."
    assert an_article(blocks=BLOCKS).body == body


def test_captions_are_those_of_figures_that_have_one() -> None:
    assert an_article(blocks=BLOCKS).captions == ("The ferry in May",)


REVISED = {
    "headline": {"headline": "Norvale closes its new bridge"},
    "standfirst": {"standfirst": "It cost 3.2 million crowns."},
    "dateline": {"dateline": "NORVALE"},
    "byline": {"bylines": ("Tomas Reed", "Ada Lund")},
    "words of a block": {"blocks": (Block("paragraph", "The ferry swam."),)},
    "kind of a block": {"blocks": (Block("quote", "The ferry sank."),)},
}
SAME = {
    "marks": {
        "blocks": (Block("paragraph", "The ferry sank.", (Mark("strong", 4, 9),)),)
    },
    "date": {"published": datetime(2026, 3, 3, tzinfo=UTC)},
    "tags": {"tags": ("bridges",)},
    "white space": {"headline": "Norvale  opens\nits new bridge"},
    "empty standfirst": {"standfirst": ""},
    "empty dateline": {"dateline": ""},
}


@pytest.mark.parametrize("changed", REVISED.values(), ids=REVISED)
def test_what_readers_see_makes_a_revision(changed: dict[str, object]) -> None:
    was = an_article("The ferry sank.")
    values: dict[str, object] = {"blocks": was.blocks} | changed
    assert an_article(**values).revision != was.revision


@pytest.mark.parametrize("changed", SAME.values(), ids=SAME)
def test_what_no_reader_sees_makes_none(changed: dict[str, object]) -> None:
    was = an_article("The ferry sank.")
    values: dict[str, object] = {"blocks": was.blocks} | changed
    assert an_article(**values).revision == was.revision


def test_a_revision_is_the_same_in_each_process_and_release() -> None:
    # stored with each article: another value would translate all of them again
    assert an_article("The ferry sank.").revision == (
        "2ba020331dfe984a5f846bc11caeab9a"
    )


def test_what_nobody_said_is_neither_paid_for_nor_numbered_nor_allowed() -> None:
    bare = Article("https://courier.example/a", "Norvale", "en", (Block("quote", "A"),))
    assert not bare.paywalled
    assert not bare.blocks[0].ordered
    decided = RightsDecision(Level.EXCERPT, None, "none found")
    assert not decided.allow_images
    assert decided.excerpt_chars == 160


def test_a_word_that_moves_to_the_next_part_makes_a_revision() -> None:
    one = an_article(headline="Norvale", standfirst="opens", dateline=None)
    other = an_article(headline="Norvale opens", standfirst=None, dateline=None)
    assert one.revision != other.revision


def test_text_is_compared_composed_and_with_single_spaces() -> None:
    apart = unicodedata.normalize("NFD", " Norvália \t\n abriu ")
    assert normalise(apart) == "Norvália abriu"


def test_hashes_are_cut_to_their_length() -> None:
    assert text_hash("abc") == "ba7816bf8f01cfea414140de5dae2223"
    assert article_id("abc") == "ba7816bf8f01"


def test_a_segment_is_known_by_its_words_alone() -> None:
    one = Segment("body", 0, None, "Norvale  opened.", (Mark("strong", 0, 7),), " ")
    other = Segment("headline", None, None, "Norvale opened.")
    assert one.hash == other.hash == text_hash("Norvale opened.")


@pytest.mark.parametrize(
    ("verdict", "shown"),
    [
        (SegmentVerdict.OK, "Norvália"),
        (SegmentVerdict.DOUBT, "Norvália"),
        (SegmentVerdict.STOP, "Norvale"),
    ],
)
def test_a_stopped_sentence_is_shown_in_the_original(
    verdict: SegmentVerdict, shown: str
) -> None:
    assert a_translation(verdict).shown == shown


def test_what_is_stopped_is_not_in_doubt_besides() -> None:
    verdicts = (
        SegmentVerdict.DOUBT,
        SegmentVerdict.OK,
        SegmentVerdict.STOP,
        SegmentVerdict.OK,
    )
    draft = a_draft_of(
        *verdicts,
        findings=(
            Finding("names", Severity.DOUBT, "two forms", 1),
            Finding("names", Severity.DOUBT, "two forms", 2),
            Finding("names", Severity.NOTE, "seldom seen", 3),
            Finding("names", Severity.DOUBT, "of the whole"),
        ),
    )
    assert draft.in_doubt == {0, 1}
    assert draft.stopped == {2}


def test_prose_is_what_was_translated_but_for_cells_and_alternative_texts() -> None:
    parts: tuple[PartType, ...] = ("headline", "cell", "body", "alt", "caption", "body")
    segments = tuple(Segment(part, None, None, "Orl") for part in parts)
    made = tuple(a_translation(SegmentVerdict.OK) for _ in parts[:-1])
    draft = a_draft(an_article(), segments=segments, translations=made)
    assert draft.prose == (0, 2, 4)


@pytest.mark.parametrize(
    ("draft", "is_translated"),
    [
        (None, False),
        (a_draft_of(), False),
        (a_draft_of(SegmentVerdict.STOP), False),
        (a_draft_of(SegmentVerdict.STOP, SegmentVerdict.OK), True),
        (a_draft_of(SegmentVerdict.DOUBT), True),
    ],
    ids=["no draft", "empty", "all stopped", "one passed", "in doubt"],
)
def test_an_edition_is_translated_where_one_sentence_is_shown_from_an_engine(
    *, draft: Draft | None, is_translated: bool
) -> None:
    assert an_edition(draft=draft).is_translated is is_translated


@pytest.mark.parametrize(
    ("declared", "detected", "told"),
    [
        ((), (), "it has no words"),
        ((("settings", "en"),), (), "the settings say en, it has no words"),
        (
            (("page", "en"), ("feed", "fr")),
            (("fr", 0.914), ("it", 0.05)),
            "the page says en, the feed says fr, its words look like fr (91%) or it (5%)",
        ),
        (
            (("page", "en"), ("feed", "en")),
            (("en", 1.0),),
            "the page and the feed say en, its words look like en (100%)",
        ),
    ],
    ids=["nothing", "settings", "two tags", "one tag twice"],
)
def test_a_tongue_tells_its_evidence_in_plain_words(
    declared: tuple[tuple[str, str], ...],
    detected: tuple[tuple[str, float], ...],
    told: str,
) -> None:
    assert Tongue("en", 0.5, declared, detected).told == told
