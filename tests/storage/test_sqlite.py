"""One SQLite library in the whole process, and one connection at a time where its version needs that."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.storage import sqlite
from bot.storage.database import InUseError, connect, open_file, transaction

OLD = (3, 40, 1)
"""A version with the WAL-reset bug."""
OPEN = """
import sys
from pathlib import Path
from bot.storage import database, sqlite
database.BUSY_SECONDS = 0.05
try:
    db = database.open_file(Path(sys.argv[1]), version=tuple(map(int, sys.argv[2].split("."))))
    db.execute("BEGIN IMMEDIATE")
    print("written")
except database.StoreError as error:
    print(error)
"""
"""What another process does: it opens the file with a version of SQLite, and takes the write lock."""
CLI = """
from bot.storage import sqlite
sqlite.VERSION = (3, 40, 1)
from bot.storage import database
database.BUSY_SECONDS = 0.05
from bot.cli import main
main()
"""
"""The command `randevou` where only an old SQLite is to be had."""


def elsewhere(database: Path, version: sqlite.Version = sqlite.VERSION) -> str:
    """What a second process says that opens the database and takes its write lock."""
    command = [sys.executable, "-c", OPEN, str(database), sqlite.written(version)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_sqlite_utils_uses_the_same_library() -> None:
    with closing(Database(memory=True)) as other:
        assert type(other.conn) is sqlite.Connection


def test_a_lock_stays_while_other_connections_of_the_process_close(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(connect(path)) as holder:
        with transaction(holder):
            connect(path).close()
            with closing(Database(path)) as other:
                assert other.table_names()
            sqlite.connect(path).close()
            assert elsewhere(path) == "database is locked"
        assert elsewhere(path) == "written"


@pytest.mark.parametrize("version", [(3, 44, 6), (3, 44, 9), (3, 50, 7), (3, 51, 3), (3, 53, 4), (4, 0, 0)])
def test_a_version_without_the_bug_is_shared(version: sqlite.Version) -> None:
    assert not sqlite.why_alone(version)


@pytest.mark.parametrize("version", [(3, 7, 0), OLD, (3, 44, 5), (3, 45, 9), (3, 50, 6), (3, 51, 2)])
def test_a_version_with_the_bug_is_named_with_the_version_to_install(version: sqlite.Version) -> None:
    assert sqlite.written(version) in sqlite.why_alone(version)
    assert "3.51.3" in sqlite.why_alone(version)


@pytest.mark.parametrize("version", [OLD, sqlite.VERSION])
def test_an_old_version_keeps_every_other_process_out_until_it_closes(tmp_path: Path, version: sqlite.Version) -> None:
    path = tmp_path / "x.db"
    for _ in range(2):  # a new file, and one that is already there
        with closing(open_file(path, version=OLD)) as alone:
            alone.execute("CREATE TABLE IF NOT EXISTS x (y)")
            assert elsewhere(path, version) != "written"
        assert elsewhere(path, version) == "written"


def test_an_old_version_does_not_join_a_process_that_has_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.database.BUSY_SECONDS", 0.05)
    path = tmp_path / "x.db"
    with closing(connect(path)), pytest.raises(InUseError, match=r"x\.db is in use.* 3\.40\.1 .* 3\.51\.3"):
        open_file(path, version=OLD)
    open_file(path, version=OLD).close()


@pytest.mark.slow
def test_with_an_old_version_one_chat_goes_on_and_every_other_command_says_why_it_waits(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CLI]
    talking = subprocess.Popen(
        [*command, "chat", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=tmp_path
    )
    with talking as chat:
        assert chat.stdin
        assert chat.stdout
        assert "choose_language" in chat.stdout.readline()
        for verb in (["slots", "list"], ["tick"], ["keys", "check"], ["chat", "--jsonl"]):
            refused = subprocess.run([*command, *verb], capture_output=True, text=True, cwd=tmp_path, input="")
            assert refused.returncode == 75, verb
            assert "SQLite 3.40.1" in refused.stderr
            assert "Stop the other program" in refused.stderr
        print('{"tap": "en"}', file=chat.stdin, flush=True)
        assert "see_practice" in chat.stdout.readline()
    assert chat.returncode == 0
    assert subprocess.run([*command, "keys", "check"], cwd=tmp_path, capture_output=True).returncode == 0
