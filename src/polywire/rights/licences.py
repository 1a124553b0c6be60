"""Licences: what a licence link or a licence line means for a translation.

Does not decide on publication (``levels`` does) and does not guess: what it
cannot read for certain is ``None``, which counts as "no licence".
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from urllib.parse import urlsplit

from polywire.tables import table

CC_HOST = "creativecommons.org"


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence, and what it asks of somebody who translates."""

    id: str
    """SPDX-like: ``CC-BY-SA-4.0``, ``CC0-1.0``, ``ARR``."""
    name: str
    """As readers know it: ``CC BY-SA 4.0``."""
    url: str | None
    """Canonical address; None when the source named no version."""
    translations: bool
    """A translated copy may be published."""
    commercial: bool = True
    """Sites that earn money may publish it."""
    share_alike: bool = False
    """Our translation carries the same licence."""
    attribution: bool = True
    """Author, source and change must be named (we always do)."""

    @property
    def rank(self) -> tuple[bool, bool, bool, bool]:
        """Order of restriction: the greater, the less may be done."""
        return (
            not self.translations,
            not self.commercial,
            self.share_alike,
            self.attribution,
        )


ALL_RIGHTS_RESERVED = Licence(
    id="ARR", name="all rights reserved", url=None, translations=False, commercial=False
)
CC0 = Licence(
    id="CC0-1.0",
    name="CC0 1.0",
    url=f"https://{CC_HOST}/publicdomain/zero/1.0/",
    translations=True,
    attribution=False,
)
PUBLIC_DOMAIN = Licence(
    id="PDM-1.0",
    name="public domain",
    url=f"https://{CC_HOST}/publicdomain/mark/1.0/",
    translations=True,
    attribution=False,
)

# Licences of governments that name adaptation among the permitted uses.
_GOVERNMENT = {
    "www.nationalarchives.gov.uk/doc/open-government-licence/version/3": (
        "OGL-UK-3.0",
        "Open Government Licence v3.0",
    ),
    "www.govdata.de/dl-de/by-2-0": ("DL-DE-BY-2.0", "dl-de/by-2-0"),
    "www.etalab.gouv.fr/licence-ouverte-open-licence": (
        "etalab-2.0",
        "Licence Ouverte 2.0",
    ),
}

_VERSIONS = frozenset({"1.0", "2.0", "2.1", "2.5", "3.0", "4.0"})
_CC_PATH = re.compile(
    r"/licenses/(?P<code>[a-z]{2}(?:-[a-z]{2}){0,3})"
    r"(?:/(?P<version>[0-9]\.[0-9])"
    r"(?:/(?P<port>igo|[a-z]{2}(?!\w)|scotland))?)?"
    r"(?:/(?:deed|legalcode)(?:[.-][a-z_-]{2,7})?(?:\.txt)?)?/?",
    re.IGNORECASE,
)
_PD_PATH = re.compile(
    r"/(?:publicdomain/(?P<kind>zero|mark)/1\.0|licenses/publicdomain)"
    r"(?:/(?:deed|legalcode)(?:[.-][a-z_-]{2,7})?)?/?",
    re.IGNORECASE,
)
_SPDX_PATH = re.compile(r"/licenses/(?P<id>[\w.-]+?)(?:\.html|\.json)?/?")
_URL = re.compile(r"(?:https?:)?//[^\s<>\"')\]]+", re.IGNORECASE)


def _said(what: str) -> re.Pattern[str]:
    """Return the expression for what a line may say, in any language."""
    words = chain.from_iterable(
        table("polywire.rights", "licences.toml")[what].values()
    )
    return re.compile("|".join(words), re.IGNORECASE)


_PICTURES, _NEGATED, _STANDARD_EXCEPTION, _RESERVED, _PUBLIC_DOMAIN_WORDS = map(
    _said, ("pictures", "negated", "exception", "reserved", "public")
)
_CC_WORDS = re.compile(
    r"\b(?:cc|creative commons)\b[\s:(-]*"
    r"(?P<rest>(?:(?:by|nc|nd|sa|attribution|non-?\s?commercial|"
    r"no-?\s?deriv(?:ative)?(?:\s?work)?s?|share-?\s?alike)\b[\s,-]*)+)"
    r"\)?\s*v?(?P<version>[1-4]\.\d)?",
    re.IGNORECASE,
)
_CC0_WORDS = re.compile(r"\b(?:cc[\s-]?0|cc[\s-]zero)\b", re.IGNORECASE)
_ELEMENTS = (
    ("by", re.compile(r"\bby\b|attribution", re.IGNORECASE)),
    ("nc", re.compile(r"\bnc\b|non-?\s?commercial", re.IGNORECASE)),
    ("nd", re.compile(r"\bnd\b|no-?\s?deriv", re.IGNORECASE)),
    ("sa", re.compile(r"\bsa\b|share-?\s?alike", re.IGNORECASE)),
)


# A wire knows few licences and asks for them with every entry of every list.
@lru_cache(maxsize=1024)
def normalise(text_or_url: str | None) -> Licence | None:
    """Read a licence link or line; None when it is not certain what it grants."""
    text = " ".join((text_or_url or "").split())
    if not text or _PICTURES.search(text):
        return None
    found = [_from_url(match.group()) for match in _URL.finditer(text)]
    rest = _STANDARD_EXCEPTION.sub(" ", _URL.sub(" ", text)).strip(" .,;:()")
    licences = [licence for licence in found if licence]
    named = _from_words(rest)
    if named:
        licences.append(named)
    if _NEGATED.search(rest) or (not rest and len(licences) < len(found)):
        # "not for commercial use" restricts: what restricts is still believed.
        licences = [licence for licence in licences if not licence.translations]
    return max(licences, key=lambda licence: licence.rank) if licences else None


def _from_url(url: str) -> Licence | None:
    """Read the address of a licence; ports, deeds and legal codes are the licence."""
    try:
        parts = urlsplit(url.rstrip(".,;"), scheme="https")
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    if host == CC_HOST:
        return _from_cc_path(parts.path)
    if host == "spdx.org":
        match = _SPDX_PATH.fullmatch(parts.path)
        return _from_words(match["id"]) if match else None
    if host == "rightsstatements.org":
        return ALL_RIGHTS_RESERVED if parts.path.startswith("/vocab/InC") else None
    place = f"www.{host}{parts.path}".rstrip("/")
    known = _GOVERNMENT.get(place)
    if known is None:
        return None
    return Licence(known[0], known[1], f"https://{place}", translations=True)


def _from_cc_path(path: str) -> Licence | None:
    domain = _PD_PATH.fullmatch(path)
    if domain:
        return CC0 if domain["kind"] == "zero" else PUBLIC_DOMAIN
    match = _CC_PATH.fullmatch(path)
    if match is None:
        return None
    elements = match["code"].lower().split("-")
    port = (match["port"] or "").lower()
    return _creative_commons(elements, match["version"], port)


def _creative_commons(
    elements: list[str], version: str | None, port: str = ""
) -> Licence | None:
    """Build a Creative Commons licence; None for codes that never existed."""
    parts = set(elements)
    if (
        len(parts) < len(elements)
        or not parts <= {"by", "nc", "nd", "sa"}
        or {"nd", "sa"} <= parts
        or (version is not None and version not in _VERSIONS)
        or ("by" not in parts and version != "1.0")
    ):
        return None
    code = "-".join(part for part in ("by", "nc", "nd", "sa") if part in parts)
    url = f"https://{CC_HOST}/licenses/{code}/{version}/" if version else None
    if url and port:
        url += f"{port}/"
    tail = (version, port.upper()) if version else ()
    return Licence(
        id="-".join(part for part in ("CC", code.upper(), *tail) if part),
        name=" ".join(part for part in ("CC", code.upper(), *tail) if part),
        url=url,
        translations="nd" not in parts,
        commercial="nc" not in parts,
        share_alike="sa" in parts,
    )


def _from_words(text: str) -> Licence | None:
    """Read a licence line without links."""
    if _RESERVED.search(text):
        return ALL_RIGHTS_RESERVED
    found = [
        _creative_commons(
            [code for code, words in _ELEMENTS if words.search(match["rest"])],
            match["version"],
        )
        for match in _CC_WORDS.finditer(text)
    ]
    licences = [licence for licence in found if licence]
    if _CC0_WORDS.search(text):
        licences.append(CC0)
    if _PUBLIC_DOMAIN_WORDS.search(text):
        licences.append(PUBLIC_DOMAIN)
    return max(licences, key=lambda licence: licence.rank) if licences else None


def strictest(licences: list[Licence]) -> Licence:
    """Return the licence that permits least; a contradiction permits nothing.

    ShareAlike of one and NonCommercial of the other cannot be kept together
    unless one licence has both.
    """
    top = max(licences, key=lambda licence: licence.rank)
    shares = [licence for licence in licences if licence.share_alike]
    if top.translations and not top.share_alike and shares:
        return ALL_RIGHTS_RESERVED
    return top
