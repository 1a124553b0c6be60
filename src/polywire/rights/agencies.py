"""News agencies: a text of theirs is not under the licence of the page it is on."""

import re
from typing import Final

from polywire.article import Article

# Full names match in any case; short forms only as capitals of their own, so
# that "Apa Sherpa" or "Pa Kane" stay people.
NAMES: Final = (
    "Agence France-Presse", "Agencia EFE", "Agenzia ANSA", "Anadolu Agency",
    "Anadolu Ajansı", "ANSA", "Asian News International", "Associated Press",
    "Australian Associated Press", "Austria Presse Agentur", "BelTA",
    "Bloomberg News", "Canadian Press", "Deutsche Presse-Agentur",
    "Dow Jones Newswires", "European Pressphoto Agency", "Interfax",
    "Interfax-Ukraine", "ITAR-TASS", "Kyodo News", "Lusa", "PA Media",
    "Press Association", "Press Trust of India", "Reuters", "RIA Novosti",
    "Thomson Reuters", "Xinhua", "Yonhap", "Агентство Франс Пресс",
    "Ассошиэйтед Пресс", "Интерфакс", "Интерфакс-Украина", "Рейтер", "РИА Новости",
    "Рейтерс", "Синьхуа", "新华社", "رويترز", "فرانس برس", "רויטרס",
)  # fmt: skip
SHORT: Final = (
    "AAP", "AFP", "ANI", "AP", "APA", "CP", "DPA", "dpa", "EFE", "EPA", "PAP", "PTI",
    "TASS", "ТАСС", "УНІАН", "УНИАН",
)  # fmt: skip

_NAMES = re.compile(
    r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, NAMES), key=len)[::-1]) + r")(?!\w)",
    re.IGNORECASE,
)
_SHORT = re.compile(r"(?<!\w)(?:" + "|".join(SHORT) + r")(?!\w)")
_SUFFIX = re.compile(r"\s*\((?P<words>[^()]{2,40})\)\s*[-–—]")


def named_in(article: Article) -> str | None:
    """Return the agency that byline, credit or dateline name, or None."""
    if article.signals.agency:
        return article.signals.agency
    lines = [*article.bylines, *article.credits, article.dateline or ""]
    first = next((b.text for b in article.blocks if b.type == "paragraph"), "")
    dateline = _SUFFIX.search(first[:80])
    if dateline:
        lines.append(dateline["words"])
    for line in lines:
        match = _NAMES.search(line) or _SHORT.search(line)
        if match:
            return match.group()
    return None
