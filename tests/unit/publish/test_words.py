"""The interface speaks each shipped language completely, in words of people."""

import io
import re
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from polywire.errors import PublishError
from polywire.publish.pages.interface_words import shipped, words
from polywire.publish.pages.sections import NAMES

SHIPPED = ("ar", "de", "en", "es", "fa", "fr", "he", "pt-BR", "ru", "uk")
_SAID = re.compile(r"\bsay\(\s*(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)')")


def said() -> set[str]:
    """Return each message that a template or a module says."""
    root = Path(str(resources.files("polywire.publish")))
    files = [*root.rglob("*.py"), *root.glob("theme/*.html")]
    found = {m[1] or m[2] for f in files for m in _SAID.finditer(f.read_text("utf-8"))}
    return found | set(NAMES.values())


def catalogue(tag: str) -> Catalog:
    data = (resources.files("polywire.publish") / "locales" / f"{tag}.po").read_bytes()
    return read_po(io.BytesIO(data), abort_invalid=True)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_ten_languages_are_shipped() -> None:
    assert shipped() == SHIPPED


@pytest.mark.parametrize("tag", SHIPPED)
def test_a_catalogue_says_each_message_of_the_pages(tag: str) -> None:
    known = {m.id: m.string for m in catalogue(tag) if isinstance(m.id, str) and m.id}
    assert {m for m in said() if not known.get(m)} == set()


@pytest.mark.parametrize("tag", SHIPPED)
def test_a_catalogue_holds_no_message_that_no_page_says(tag: str) -> None:
    known = {m.id for m in catalogue(tag) if isinstance(m.id, str) and m.id}
    assert known - said() == set()


@pytest.mark.parametrize("tag", SHIPPED)
def test_a_translated_message_names_the_same_values(tag: str) -> None:
    for message in catalogue(tag):
        if isinstance(message.id, str):
            assert fields(str(message.string)) == fields(message.id)
        else:
            assert all(fields(form) == {"n"} for form in message.string or ())


@pytest.mark.parametrize("tag", SHIPPED)
def test_a_catalogue_has_each_plural_form(tag: str) -> None:
    read = catalogue(tag)
    for message in read:
        if not isinstance(message.id, str):
            assert len(message.string or ()) == read.num_plurals
            assert all(message.string or ())


@pytest.mark.parametrize(
    ("tag", "number", "expected"),
    [
        ("en", 1, "1 article"),
        ("en", 1200, "1,200 articles"),
        ("pt-BR", 1200, "1.200 artigos"),
        ("ru", 22, "22 статьи"),
        ("ru", 11, "11 статей"),
        ("uk", 1, "1 стаття"),
        ("fa", 12, "۱۲ مقاله"),
        ("he", 2, "שתי כתבות (2)"),
    ],
)
def test_numbers_take_the_plural_of_the_language(
    tag: str, number: int, expected: str
) -> None:
    assert words(tag).count("{n} article", "{n} articles", number) == expected


def test_values_are_escaped() -> None:
    assert words("en").say("By {names}", names="<b>") == "By &lt;b&gt;"


def test_a_language_without_interface_text_is_refused() -> None:
    with pytest.raises(PublishError, match=r"locales/tlh\.po"):
        words("tlh")


@pytest.mark.parametrize(
    ("tag", "catalogue_of"), [("pt-PT", "pt-BR"), ("es-MX", "es"), ("de-AT", "de")]
)
def test_a_variety_speaks_its_language(tag: str, catalogue_of: str) -> None:
    assert words(tag).say("Archive") == words(catalogue_of).say("Archive")


def test_the_operator_can_write_a_language(tmp_path: Path) -> None:
    (tmp_path / "locales").mkdir()
    own = tmp_path / "locales" / "eo.po"
    own.write_text(
        'msgid ""\nmsgstr ""\n"Language: eo\\n"\n"Content-Type: text/plain; '
        'charset=UTF-8\\n"\n\nmsgid "Archive"\nmsgstr "Arkivo"\n',
        encoding="utf-8",
    )
    assert words("eo", templates=tmp_path).say("Archive") == "Arkivo"


def test_a_broken_catalogue_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "eo.po").write_text('msgid "a\n', encoding="utf-8")
    with pytest.raises(PublishError, match=r"locales/eo\.po"):
        words("eo", templates=tmp_path)


def test_dates_stand_in_the_readers_zone_and_language() -> None:
    when = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    spoken = words("pt-BR", "America/Sao_Paulo")
    assert spoken.moment(when) == "2 de março de 2026 20:30 -03"
    assert words("de", "Europe/Berlin").day(when) == "3. März 2026"


def test_an_unknown_zone_falls_back_to_utc() -> None:
    when = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert words("fr", "Mars/Olympus").moment(when).endswith("UTC")


def test_languages_are_named_in_words_of_the_reader() -> None:
    assert words("pt-BR").language("en") == "inglês"
    assert words("en").language("zh-Hans") == "Simplified Chinese"
    assert words("en").language("tlh-x") == "Klingon"
    assert words("en").language("qqx") == "qqx"
    assert words("en").own_name("pt-BR") == "Português"
