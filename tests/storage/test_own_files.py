"""Only our own files are opened, and any other file is left as it was."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage import own_files, sqlite
from bot.storage.database import StoreError, connect, open_file
from bot.storage.keys.master_key import path_beside
from bot.storage.own_files import DATABASE, KEYS, DatabaseError, check_local
from bot.storage.store import open_store
from tests.storage.keys.test_person_keys import close, one_person, the_person
from tests.yesterday.going_on import copy_store
from tests.yesterday.test_yesterday import VERSIONS


def made_by(path: Path, *statements: str, killed: bool = False) -> Path:
    """Make an SQLite file in another process, which may be killed before it closes the file."""
    code = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "for statement in sys.argv[2:]: db.execute(statement)\n"
        f"os.kill(os.getpid(), 9) if {killed} else db.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(path), *statements], check=not killed)
    path.chmod(0o600)
    return path


def seen(folder: Path) -> dict[str, tuple[str, int]]:
    """What each file of a folder holds, and when it was last changed."""
    return {
        path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) for path in folder.iterdir()
    }


FOREIGN = {
    "of another program by its number": (["PRAGMA application_id = 252006673", "CREATE TABLE t (x)"], False),
    "with other tables": (["CREATE TABLE fossil (x)", "INSERT INTO fossil VALUES (1)"], False),
    "with other migrations": (
        ["CREATE TABLE _sqlite_migrations (id INTEGER, migration_set TEXT, name TEXT, applied_at TEXT)",
         "INSERT INTO _sqlite_migrations VALUES (1, 'other', 'm001', '')"],
        False,
    ),
    "with a log": (["PRAGMA journal_mode = wal", "CREATE TABLE fossil (x)"], False),
    "with all of it in a log that a kill left": (["PRAGMA journal_mode = wal", "CREATE TABLE fossil (x)"], True),
}  # fmt: skip


@pytest.mark.parametrize(("statements", "killed"), FOREIGN.values(), ids=FOREIGN)
def test_a_database_of_another_program_is_refused_and_not_touched(
    tmp_path: Path, statements: list[str], killed: bool
) -> None:
    foreign = made_by(tmp_path / "x.db", *statements, killed=killed)
    for left in tmp_path.iterdir():
        left.chmod(0o600)
    before = seen(tmp_path)
    with pytest.raises(DatabaseError, match=r"x\.db is not a database of Randevou.*--db"):
        open_store(foreign)
    assert seen(tmp_path) == before


def test_a_file_of_keys_is_no_database_and_a_database_is_no_file_of_keys(tmp_path: Path) -> None:
    one_person(tmp_path / "x.db")
    before = seen(tmp_path)
    with pytest.raises(DatabaseError, match=r"x\.db\.keys is not a database of Randevou"):
        connect(path_beside(tmp_path / "x.db", ".keys"))
    with pytest.raises(DatabaseError, match=r"x\.db is not a file of keys of Randevou"):
        open_file(tmp_path / "x.db", KEYS)
    assert seen(tmp_path) == before


def test_keys_of_another_program_are_refused_and_not_touched(tmp_path: Path) -> None:
    one_person(tmp_path / "x.db")
    path_beside(tmp_path / "x.db", ".keys").unlink()
    made_by(path_beside(tmp_path / "x.db", ".keys"), "CREATE TABLE fossil (x)")
    before = seen(tmp_path)
    with pytest.raises(DatabaseError, match=r"x\.db\.keys is not a file of keys of Randevou"):
        open_store(tmp_path / "x.db")
    assert seen(tmp_path) == before


def numbers(database: Path) -> list[int]:
    """The application numbers in the headers of the database and of its keys."""
    return [
        int.from_bytes(path.read_bytes()[68:72], "big") for path in (database, path_beside(database, ".keys"))
    ]  # fmt: skip


def test_a_new_file_and_one_of_yesterday_get_our_numbers(tmp_path: Path) -> None:
    one_person(tmp_path / "x.db")
    assert numbers(tmp_path / "x.db") == [DATABASE.number, KEYS.number]
    for folder in VERSIONS:
        (tmp_path / folder.name).mkdir()
        database = copy_store(folder, tmp_path / folder.name / "randevou.db")
        close(*open_store(database))
        assert numbers(database) == [DATABASE.number, KEYS.number]


def test_a_new_file_has_our_number_before_anything_else(tmp_path: Path) -> None:
    db = connect(tmp_path / "x.db")
    assert int.from_bytes((tmp_path / "x.db").read_bytes()[68:72], "big") == DATABASE.number
    db.close()


def test_to_look_at_a_file_frees_no_lock_that_this_process_holds_on_it(tmp_path: Path) -> None:
    """If it did, the next process to close the file would be the last one, and delete the log that is in use."""
    db = connect(tmp_path / "x.db")
    db.execute("INSERT INTO person VALUES ('a', 'now')")
    connect(tmp_path / "x.db").close()
    made_by(tmp_path / "x.db", "INSERT INTO person VALUES ('b', 'now')")
    assert path_beside(tmp_path / "x.db", "-wal").stat().st_size > 0
    db.close()


@pytest.mark.parametrize("statements", [[], ["PRAGMA journal_mode = wal"], ["VACUUM"]])
def test_a_file_with_nothing_in_it_is_new(tmp_path: Path, statements: list[str]) -> None:
    made_by(tmp_path / "x.db", *statements).touch()
    one_person(tmp_path / "x.db")
    assert the_person(tmp_path / "x.db") == "terminal:x"


def test_a_database_of_yesterday_that_is_still_in_its_log_goes_on(tmp_path: Path) -> None:
    made_by(
        tmp_path / "x.db",
        "PRAGMA journal_mode = wal",
        "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)",
        "INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('randevou', 'm006_screen')",
        killed=True,
    )
    for left in tmp_path.iterdir():
        left.chmod(0o600)
    db = connect(tmp_path / "x.db")
    assert db.execute("SELECT name FROM _sqlite_migrations ORDER BY id").fetchone()["name"] == "m006_screen"
    db.close()


def test_a_database_of_a_newer_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    one_person(tmp_path / "x.db")
    made_by(
        tmp_path / "x.db",
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('randevou', 'm999_tomorrow', '')",
    )
    before = hashlib.sha256((tmp_path / "x.db").read_bytes())
    with pytest.raises(DatabaseError, match=r"newer version.*m999_tomorrow.*Install.*restore"):
        open_store(tmp_path / "x.db")
    assert hashlib.sha256((tmp_path / "x.db").read_bytes()).digest() == before.digest()


def test_an_empty_file_beside_a_log_is_refused_for_sqlite_would_delete_the_log(tmp_path: Path) -> None:
    one_person(tmp_path / "x.db")
    log = path_beside(tmp_path / "x.db", "-wal")
    for left in (b"", None):
        log.write_bytes(b"what a kill left")
        log.chmod(0o600)
        (tmp_path / "x.db").unlink() if left is None else (tmp_path / "x.db").write_bytes(left)
        with pytest.raises(DatabaseError, match=r"x\.db is (missing or )?empty.*x\.db-wal"):
            open_store(tmp_path / "x.db")
        assert log.read_bytes() == b"what a kill left"


FILES = ("", "-wal", "-shm", ".keys", ".keys-wal", ".keys-shm", ".key")


def in_use(database: Path) -> Callable[[], None]:
    """Hold a database open, so that every companion file is there."""
    db, seal = open_store(database)
    return lambda: close(db, seal)


@pytest.mark.parametrize("ending", FILES)
def test_files_that_others_may_read_are_refused_with_the_command_that_closes_them(tmp_path: Path, ending: str) -> None:
    one_person(tmp_path / "x.db")
    let_be = in_use(tmp_path / "x.db")
    path = path_beside(tmp_path / "x.db", ending)
    path.chmod(0o640)
    with pytest.raises(DatabaseError, match=rf"{path} can be read by others\. Run: chmod 600 {path}"):
        open_store(tmp_path / "x.db")
    path.chmod(0o600)
    let_be()
    assert the_person(tmp_path / "x.db") == "terminal:x"


@pytest.mark.parametrize("ending", FILES)
def test_files_of_another_user_are_refused(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one_person(tmp_path / "x.db")
    let_be = in_use(tmp_path / "x.db")
    path = path_beside(tmp_path / "x.db", ending)
    if os.geteuid() == 0:
        os.chown(path, 12345, -1)
    else:  # only root can give a file away: ask as another user instead
        monkeypatch.setattr("os.geteuid", lambda: 12345)
    with pytest.raises(DatabaseError, match=r"belongs to another user \(\d+\)"):
        open_store(tmp_path / "x.db")
    let_be()


@pytest.mark.parametrize("ending", FILES)
@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to nothing"])
def test_links_are_not_followed(tmp_path: Path, ending: str, there: bool) -> None:
    one_person(tmp_path / "x.db")
    path, elsewhere = path_beside(tmp_path / "x.db", ending), tmp_path / "elsewhere"
    if there and path.exists():
        path.rename(elsewhere)
    elif there:
        elsewhere.write_bytes(b"of somebody else")
    path.unlink(missing_ok=True)
    path.symlink_to(elsewhere)
    before = elsewhere.read_bytes() if there else None
    with pytest.raises(DatabaseError, match=rf"{path} is a symbolic link"):
        open_store(tmp_path / "x.db")
    assert (elsewhere.read_bytes() if elsewhere.exists() else None) == before


def mounted(folder: Path, kind: str) -> str:
    """A table of mounts in which the disk of this folder is of some kind."""
    disk = folder.stat().st_dev
    return (
        "22 27 0:21 / /proc rw,relatime - proc proc rw\n"
        f"27 1 {os.major(disk)}:{os.minor(disk)} / /a\\040b rw,relatime shared:1 master:2 - {kind} server:/x rw\n"
    )


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_disk_is_refused(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DatabaseError, match=rf"{kind}.*local disk"):
        check_local(tmp_path / "x.db", mounted(tmp_path, kind))
    check_local(tmp_path / "x.db", mounted(tmp_path, "ext4"))
    (tmp_path / "mounts").write_text(mounted(tmp_path, kind))
    monkeypatch.setattr(own_files, "MOUNTS", tmp_path / "mounts")
    with pytest.raises(DatabaseError, match="local disk"):
        connect(tmp_path / "x.db")
    assert not (tmp_path / "x.db").exists()
    monkeypatch.setattr(own_files, "MOUNTS", tmp_path / "no such table")
    connect(tmp_path / "x.db").close()


def test_a_disk_that_is_full_while_the_tables_are_made_is_not_a_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("bot.storage.database").storage.database.PRAGMAS, "max_page_count", 8)
    with pytest.raises(StoreError, match="full"):
        connect(tmp_path / "x.db")
    monkeypatch.undo()
    one_person(tmp_path / "x.db")


def test_the_same_number_is_read_by_sqlite(tmp_path: Path) -> None:
    one_person(tmp_path / "x.db")
    with closing(sqlite.connect(tmp_path / "x.db")) as db:
        assert db.execute("PRAGMA application_id").fetchone()[0] == DATABASE.number
