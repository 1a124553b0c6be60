"""``/verify`` over HTTP: a pasted text finds its translation and leaves no trace."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.asgi import Client
from tests.builders import a_draft, a_site, an_article, an_edition
from tests.shelf import ListShelf

from polywire.article import State
from polywire.settings.operator_file import Settings
from polywire.tables import table
from polywire.web.site.verify import LARGEST, Finder
from polywire.web.web_app import Api, create_app

ARTICLE = an_article(
    *(
        f"Sentence {n} tells of the bridge, the river and {'o' * n} boats."
        for n in range(30)
    )
)
EDITION = an_edition(ARTICLE)
SHOWN = " ".join(one.target for one in a_draft(ARTICLE).translations)
PIECE = SHOWN[100:400]
STRANGE = " ".join(f"Nobody wrote {'x' * n} here before." for n in range(20))


def client(root: Path, shelf: ListShelf, **site: object) -> Client:
    settings = Settings(root=root, site=a_site(**site))
    return Client(create_app(settings, Api(shelf=shelf)))


@pytest.fixture
def web(tmp_path: Path) -> Client:
    return client(tmp_path, ListShelf.of([EDITION]))


def test_requirement_22_a_pasted_piece_is_machine_translated_by_this_site(
    web: Client,
) -> None:
    answer = web.post("/verify", PIECE.encode()).json()
    assert answer["statement"] == "machine-translated by this site"
    assert answer["matches"][0]["url"] == "https://wire.example/pt-BR/a1b2c3d4e5f6/"


def test_a_strange_text_is_not_found(web: Client) -> None:
    answer = web.post("/verify", STRANGE.encode())
    assert answer.json()["matches"] == []


def test_too_little_and_too_much_are_refused(web: Client) -> None:
    assert web.post("/verify", b"short").status == 400
    assert web.post("/verify", b"x" * (LARGEST + 1)).status == 413


def test_a_reader_gets_a_form_in_her_language(web: Client) -> None:
    page = web.get("/verify", accept_language="he")
    assert '<html lang="he" dir="rtl">' in page.text
    assert page.headers["content-language"] == "he"


def test_the_form_answers_in_words(web: Client) -> None:
    found = web.submit("/verify", text=PIECE)
    assert table("polywire.web", "verify.toml")["en"]["machine"] in found.text
    none = web.submit("/verify", text=STRANGE)
    assert table("polywire.web", "verify.toml")["en"]["none"] in none.text
    short = web.submit("/verify", text="short")
    assert table("polywire.web", "verify.toml")["en"]["short"] in short.text


def test_what_is_pasted_stays_text(web: Client) -> None:
    page = web.submit("/verify", text="</textarea><script>a()</script>")
    assert "<script" not in page.text
    assert page.headers["cache-control"] == "no-store"


def test_a_withdrawn_translation_is_not_found_after_a_minute() -> None:
    shelf = ListShelf.of([EDITION])
    clock = iter([0.0, 30.0, 61.0])
    finder = Finder(shelf, a_site(), clock=lambda: next(clock))
    assert finder.find(PIECE)["matches"]
    shelf.put(replace(EDITION, state=State.WITHDRAWN))
    assert finder.find(PIECE)["matches"]
    assert finder.find(PIECE)["matches"] == []


def test_a_private_site_searches_for_nobody_unknown(tmp_path: Path) -> None:
    private = client(tmp_path, ListShelf.of([EDITION]), visibility="private")
    assert private.get("/verify").status == 302
    assert private.submit("/verify", text=PIECE).status == 401


def test_every_language_has_every_string() -> None:
    strings = table("polywire.web", "verify.toml")
    assert len(strings) == 10
    assert {frozenset(one) for one in strings.values()} == {frozenset(strings["en"])}
