"""Served engines against servers on loopback that behave well and badly."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.fake_services import Service, chat, serving

from polywire.errors import EngineDown, RefusedAddress, SettingsError
from polywire.net.send.post import Poster
from polywire.settings.operator_file import Engine, Settings
from polywire.translate.engines.engine import Result
from polywire.translate.engines.engine_limits import CapReached
from polywire.translate.known import glossary
from polywire.translate.sentence.options import Protected
from polywire.translate.servers import deepl
from polywire.translate.servers.deepl import DeepL
from polywire.translate.servers.http import Line
from polywire.translate.servers.libretranslate import LibreTranslate
from polywire.translate.servers.openai import OpenAI
from polywire.translate.servers.remote import Post, leaves_the_machine
from polywire.translate.servers.served import Served
from polywire.translate.servers.service_dialect import Dialect

KINDS = ("libretranslate", "deepl", "openai")
SENTENCES = [
    "Good morning.",
    "The bridge over the river is closed.",
    "",
    "It opens again on Monday.",
]
TIMEOUT = 1.0
# aiohttp's own clean-up of a connection that the other side left may come late.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(params=KINDS)
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    with serving(request.param) as service:
        yield service


@pytest.fixture
def chat_service() -> Iterator[Service]:
    with serving("openai") as service:
        yield service


@pytest.fixture
def naps() -> list[float]:
    return []


@pytest.fixture
def poster(request: pytest.FixtureRequest) -> Iterator[Poster]:
    name = "service" if "service" in request.fixturenames else "chat_service"
    service: Service = request.getfixturevalue(name)
    with Poster(Settings(root=Path()), [service.url]) as poster:
        yield poster


@pytest.fixture
def engine(request: pytest.FixtureRequest, poster: Poster, naps: list[float]) -> Served:
    name = "service" if "service" in request.fixturenames else "chat_service"
    service: Service = request.getfixturevalue(name)
    line = Line(poster, id="far", timeout=TIMEOUT, sleep=naps.append)
    return Served(dialect(service), line)


def dialect(service: Service) -> Dialect:
    pair = ("en", "pt-BR")
    if service.kind == "libretranslate":
        return LibreTranslate(*pair, service.url, key="secret")
    if service.kind == "deepl":
        return DeepL(*pair, service.url)
    return OpenAI(*pair, f"{service.url}/v1", name="tiny")


def test_sentences_come_back_in_order_and_empty_ones_stay_empty(
    engine: Served, service: Service
) -> None:
    assert engine.translate(SENTENCES) == [
        Result("Bom dia."),
        Result("[pt-BR] The bridge over the river is closed."),
        Result(""),
        Result("[pt-BR] It opens again on Monday."),
    ]
    assert len(service.asked) == 1


def test_many_sentences_go_in_batches_with_the_sentence_before(
    engine: Served, service: Service
) -> None:
    sentences = [f"Sentence number {n} of the day." for n in range(120)]
    results = engine.translate(sentences)
    assert [result.text for result in results] == [f"[pt-BR] {s}" for s in sentences]
    assert 1 < len(service.asked) <= 10
    if service.kind == "deepl":
        assert service.asked[1]["context"] == sentences[49]


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("500", "answered 500"),
        ("429", "asks for 60 s"),
        ("401", "key_env"),
        ("456", "quota"),
        ("html", "web page"),
        ("nothing", "no JSON"),
        ("deep", "no JSON"),
        ("redirect", "redirects to"),
        ("breaks off", "gave no usable answer"),
    ],
)
def test_a_service_that_fails_is_down_and_says_how(
    engine: Served, service: Service, how: str, says: str
) -> None:
    service.how = how
    with pytest.raises(EngineDown, match=says):
        engine.translate(SENTENCES)


@pytest.mark.parametrize("how", ["never", "drips"])
def test_a_service_that_never_ends_its_answer_is_down_in_time(
    engine: Served, service: Service, how: str
) -> None:
    service.how = how
    start = time.monotonic()
    with pytest.raises(EngineDown, match="did not answer within 1 s"):
        engine.translate(SENTENCES)
    assert time.monotonic() - start < 3 * TIMEOUT
    assert len(service.asked) == 1


def test_nobody_at_the_address_is_a_named_error(naps: list[float]) -> None:
    with serving("deepl") as gone:
        pass
    with Poster(Settings(root=Path()), [gone.url]) as poster:
        engine = Served(dialect(gone), Line(poster, id="far", sleep=naps.append))
        with pytest.raises(EngineDown, match="far: http://127"):
            engine.translate(["Good morning."])


def test_a_short_failure_is_tried_again(
    engine: Served, service: Service, naps: list[float]
) -> None:
    service.how, service.failures_left = "flaky", 1
    assert engine.translate(["Good morning."]) == [Result("Bom dia.")]
    assert naps == [0.5]


@pytest.mark.parametrize("how", ["half", "400 for a batch"])
def test_half_an_answer_is_asked_for_again_one_by_one(
    engine: Served, service: Service, how: str
) -> None:
    service.how = how
    results = engine.translate(SENTENCES)
    assert [result.text for result in results] == [
        "Bom dia.",
        "[pt-BR] The bridge over the river is closed.",
        "",
        "[pt-BR] It opens again on Monday.",
    ]
    assert len(service.asked) == 4


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("empty", "empty text"),
        ("echo", "untranslated"),
        ("wrong shape", "the service's answer has no"),
    ],
)
def test_a_text_that_is_no_translation_is_an_error_of_its_sentence(
    engine: Served, service: Service, how: str, says: str
) -> None:
    service.how = how
    results = engine.translate(["The bridge over the river is closed."])
    assert results[0].text == ""
    assert says in (results[0].error or "")


def test_a_service_that_refuses_every_sentence_is_down_after_a_few(
    engine: Served, service: Service
) -> None:
    service.how = "400"
    with pytest.raises(EngineDown, match=r"no such language.*refuses every sentence"):
        engine.translate([f"Sentence number {n}." for n in range(10)])
    assert len(service.asked) <= 5


def test_a_parameter_that_is_refused_costs_one_request_once(
    engine: Served, chat_service: Service
) -> None:
    chat_service.refuses = {
        "temperature": "Unsupported value: 'temperature' does not support 0",
        "response_format": "unknown field response_format",
    }
    for _ in range(2):
        assert [result.text for result in engine.translate(SENTENCES[:1])] == [
            "Bom dia."
        ]
    # without temperature, without a schema, without an object; then as learned
    assert len(chat_service.asked) == 5


def test_one_bad_sentence_does_not_hurt_the_others(
    engine: Served, service: Service
) -> None:
    service.write = lambda text: "" if "Monday" in text else f"[pt] {text}"
    results = engine.translate(SENTENCES)
    assert [bool(result.error) for result in results] == [False, False, False, True]


def test_what_was_given_before_the_service_went_down_is_kept(
    engine: Served, service: Service
) -> None:
    def write(text: str) -> str:
        if text.startswith("Sentence number 60 "):
            service.how = "500"
        return f"[pt-BR] {text}"

    service.write = write
    sentences = [f"Sentence number {n} of the day." for n in range(80)]
    results = engine.translate(sentences)
    assert results[0].text
    assert results[-1] == Result("", "far: the service answered 500")
    assert all(bool(r.text) != bool(r.error) for r in results)


def test_html_inside_a_translation_is_refused(engine: Served, service: Service) -> None:
    service.write = lambda text: f"<p>{text}</p>"
    (result,) = engine.translate(["Good morning."])
    assert result == Result("", "the engine gave HTML")


def test_a_closed_engine_sends_nothing(engine: Served, service: Service) -> None:
    engine.close()
    with pytest.raises(EngineDown, match="was closed"):
        engine.translate(["Good morning."])
    assert service.asked == []


def test_a_sentence_of_a_book_is_not_sent(engine: Served, service: Service) -> None:
    results = engine.translate(["word " * 2000, "Good morning."])
    assert results[0].error == "a sentence of 10000 characters is not sent"
    assert results[1] == Result("Bom dia.")


def test_each_kind_is_asked_in_its_own_words(engine: Served, service: Service) -> None:
    engine.translate(["Good morning."])
    asked = service.asked[0]
    path = service.paths[0]
    if service.kind == "libretranslate":
        assert path == "/translate"
        assert (asked["source"], asked["target"]) == ("en", "pt-BR")
        assert (asked["format"], asked["api_key"]) == ("text", "secret")
    elif service.kind == "deepl":
        assert path == "/v2/translate"
        assert (asked["source_lang"], asked["target_lang"]) == ("EN", "PT-BR")
    else:
        assert path == "/v1/chat/completions"
        assert (asked["model"], asked["temperature"]) == ("tiny", 0)
        assert asked["response_format"]["type"] == "json_schema"
        assert "Portuguese (pt-BR)" in asked["messages"][0]["content"]


def test_no_other_host_can_be_posted_to(poster: Poster, service: Service) -> None:
    port = int(service.url.rpartition(":")[2])
    for url in (f"http://127.0.0.1:{port + 1}/", "https://example.org/"):
        with pytest.raises(RefusedAddress, match="not the address of a configured"):
            poster.post(url, b"{}", headers={}, timeout=1)


def test_a_name_that_was_configured_may_stand_on_loopback(service: Service) -> None:
    port = service.url.rpartition(":")[2]
    address = f"http://localhost:{port}"
    with Poster(Settings(root=Path()), [address]) as poster:
        far = replace(service_dialect(service), address=address)
        engine = Served(far, Line(poster, id="far"))
        assert engine.translate(["Good morning."]) == [Result("Bom dia.")]


def service_dialect(service: Service) -> LibreTranslate:
    service.kind = "libretranslate"
    return LibreTranslate("en", "pt-BR", service.url)


def test_a_deepl_key_travels_in_its_header_and_chooses_the_host() -> None:
    with (
        serving("deepl") as service,
        Poster(Settings(root=Path()), [service.url]) as poster,
    ):
        line = Line(poster, id="deepl", headers=deepl.headers("abc:fx"))
        Served(DeepL("en", "pt-BR", service.url), line).translate(["Good morning."])
        assert service.headers[0]["Authorization"] == "DeepL-Auth-Key abc:fx"
        assert "abc" not in repr(line)
    assert deepl.address_for("abc:fx") == deepl.FREE
    assert deepl.address_for("abc") == deepl.PAID


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (chat("Sorry, I can't help with that."), "no JSON but"),
        (chat("", refusal="I cannot translate violence."), "the model refuses"),
        (chat("{}", reason="content_filter"), "content filter"),
        (chat('{"transl', reason="length"), "length limit"),
        (chat(""), "empty answer"),
        (chat('{"translations": [{"id": 2, "text": "Bom dia."}]}'), "of 1, or others"),
        (chat('{"translations": [{"text": "Bom dia."}]}'), "no 'id'"),
        ({"choices": []}, "no 'choices'"),
        (
            chat('{"translations": [{"id": 1, "text": "I\'m sorry, but I can\'t."}]}'),
            "speaks for itself",
        ),
    ],
    ids=[
        "prose",
        "refusal",
        "filter",
        "cut",
        "empty",
        "other id",
        "no id",
        "nothing",
        "apology",
    ],
)
def test_what_a_chat_model_says_instead_of_translating_is_an_error(
    engine: Served, chat_service: Service, answer: dict[str, object], says: str
) -> None:
    chat_service.fixed = answer
    (result,) = engine.translate(["The council voted on Monday."])
    assert result.text == ""
    assert says in (result.error or "")


def test_a_fence_of_code_around_the_json_does_not_matter(
    engine: Served, chat_service: Service
) -> None:
    fenced = '```json\n{"translations": [{"id": 1, "text": "Bom dia."}]}\n```'
    chat_service.fixed = chat(fenced)
    assert engine.translate(["Good morning."]) == [Result("Bom dia.")]


def test_answers_in_another_order_go_to_their_own_sentences(
    engine: Served, chat_service: Service
) -> None:
    content = '{"translations": [{"id": 2, "text": "Dois."}, {"id": 1, "text": "Um."}]}'
    chat_service.fixed = chat(content)
    assert engine.translate(["One.", "Two."]) == [Result("Um."), Result("Dois.")]


def test_the_glossary_of_a_sentence_is_part_of_the_prompt(
    chat_service: Service, poster: Poster
) -> None:
    def terms(sentence: str) -> list[Protected]:
        return [Protected("council", "câmara")] if "council" in sentence else []

    far = OpenAI("en", "pt-BR", chat_service.url, name="tiny", terms=terms)
    engine = Served(far, Line(poster, id="far"))
    engine.translate(["Good morning."])
    engine.translate(["The council met."])
    said = [body["messages"][1]["content"] for body in chat_service.asked]
    assert "glossary" not in said[0]
    assert '"glossary":{"council":"câmara"}' in said[1]


def test_engines_are_built_from_settings(
    chat_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINE_KEY", "abc")
    entries = glossary.parse("[[term]]\nen = 'council'\npt = 'câmara'")
    mine = Engine(
        kind="openai",
        url=f"{chat_service.url}/v1",
        model="tiny",
        mode="json_object",
        key_env="MINE_KEY",
        daily_characters=40,
    )
    post = Post(
        Settings(root=Path(), engines={"mine": mine}),
        glossary=lambda *asked: glossary.protected(entries, *asked),
    )
    with closing(post):
        engine = post.engine("mine", ("en", "pt-BR"))
        back = post.engine("mine", ("pt", "en"))
        assert engine.translate(["The council met."]) == [
            Result("[pt-BR] The council met.")
        ]
        with pytest.raises(CapReached):
            back.translate(["A câmara reuniu-se ontem à noite."])
        assert [health.sentences for health in post.health()] == [1]
    asked = chat_service.asked[0]
    assert '"glossary":{"council":"câmara"}' in asked["messages"][1]["content"]
    assert asked["response_format"] == {"type": "json_object"}
    assert chat_service.headers[0]["Authorization"] == "Bearer abc"


@pytest.mark.parametrize(
    ("engine", "says"),
    [
        (Engine(kind="deepl"), "needs key_env"),
        (Engine(kind="deepl", key_env="NOT_SET_ANYWHERE"), "NOT_SET_ANYWHERE"),
        (Engine(kind="libretranslate"), "needs url"),
        (Engine(kind="openai", url="http://127.0.0.1:1/v1"), "needs model"),
        (
            Engine(kind="openai", url="http://127.0.0.1:1", model="x", mode="yaml"),
            "none of json_schema, json_object, text",
        ),
    ],
    ids=["no key", "key not set", "no url", "no model", "mode"],
)
def test_a_setting_that_is_missing_is_named(engine: Engine, says: str) -> None:
    with (
        closing(Post(Settings(root=Path(), engines={"far": engine}))) as post,
        pytest.raises(SettingsError, match=says),
    ):
        post.engine("far", ("en", "pt-BR"))


STAYS = [
    Engine(kind="libretranslate", url="http://127.0.0.1:5000"),
    Engine(kind="openai", url="http://localhost:11434/v1"),
    Engine(kind="firefox"),
]
LEAVES = [
    Engine(kind="libretranslate", url="http://192.168.1.7:5000"),
    Engine(kind="deepl"),
]


def test_what_leaves_the_machine_is_known_from_the_address() -> None:
    assert not any(map(leaves_the_machine, STAYS))
    assert all(map(leaves_the_machine, LEAVES))
