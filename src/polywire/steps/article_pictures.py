"""Part of step 3: copy the pictures of an article that the rights let us show."""

from dataclasses import replace

import structlog

from polywire.article import Article, Block, RightsDecision
from polywire.errors import FetchError
from polywire.publish.site.pictures import Box
from polywire.rights.levels import shows_image
from polywire.wire import Wire

log = structlog.get_logger()

MOST = 10
"""Pictures of one article: a gallery is not what we are for."""


def copied(
    wire: Wire, article_id: str, article: Article, decision: RightsDecision
) -> Article:
    """Return the article with our copies of its pictures; what fails stays a caption.

    Called for new revisions only: a picture alone makes none.
    """
    site = wire.settings.site
    left = MOST
    blocks = []
    for block in article.blocks:
        is_due = block.type == "figure" and block.src and left > 0
        if is_due and shows_image(block, decision, site):
            left -= 1
            blocks.append(_copied(wire, article_id, block))
        else:
            blocks.append(block)
    return replace(article, blocks=tuple(blocks))


def _copied(wire: Wire, article_id: str, block: Block) -> Block:
    src = block.src or ""
    try:
        fetched = wire.fetcher.fetch(src)
    except FetchError as error:
        log.info("picture", article=article_id, reason=str(error))
        return block
    if fetched.capture is None:
        return block
    box = Box.of(wire.settings)
    picture = box.keep(article_id, fetched.capture.body, block.credit or "")
    if picture is None:
        log.info("picture", article=article_id, reason=f"{src} is no usable picture")
    return replace(block, picture=picture)
