"""Read pages in a child process that may be killed."""

import msgspec

from polywire.article import Article, Capture, FeedEntry
from polywire.child.guarded_reader import Overrun, Worker
from polywire.errors import ExtractError
from polywire.extract.page_child import PageJob, PageReply
from polywire.extract.tree.template import Example
from polywire.settings.operator_file import Settings, Source


class PageReader(Worker):
    """Hands pages to one child at a time; safe for threads."""

    program = "polywire.extract.page_child"

    def __call__(self, job: PageJob) -> Article:
        """Return the article of a page; raises ExtractError or ChildLost."""
        try:
            answer = self.ask(job)
        except Overrun as error:
            raise ExtractError(str(error)) from error
        reply = msgspec.msgpack.decode(answer, type=PageReply)
        if reply.article is None:
            raise ExtractError(reply.error or "no answer")
        return reply.article


def job_of(
    capture: Capture,
    entry: FeedEntry,
    source: Source,
    settings: Settings,
    examples: tuple[Example, ...] = (),
) -> PageJob:
    """Return what is to be read of a page that was fetched for a source."""
    return PageJob(
        html=capture.body,
        url=capture.url,
        headers=capture.headers,
        entry=entry,
        languages=tuple(settings.site.languages),
        stated=source.language,
        rules=source.rules,
        zone=source.time_zone,
        examples=examples,
    )
