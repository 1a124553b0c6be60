"""The operator's sections, front page and colours: what may be said."""

import re
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from polywire.errors import SettingsError
from polywire.settings import house_style, operator_file

PUBLIC = {"operator": "Vila Nova Press", "contact": "desk@vilanova.example"}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        pytest.param(
            {"sections": {"map": {"Local": "town"}}},
            r"sections\.map: 'town' is no section.*\[sections\.names\.town\]",
            id="unnamed-key",
        ),
        pytest.param(
            {"source": [{"slug": "a", "url": "x", "sections": {"*": "town"}}]},
            "sections of source 'a'",
            id="unnamed-key-of-a-source",
        ),
        pytest.param(
            {"sections": {"names": {"Town Hall": {"en": "x"}}}}, "lower-case", id="key"
        ),
        pytest.param(
            {"sections": {"names": {"town": {}}}}, "needs a name", id="no-name"
        ),
        pytest.param(
            {"sections": {"navigation": ["news"]}}, "sections.navigation", id="masthead"
        ),
        pytest.param({"sections": {"unmapped": "x"}}, "sections.unmapped", id="rest"),
        pytest.param({"front": {"stories": 99}}, "front.stories", id="too-many"),
        pytest.param({"front": {"lead_hours": 0}}, "lead_hours", id="no-time"),
        pytest.param({"look": {"light": {"acent": "#000000"}}}, "acent", id="colour"),
        pytest.param({"look": {"dark": {"ink": "white"}}}, "look.dark.ink", id="form"),
        pytest.param(
            {"look": {"light": {"accent": "#ffcc00"}}}, "contrast of 1.5", id="pale"
        ),
    ],
)
def test_a_wrong_house_style_names_its_key(raw: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        operator_file.parse({"site": PUBLIC} | raw, Path("/wire"))


def test_a_whole_house_style_is_taken() -> None:
    raw = {
        "site": PUBLIC,
        "sections": {
            "map": {"Câmara": "town", "Gossip": "none"},
            "names": {"town": {"en": "Town hall"}},
            "navigation": ["town", "sport"],
            "unmapped": "society",
        },
        "front": {"lead_sections": ["town"]},
        "look": {"light": {"accent": "#005f56"}, "dark": {"accent": "#7fd6c8"}},
        "policies": {"en": {"Ethics": "We correct what is wrong."}},
    }
    taken = operator_file.parse(raw, Path("/wire"))
    assert taken.sections.map["Câmara"] == "town"
    assert taken.policies["en"]["Ethics"].startswith("We")


def test_the_colours_are_those_of_the_style_sheet() -> None:
    css = resources.files("polywire.publish") / "theme" / "wire.css"
    text = css.read_text(encoding="utf-8").split("@media print")[0]
    found = re.findall(r"--(\w+): (#[0-9a-f]{6});", text)
    assert found == [*house_style.LIGHT.items(), *house_style.DARK.items()]


def test_contrast_is_what_wcag_says() -> None:
    assert house_style.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert house_style.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
