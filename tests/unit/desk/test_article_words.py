"""Tests of what an article's own sentences say of its names and common words."""

from polywire.article import Segment
from polywire.desk.repair.article_words import read_article


def body(text: str) -> Segment:
    return Segment("body", 0, None, text)


def test_names_stand_beside_a_neighbour_and_in_no_title_case() -> None:
    names, common = read_article(
        [
            body("The mayor met Ruta Vetra before the vote."),
            body("More About Harbour Walks From Local Guides"),
        ],
        "en",
    )
    assert names == {"Ruta", "Vetra"}
    assert {"mayor", "vote"} <= common
