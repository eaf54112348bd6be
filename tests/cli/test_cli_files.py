"""A file that is not ours, a disk that is full: what the command says, and that nothing is touched."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_cli import TO_TICKET, own_folder, run, talk
from tests.storage.test_own_files import made_by, seen

assert own_folder  # every test runs in its own folder


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANDEVOU_TELEGRAM_TOKEN", "1:a")


VERBS = ("chat", "tick", "slots list", "keys check", "keys give-up", "serve --pack border-appointments --demo")


@pytest.mark.parametrize("verb", VERBS)
def test_the_database_of_another_program_is_refused_by_every_verb_and_not_touched(verb: str) -> None:
    made_by(Path("fossil.db"), "PRAGMA journal_mode = wal", "CREATE TABLE fossil (x)")
    before = seen(Path())
    refused = run(*verb.split(), "--db", "fossil.db")
    assert (refused.exit_code, "not a database of Randevou" in refused.output) == (78, True), refused.output
    assert {name: what for name, what in seen(Path()).items() if not name.endswith(".lock")} == before


def test_an_empty_file_is_no_database_for_verbs_that_may_not_make_one() -> None:
    Path("x.db").touch(mode=0o600)
    assert run("slots", "list", "--db", "x.db").exit_code == 78
    assert Path("x.db").stat().st_size == 0
    assert run("tick", "--db", "x.db").exit_code == 0


def test_the_lock_of_the_server_follows_no_link_and_a_folder_that_is_not_there_is_named() -> None:
    Path("precious").write_text("of another program", encoding="utf-8")
    Path("x.db.1.lock").symlink_to("precious")
    for database, said in (
        ("x.db", "x.db.1.lock: "),
        ("nowhere/x.db", "nowhere/x.db: there is no folder nowhere. Make it"),
    ):
        refused = run("serve", "--demo", "--db", database)
        assert (refused.exit_code, said in refused.output) == (78, True), refused.output
    assert Path("precious").read_text(encoding="utf-8") == "of another program"


def test_a_database_that_others_may_read_is_refused_with_the_command_that_closes_it() -> None:
    talk(TO_TICKET[:2])
    Path("randevou.db").chmod(0o644)
    refused = run("tick")
    assert (refused.exit_code, "Run: chmod 600 randevou.db" in refused.output) == (78, True)


WHEN_OPEN = 300
"""Kilobytes with which both files can be opened, and the disk is full later."""
MOUNT = ("unshare", "--user", "--map-root-user", "--mount")
may_mount = shutil.which("unshare") and subprocess.run([*MOUNT, "true"], capture_output=True).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not may_mount, reason="this system lets nobody mount a small disk")
@pytest.mark.parametrize("size", [4, 12, 60, 252, 284, WHEN_OPEN])
def test_a_full_disk_at_the_start_is_said_so_and_is_a_matter_of_trying_later(size: int) -> None:
    Path("disk").mkdir()
    tick = f"'{sys.executable}' -m bot tick --db disk/x.db"
    script = f"mount -t tmpfs -o size={size}k none disk && {tick}; code=$?; ls disk; exit $code"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [*MOUNT, "sh", "-c", script], env=os.environ | {"PYTHONPATH": str(root)}, capture_output=True, text=True
    )
    assert (done.returncode, "disk is full" in done.stderr) == (75, True), done.stderr
    assert size >= WHEN_OPEN or "disk/x.db: the disk is full" in done.stderr, "the file is named"
    assert not re.search(r"\.key\.\w", done.stdout), "no part of a key is left"
