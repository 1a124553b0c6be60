"""Decide how the bytes of a document are to be read as text.

Order: byte order mark, patterns of UTF-16 and UTF-32, valid UTF-8, what HTTP
and the document declare if it decodes cleanly, then a detector restricted to
the encodings of the source's language (decision 0054).
"""

import codecs
import re
from email.message import Message

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)
_EBCDIC = b"\x4c\x6f\xa7\x94"
# What sites mean by a name, as browsers read it (WHATWG Encoding).
_MEANT = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254",
    "iso8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
# Names of the WHATWG list that Python does not know, and common misspellings.
_ALIASES = {
    "x-sjis": "cp932", "windows-31j": "cp932", "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030", "gb_2312-80": "gb18030", "x-x-big5": "big5hkscs",
    "windows-874": "cp874", "dos-874": "cp874", "windows-949": "cp949",
    "x-mac-cyrillic": "mac_cyrillic", "iso-8859-8-i": "iso8859_8",
    "unicode-1-1-utf-8": "utf-8", "x-cp1250": "cp1250", "x-cp1251": "cp1251",
    "x-cp1252": "cp1252", "cp-1251": "cp1251", "win-1251": "cp1251", "koi": "koi8_r",
}  # fmt: skip
_REFUSED = frozenset({"utf-7", "base64", "rot13", "hex", "zlib", "bz2", "uu"})
# Encodings that news of a language was written in before UTF-8.
_LEGACY = {
    "ar": ("cp1256", "iso8859_6"), "be": ("cp1251", "koi8_r"),
    "bg": ("cp1251", "koi8_r"), "cs": ("cp1250", "iso8859_2"),
    "el": ("cp1253", "iso8859_7"), "fa": ("cp1256",), "he": ("cp1255", "iso8859_8"),
    "hr": ("cp1250", "iso8859_2"), "hu": ("cp1250", "iso8859_2"),
    "ja": ("cp932", "euc_jp"), "kk": ("cp1251",), "ko": ("cp949",),
    "ky": ("cp1251",), "mk": ("cp1251",), "pl": ("cp1250", "iso8859_2"),
    "ro": ("cp1250", "iso8859_2"), "ru": ("cp1251", "koi8_r", "iso8859_5", "cp866"),
    "sk": ("cp1250", "iso8859_2"), "sl": ("cp1250", "iso8859_2"),
    "sr": ("cp1251", "cp1250"), "th": ("cp874",), "tr": ("cp1254",),
    "uk": ("cp1251", "koi8_u"), "vi": ("cp1258",), "zh": ("gb18030", "big5hkscs"),
}  # fmt: skip
_WESTERN = ("cp1252",)
_ANY = tuple(sorted({name for names in _LEGACY.values() for name in names}))
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_META = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE
)
_C1 = re.compile("[\x80-\x9f]")
_TOO_MANY_C1 = 5
"""Control characters of no text: so many say that the declaration is wrong."""

_HEAD = 1024
_SAMPLE = 50_000


def read_text(
    body: bytes, content_type: str | None = None, language: str | None = None
) -> tuple[str, tuple[str, ...]]:
    """Return the document as text, and notes of what was doubtful."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, errors="replace"), ()
    for start, encoding in _WIDE:
        if body.startswith(start):
            return body.decode(encoding, errors="replace"), ()
    if body.startswith(_EBCDIC):
        return _read_ebcdic(body)
    names = [from_header(content_type), _in_document(body)]
    declared = [codec for name in names if name and (codec := _codec(name))]
    notes = [
        f"declares the encoding {name!r}, which is not read"
        for name in names
        if name and _codec(name) is None
    ]
    if any(codec.startswith("iso2022") for codec in declared) and b"\x1b" in body:
        return body.decode(declared[-1], errors="replace"), tuple(notes)
    text = _strictly(body, "utf-8")
    if text is not None:
        return text, tuple(notes)
    return _read_legacy(body, declared, language, notes)


def _read_legacy(
    body: bytes, declared: list[str], language: str | None, notes: list[str]
) -> tuple[str, tuple[str, ...]]:
    """Read bytes that are no UTF-8."""
    for codec in declared:
        text = _strictly(body, codec)
        if text is not None and len(_C1.findall(text)) < _TOO_MANY_C1:
            return text, tuple(notes)
    if "utf-8" in declared:
        mended = body.decode("utf-8", errors="replace")
        # A handful of broken bytes in a document that is UTF-8 otherwise.
        wide = sum(1 for char in mended if ord(char) > 0x7F and char != "\ufffd")  # noqa: PLR2004 - ASCII
        if wide > 4 * mended.count("\ufffd"):
            return mended, (*notes, "some bytes are no UTF-8")
    found = _detect(body, language)
    if found is None:
        notes.append("the encoding could not be found out")
        return body.decode(declared[0] if declared else "utf-8", "replace"), tuple(
            notes
        )
    notes.append(f"declares no right encoding: read as {found}")
    return body.decode(found, errors="replace"), tuple(notes)


def from_header(content_type: str | None) -> str | None:
    """Return the charset of a Content-Type header."""
    if not content_type:
        return None
    message = Message()
    message["content-type"] = content_type
    charset = message.get_content_charset()
    return charset or None


def _in_document(body: bytes) -> str | None:
    """Return the encoding that an XML declaration or a meta element names."""
    head = body[:_HEAD]
    match = _DECLARED.search(head) or _META.search(head)
    return match[1].decode("ascii") if match else None


def _codec(name: str) -> str | None:
    """Return Python's codec for a declared name; None when it is refused."""
    try:
        plain = name.strip().lower()
        found = codecs.lookup(_ALIASES.get(plain, plain)).name
    except (LookupError, ValueError):
        return None
    if found in _REFUSED or not _is_text(found):
        return None
    return _MEANT.get(found, found)


def _is_text(codec: str) -> bool:
    try:
        return b"a".decode(codec) is not None
    except (LookupError, UnicodeError, ValueError, AssertionError):
        return codec.startswith(("utf-16", "utf-32"))


def _strictly(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _read_ebcdic(body: bytes) -> tuple[str, tuple[str, ...]]:
    """Read a document of a mainframe by the code page that it declares."""
    head = body[:_HEAD].decode("cp037", errors="replace").encode()
    name = _in_document(head)
    codec = (_codec(name) if name else None) or "cp037"
    return body.decode(codec, errors="replace"), ()


def _detect(body: bytes, language: str | None) -> str | None:
    """Guess the encoding among those that the language was written in."""
    primary = (language or "").partition("-")[0].lower()
    candidates = _LEGACY.get(primary)
    if candidates is None:
        candidates = _WESTERN if primary else (*_WESTERN, *_ANY)
    sample = _foreign_part(body)
    if len(candidates) == 1:
        return candidates[0]
    best = from_bytes(sample, cp_isolation=list(candidates)).best()
    return best.encoding if best is not None else None


def _foreign_part(body: bytes) -> bytes:
    """Return a sample that starts near the first byte that is not ASCII."""
    first = next((at for at, byte in enumerate(body) if byte > 0x7F), 0)  # noqa: PLR2004 - ASCII
    # Cut at a white space, so that no double byte is halved.
    start = max(body.rfind(b"\n", 0, first), body.rfind(b">", 0, first), 0)
    return body[start : start + _SAMPLE]
