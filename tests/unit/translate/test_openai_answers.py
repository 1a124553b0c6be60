"""Tests of answers as servers with OpenAI's chat completions really give them."""

import json
from typing import Any

import pytest
from tests.fake_services import chat

from polywire.translate.servers.deepl import DeepL
from polywire.translate.servers.libretranslate import LibreTranslate
from polywire.translate.servers.openai import OpenAI
from polywire.translate.servers.service_dialect import Unreadable

DIALECT = OpenAI("en", "pt-BR", "https://api.example/v1", name="tiny")
ENTRIES = [{"id": 1, "text": "Bom dia."}, {"id": 2, "text": "A ponte {fechou}."}]
PLAIN = json.dumps({"translations": ENTRIES})
TEXTS = ["Bom dia.", "A ponte {fechou}."]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        f"```json\n{PLAIN}\n```",
        f"``` \n{PLAIN}```\nI hope this helps!",
        f"Here are the translations:\n\n{PLAIN}\n\nLet me know {{if}} you need more.",
        f"Here is the list {{as asked}}: {PLAIN}",
        f"<think>The user {{wants}} [two] sentences. {PLAIN[:20]}</think>\n{PLAIN}",
        f"Two sentences, then.\n</think>\n\n{PLAIN}",
        f"<reasoning>Hm.</reasoning>{PLAIN}",
        json.dumps(ENTRIES),
        json.dumps(ENTRIES[::-1]),
        json.dumps({"translations": [{**e, "id": str(e["id"])} for e in ENTRIES]}),
        json.dumps({"translations": [{**e, "id": f"{e['id']}."} for e in ENTRIES]}),
        json.dumps({"translations": [{**e, "note": "none"} for e in ENTRIES]}),
        json.dumps({"translations": {"1": TEXTS[0], "2": TEXTS[1]}}),
        json.dumps({"1": TEXTS[0], "2": TEXTS[1]}),
        json.dumps({"translations": TEXTS}),
        json.dumps(TEXTS),
        json.dumps([{"id": 1, "translation": TEXTS[0]}, ENTRIES[1]]),
        f"1. {TEXTS[0]}\n2. {TEXTS[1]}\n",
        f"Translations:\n1) {TEXTS[0]}\n\n2) {TEXTS[1]}",
        f"1.\n1. {TEXTS[0]}\n2. {TEXTS[1]}",
        [{"type": "text", "text": PLAIN[:30]}, {"type": "text", "text": PLAIN[30:]}],
        [{"type": "reasoning", "text": "{}"}, {"type": "output_text", "text": PLAIN}],
    ],
)
def test_an_answer_is_read_in_the_shapes_that_servers_give_it(content: Any) -> None:
    assert DIALECT.read(chat(content), 2) == TEXTS


@pytest.mark.parametrize(
    "content",
    [
        '{"text": "Bom dia."}',
        '{"translation": "Bom dia."}',
        '{"id": 1, "text": "Bom dia."}',
    ],
)
def test_one_sentence_may_come_without_a_list(content: str) -> None:
    assert DIALECT.read(chat(content), 1) == TEXTS[:1]
    with pytest.raises(Unreadable):
        DIALECT.read(chat(content), 2)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("Bom dia.", "no JSON but 'Bom dia.'"),
        ("", "empty answer"),
        ("<think>All of it</think>", "empty answer"),
        ([{"type": "image"}], "empty answer"),
        (None, "empty answer"),
        ("{" * 5000, "no JSON"),
        ("[" * 200_000, "no JSON"),
        ('{"answer": 42}', "no 'translations' list"),
        (json.dumps(TEXTS[:1]), "answered 1 sentences of 2"),
        (json.dumps([*TEXTS, "x"]), "answered 3 sentences of 2"),
        (json.dumps([ENTRIES[0], ENTRIES[0]]), "sentence 1 twice"),
        (json.dumps([{"text": "Bom dia."}, ENTRIES[1]]), "no 'id' or no 'text'"),
        (json.dumps([{"id": 1, "text": 7}, ENTRIES[1]]), "no 'id' or no 'text'"),
        (json.dumps([1, 2]), "is no object"),
        (json.dumps([{"id": "9" * 5000, "text": "x"}, ENTRIES[1]]), "no 'id'"),
        ("1. Bom dia.", "answered 1 sentences of 2"),
        ("1. Bom dia.\n3. A ponte fechou.", "or others"),
    ],
)  # fmt: skip
def test_what_does_not_belong_to_each_sentence_is_not_used(
    content: Any, says: str
) -> None:
    with pytest.raises(Unreadable, match=says):
        DIALECT.read(chat(content), 2)


def test_what_a_refusal_names_is_left_out_one_by_one() -> None:
    spoken = DIALECT.request(["a"], "")
    assert (spoken["temperature"], spoken["response_format"]["type"]) == (
        0,
        "json_schema",
    )
    cold = DIALECT.easier("Unsupported value: 'temperature' does not support 0")
    assert cold
    assert "temperature" not in cold.request(["a"], "")
    assert cold.easier("Unsupported value: 'temperature'") is None
    object_ = cold.easier("unknown field response_format.json_schema")
    assert object_
    assert object_.request(["a"], "")["response_format"] == {"type": "json_object"}
    text = object_.easier("'response_format.type' must be 'text'")
    assert text
    assert "response_format" not in text.request(["a"], "")
    assert text.easier("response_format") is None
    assert text.easier("the context is too long") is None
    assert cold.easier("the format of your key is wrong") is None
    assert text.model == DIALECT.model


def test_older_servers_are_asked_in_their_codes() -> None:
    new = LibreTranslate("en", "pt-BR", "https://lt.example")
    old = new.easier("pt-BR is not supported")
    assert old
    assert (new.request(["a"], "")["target"], old.request(["a"], "")["target"]) == (
        "pt-BR",
        "pb",
    )
    assert old.easier("pb is not supported") is None
    assert new.easier("too many characters") is None
    taiwan = LibreTranslate("zh-TW", "en", "https://lt.example")
    assert taiwan.request(["a"], "")["source"] == "zh-Hant"


def test_languages_in_beta_are_asked_for_when_one_is_refused() -> None:
    spoken = DeepL("en", "fa", "https://deepl.example")
    assert "enable_beta_languages" not in spoken.request(["a"], "")
    beta = spoken.easier("Value for 'target_lang' not supported.")
    assert beta
    assert beta.request(["a"], "")["enable_beta_languages"] is True
    assert beta.easier("Value for 'target_lang' not supported.") is None
    assert spoken.easier("Text too long") is None


@pytest.mark.parametrize(
    ("tag", "code"),
    [("zh-TW", "ZH-HANT"), ("zh-CN", "ZH-HANS"), ("zh", "ZH-HANS"), ("no", "NB")],
)
def test_deepl_is_asked_for_the_characters_that_a_reader_reads(
    tag: str, code: str
) -> None:
    spoken = DeepL("en", tag, "https://deepl.example")
    assert spoken.request(["a"], "")["target_lang"] == code
