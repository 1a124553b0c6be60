"""The whole loop costs no quality on any route: chrF beside the bare engines.

150 lines of ntrex-dev with the seed 11 for each direction, by the routes that the
product finds itself. Both texts are compared with straight signs, as the references
have no others.
"""

import os
import random
from contextlib import closing
from pathlib import Path

import pytest
import sacrebleu
from tests.gates.desk import lines, plain

from polywire.desk.counters import Counters
from polywire.desk.route_desk import RouteDesk
from polywire.settings.operator_file import Settings
from polywire.translate.engines import apertium
from polywire.translate.route import Routes
from polywire.wire import utc_now

LINES = 150
WAYS = {
    "en-pt-BR": ("eng", "por-BR", "firefox"),
    "pt-en": ("por-BR", "eng", "firefox"),
    "en-es": ("eng", "spa", "firefox+apertium"),
    "es-en": ("spa", "eng", "apertium+firefox"),
}
FLOORS = {"en-pt-BR": 64.5, "pt-en": 63.0, "en-es": 53.4, "es-en": 54.7}
"""Best reached by the loop, rounded down; the bare engines have 64.4, 63.0, 53.3, 54.5."""

pytestmark = pytest.mark.timeout(600)


def chrf(texts: list[str], references: list[str]) -> float:
    told = [plain(text) for text in texts]
    return float(sacrebleu.corpus_chrf(told, [references]).score)


@pytest.mark.parametrize("pair", WAYS)
def test_the_route_is_not_below_the_bare_engines(
    pair: str, bench: Path, tmp_path: Path
) -> None:
    source, target, way = WAYS[pair]
    if "apertium" in way and not apertium.installed():
        assert os.environ.get("CI") != "true", "Apertium is not installed"
        pytest.skip("Apertium is not installed")
    data = bench / "translation" / "ntrex-dev"
    every, wanted = lines(data / f"{source}.txt"), lines(data / f"{target}.txt")
    chosen = sorted(random.Random(11).sample(range(len(every)), LINES))
    sources, references = [every[i] for i in chosen], [wanted[i] for i in chosen]
    tags = ("es" if source == "spa" else pair.partition("-")[0], pair.partition("-")[2])
    settings = Settings(root=tmp_path)
    with closing(Routes(settings)) as routes:
        engine = routes.find(*tags)[0]
        assert engine.id == way
        bare = [one.text for one in engine.translate(sources)]
    with closing(RouteDesk(settings, None, utc_now, Counters())) as desk:
        done = desk.lines(sources, *tags)
    before = chrf(bare, references)
    after = chrf([one.target for one in done], references)
    shown = chrf([one.shown for one in done], references)
    stopped = sum(one.shown == one.source for one in done)
    print(
        f"\n{pair} by {way}: chrF {after:.2f}, bare {before:.2f}; as shown "
        f"{shown:.2f} with {stopped} of {LINES} in the original"
    )
    assert after >= before
    assert after >= FLOORS[pair]
