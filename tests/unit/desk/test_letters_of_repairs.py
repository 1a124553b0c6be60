"""No repair and no stand-in brings the source's letters into a translation."""

import re
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.article import (
    Finding,
    Mark,
    Segment,
    SegmentVerdict,
    Severity,
    Translation,
)
from polywire.desk.repair.repair_loop import RepairTools, translate_segments
from polywire.desk.repair.repair_plan import repairs
from polywire.language.names import cast, places
from polywire.language.text import scripts
from polywire.translate.engines.engine import Result
from polywire.translate.sentence.marks import Carrier, carry_marks
from polywire.translate.sentence.prepare import prepare

_TOKEN = re.compile(r"XQ\d+X")


class Perfect:
    """An engine that knows the right answer, and keeps a stand-in that it is given.

    Each line of its script is a sentence and its translation, with "{}" for a name.
    """

    model, gate, id = "m1", None, "perfect"

    def __init__(self, source: str, script: Mapping[str, tuple[str, str, str]]) -> None:
        self.source, self.target = source, "en"
        self.script = script

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        return [Result(self._one(text)) for text in sentences]

    def _one(self, text: str) -> str:
        for frame, (said, told, name) in self.script.items():
            before, _, after = frame.partition("{}")
            if text.startswith(before) and text.endswith(after):
                middle = text[len(before) : len(text) - len(after)]
                return told.format(name if middle == said else middle)
        return text

    def close(self) -> None:
        """Nothing is open."""


RU = {
    "Паром столкнулся с баржей под {}.": ("Херсоном", "A ferry hit a barge near {}.", "Kherson"),
    "Жители {} вышли на площадь.": ("Самары", "Residents of {} came to the square.", "Samara"),
    "Новую школу открыли в {}.": ("Рязани", "A new school was opened in {}.", "Ryazan"),
    "Поезд из {} опоздал на два часа.": ("Одессы", "The train from {} was two hours late.", "Odesa"),
    "Встреча с {} пройдёт во вторник.": ("Лаптевой", "The meeting with {} will be on Tuesday.", "Lapteva"),
    "Делегация {} вернулась домой.": ("Казахстана", "The delegation of {} came home.", "Kazakhstan"),
    "Посол улетел в {} вечером.": ("Женеву", "The ambassador flew to {} in the evening.", "Geneva"),
    "Суд рассмотрит жалобу {} в мае.": ("Уварова", "The court will hear the complaint of {} in May.", "Uvarov"),
    "Из {} прибыли спасатели.": ("Ташкента", "Rescuers came from {}.", "Tashkent"),
    "Деньги получил брат {} летом.": ("Джонсона", "The brother of {} got the money in summer.", "Johnson"),
}  # fmt: skip
UK = {
    "Автобус перекинувся під {}.": ("Житомиром", "A bus overturned near {}.", "Zhytomyr"),
    "Мешканці {} вийшли на площу.": ("Чернігова", "Residents of {} came to the square.", "Chernihiv"),
    "Зустріч з {} буде завтра.": ("Гончаренком", "The meeting with {} will be tomorrow.", "Honcharenko"),
    "Лікар {} поїхав додому.": ("Лаптєвої", "The doctor of {} went home.", "Laptieva"),
}  # fmt: skip
AR = {
    "تصادمت حافلة قرب {}.": ("حمص", "A bus crashed near {}.", "Homs"),
    "سافر وفد {} أمس.": ("الأردن", "The delegation of {} left yesterday.", "Jordan"),
    "التقى الوزير مع {} مساء.": ("سلمى الحداد", "The minister met {} in the evening.", "Salma Haddad"),
}  # fmt: skip
SCRIPTS = [("ru", RU), ("uk", UK), ("ar", AR)]
ROWS = [(language, frame, rows) for language, rows in SCRIPTS for frame in rows]


def _segments(*texts: str) -> list[Segment]:
    return [Segment("body", i, None, text) for i, text in enumerate(texts)]


@pytest.mark.parametrize(("language", "frame", "rows"), ROWS)
def test_a_right_answer_about_a_name_is_published_as_it_is(
    language: str, frame: str, rows: Mapping[str, tuple[str, str, str]]
) -> None:
    said, told, name = rows[frame]
    desk = RepairTools((Perfect(language, rows),))
    (done,) = translate_segments(_segments(frame.format(said)), desk)
    assert (done.target, done.verdict) == (told.format(name), SegmentVerdict.OK)


@pytest.mark.parametrize(("language", "rows"), SCRIPTS, ids=["ru", "uk", "ar"])
def test_an_answer_in_the_letters_of_the_source_is_stopped_whatever_is_tried(
    language: str, rows: Mapping[str, tuple[str, str, str]]
) -> None:
    lazy = {frame: (said, told, said) for frame, (said, told, _) in rows.items()}
    texts = [frame.format(said) for frame, (said, _, _) in rows.items()]
    done = translate_segments(
        _segments(*texts), RepairTools((Perfect(language, lazy),))
    )
    assert {one.verdict for one in done} == {SegmentVerdict.STOP}


LETTERS = {
    "ru": "абвгдеёжзийклмнопрстухцчшщыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстухцчшщьюя",
    "el": "αβγδεζηθικλμνξοπρστυφχψω",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "he": "אבגדהוזחטיכלמנסעפצקרשת",
    "hi": "अआइईउऊकखगघचछजझटठडढतथदधनपफबभमयरलवशसह",
    "th": "กขคงจฉชซญดตถทธนบปผพฟมยรลวสหอ",
    "ka": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "hy": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցփք",
    "ja": "あいうえおアイウエオ東京大阪",
    "ko": "가나다라마바사아자차카타파하",
    "pl": "aąbcćdeęfghijklłmnńoóprsśtuwyzźż",
}
_TARGETS = ["en", "ru", "ar", "zh"]


@st.composite
def _sentences(draw: st.DrawFn) -> tuple[str, str, frozenset[str]]:
    language = draw(st.sampled_from(sorted(LETTERS)))
    word = st.text(LETTERS[language], min_size=2, max_size=9)
    some = draw(st.lists(word, min_size=2, max_size=7))
    capitals = draw(st.sets(st.integers(0, len(some) - 1)))
    written = [
        one.capitalize() if at in capitals else one for at, one in enumerate(some)
    ]
    figure = draw(st.sampled_from(["", " 37", " ٣٧", " 12.500", " 08000 123 456"]))
    names = frozenset(one for at, one in enumerate(written) if at in capitals)
    return language, " ".join(written) + figure + ".", names


class Wild:
    """An engine that answers with some of what it was given, in any order."""

    model, gate, id = "m1", None, "wild"

    def __init__(self, source: str, target: str, choose: st.DataObject) -> None:
        self.source, self.target, self.choose = source, target, choose

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        return [self._one(text) for text in sentences]

    def _one(self, text: str) -> Result:
        own = {"ru": "мост закрыт", "ar": "أغلق الجسر"}.get(self.target, "the bridge")
        words = [*text.split(), *own.split()]
        kept = self.choose.draw(st.lists(st.sampled_from(words), min_size=1))
        return Result(" ".join(kept))

    def close(self) -> None:
        """Nothing is open."""


@given(_sentences(), st.sampled_from(_TARGETS), st.data())
def test_what_is_published_never_holds_the_letters_of_the_source(
    sentence: tuple[str, str, frozenset[str]], target: str, data: st.DataObject
) -> None:
    language, text, _ = sentence
    ours, theirs = scripts.used_by(language), scripts.used_by(target)
    (done,) = translate_segments(
        _segments(text), RepairTools((Wild(language, target, data),), sensitive=False)
    )
    if done.verdict is not SegmentVerdict.STOP and "LATIN" not in ours:
        assert not scripts.scripts_of(done.target) & ours - theirs


@given(_sentences(), st.sampled_from(_TARGETS), st.sampled_from(["name", "place"]))
def test_no_repair_protects_a_name_by_foreign_letters(
    sentence: tuple[str, str, frozenset[str]], target: str, rule: str
) -> None:
    language, text, names = sentence
    engine = Perfect(language, {})
    engine.target = target
    found = [Finding(rule, Severity.STOP, "x is missing, y is new")]
    tries = repairs(text, found, engine=engine, later=(engine,), names=names)
    masks = [name.target for one in tries for name in one.names]
    assert [told for told in masks if not scripts.are_home(told, target)] == []


@given(_sentences(), st.sampled_from(_TARGETS))
def test_figures_come_back_in_those_of_the_target(
    sentence: tuple[str, str, frozenset[str]], target: str
) -> None:
    language, text, _ = sentence
    made = prepare(text, gate=None, source=language, target=target)
    told = made.restore([" ".join(_TOKEN.findall(one)) for one in made.sentences])
    figures = "".join(char for char in told.text if char.isdecimal())
    assert scripts.are_home(figures, target)


def test_a_name_in_a_case_of_the_source_is_not_protected() -> None:
    engine = Perfect("pl", {})
    text = "Sąd skazał Marka Wilgę i wrócił do Lublina."
    found = [Finding("name", Severity.STOP, "x became y")]
    names = frozenset({"Marka", "Wilgę", "Lublina"})
    tries = repairs(text, found, engine=engine, later=(), names=names)
    assert [one for one in tries if one.repair == "names"] == []


@pytest.mark.parametrize("target", ["ar", "el", "zh", "uk", "sr"])
def test_a_russian_name_is_put_in_only_where_it_is_read(target: str) -> None:
    told = cast.read(["Вчера выступила Ольга Лаптева."], "ru", target)
    assert told.people == {}


@pytest.mark.parametrize("target", ["ru", "uk", "ar", "fa", "he", "zh", "ja", "el"])
def test_no_place_has_a_form_in_letters_that_nobody_reads(target: str) -> None:
    table = places.all_forms("en", target)
    strange = [
        form
        for told in table.values()
        for form in told
        if not scripts.are_home(form, target)
    ]
    assert table
    assert strange == []


def test_a_link_that_is_found_nowhere_adds_no_foreign_word() -> None:
    text = "Мост закрыли."
    segment = Segment("body", 0, None, text, (Mark("link", 0, 4, "https://a.example"),))
    made = Translation(text, "It was closed.", "e", "m", SegmentVerdict.OK)
    (carried,) = carry_marks(
        [segment], [made], lambda words: [None] * len(words), Carrier("ru", "en", {})
    )
    assert carried.target == "It was closed. (↗)"
