"""No shipped word promises more of the checks than they do, in any language.

The rules compare form and do not know meaning: nothing may be said of "every
sentence" or "each translation", nor may silence of the rules be called a pass.
"""

import ast
import io
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

PACKAGE = Path(str(resources.files("polywire")))
ROOT = Path(__file__).parents[3]

_DONE = r"(\w+ )?(passed|checked|compared|verified|proved|right|correct)"
# Untrue today, by language: whoever makes one of them true takes it out here.
FORBIDDEN = {
    "en": (
        r"\ball (the )?(checks|sentences|translations) ((have|are|were) )?" + _DONE,
        r"\b(every|each) (\w+ )?(sentence|translation) (is|was|has been) " + _DONE,
        r"\b(checks?|compares?|verif(y|ies)|proves?) (every|each|all) (\w+ )?(sen|trans)",
        r"\bchecks (have )?found nothing",
        r"\bknows? when a translation is wrong",
        r"\b(guarantee[sd]?|error-free|free of errors|without errors)\b",
    ),
    "pt-BR": (
        r"(cada|toda) (frase|tradução) (foi|é) \w+",
        r"(verifica|confere|compara)m? (cada|toda|todas) \w*\s?(frase|tradução)",
        r"verificações não encontraram nada",
        r"garanti|sem erros",
    ),
    "es": (
        r"cada (frase|traducción) (se|fue|ha sido|es) \w+",
        r"(comprueba|compara|verifica)n? (cada|toda|todas) (frase|traducción)",
        r"comprobaciones no encontraron nada",
        r"garanti|sin errores",
    ),
    "fr": (
        r"chaque (phrase|traduction) (a été|est) \w+",
        r"(contrôle|compare|vérifie)(nt)? (chaque|toute) (phrase|traduction)",
        r"contrôles n’ont rien trouvé",
        r"garanti|sans erreur",
    ),
    "de": (
        r"jede[r]? (satz|übersetzung) (wurde|wird|ist) \w+",
        r"(prüf|vergleich)(t|en) jede[n]? (satz|übersetzung)",
        r"prüfung fand nichts",
        r"garanti|fehlerfrei",
    ),
    "ru": (
        r"каждое предложение (сравн|провер|сверен)",
        r"(проверя|сравнива|сверя)\w+ кажд(ый|ое) (перевод|предложение)",
        r"проверки ничего не нашли",
        r"гарант|без ошибок",
    ),
    "uk": (
        r"кожне речення (порівн|перевір|звір)",
        r"(перевіря|порівню|звіря)\w+ кож(ен|не) (переклад|речення)",
        r"перевірки нічого не знайшли",
        r"гарант|без помилок",
    ),
    "ar": (
        r"كل جملة بأصل",
        r"(تتحقق من|تقارن|تفحص) (\w+ )?كل (ترجمة|جملة)",
        r"لم تجد عمليات التحقق شيئا",
        r"نضمن|خال من الأخطاء",
    ),
    "fa": (
        r"هر جمله (را )?(با|سنجیده|بررسی)",
        r"قاعده\S* هر جمله",
        r"هر ترجمه را بررسی",
        r"بررسی‌ها چیزی نیافتند",
        r"تضمین|بدون خطا",
    ),
    "he": (
        r"כל (משפט|תרגום) (הושווה|נבדק)",
        r"(בודק|משווים|משווה|בודקת) כל (משפט|תרגום)",
        r"הבדיקות לא מצאו דבר",
        r"מובטח|ללא שגיאות",
    ),
}

# What earlier pages said: the list has to know each of them.
SAID_ONCE = (
    ("en", "It knows when a translation is wrong."),
    ("en", "published: all checks passed"),
    ("en", "The wire checks every translation and publishes it."),
    ("en", "Every sentence was compared with its original."),
    ("en", "Each translated sentence is checked by rules."),
    ("en", "The checks found nothing."),
    ("pt-BR", "Cada frase foi comparada com o original por regras."),
    ("pt-BR", "O site verifica cada tradução."),
    ("es", "Cada frase se comparó con su original."),
    ("es", "Unas reglas comparan cada frase con su original."),
    ("fr", "Chaque phrase a été comparée à son original."),
    ("fr", "Le site contrôle chaque traduction."),
    ("de", "Jeder Satz wurde mit seinem Original verglichen."),
    ("de", "Er prüft jede Übersetzung."),
    ("ru", "Правила сравнивают каждое предложение с оригиналом."),
    ("ru", "Проверки ничего не нашли."),
    ("uk", "Кожне речення порівняли з оригіналом правила."),
    ("uk", "Стрічка перевіряє кожен переклад."),
    ("ar", "قورنت كل جملة بأصلها وفق قواعد."),
    ("ar", "وتتحقق من كل ترجمة."),
    ("fa", "هر جمله با قاعده‌ها سنجیده شد."),
    ("fa", "سایت هر ترجمه را بررسی می‌کند."),
    ("he", "כל משפט הושווה למקור."),
    ("he", "האתר בודק כל תרגום."),
)

# How each language says that meaning is not known, that a sentence may be wrong, and
# that grammar is not seen.
HUMBLE = {
    "ar": ("المعنى", "خاطئة", "النحو"),
    "de": ("Sinn", "falsch", "Grammatikfehler"),
    "en": ("meaning", "wrong", "grammar"),
    "es": ("sentido", "equivocada", "gramática"),
    "fa": ("معنا", "نادرست", "دستوری"),
    "fr": ("sens", "fausse", "grammaire"),
    "he": ("המשמעות", "שגוי", "דקדוק"),
    "pt-BR": ("sentido", "errada", "gramática"),
    "ru": ("Смысла", "неверным", "грамматике"),
    "uk": ("Змісту", "хибним", "граматичні"),
}
_MARKS = dict.fromkeys(range(0x064B, 0x0653))
"""Vowel signs of Arabic: written or not, the word is the same."""


def promises(text: str, tag: str) -> list[str]:
    """Return what a text promises that is not true."""
    plain = " ".join(text.translate(_MARKS).casefold().split())
    return [m[0] for rule in FORBIDDEN[tag] for m in re.finditer(rule, plain)]


def catalogue(tag: str) -> dict[str, str]:
    data = (PACKAGE / "publish" / "locales" / f"{tag}.po").read_bytes()
    found = read_po(io.BytesIO(data), abort_invalid=True)
    return {str(m.id): str(m.string) for m in found if m.id}


def written(tag: str) -> Iterator[tuple[str, str]]:
    """Yield (place, words) that readers of a language meet."""
    yield from catalogue(tag).items()
    for file in sorted((PACKAGE / "publish").glob("*.toml")):
        words = tomllib.loads(file.read_text("utf-8")).get(tag, {})
        yield file.name, repr(words)


def english() -> Iterator[tuple[str, str]]:
    """Yield (place, words) of pages, commands and documents."""
    for kind in ("html", "txt", "xml"):
        for file in sorted(PACKAGE.rglob(f"*.{kind}")):
            if "newsroom" not in file.parts:
                yield file.name, file.read_text("utf-8")
    for file in sorted(PACKAGE.rglob("*.py")):
        yield from ((file.name, text) for text in _strings(file))
    decided = ROOT / "docs" / "decisions"
    documents = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        ROOT / "pyproject.toml",
    ]
    for file in sorted(documents):
        if decided not in file.parents:
            yield file.name, file.read_text("utf-8")


def _strings(file: Path) -> Iterator[str]:
    """Yield the strings of a module that somebody may be shown."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("tag", FORBIDDEN)
def test_no_interface_promises_what_the_checks_do_not_hold(tag: str) -> None:
    found = {place: promises(text, tag) for place, text in written(tag)}
    assert {place: said for place, said in found.items() if said} == {}


def test_no_page_command_or_document_promises_it_either() -> None:
    found = [
        (place, said) for place, text in english() if (said := promises(text, "en"))
    ]
    assert found == []


@pytest.mark.parametrize(("tag", "text"), SAID_ONCE, ids=[t for _, t in SAID_ONCE])
def test_the_list_knows_what_was_said_once(tag: str, text: str) -> None:
    assert promises(text, tag)


@pytest.mark.parametrize("tag", HUMBLE)
def test_each_language_says_that_a_published_sentence_may_be_wrong(tag: str) -> None:
    told = [
        text
        for message, text in catalogue(tag).items()
        if message.startswith(("Software compares ", "Software compared "))
    ]
    assert len(told) == 2
    for text in told:
        assert all(word in text for word in HUMBLE[tag]), text
