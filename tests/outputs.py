"""Every output of a wire on paper, asked for one article in one language."""

from __future__ import annotations

from dataclasses import dataclass

from tests.asgi import Client
from tests.wire_on_paper import Paper

from polywire.steps.store_shelf import StoreShelf
from polywire.web.api.read_api import Api
from polywire.web.web_app import create_app


@dataclass(frozen=True)
class Outputs:
    """What readers and machines get of an article: text by the output's name."""

    texts: dict[str, str]
    api_status: int
    in_sitemap: bool
    is_found: bool
    state: str

    def holding(self, words: str) -> set[str]:
        """Return the outputs that hold words."""
        return {name for name, text in self.texts.items() if words in text}


TEXTS = {"page", "atom", "rss", "json", "api"}


def outputs(wire: Paper, slug: str, language: str, query: str) -> Outputs:
    """Ask every output for a story; ``query`` is a word to search it by."""
    cell = wire.board()[slug, language]
    path = cell["url"].split("//", 1)[1].partition("/")[2]
    identity = path.rstrip("/").rsplit("/", 1)[1]
    settings = wire.wire.settings
    shelf = StoreShelf(wire.wire.db, settings)
    client = Client(create_app(settings, Api(shelf=shelf, search=shelf.search)))
    answer = client.get(f"/api/v1/editions/{identity}?language={language}")
    found = client.get(f"/api/v1/search?q={query}&language={language}").json()
    files = wire.files()
    feeds = {kind: files[f"{language}/feed.{kind}"] for kind in ("atom", "rss", "json")}
    maps = [text for name, text in files.items() if name.startswith("sitemap")]
    return Outputs(
        texts={"page": files[f"{path}index.html"], "api": answer.text, **feeds},
        api_status=answer.status,
        in_sitemap=any(f"/{path}<" in text for text in maps),
        is_found=identity in {item["id"] for item in found["items"]},
        state=cell["state"],
    )
