"""Read feeds in a child process that may be killed.

The parser behind has quadratic corners; a document that needs more than its
share of time or memory ends the child, is reported, and the next one gets a
new child (decision 0055). A child that ends otherwise says nothing of the feed.
"""

import atexit
from datetime import datetime
from functools import lru_cache

import msgspec

from polywire.article import Capture
from polywire.child.guarded_reader import Overrun, Worker
from polywire.errors import FeedError
from polywire.intake.feeds.document import Job, Reply
from polywire.intake.feeds.feed import Feed
from polywire.net.fetch.decode import MAX_BODY


class FeedParser(Worker):
    """Hands documents to one child at a time; safe for threads."""

    program = "polywire.intake.feeds.feed_child"

    def parse(self, job: Job) -> Feed:
        """Return the feed of a job; raises FeedError or ChildLost."""
        size = len(job.capture.body)
        if size > MAX_BODY:  # no fetch gives this; a file on disk may
            raise FeedError(
                f"the document is too large: {size} bytes, the limit is {MAX_BODY}"
            )
        try:
            answer = self.ask(job)
        except Overrun as error:
            raise FeedError(str(error)) from error
        reply = msgspec.msgpack.decode(answer, type=Reply)
        if reply.feed is not None:
            return reply.feed
        raise FeedError(reply.error or "no answer", feeds=reply.feeds)


@lru_cache(maxsize=1)
def _shared() -> FeedParser:
    """Return the reader of this process, made on first use."""
    parser = FeedParser()
    atexit.register(parser.close)
    return parser


def parse_feed(
    capture: Capture,
    *,
    source_language: str | None = None,
    zone: str | None = None,
    now: datetime,
) -> Feed:
    """Return the feed that a capture holds; raises FeedError or ChildLost."""
    return _shared().parse(Job(capture, now, source_language, zone))


def parse_front(
    capture: Capture, *, source_language: str | None = None, now: datetime
) -> Feed:
    """Return the article links of a page that has no feed; raises FeedError."""
    return _shared().parse(Job(capture, now, source_language, kind="front"))
