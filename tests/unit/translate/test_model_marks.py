"""Tests of what stands around a sentence for each family of models."""

import json
from pathlib import Path

import pytest

from polywire.errors import EngineError
from polywire.language.facts import table
from polywire.translate.engines.ctranslate2 import Marks
from polywire.translate.engines.ctranslate2 import marks as read

NLLB = ["eng_Latn", *dict.fromkeys(table("model_codes")["nllb"].values())]
SHOWN = (
    "zh-Hans sr nb es fr de it nl pl ro cs sk hu bg el sv da fi et lv lt uk ru ar fa"
)
SHOWN += (
    " he tr hi bn id vi ja ko nn ku ckb my am ti so ha ta te mn is af eu pt-BR zh-TW"
)


def model(folder: Path, tokens: list[str], **config: object) -> Path:
    (folder / "shared_vocabulary.json").write_text(json.dumps(tokens))
    if config:
        (folder / "config.json").write_text(json.dumps(config))
    return folder


@pytest.mark.parametrize("target", SHOWN.split())
def test_nllb_has_a_code_for_each_language(tmp_path: Path, target: str) -> None:
    marks = read(model(tmp_path, NLLB), b"", "en", target)
    assert marks.first == ("eng_Latn",)
    assert marks.prefix[0][:3].isalpha()


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("zh", "zho_Hans"), ("zh-Hans", "zho_Hans"), ("zh-TW", "zho_Hant"),
        ("pt-PT", "por_Latn"), ("no", "nob_Latn"), ("sr-Cyrl", "srp_Cyrl"),
    ],
)  # fmt: skip
def test_nllb_is_asked_for_the_script_that_the_label_names(
    tmp_path: Path, target: str, code: str
) -> None:
    assert read(model(tmp_path, NLLB), b"", "ru", target).prefix == (code,)


@pytest.mark.parametrize("target", ["sr-Latn", "xx", "tlh"])
def test_no_model_is_asked_without_a_code(tmp_path: Path, target: str) -> None:
    with pytest.raises(EngineError, match=f"no code for en or for {target}"):
        read(model(tmp_path, NLLB), b"", "en", target)


@pytest.mark.parametrize(
    ("tokens", "target", "first"),
    [
        ([">>ara<<", ">>heb<<"], "ar", ">>ara<<"),
        ([">>arb<<"], "ar", ">>arb<<"),
        ([">>por<<", ">>pob<<"], "pt-BR", ">>pob<<"),
        ([">>por<<", ">>pob<<"], "pt-PT", ">>por<<"),
        ([">>por<<"], "pt-BR", ">>por<<"),
        ([">>cmn_Hans<<", ">>cmn_Hant<<"], "zh", ">>cmn_Hans<<"),
        ([">>cmn_Hans<<", ">>cmn_Hant<<"], "zh-TW", ">>cmn_Hant<<"),
        ([">>srp_Cyrl<<", ">>srp_Latn<<"], "sr-Latn", ">>srp_Latn<<"),
        ([">>ukr<<"], "uk", ">>ukr<<"),
    ],
)
def test_opus_is_told_the_target_by_its_own_token(
    tmp_path: Path, tokens: list[str], target: str, first: str
) -> None:
    assert read(model(tmp_path, tokens), b"", "en", target) == Marks((first,))


def test_opus_is_not_asked_for_what_it_does_not_write(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="writes several languages, fr is none"):
        read(model(tmp_path, [">>por<<"]), b"", "en", "fr")


@pytest.mark.parametrize(
    ("config", "end"),
    [
        ({}, ("</s>",)),
        ({"add_source_eos": False, "decoder_start_token": "</s>"}, ("</s>",)),
        ({"add_source_eos": True, "decoder_start_token": "</s>"}, ()),
        ({"add_source_eos": False, "decoder_start_token": "<s>"}, ()),
    ],
)
def test_the_end_mark_is_set_once(
    tmp_path: Path, config: dict[str, object], end: tuple[str, ...]
) -> None:
    assert read(model(tmp_path, ["a"], **config), b"", "en", "de").end == end


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(EngineError, match=r"config\.json: is damaged"):
        read(tmp_path, b"", "en", "de")
