"""The database file keeps its promises, or the program says why it cannot."""

import threading
import time
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import App
from bot.storage import sqlite
from bot.storage.database import PRAGMAS, Connection, connect, savepoint, transaction
from bot.storage.own_files import DatabaseError
from bot.storage.tables import slots


def test_a_new_file_has_the_settings_that_survive_a_power_cut(tmp_path: Path) -> None:
    db = connect(tmp_path / "new.db")
    assert {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS} == PRAGMAS
    assert PRAGMAS["synchronous"] == 2
    db.close()


def test_a_damaged_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "bad.db").write_bytes(b"this is not a database at all" * 200)
    (tmp_path / "bad.db").chmod(0o600)
    with pytest.raises(DatabaseError, match="restore a backup"):
        connect(tmp_path / "bad.db")


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="Choose another file"):
        connect(tmp_path / "nowhere" / "x.db")


def add_twice(db: Connection) -> None:
    """Insert a row that is allowed and then one that is not."""
    for _ in range(2):
        db.execute("INSERT INTO person VALUES ('b', 'now')")


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    db = connect(tmp_path / "x.db")
    with pytest.raises(sqlite.IntegrityError), transaction(db):
        add_twice(db)
    assert db.execute("SELECT count(*) FROM person").fetchone()[0] == 0
    with transaction(db):
        db.execute("INSERT INTO person VALUES ('a', 'now')")
        with pytest.raises(sqlite.IntegrityError), savepoint(db):
            add_twice(db)
    assert [row["id"] for row in db.execute("SELECT id FROM person")] == ["a"]
    db.close()


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    holder = connect(tmp_path / "x.db")
    holder.execute("BEGIN IMMEDIATE")
    waited: list[float] = []

    def write() -> None:
        db = connect(tmp_path / "x.db")
        begin = time.monotonic()
        with transaction(db):
            db.execute("INSERT INTO person VALUES ('late', 'now')")
        waited.append(time.monotonic() - begin)
        db.close()

    other = threading.Thread(target=write)
    other.start()
    threading.Event().wait(0.3)
    holder.execute("COMMIT")
    other.join(20)
    assert waited
    assert holder.execute("SELECT count(*) FROM person").fetchone()[0] == 1
    holder.close()


def test_no_slot_can_hold_more_than_it_has(tmp_path: Path) -> None:
    db = connect(tmp_path / "x.db")
    row = "INSERT INTO slots (pack, site, starts_at, day, capacity, taken) VALUES ('p', 's', 't', 'd', 2, ?)"
    with pytest.raises(sqlite.IntegrityError):
        db.execute(row, (3,))
    db.execute(row, (2,))
    with pytest.raises(sqlite.IntegrityError):
        db.execute("UPDATE slots SET taken = taken + 1")
    with pytest.raises(sqlite.IntegrityError):
        db.execute(row, (0,))
    db.close()


def test_seats_are_taken_only_in_a_transaction(app: App) -> None:
    site, starts_at = app.db.execute("SELECT site, starts_at FROM slots").fetchone()
    with pytest.raises(AssertionError, match="give seats back"):
        slots.take(app.db, app.pack.id, site, datetime.fromisoformat(starts_at), 1)
