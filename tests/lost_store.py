"""A wire with an operator whose store is lost and comes back from an older state."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import typer
from tests.asgi import Client
from tests.wire_on_paper import Paper, Story, numbered, paper
from typer.testing import CliRunner

from polywire.cli.context import State
from polywire.cli.decide import explain, suppress
from polywire.cli.setup import user
from polywire.cli.wire import keeping, publishing
from polywire.errors import PolywireError
from polywire.operate.care import reconcile
from polywire.operate.people.access import Access
from polywire.settings import operator_file
from polywire.steps.store_shelf import StoreShelf
from polywire.store.ground import move
from polywire.store.ground.migrate import open_database
from polywire.store.people import people as store_people
from polywire.web.api.read_api import Api
from polywire.web.web_app import create_app

BODY = [
    "The council of Norvale voted on Monday to open it to everybody at last.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
]
STORIES = {
    "bridge": ("Norvale opens its walnut bridge", "The bridge is of walnut wood."),
    "inn": ("Ferry inn changes hands", "Ottilie Marsh has kept it for years."),
    "mill": ("Granite mill closes", "The granite mill closes for the winter."),
    "dam": ("Juniper dam is repaired", "The juniper dam leaked in the spring."),
    "quay": ("Saffron quay is painted", "The saffron quay gets its paint."),
}
DOWN = ("walnut", "Ottilie Marsh", "granite")
"""Words of what the operator withdrew, of a name, of what the source withdrew."""
UP = ("juniper", "saffron")
"""The second was withdrawn and given back before the loss."""
PASSWORD = "four words nobody joins"  # noqa: S105  # of the test
TOML = """
[site]
name = "Paper Wire"
url = "https://wire.example"
languages = ["en", "pt-BR"]
operator = "Paper Wire"
contact = "desk@wire.example"
[store]
url = "{url}"
[[source]]
slug = "courier"
url = "https://courier.example/feed.xml"
name = "The Norvale Courier"
language = "en"
[source.rights]
basis = "permission"
evidence = "letter of 1 March 2026"
"""


def say(folder: Path, *words: str, told: str = "") -> str:
    """Call a command as an operator does; errors are raised."""
    app = typer.Typer()
    for module in (keeping, suppress, user, publishing, explain):
        module.register(app)
    found = CliRunner().invoke(app, words, input=told, obj=State(folder))
    if isinstance(found.exception, PolywireError):
        raise found.exception
    assert found.exit_code == 0, (found.output, found.exception)
    return found.output


@dataclass
class Desk:
    """A wire with an operator, in a folder and a store that may both be lost."""

    paper: Paper
    tokens: dict[str, str]
    new_url: Callable[[], str]
    """Gives the address of a store that does not exist or has no tables yet."""

    @property
    def root(self) -> Path:
        return self.paper.root

    @property
    def url(self) -> str:
        return self.paper.wire.settings.store_url

    def close(self) -> None:
        self.paper.wire.db.close()

    def open(self, root: Path, url: str) -> None:
        """Go on in a folder and with a store, as ``polywire run`` opens them."""
        self.close()
        write_settings(root, url)
        settings = operator_file.load(root)
        wire = replace(
            self.paper.wire,
            settings=settings,
            db=reconcile.open_store(settings, self.paper.now),
            folder=type(self.paper.wire.folder)(settings.site_folder),
        )
        self.paper = replace(self.paper, wire=wire, root=root)

    def use(self) -> None:
        """Make people and tokens before the backup."""
        for name in ("eva", "rui", "marta"):
            say(self.root, "user", "add", name, "--role", "editor", told=PASSWORD)
            self.tokens[name] = say(self.root, "user", "token", name).strip()

    def take_down(self) -> None:
        """Take everything down that must not come back, and give one thing back."""
        url = "https://courier.example/"
        say(self.root, "withdraw", url + "bridge", "--reason", "court order")
        say(self.root, "withdraw", url + "quay", "--reason", "by mistake")
        say(self.root, "suppress", "Ottilie Marsh", "--reason", "a request")
        say(self.root, "restore", url + "quay")
        story = next(s for s in self.paper.outlet.stories if s.slug == "mill")
        story.status = 410
        self.paper.later(hours=2)
        self.paper.run()
        story.status = 200  # there again: what was withdrawn stays so all the same
        say(self.root, "user", "remove", "eva")
        listed = json.loads(say(self.root, "user", "tokens", "--json"))
        (number,) = [row["number"] for row in listed if row["name"] == "rui"]
        say(self.root, "user", "revoke", number)
        say(self.root, "user", "password", "marta", told="five words that nobody joins")

    def publish(self) -> None:
        """Make the site and take in what is due, twice."""
        say(self.root, "publish", "--all")
        self.paper.run()
        self.paper.later(hours=30)
        self.paper.run()

    def shown(self) -> set[str]:
        """Return which of the marked words any file, API answer or search shows."""
        settings, db = self.paper.wire.settings, self.paper.wire.db
        shelf = StoreShelf(db, settings)
        client = Client(create_app(settings, Api(shelf=shelf, search=shelf.search)))
        texts = list(self.paper.files().values())
        for language in ("en", "pt-BR"):
            texts.append(client.get(f"/api/v1/articles?language={language}").text)
            for cell in self.paper.board().values():
                where = f"/api/v1/editions/{cell['url'].rstrip('/')[-12:]}"
                texts.append(client.get(f"{where}?language={language}").text)
        every = " ".join(texts)
        found = {word for word in (*DOWN, *UP) if word in every}
        for word in (*DOWN, *UP):
            for language in ("en", "pt-BR"):
                asked = f"/api/v1/search?q={word.split()[-1]}&language={language}"
                if client.get(asked).json()["items"]:
                    found.add(word)
        return found

    def let_in(self) -> set[str]:
        """Return whose token of before the backup opens the door, and old passwords."""
        access = Access(self.paper.wire.db, lambda: self.paper.now)
        found = {
            f"token of {name}"
            for name, token in self.tokens.items()
            if access.of_token(token)
        }
        with self.paper.wire.db.read() as conn:
            found |= {row.name for row in store_people.accounts(conn)}
        if isinstance(access.log_in("marta", PASSWORD, "192.0.2.1"), str):
            found.add("old password of marta")
        return found


def write_settings(root: Path, url: str) -> None:
    root.mkdir(exist_ok=True)
    (root / operator_file.FILE_NAME).write_text(TOML.format(url=url))


@contextmanager
def a_desk(folder: Path, new_postgres: Callable[[], str] | None) -> Iterator[Desk]:
    """Give a wire that has published, with people; nothing is backed up yet."""
    root = folder / "wire"
    root.mkdir()
    stories = [
        Story(slug, headline, [*numbered(BODY, number), words])
        for number, (slug, (headline, words)) in enumerate(STORIES.items())
    ]
    made = paper(root, *stories)
    made.run()
    url = f"sqlite:///{root / 'polywire.db'}"
    if new_postgres is not None:
        url = new_postgres()
        with closing(open_database(url)) as db:
            move.copy(made.wire.db, db)

    def new_sqlite() -> str:
        home = folder / f"store-{len(list(folder.iterdir()))}"
        home.mkdir()
        return f"sqlite:///{home / 'polywire.db'}"

    found = Desk(made, {}, new_postgres or new_sqlite)
    found.open(root, url)
    found.use()
    yield found
    found.close()
