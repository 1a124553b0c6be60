"""The program that reads pages: ``python -m polywire.extract.page_child``.

A page is as hostile as a feed: its markup may need minutes or gigabytes. It is
read here, under limits, and never in the process that holds the store.
"""

import traceback
from dataclasses import dataclass, field

import msgspec

from polywire.article import Article, FeedEntry
from polywire.child import limits
from polywire.errors import ExtractError, PolywireError
from polywire.extract.extract import extract
from polywire.extract.tree.template import Example


@dataclass(frozen=True, slots=True)
class PageJob:
    """A page to read, with what is known of it from elsewhere."""

    html: bytes
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    entry: FeedEntry | None = None
    languages: tuple[str, ...] = ()
    stated: str | None = None
    rules: dict[str, str] = field(default_factory=dict)
    zone: str | None = None
    examples: tuple[Example, ...] = ()
    """Pages in the markup that its source has now, with texts that are known."""


class PageReply(msgspec.Struct):
    """What became of a page: an article, or the reason why there is none."""

    article: Article | None = None
    error: str | None = None


def read(job: PageJob) -> Article:
    """Return the article of a page; raises ExtractError."""
    try:
        return extract(
            job.html,
            url=job.url,
            headers=dict(job.headers),
            entry=job.entry,
            languages=job.languages,
            stated=job.stated,
            rules=job.rules,
            zone=job.zone,
            examples=job.examples,
        )
    except (MemoryError, RecursionError) as error:
        message = f"the page needs too much memory ({type(error).__name__})"
        raise ExtractError(message) from error


def _answer(data: bytes) -> bytes:
    try:
        reply = PageReply(article=read(msgspec.msgpack.decode(data, type=PageJob)))
    except PolywireError as error:
        reply = PageReply(error=str(error))
    except Exception as error:  # noqa: BLE001 - one page never ends the others
        traceback.print_exc()
        name = type(error).__name__
        reply = PageReply(
            error=f"our reader failed on the page ({name}): please report it"
        )
    return msgspec.msgpack.encode(reply)


if __name__ == "__main__":
    limits.answer(_answer)
