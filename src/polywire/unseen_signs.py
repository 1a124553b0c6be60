"""Signs that no reader sees and that mislead or break: one table for all who read.

Joiners (U+200C, U+200D) and the plain direction marks are none of them: Persian,
Hebrew, Indic scripts and emoji need them. Source: XML 1.0, section 2.2 (what a
document may hold), and Unicode's ``Default_Ignorable_Code_Point``.
"""

import re
import unicodedata

_NONCHARACTERS = "".join(
    chr(plane + last)
    for plane in range(0, 0x110000, 0x10000)
    for last in (0xFFFE, 0xFFFF)
)
_NEVER = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls
    "\u202a-\u202e\u2066-\u2069"  # overrides and isolates: letters in a false order
    "\ufff9-\ufffb\U000e0000-\U000e007f"  # notes between lines and tags: a hidden text
    f"\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}"
)
_FORBIDDEN = re.compile(f"[{_NEVER}]")
_UNSEEN = re.compile(f"[{_NEVER}\u00ad\u200b\u2060-\u2065\ufeff]")
"""With soft hyphen, zero-width space, word joiner and its kind, byte order mark."""
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Marks and letters that hold a place and show nothing."""
_JOINERS = "\u200c\u200d"


def without_forbidden(text: str) -> str:
    """Drop what no document may hold: controls, false directions, no signs at all.

    C1 controls are Windows characters under a wrong name and become those.
    """
    if text.isascii() and text.isprintable():
        return text
    return _FORBIDDEN.sub(_instead, text)


def without_unseen(text: str) -> str:
    """Drop what is forbidden, and the signs that take no place."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub(_instead, text)


def _instead(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code in range(0x80, 0xA0):
        return bytes([code]).decode("cp1252", errors="ignore")
    return ""


def is_unseen(sign: str) -> bool:
    """Tell whether a sign shows nothing: of format or private use, or blank."""
    kind = unicodedata.category(sign)
    return sign in _BLANK or (kind in {"Cf", "Co"} and sign not in _JOINERS)
