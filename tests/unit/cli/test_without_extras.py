"""What `make demo` installs is enough to start: no module needs an extra at its head."""

import subprocess
import sys
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from itertools import product
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from polywire.cli.app import COMMANDS

WITHOUT = """
import importlib, sys
gone, commands = (set(words.split()) for words in sys.argv[1:])
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in gone:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
for name in sorted(commands):
    importlib.import_module(name)
"""


def _needed(lines: list[str]) -> set[str]:
    """Return the packages that requirements install, with all that those require."""
    waiting = [Requirement(line) for line in lines]
    found: set[tuple[str, str]] = set()
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        fresh = {(name, extra) for extra in {"", *one.extras}} - found
        found |= fresh
        with suppress(PackageNotFoundError):
            for line, (_, extra) in product(requires(name) or [], fresh):
                other = Requirement(line)
                if other.marker is None or other.marker.evaluate({"extra": extra}):
                    waiting.append(other)
    return {name for name, _ in found}


def test_every_command_starts_without_what_only_extras_and_tests_install() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    needed = _needed(project["project"]["dependencies"]) | {"polywire"}
    gone = {
        module
        for module, owners in packages_distributions().items()
        if not {canonicalize_name(owner) for owner in owners} & needed
        and module not in sys.stdlib_module_names
    }
    assert {"cryptography", "c2pa", "ctranslate2", "obstore", "pytest"} <= gone
    rooms = ["polywire.cli", "polywire.service", "polywire.demo.server"]
    modules = [*rooms, *(f"polywire.cli.{name}" for name in COMMANDS)]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, " ".join(gone), " ".join(modules)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
