"""Keys are written before the rows that need them, destroyed before these rows, and never replaced for old rows."""

import os
import shutil
import stat
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage import sqlite
from bot.storage.database import Connection, open_file, savepoint, transaction
from bot.storage.key_rotation import rotate
from bot.storage.keys import ticket_keys
from bot.storage.keys.master_key import SealError, path_beside
from bot.storage.keys.sealing import Seal
from bot.storage.own_files import KEYS, DatabaseError
from bot.storage.store import open_store
from bot.storage.tables import audit_log, identities, people

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)


def close(db: Connection, seal: Seal) -> None:
    db.close()
    seal.keys.close()


def come(db: Connection, seal: Seal, address: str) -> str:
    person = people.create(db, seal, NOW)
    people.assign_address(db, seal, person, address)
    return person


def one_person(database: Path, key: str = "") -> str:
    """Make a database with one person in it, and close it."""
    db, seal = open_store(database, key)
    with transaction(db):
        person = come(db, seal, "terminal:x")
    close(db, seal)
    return person


def the_person(database: Path, key: str = "") -> str | None:
    """Read back the address of the person of `one_person`."""
    db, seal = open_store(database, key)
    try:
        person = people.current_at(db, seal, "terminal:x")
        return people.address_of(db, seal, person) if person else None
    finally:
        close(db, seal)


def test_a_key_is_on_the_disk_before_the_row_and_gone_before_it(tmp_path: Path) -> None:
    db, seal = open_store(tmp_path / "x.db")
    elsewhere = open_file(path_beside(tmp_path / "x.db", ".keys"), KEYS)
    seen: list[int] = []

    class Watch:
        def before_commit(self, connection: Connection) -> None:
            seal.keys.before_commit(connection)
            seen.append(elsewhere.execute("SELECT count(*) FROM key WHERE length(name) = 16").fetchone()[0])

        def after_commit(self, connection: Connection) -> None:
            seal.keys.after_commit(connection)

    db.companion = Watch()
    with transaction(db):
        person = come(db, seal, "terminal:x")
    with transaction(db):
        people.erase(db, seal, person)
    assert seen == [1, 0]
    elsewhere.close()
    close(db, seal)


def test_each_change_of_a_key_waits_for_the_disk(tmp_path: Path) -> None:
    db, seal = open_store(tmp_path / "x.db")
    statements: list[str] = []
    seal.keys.db.set_trace_callback(statements.append)
    with transaction(db):
        person = come(db, seal, "terminal:x")
    with transaction(db):
        people.erase(db, seal, person)
    seal.keys.hash_with_shared("another", "x")
    rotate(db, seal, tmp_path / "x.db")
    at, waited = "", []
    for statement in statements:
        at = statement if statement.startswith("PRAGMA synchronous") else at
        if statement.startswith(("INSERT INTO key", "DELETE FROM key")):
            waited.append(at)
    assert len(waited) > 4
    assert set(waited) == {"PRAGMA synchronous = 2"}
    assert seal.keys.db.execute("PRAGMA synchronous").fetchone()[0] == 1
    close(db, seal)


def test_files_with_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    one_person(tmp_path / "x.db")
    for ending in (".key", ".keys"):
        path = path_beside(tmp_path / "x.db", ending)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        path.chmod(0o640)
        with pytest.raises(DatabaseError, match=f"chmod 600 .*{ending}"):
            open_store(tmp_path / "x.db")
        path.chmod(0o600)
    assert the_person(tmp_path / "x.db") == "terminal:x"


@pytest.mark.parametrize("ending", [".key", ".keys"])
def test_a_missing_file_is_never_created_again_for_a_database_in_use(tmp_path: Path, ending: str) -> None:
    one_person(tmp_path / "x.db")
    path_beside(tmp_path / "x.db", ending).unlink()
    with pytest.raises(SealError, match=rf"x\.db{ending} is missing.*Restore"):
        open_store(tmp_path / "x.db")
    assert not path_beside(tmp_path / "x.db", ending).exists()


def test_a_keys_file_with_nothing_in_it_is_refused_for_a_database_in_use(tmp_path: Path) -> None:
    one_person(tmp_path / "x.db")
    path_beside(tmp_path / "x.db", ".keys").write_bytes(b"")
    with pytest.raises(SealError, match="has no keys"):
        open_store(tmp_path / "x.db")


@pytest.mark.parametrize("ending", [".key", ".keys"])
def test_a_log_of_staff_counts_as_in_use_when_nobody_is_left(tmp_path: Path, ending: str) -> None:
    db, seal = open_store(tmp_path / "x.db")
    with transaction(db):
        audit_log.write(db, seal, audit_log.Actor("user:ana", NOW), "slots list")
    close(db, seal)
    path_beside(tmp_path / "x.db", ending).unlink()
    with pytest.raises(SealError, match=rf"x\.db{ending} is missing.*Restore"):
        open_store(tmp_path / "x.db")
    assert not path_beside(tmp_path / "x.db", ending).exists()


def log_a_row(db: Connection, seal: Seal, person: str) -> None:
    audit_log.write(db, seal, audit_log.Actor("user:ana", NOW), "slots list")


def sign_a_slip(db: Connection, seal: Seal, person: str) -> None:
    ticket_keys.sign(db, seal.keys, "pack", "BABA", 0)


def note_details(db: Connection, seal: Seal, person: str) -> None:
    identities.save(db, seal.keys, person, "pack", [identities.hash_detail(seal.keys, "pack", "initials", ["ab"])], 1)


@pytest.mark.parametrize("act", [log_a_row, sign_a_slip, note_details])
@pytest.mark.parametrize("of_yesterday", [False, True])
def test_no_shared_key_is_made_a_second_time(
    tmp_path: Path, act: Callable[[Connection, Seal, str], None], of_yesterday: bool
) -> None:
    person = one_person(tmp_path / "x.db")
    older = path_beside(tmp_path / "x.db", ".keys").read_bytes()
    db, seal = open_store(tmp_path / "x.db")
    with transaction(db):
        act(db, seal, person)
    if of_yesterday and act != sign_a_slip:  # then the database did not note that the keys had changed
        db.execute("UPDATE setting SET value = '1' WHERE name = 'keys'")
    close(db, seal)
    path_beside(tmp_path / "x.db", ".keys").write_bytes(older)
    with pytest.raises(SealError, match=r"x\.db\.keys .*Restore its newest copy"):
        open_store(tmp_path / "x.db")


@pytest.mark.parametrize("content", [b"abcde", b"\xff\xfe", b"", b"c2hvcnQ=", urlsafe_b64encode(b"x" * 32)])
def test_a_master_key_that_is_broken_or_another_is_refused(tmp_path: Path, content: bytes) -> None:
    one_person(tmp_path / "x.db")
    path_beside(tmp_path / "x.db", ".key").write_bytes(content)
    with pytest.raises(SealError, match=r"x\.db\.key .*Restore"):
        open_store(tmp_path / "x.db")


def test_the_keys_of_another_database_are_refused(tmp_path: Path) -> None:
    for name in ("x.db", "y.db"):
        one_person(tmp_path / name)
    for ending in (".key", ".keys"):
        shutil.copy(path_beside(tmp_path / "y.db", ending), path_beside(tmp_path / "x.db", ending))
    with pytest.raises(SealError, match="another database"):
        open_store(tmp_path / "x.db")


def test_a_new_database_with_keys_in_use_is_refused_so_that_nobody_counts_as_erased(tmp_path: Path) -> None:
    one_person(tmp_path / "x.db")
    (tmp_path / "x.db").unlink()
    with pytest.raises(SealError, match="another database"):
        open_store(tmp_path / "x.db")


def test_an_older_copy_of_the_keys_is_refused_unless_the_rest_is_given_up(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    one_person(database)
    older = path_beside(database, ".keys").read_bytes()
    db, seal = open_store(database)
    with transaction(db):
        come(db, seal, "terminal:y")
    close(db, seal)
    path_beside(database, ".keys").write_bytes(older)
    with pytest.raises(SealError, match=r"is older than.*give-up"):
        open_store(database)
    db, seal = open_store(database, give_up=True)
    assert people.address_of(db, seal, str(people.current_at(db, seal, "terminal:x"))) == "terminal:x"
    close(db, seal)


def test_the_master_key_may_stand_in_the_environment_instead(tmp_path: Path) -> None:
    key, other = (urlsafe_b64encode(bytes([n]) * 32).decode() for n in (250, 251))
    one_person(tmp_path / "x.db", key)
    assert not path_beside(tmp_path / "x.db", ".key").exists()
    assert the_person(tmp_path / "x.db", key) == "terminal:x"
    assert the_person(tmp_path / "x.db", key.replace("-", "+").replace("_", "/") + "\n") == "terminal:x"
    for wrong in (other, "short"):
        with pytest.raises(SealError, match="RANDEVOU_KEY"):
            open_store(tmp_path / "x.db", wrong)
    with pytest.raises(SealError, match=r"x\.db\.key is missing.*RANDEVOU_KEY"):
        open_store(tmp_path / "x.db")


def test_where_the_keys_cannot_be_written_no_row_is(tmp_path: Path) -> None:
    db, seal = open_store(tmp_path / "x.db")
    seal.keys.db.execute("PRAGMA query_only = 1")
    with pytest.raises(sqlite.OperationalError), transaction(db):
        come(db, seal, "terminal:x")
    assert people.everyone(db) == set()
    seal.keys.db.execute("PRAGMA query_only = 0")
    with transaction(db):
        person = come(db, seal, "terminal:x")
    assert seal.keys.people() == {person}
    close(db, seal)


def test_more_people_than_fit_in_memory_may_come_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.keys.person_keys.MOST_OPEN", 3)
    db, seal = open_store(tmp_path / "x.db")
    with transaction(db):
        crowd = [people.create(db, seal, NOW) for _ in range(9)]
        for person in crowd:
            people.assign_address(db, seal, person, person)
    assert [people.address_of(db, seal, person) for person in crowd] == crowd
    close(db, seal)


class Undone(Exception):
    """A step raises this to roll back a part."""


STEPS = ("come", "go", "come, undone", "go, undone", "come, part undone", "go, part undone", "restart", "rotate")


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(st.sampled_from(STEPS), max_size=12))
def test_a_person_with_a_row_has_a_key_and_a_person_without_a_row_has_none(
    steps: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    database = tmp_path_factory.mktemp("steps") / "x.db"
    db, seal = open_store(database)
    expected: dict[str, str] = {}
    for number, step in enumerate(steps):
        if step in ("restart", "rotate"):
            if step == "rotate":
                rotate(db, seal, database)
            close(db, seal)
            db, seal = open_store(database)
            continue
        what, _, undone = step.partition(", ")
        with suppress(Undone), transaction(db):
            with suppress(Undone), savepoint(db):
                _change(db, seal, what, f"terminal:{number}", expected, keep=not undone)
                if undone == "part undone":
                    raise Undone
            if undone == "undone":
                raise Undone
        assert {p: people.address_of(db, seal, p) for p in people.everyone(db)} == expected
        assert seal.keys.people() == set(expected)
        assert all(people.current_at(db, seal, address) == person for person, address in expected.items())
    close(db, seal)


def _change(db: Connection, seal: Seal, what: str, address: str, expected: dict[str, str], keep: bool) -> None:
    if what == "come":
        person = come(db, seal, address)
        if keep:
            expected[person] = address
    elif expected:
        person = next(iter(expected))
        people.erase(db, seal, person)
        if keep:
            del expected[person]


def test_what_a_first_start_left_half_made_is_completed(tmp_path: Path) -> None:
    os.close(os.open(path_beside(tmp_path / "x.db", ".keys"), os.O_CREAT | os.O_WRONLY, 0o600))
    one_person(tmp_path / "x.db")
    assert the_person(tmp_path / "x.db") == "terminal:x"
