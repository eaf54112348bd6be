"""The clock of the machine itself is wrong: real processes under libfaketime, which `.ci/install` installs."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.database import open_file
from tests.cli.test_cli import TO_TICKET

FAKETIME = next(iter(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
BOOKED = "".join(json.dumps(line) + "\n" for line in TO_TICKET[:5])

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(FAKETIME is None, reason="libfaketime is not installed: run .ci/install"),
    pytest.mark.skipif("FAKETIME" in os.environ, reason="the clock of this run is another one already"),
]


VERBS = """
import shlex, sys
from bot.cli import main
for verb in sys.argv[1:]:
    try:
        main(shlex.split(verb))
    except SystemExit as end:
        print(end.code, file=sys.stderr)
"""
"""Runs one verb after the other, as a process for each would, and says their exit codes."""


def run(folder: Path, at: str, *verbs: str, input: str = "") -> tuple[str, list[str]]:
    """Run verbs on a machine that tells this time; give what they print, and their exit codes."""
    hidden = {name for name in os.environ if name.startswith(("RANDEVOU_", "FAKETIME", "LD_PRELOAD"))}
    clean = {name: value for name, value in os.environ.items() if name not in hidden}
    fake = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": f"@{at} 12:00:00", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", VERBS, *verbs],
        cwd=folder, env=clean | fake | {"PYTHONPATH": root, "TZ": "UTC"}, input=input, text=True, capture_output=True,
        check=False, timeout=60,
    )  # fmt: skip
    return done.stdout, [line for line in done.stderr.splitlines() if line.isdigit()]


def people(folder: Path) -> int:
    with closing(open_file(folder / "randevou.db")) as db:
        return int(db.execute("SELECT count(*) FROM person").fetchone()[0])


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database in which one person has spoken, on a machine that tells the true time."""
    folder = tmp_path_factory.mktemp("spoken")
    assert run(folder, "2026-12-01", "chat --jsonl --language ht", input=BOOKED)[1] == ["0"]
    assert people(folder) == 1
    return folder


@pytest.fixture
def spoken(once: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return tmp_path


READING = ["slots list", "bookings list", "audit list", "keys check", "clock show"]


@pytest.mark.parametrize(
    ("wrong", "verbs"), [("2027-12-01", READING[:2]), ("2026-11-29", READING[2:]), ("1999-01-01", [])]
)
def test_a_machine_that_tells_the_wrong_time_erases_nobody_whatever_is_run_on_it(
    spoken: Path, wrong: str, verbs: list[str]
) -> None:
    said, codes = run(spoken, wrong, "tick", "chat --jsonl", *verbs, input=json.dumps({"text": "èd"}) + "\n")
    assert (codes[:2], {*codes[2:]} <= {"0", "1"}, len(codes)) == (["75", "0"], True, 2 + len(verbs))
    assert sum(line.startswith("{") and "replies" in line for line in said.splitlines()) == 2
    assert people(spoken) == 1
    assert run(spoken, "2026-12-02", "tick")[1] == ["0"], "the machine was set right"


def test_on_a_machine_that_tells_the_true_time_data_goes_the_same_day(spoken: Path) -> None:
    for day in ("2026-12-08", "2026-12-15", "2026-12-22", "2026-12-29"):
        assert run(spoken, day, "tick")[1] == ["0"]
        assert people(spoken) == 1
    assert "1 person erased" in run(spoken, "2027-01-02", "tick")[0], "after a weekend off"
    assert people(spoken) == 0


def test_after_a_long_rest_an_operator_confirms_the_clock_and_data_goes_at_once(spoken: Path) -> None:
    said, codes = run(spoken, "2027-06-01", "tick", "clock accept --yes")
    assert (codes, "1 person erased" in said) == (["75", "0"], True)
    assert people(spoken) == 0
