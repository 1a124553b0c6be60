"""A grade is the share of sentences in doubt or in the original, and nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_draft, an_article

from polywire.article import Draft, Grade, SegmentVerdict
from polywire.check.grade import grade

ORDER = [Grade.SOUND, Grade.MIXED, Grade.ROUGH]
VERDICTS = st.lists(st.sampled_from(SegmentVerdict), min_size=2, max_size=40)


def judged(*verdicts: SegmentVerdict) -> Draft:
    draft = a_draft(an_article(*(f"Sentence {n}." for n in range(1, len(verdicts)))))
    pairs = zip(draft.translations, verdicts, strict=True)
    made = tuple(replace(one, verdict=verdict) for one, verdict in pairs)
    return replace(draft, translations=made)


@pytest.mark.parametrize(
    ("bad", "expected"),
    [(0, "sound"), (2, "sound"), (3, "mixed"), (5, "mixed"), (6, "rough")],
)
@pytest.mark.parametrize("verdict", [SegmentVerdict.DOUBT, SegmentVerdict.STOP])
def test_one_in_ten_is_mixed_and_one_in_four_rough(
    bad: int, expected: str, verdict: SegmentVerdict
) -> None:
    draft = judged(*[verdict] * bad, *[SegmentVerdict.OK] * (20 - bad))
    assert grade(draft) == expected


def test_what_was_not_translated_has_no_grade() -> None:
    assert grade(None) is None


def test_cells_and_descriptions_of_pictures_do_not_count() -> None:
    draft = judged(SegmentVerdict.OK, SegmentVerdict.STOP, SegmentVerdict.DOUBT)
    head, cell, alt = draft.segments
    segments = (head, replace(cell, part="cell"), replace(alt, part="alt"))
    assert grade(replace(draft, segments=segments)) is Grade.SOUND


@given(VERDICTS, st.data())
def test_one_more_doubt_never_makes_it_better(
    verdicts: list[SegmentVerdict], data: st.DataObject
) -> None:
    before = grade(judged(*verdicts))
    at = data.draw(st.integers(0, len(verdicts) - 1))
    verdicts[at] = SegmentVerdict.DOUBT
    after = grade(judged(*verdicts))
    assert before is not None
    assert after is not None
    assert ORDER.index(after) >= ORDER.index(before)
