"""The program that reads feeds: ``python -m polywire.intake.feeds.feed_child``.

It reads jobs from its standard input and answers on its standard output, each
as four bytes of length and msgpack. Before each job it sets its own limit of
CPU time, so that a hostile document ends this process and nothing else.
"""

import traceback

import msgspec

from polywire.child import limits
from polywire.errors import FeedError
from polywire.intake.feeds.document import Job, Reply, read_document


def main() -> None:
    """Answer jobs until the input ends."""
    limits.answer(lambda data: msgspec.msgpack.encode(_answer(data)))


def _answer(data: bytes) -> Reply:
    try:
        return Reply(feed=read_document(msgspec.msgpack.decode(data, type=Job)))
    except FeedError as error:
        return Reply(error=str(error), feeds=error.feeds)
    except (MemoryError, RecursionError) as error:
        return Reply(error=f"the document needs too much memory ({error!r})")
    except Exception as error:  # noqa: BLE001 - one document never ends the others
        traceback.print_exc()
        name = type(error).__name__
        return Reply(
            error=f"our reader failed on the document ({name}): please report it"
        )


if __name__ == "__main__":
    main()
