"""Tests of listings as the public generator writes them: nulls, odd names, runs."""

import gzip
import json
from typing import Any

import pytest

from polywire.errors import EngineError, UsageError
from polywire.translate.models import installed_models, registry
from polywire.translate.models.installed_models import pair_of
from polywire.translate.models.registry import Listing

WHERE = "https://registry.example/db/models.json"


def entry(
    pair: str, architecture: str = "tiny", status: str | None = None, **more: object
) -> dict[str, Any]:
    """One row of the generator: null where the database has none, hash of the model."""
    source, target = pair.split("-")
    joined, run = f"{source}{target}", f"models/{pair}/exported/run_b5"
    shared = "ja" not in pair and "zh" not in pair
    roles = ["vocab"] if shared else ["srcVocab", "trgVocab"]
    files: dict[str, Any] = {
        "model": {
            "path": f"{run}/model.{joined}.intgemm.alphas.bin.gz",
            "uncompressedSize": 17_000_000,
            "uncompressedHash": "a" * 64,
        },
        "lexicalShortlist": {"path": f"{run}/lex.50.50.{joined}.s2t.bin.gz"},
    }
    for role in roles:
        files[role] = {
            "path": f"{run}/{role.lower()}.{joined}.spm.gz",
            "uncompressedSize": None,
            "uncompressedHash": None,
        }
    return {
        "architecture": architecture,
        "releaseStatus": status,
        "sourceLanguage": source,
        "targetLanguage": target,
        "files": files,
        "metrics": {"flores200-plus": {"bleu": 30.1, "chrfpp": 56.1, "comet22": 0.84}},
        "modelStatistics": {"parameters": None},
        **more,
    }


def read(**models: object) -> Listing:
    rows = {name.replace("__", "-"): rows for name, rows in models.items()}
    return registry.read(
        json.dumps({"generated": "now", "baseUrl": None, "models": rows}).encode(),
        WHERE,
    )


@pytest.fixture
def listing() -> Listing:
    return read(
        ru__en=[
            entry("ru-en", "tiny", "Release"),
            entry("ru-en", "base-memory", "Release Desktop"),
            entry("ru-en", "base", None),
        ],
        en__pt=[entry("en-pt", "base-memory", "Release")],
        gl__en=[entry("gl-en")],
        en__zh_hant=[entry("en-zh_hant", "base", "Release")],
        zh_hant__en=[entry("zh_hant-en", "base", "Release")],
        en__no=[entry("en-no", "base", "Nightly")],
        en__de=[entry("en-de", "base", "Release")],
    )


def test_every_model_of_the_generators_kind_is_read(listing: Listing) -> None:
    assert not listing.left_out
    assert {model.name for model in listing.models} == {
        "ru-en", "en-pt-BR", "gl-en", "en-zh-Hant", "zh-Hant-en", "en-nb", "en-de",
    }  # fmt: skip
    model = registry.choose(listing, "gl", "en")
    assert (model.status, model.size) == ("", 17_000_000)
    assert model.figures == (("COMET", 0.84), ("chrF++", 56.1))
    assert model.files[0].url.startswith("https://registry.example/db/models/gl-en/")


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "none",
        {"files": None},
        {"files": {"model": None}},
        entry("it-en", files={"model": {"path": "model.iten.bin"}}),
        entry("it-en", releaseStatus=7),
        entry("it-en", metrics={"flores200-plus": {"comet22": 10**400}}),
        entry("it-en", files=entry("it-en")["files"] | {"vocab": {"path": "../x"}}),
        entry(
            "it-en",
            files=entry("it-en")["files"]
            | {"model": {"path": "model.iten.bin", "uncompressedHash": "short"}},
        ),
    ],
)
def test_a_model_that_cannot_be_read_is_left_out_alone(bad: object) -> None:
    found = read(it__en=[bad], ru__en=[entry("ru-en", metrics=None)])
    assert [model.name for model in found.models] == ["ru-en"]
    assert found.models[0].figures == ()
    assert list(found.left_out) == ["it-en"]
    with pytest.raises(EngineError, match=r"no model it-en that can be read \("):
        registry.choose(found, "it", "en")


def test_a_listing_without_an_end_is_none() -> None:
    deep = b'{"models": {"ru-en": ' + b"[" * 100_000
    with pytest.raises(EngineError, match="is no listing of models"):
        registry.read(deep, WHERE)


def test_a_packed_listing_is_unpacked_as_far_as_a_listing_goes() -> None:
    assert installed_models._plain(gzip.compress(b"{}"), WHERE) == b"{}"
    assert installed_models._plain(b"{}", WHERE) == b"{}"
    bomb = gzip.compress(bytes(installed_models.MAX_LISTING + 1))
    with pytest.raises(EngineError, match="bytes when unpacked"):
        installed_models._plain(bomb, WHERE)
    with pytest.raises(EngineError, match="cannot be unpacked"):
        installed_models._plain(bomb[:100], WHERE)


def test_the_released_and_larger_model_is_chosen(listing: Listing) -> None:
    assert registry.choose(listing, "ru", "en").architecture == "base-memory"
    assert registry.choose(listing, "ru", "en", "base").status == ""


def test_what_is_as_large_is_chosen_by_its_figures() -> None:
    good = entry("ru-en", metrics={"flores200-plus": {"comet22": 0.9}}, note="good")
    found = read(ru__en=[entry("ru-en"), good])
    assert registry.choose(found, "ru", "en").figures == (("COMET", 0.9),)


def test_a_brazilian_model_is_none_of_portugal(listing: Listing) -> None:
    assert registry.choose(listing, "en", "pt").target == "pt-BR"
    assert registry.choose(listing, "en", "pt-BR").target == "pt-BR"
    with pytest.raises(
        EngineError, match=r"no model en-pt-PT; from en it has .*en-pt-BR"
    ):
        registry.choose(listing, "en", "pt-PT")


@pytest.mark.parametrize("wanted", ["zh-Hant", "zh-TW"])
def test_traditional_characters_are_found_by_any_tag(
    listing: Listing, wanted: str
) -> None:
    assert registry.choose(listing, "en", wanted).target == "zh-Hant"
    with pytest.raises(EngineError, match="no model en-zh-Hans"):
        registry.choose(listing, "en", "zh-Hans")


def test_pairs_without_a_model_go_over_english_and_nothing_is_fetched_twice(
    listing: Listing,
) -> None:
    def names(
        *pairs: tuple[str, str],
        there: tuple[tuple[str, str], ...] = (),
        again: bool = False,
    ) -> set[str]:
        chosen = registry.choose_all(listing, pairs, there, again=again)
        return {model.name for model in chosen}

    wanted = (("ru", "en"), ("ru", "pt-BR"), ("ru", "de"))
    assert names(*wanted) == {"ru-en", "en-pt-BR", "en-de"}
    assert names(*wanted, there=(("en", "pt-BR"),)) == {"ru-en", "en-de"}
    assert names(("ru", "en"), there=(("ru", "en"),)) == set()
    # what is asked for by itself is fetched anew, the way over English is not
    assert names(("ru", "en"), there=(("ru", "en"),), again=True) == {"ru-en"}
    assert names(("ru", "de"), there=(("ru", "en"),), again=True) == {"en-de"}
    with pytest.raises(EngineError, match="no model en-fr"):
        names(("ru", "fr"))
    with pytest.raises(EngineError, match="no model fr-en"):
        names(("fr", "en"))


@pytest.mark.parametrize(
    ("said", "pair"),
    [
        ("ru-en", ("ru", "en")),
        ("en-pt-BR", ("en", "pt-BR")),
        ("en-pt-br", ("en", "pt-BR")),
        ("zh_hant-en", ("zh-Hant", "en")),
        ("zh-hant-en", ("zh-Hant", "en")),
        ("EN-ZH-Hant", ("en", "zh-Hant")),
        ("sr-Latn-en", ("sr-Latn", "en")),
        ("en-es-419", ("en", "es-419")),
    ],
)
def test_a_pair_is_read_in_any_writing(said: str, pair: tuple[str, str]) -> None:
    assert pair_of(said) == pair


@pytest.mark.parametrize("said", ["russian", "ru", "", "ru-", "-en", "ru-xx", "r-e"])
def test_what_is_no_pair_is_said(said: str) -> None:
    with pytest.raises(UsageError, match="is no pair of languages"):
        pair_of(said)
