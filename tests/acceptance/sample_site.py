"""A small invented site in three languages, with every kind of page.

The translations are by people, so that checkers who guess a page's language agree.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image
from tests.builders import a_decision, a_site, a_source, an_article, an_edition
from tests.builders import at as hours
from tests.published import publish_shelf
from tests.shelf import ListShelf

from polywire.article import (
    Article,
    Block,
    Correction,
    Draft,
    Edition,
    Finding,
    Level,
    PubStatus,
    Segment,
    SegmentVerdict,
    Severity,
    State,
    Translation,
)
from polywire.publish.pages import list_pages
from polywire.publish.pages.page_templates import Press
from polywire.publish.site.pictures import Box, Picture
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings

LANGUAGES = ["en", "pt-BR", "ar"]
BY = "https://creativecommons.org/licenses/by/4.0/"

Line = tuple[str, str, str]
"""One sentence in English, Portuguese and Arabic."""

BRIDGE: tuple[Line, ...] = (
    (
        "Norvale opens its new bridge after fourteen months",
        "Norvale abre a nova ponte depois de catorze meses",
        "نورفال تفتتح جسرها الجديد بعد أربعة عشر شهرا",
    ),
    (
        "The old crossing had been closed since the flood of last winter.",
        "A antiga travessia estava fechada desde a enchente do inverno passado.",
        "كان المعبر القديم مغلقا منذ فيضان الشتاء الماضي.",
    ),
    (
        "The mayor of Norvale opened the new bridge over the river on Monday morning.",
        "A prefeita de Norvale inaugurou a nova ponte sobre o rio na manhã de segunda-feira.",
        "افتتحت رئيسة بلدية نورفال الجسر الجديد فوق النهر صباح يوم الاثنين.",
    ),
    (
        "It cost 3.2 million crowns, a tenth more than the council had planned.",
        "A obra custou 3,2 milhões de coroas, um décimo a mais do que a câmara previa.",
        "وبلغت كلفته 3.2 مليون كرونة، أي بزيادة العشر عما خطط له المجلس.",
    ),
    (
        "“We have waited for this day for more than a year,” she told the crowd.",
        "“Esperamos por este dia há mais de um ano”, disse ela à multidão.",
        "وقالت للحشد: «انتظرنا هذا اليوم أكثر من عام».",
    ),
    (
        "Shopkeepers on both banks hope that customers will now come back.",
        "Os comerciantes das duas margens esperam que os clientes voltem agora.",
        "ويأمل أصحاب المتاجر على الضفتين أن يعود الزبائن الآن.",
    ),
    (
        "The council will vote in December on a second crossing for bicycles.",
        "A câmara votará em dezembro uma segunda travessia para bicicletas.",
        "وسيصوت المجلس في كانون الأول على معبر ثان للدراجات.",
    ),
)
HARBOUR: tuple[Line, ...] = (
    (
        "Harbour workers end their strike",
        "Trabalhadores do porto encerram a greve",
        "عمال المرفأ ينهون إضرابهم",
    ),
    (
        "The ships are unloading again after nine days.",
        "Os navios voltam a descarregar depois de nove dias.",
        "عادت السفن إلى التفريغ بعد تسعة أيام.",
    ),
    (
        "The union and the harbour authority agreed on a pay rise of four per cent.",
        "O sindicato e a autoridade portuária concordaram com um aumento de quatro por cento.",
        "اتفقت النقابة وسلطة المرفأ على زيادة الأجور بنسبة أربعة في المئة.",
    ),
    (
        "Both sides said that the talks had been hard but honest.",
        "Os dois lados disseram que as negociações foram duras, mas honestas.",
        "وقال الطرفان إن المحادثات كانت صعبة لكنها صادقة.",
    ),
)
OWL: tuple[Line, ...] = (
    (
        "Rare owl seen in the city park",
        "Coruja rara é vista no parque da cidade",
        "مشاهدة بومة نادرة في حديقة المدينة",
    ),
    (
        "Nobody had seen one here since the war.",
        "Ninguém via uma por aqui desde a guerra.",
        "لم ير أحد مثلها هنا منذ الحرب.",
    ),
    (
        "A pair of owls has nested in the oldest oak of the park, the museum said.",
        "Um casal de corujas fez ninho no carvalho mais antigo do parque, informou o museu.",
        "قال المتحف إن زوجا من البوم عشش في أقدم بلوطة في الحديقة.",
    ),
)


@dataclass(frozen=True)
class Sample:
    """A published sample site."""

    folder: Path
    settings: Settings
    shelf: ListShelf

    def paths(self) -> dict[str, str]:
        """Return one path for each kind of page, in each language where it has one."""
        found = {"chooser": "/", "missing": "/404.html"}
        for language in LANGUAGES:
            root = f"/{language}/"
            kinds = {
                "front": root,
                "full": f"{root}{'1' * 12}/",
                "excerpt": f"{root}{'2' * 12}/",
                "link": f"{root}{'3' * 12}/",
                "headline": f"{root}{'5' * 12}/",
                "withdrawn": f"{root}{'4' * 12}/",
                "section": f"{root}section/politics/",
                "source": f"{root}source/courier/",
                "day": f"{root}day/2026-03-02/",
                "archive": f"{root}archive/",
                "corrections": f"{root}corrections/",
                "about": f"{root}about/",
                "search": f"{root}search/",
                "found": f"{root}found/",
            }
            if language != "en":
                kinds["beside"] = f"{root}{'1' * 12}/original/"
            found |= {f"{kind} {language}": path for kind, path in kinds.items()}
        return found


def publish(
    root: Path, url: str = "https://wire.example", *, index: bool = False
) -> Sample:
    """Publish the sample site."""
    site = a_site(
        url=url,
        name="The Orl Wire",
        languages=LANGUAGES,
        contact="mailto:desk@wire.example",
        index=index,
    )
    settings = Settings(root, site=site, sources=(a_source(),))
    shelf = ListShelf.of(_editions(Box(root).keep("1" * 12, _photo(), "R. Orme")))
    folder = Folder(settings.site_folder)
    publish_shelf(shelf, settings)
    press = Press(settings)
    for language in LANGUAGES:
        # what `polywire serve` answers at search/: its links fit one folder beside
        found = list_pages.search(
            language,
            press,
            list_pages.Found("bridge", shelf.latest(language), older="?q=x"),
        )
        folder.write(f"{language}/found/index.html", found)
    return Sample(settings.site_folder, settings, shelf)


def _photo() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((960, 540)).save(out, "PNG")
    return out.getvalue()


def _editions(picture: Picture | None) -> Iterator[Edition]:
    note = Correction(hours(3), "correction", 2, "A number.", (("number", "16", "14"),))
    for place, language in enumerate(LANGUAGES):
        full = _edition("1" * 12, BRIDGE, place, section="Politics")
        full = replace(full, article=_illustrated(full.article, picture))
        yield replace(full, version=2, updated_at=hours(3), corrections=(note,))
        yield _edition("2" * 12, HARBOUR, place, Level.EXCERPT, section="Economy")
        yield _edition("3" * 12, OWL, place, Level.LINK, section="Science")
        yield _edition("5" * 12, OWL, place, section="Science", stopped=0)
        gone = _edition("4" * 12, OWL, place)
        yield replace(
            gone,
            state=State.WITHDRAWN,
            pub_status=PubStatus.CANCELED,
            reason="the source removed it (410)",
        )
        assert full.language == language


def _illustrated(article: Article, picture: Picture | None) -> Article:
    """Let the figures have a licence of their own, and our copy."""
    blocks = [
        replace(b, picture=picture, licence=BY) if b.type == "figure" else b
        for b in article.blocks
    ]
    return replace(article, blocks=tuple(blocks))


def _edition(
    article_id: str,
    lines: tuple[Line, ...],
    place: int,
    level: Level = Level.FULL,
    stopped: int = 4,
    **fields: str,
) -> Edition:
    """Return an edition; the sentence ``stopped``, if there is one, stays original."""
    article = _article(lines, **fields)
    draft = _draft(article, lines, place, stopped) if place else None
    return an_edition(
        article,
        article_id=article_id,
        language=LANGUAGES[place],
        level=level,
        rights=a_decision(level),
        state=(
            State.PUBLISHED_PARTLY
            if draft is not None and len(lines) > stopped
            else State.PUBLISHED
        ),
        draft=draft,
    )


def _article(lines: tuple[Line, ...], **fields: str) -> Article:
    english = [line[0] for line in lines]
    blocks = [Block("paragraph", text) for text in english[2:]]
    if len(blocks) > 3:
        blocks[1:1] = [
            Block("figure", english[1], src="https://c.example/b.jpg", credit="R. Orme")
        ]
        blocks += [
            Block("embed", "A video", src="https://video.example/1"),
            Block("table", "", rows=(("2024", "14"), ("2025", "16"))),
        ]
    return an_article(
        headline=english[0],
        standfirst=english[1],
        description=english[1],
        blocks=tuple(blocks),
        dateline="NORVALE",
        **fields,
    )


def _draft(
    article: Article, lines: tuple[Line, ...], place: int, stopped: int
) -> Draft:
    by_text = {line[0]: line[place] for line in lines}
    segments = [
        Segment("headline", None, None, article.headline),
        Segment("standfirst", None, None, article.standfirst or ""),
    ]
    for index, block in enumerate(article.blocks):
        if block.type == "figure":
            segments.append(Segment("caption", index, None, block.text))
        elif block.type == "paragraph":
            segments.append(Segment("body", index, None, block.text))
    made = tuple(
        _translation(s.text, by_text[s.text], number, stopped)
        for number, s in enumerate(segments)
    )
    return Draft(
        article.revision, "en", LANGUAGES[place], "firefox", tuple(segments), made
    )


def _translation(source: str, target: str, number: int, stopped: int) -> Translation:
    verdict = SegmentVerdict.OK
    found: tuple[Finding, ...] = ()
    if number == stopped:
        verdict = SegmentVerdict.STOP
        found = (Finding("numbers", Severity.STOP, "“3.2” is missing", number),)
    elif number in DOUBTED:
        verdict = SegmentVerdict.DOUBT
        found = (Finding("name", Severity.DOUBT, "Ilse Varga is missing", number),)
    return Translation(source, target, "firefox", "3b5f" * 16, verdict, found)


DOUBTED = frozenset({1, 2, 5})
"""A standfirst, a caption and a sentence of the body."""
