"""Caps of a paid service: what is over them is translated on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import NOON, a_source, an_article, paragraphs
from tests.fake_services import Service, serving

from polywire.article import Draft
from polywire.desk.counters import Counters
from polywire.desk.route_desk import RouteDesk
from polywire.operate.care.status import status
from polywire.settings.operator_file import Settings, parse
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database

pytestmark = [
    pytest.mark.timeout(120),
    # aiohttp's own clean-up of a connection that the other side left may come late.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
LINES = (
    "The council of Norvale opened the old bridge on Monday.",
    "The baker of the lower town sold all his bread.",
    "The teacher read a letter to the children of the school.",
)
FIRST = "Norvale opens its bridge"
BOOK = {
    FIRST: "Norvale abre sua ponte",
    LINES[0]: "O conselho de Norvale abriu a ponte velha na segunda-feira.",
    LINES[1]: "O padeiro da cidade baixa vendeu todo o seu pão.",
    LINES[2]: "O professor leu uma carta às crianças da escola.",
}


@pytest.fixture
def service() -> Iterator[Service]:
    with serving("libretranslate") as found:
        found.write = lambda text: BOOK.get(text, text)
        yield found


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(f"sqlite:///{tmp_path}/s.db")) as opened:
        yield opened


def settings_with(service: Service, root: Path, **caps: float) -> Settings:
    """Return settings whose route asks the service first, this machine then."""
    paid = {"kind": "libretranslate", "url": service.url, "price_per_million": 20.0}
    return parse(
        {
            "site": {"visibility": "private", "languages": ["en", "pt-BR"]},
            "engines": {"paid": paid | caps},
            "routes": {"en-pt-BR": ["paid", "firefox"]},
        },
        root,
    )


def drafted(settings: Settings, db: Database, text: str, *, days: int = 0) -> Draft:
    """Translate an article of one line with a desk of its own, as a restart would."""
    now = NOON + timedelta(days=days)
    what = an_article(headline=FIRST, blocks=paragraphs(text))
    with closing(RouteDesk(settings, db, lambda: now, Counters())) as desk:
        source = a_source(cloud=True)
        return desk.draft(what, "pt-BR", source=source, article_id=None)[0]


def engines_of(draft: Draft) -> list[str]:
    return [one.engine for one in draft.translations]


CAPS: dict[str, tuple[dict[str, float], int]] = {
    # the headline and the first line have 79 characters, the second line has 47
    "characters a day": ({"daily_characters": 100}, 1),
    "characters a month": ({"monthly_characters": 100}, 31),
    "money a month": ({"monthly_money": 100 * 20.0 / 1_000_000}, 31),
}


@pytest.mark.parametrize("kind", CAPS)
def test_over_a_cap_the_local_engine_goes_on_through_a_restart(
    db: Database, service: Service, tmp_path: Path, kind: str
) -> None:
    caps, days = CAPS[kind]
    settings = settings_with(service, tmp_path, **caps)
    first = drafted(settings, db, LINES[0])
    assert "paid" in engines_of(first)
    service.asked.clear()
    second = drafted(settings, db, LINES[1])
    assert engines_of(second)[-1] == "firefox"
    assert service.asked == []
    told = {one["name"]: one for one in status(settings, db, NOON)["engines"]}
    assert 0 < told["paid"]["characters"] <= 100
    assert told["paid"]["money"] == pytest.approx(
        told["paid"]["characters"] * 20.0 / 1_000_000
    )
    assert told["paid"]["health"] == "closed"
    drafted(settings, db, LINES[2], days=days)
    assert service.asked
