"""Find what is no language at all: addresses, handles, tags, slots, licences.

Numbers and words inside such a code are not to be read as numbers and words.
"""

import re
from functools import lru_cache

_HOST_END = r"(?:com|org|net|info|io|gov|edu|int|news|press|media|tv|me|[a-z]{2})"

CODE = re.compile(
    r"(?P<url>(?:https?|ftp)://[^\s<>\"“”«»]+|www\.[^\s<>\"“”«»]+)"
    r"|(?P<mail>[\w.+-]{1,64}+@[\w-]++(?:\.[\w-]++)++)"
    r"|(?P<host>(?<![\w@.])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,12}"
    + _HOST_END
    + r"(?:/[^\s<>\"“”«»]*)?"
    r"(?![\w.]?\w))"
    r"|(?P<handle>(?<![\w@/])@\w[\w.]*\w|(?<![\w@/])@\w)"
    r"|(?P<tag>(?<![\w&#/])#\w*[^\W\d_]\w*)"
    r"|(?P<slot>\{\{ ?\w[\w.]{0,40} ?\}\}|\$?\{\w[\w.]{0,40}\})"
    r"|(?P<licence>(?<!\w)CC[ -](?:BY|0)(?:-[A-Z]{2}){0,3} \d\.\d(?![\d.]*\d))"
)
"""An address, an e-mail, a bare host (``t.me/name``), a @handle, a #tag, a ``{slot}`` for
a value, a licence with its version.

The lengths are those of RFC 5321 and RFC 1035; without them each letter of a long
word begins a search to its end.
"""

_HINT = re.compile(r"://|[@#{]|www\.|\.[a-z]|CC[ -]")
"""What every code holds. Most sentences do not, and are done with ten times sooner."""

_TAIL = ".,;:!?)]}'’…"


# Every rule that reads words asks first what are none.
@lru_cache(maxsize=512)
def find(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of all codes, without the punctuation that follows them."""
    if not _HINT.search(text):
        return ()
    return tuple(
        (match.start(), match.start() + _length(match[0]))
        for match in CODE.finditer(text)
    )


def _length(code: str) -> int:
    """Leave out closing punctuation; keep a bracket that the code itself opens."""
    end = len(code)
    if code.endswith("}") and "{" in code:
        return end
    unopened = code.count(")") - code.count("(")
    while end > 1 and code[end - 1] in _TAIL:
        if code[end - 1] == ")":
            if unopened <= 0:
                break
            unopened -= 1
        end -= 1
    return end
