"""The versions that CI tests are written down, fit pyproject.toml and name no place; a known weakness is found."""

import json
import re
import runpy
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LINES = (ROOT / "bot" / "deploy" / "requirements.txt").read_text(encoding="utf-8").splitlines()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PLACE = re.compile(r"/|--(?!hash=sha256:)")
"""A part of an address or a path, or an option of pip."""
PINNED = {name: version for line in LINES for name, version in re.findall(r"^([a-z0-9-]+)==([\w.]+)", line)}


def test_no_line_names_an_address_a_path_or_an_option() -> None:
    assert not [line for line in LINES if PLACE.search(line)]


@pytest.mark.parametrize("needed", PROJECT["dependencies"])
def test_each_version_is_one_that_the_project_allows(needed: str) -> None:
    requirement = Requirement(needed)
    assert requirement.specifier.contains(PINNED[requirement.name])


def test_the_command_that_writes_it_is_the_one_that_checks_it() -> None:
    command = ".venv/bin/uv pip compile -q pyproject.toml --python-version 3.11 -o "
    assert f"{command}bot/deploy/requirements.txt --upgrade" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert PROJECT["requires-python"] == ">=3.11"


def test_a_known_weakness_is_told_from_a_package_without_an_answer() -> None:
    known = [{"id": "X-1", "fix_versions": ["2"]}, {"id": "X-2", "fix_versions": []}]
    packages = [{"name": "a", "version": "1", "vulns": known}, {"name": "b", "vulns": []}, {"name": "c"}]
    judge = runpy.run_path(str(ROOT / ".ci" / "audit"))["judge"]
    found, unknown, answered = judge(json.dumps({"dependencies": packages}))
    assert found == ["a 1: X-1, fixed in 2", "a 1: X-2, fixed in none"]
    assert (unknown, answered) == (["c"], 2)
