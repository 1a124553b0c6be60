"""The units of deploy/ are read by systemd without a complaint."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="needs systemd-analyze: no such program"
)
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for unit in [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]:
        text = unit.read_text(encoding="utf-8")
        # the program is not installed here, and systemd looks for it
        text = text.replace("=/opt/polywire/bin/polywire", "=/bin/true")
        (tmp_path / unit.name.replace("@", "@nginx")).write_text(text)
    path = (DEPLOY / "polywire-gone@.path").read_text(encoding="utf-8")
    (tmp_path / "polywire-gone@nginx.path").write_text(path)
    units = [f"./{unit.name}" for unit in sorted(tmp_path.iterdir())]
    assert len(units) == 6
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in done.stderr.splitlines() if "polywire" in line]
    assert (done.returncode, told) == (0, [])
