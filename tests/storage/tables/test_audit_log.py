"""The audit log is only added to, and every change made directly in the file is found, row by row."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage import sqlite
from bot.storage.database import Connection, transaction
from bot.storage.key_rotation import rotate
from bot.storage.keys.sealing import Seal
from bot.storage.store import open_store
from bot.storage.tables import audit_log
from bot.storage.tables.audit_log import Actor
from tests.conftest import NOW

ROWS = 8
COLUMNS = ("number", "at", "actor", "action", "object", "detail", "previous", "hash")
ANA = Actor("user:desk/ana", NOW)
TRIGGERS = ("audit_is_added_to", "audit_is_never_changed", "audit_goes_by_age")


@contextmanager
def filled(rows: int = ROWS) -> Iterator[tuple[Connection, Seal]]:
    with TemporaryDirectory() as folder:
        db, seal = open_store(Path(folder) / "x.db")
        with transaction(db):
            for number in range(rows):
                audit_log.write(
                    db, seal, Actor("clock", NOW + timedelta(hours=number)), "tick", "pack:x", erased=number
                )
        try:
            yield db, seal
        finally:
            close(db, seal)


def close(db: Connection, seal: Seal) -> None:
    db.close()
    seal.keys.close()


@contextmanager
def burglar(db: Connection) -> Iterator[Connection]:
    """Open the file like an attacker who may write anything: without the triggers."""
    for name in TRIGGERS:
        db.execute(f"DROP TRIGGER IF EXISTS {name}")
    yield db


def fault(db: Connection, seal: Seal, seen: str = "") -> str:
    return audit_log.verify(db, seal, seen).fault


def add(db: Connection, seal: Seal, by: Actor = ANA) -> None:
    with transaction(db):
        audit_log.write(db, seal, by, "bookings list", "pack:x", rows=3)


def rewritten(db: Connection, rows: list[dict[str, Any]]) -> None:
    with burglar(db):
        db.execute("DELETE FROM audit")
        db.executemany(f"INSERT INTO audit VALUES ({', '.join(f':{name}' for name in COLUMNS)})", rows)


def test_what_was_written_is_listed_and_well() -> None:
    with filled() as (db, seal):
        add(db, seal)
        last = audit_log.listing(db)[-1]
        assert last.actor == "user:desk/ana"
        assert (last.action, last.object, last.detail) == ("bookings list", "pack:x", {"rows": "3"})
        assert audit_log.verify(db, seal).rows == ROWS + 1
        assert fault(db, seal) == ""
        assert [row.number for row in audit_log.listing(db, NOW + timedelta(hours=6))] == [7, 8]


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE audit SET actor = 'clock' WHERE number = 3",
        "DELETE FROM audit WHERE number = 3",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT 3, at, actor, action, object, detail, previous, hash FROM audit LIMIT 1",
        "INSERT INTO audit SELECT 0, at, actor, action, object, detail, previous, hash FROM audit LIMIT 1",
    ],
)
def test_the_table_refuses_every_statement_but_adding_at_the_end(attempt: str) -> None:
    with filled() as (db, seal):
        with pytest.raises(sqlite.IntegrityError, match="audit"):
            db.execute(attempt)
        assert fault(db, seal) == ""


def test_a_row_stands_or_falls_with_the_change_that_it_speaks_of() -> None:
    with filled() as (db, seal):
        with suppress(KeyboardInterrupt), transaction(db):
            audit_log.write(db, seal, ANA, "slots close", "pack:x", slots=2)
            raise KeyboardInterrupt
        assert len(audit_log.listing(db)) == ROWS
        add(db, seal)
        assert fault(db, seal) == ""
        with pytest.raises(AssertionError):
            audit_log.write(db, seal, ANA, "slots close", "pack:x")


@pytest.mark.parametrize(
    ("by", "action", "what", "detail"),
    [
        ("user:ana", "made up", "pack:x", {}),
        ("Ana Pérez", "tick", "pack:x", {}),
        ("user:ana", "tick", "telegram:5", {}),
        ("user:ana", "tick", "pack:x\nuser", {}),
        ("user:ana", "tick", "pack:x", {"name": "Ana"}),
        ("user:ana", "tick", "pack:x", {"day": "we met at the church"}),
        ("user:ana", "tick", "pack:x", {"first": "met at 8:00, church"}),
    ],
)
def test_nothing_goes_in_that_no_list_allows(by: str, action: str, what: str, detail: dict[str, str]) -> None:
    with filled() as (db, seal), transaction(db), pytest.raises(ValueError, match="audit"):
        audit_log.write(db, seal, Actor(by, NOW), action, what, **detail)


@settings(max_examples=150, deadline=None)
@given(
    number=st.integers(1, ROWS),
    column=st.sampled_from(COLUMNS),
    value=st.one_of(st.text(max_size=20), st.integers(-3, 40).map(str), st.sampled_from(["clock", "tick", ""])),
)
def test_any_cell_that_is_changed_is_found(number: int, column: str, value: str) -> None:
    with filled() as (db, seal):
        row = dict(db.execute("SELECT * FROM audit WHERE number = ?", (number,)).fetchone())
        try:
            with burglar(db):
                db.execute(f"UPDATE audit SET {column} = ? WHERE number = ?", (value, number))
        except (sqlite.IntegrityError, UnicodeEncodeError):
            return  # not a number, the number of another row, or text that the database refuses
        now = db.execute("SELECT * FROM audit WHERE rowid = ?", (value if column == "number" else number,)).fetchone()
        assert bool(fault(db, seal)) == (dict(now) != row)
        if column != "number" and dict(now) != row:
            assert fault(db, seal) == f"row {number} was changed"


@settings(max_examples=60, deadline=None)
@given(order=st.permutations(range(ROWS)), kept=st.integers(0, ROWS), renumber=st.booleans())
def test_rows_that_are_deleted_swapped_or_put_in_another_order_are_found(
    order: list[int], kept: int, renumber: bool
) -> None:
    with filled() as (db, seal):
        before = [dict(row) for row in db.execute("SELECT * FROM audit ORDER BY number")]
        chosen = [before[place] for place in order[:kept]]
        after = [{**row, "number": at + 1} for at, row in enumerate(chosen)] if renumber else chosen
        rewritten(db, after)
        assert bool(fault(db, seal)) == (sorted(after, key=lambda row: row["number"]) != before)


@pytest.mark.parametrize("number", range(1, ROWS + 1))
def test_the_first_row_that_is_missing_is_named(number: int) -> None:
    with filled() as (db, seal):
        with burglar(db):
            db.execute("DELETE FROM audit WHERE number IN (?, ?)", (number, ROWS))
        assert fault(db, seal).startswith(f"row {number} is missing")


def test_an_end_that_is_cut_off_stays_missing_however_much_is_written_after_it() -> None:
    with filled() as (db, seal):
        with burglar(db):
            db.execute("DELETE FROM audit WHERE number > 5")
        assert fault(db, seal) == "row 6 is missing: 3 rows are missing at the end"
        add(db, seal)
        assert fault(db, seal) == "row 6 is missing"


@pytest.mark.parametrize("change", ["DELETE FROM setting WHERE name = 'audit'", "UPDATE setting SET value = '5:a:b'"])
def test_an_end_that_is_cut_off_together_with_its_note_is_missed_all_the_same(change: str) -> None:
    with filled() as (db, seal):
        with burglar(db):
            db.execute("DELETE FROM audit WHERE number > 5")
            db.execute(change)
        assert fault(db, seal).startswith("after row 5 rows may be missing")
        add(db, seal)
        assert fault(db, seal) == "row 6 does not follow row 5"


def test_an_old_copy_of_both_is_found_only_by_what_was_noted_elsewhere() -> None:
    with filled(3) as (db, seal):
        old = db.execute("SELECT value FROM setting WHERE name = 'audit'").fetchone()["value"]
        add(db, seal)
        seen = audit_log.verify(db, seal).last
        add(db, seal)
        assert fault(db, seal, seen) == ""
        with burglar(db):
            db.execute("DELETE FROM audit WHERE number > 3")
            db.execute("UPDATE setting SET value = ? WHERE name = 'audit'", (old,))
        assert fault(db, seal) == "", "this is what the chain alone cannot show"
        assert fault(db, seal, seen) == "row 4 is not the one that was seen"


def test_nobody_can_make_the_chain_again_from_the_database_without_its_key(tmp_path: Path) -> None:
    db, seal = open_store(tmp_path / "x.db")
    other, thief = open_store(tmp_path / "y.db")
    for _ in range(3):
        add(db, seal)
        add(other, thief)
    rewritten(db, [dict(row) for row in other.execute("SELECT * FROM audit")])
    assert fault(other, thief) == ""
    assert fault(db, seal) == "row 1 was changed"
    close(db, seal)
    close(other, thief)


def test_a_rotation_of_the_keys_leaves_the_chain_as_it_was(tmp_path: Path) -> None:
    db, seal = open_store(tmp_path / "x.db")
    add(db, seal)
    rotate(db, seal, tmp_path / "x.db")
    add(db, seal)
    assert fault(db, seal) == ""
    close(db, seal)
    db, seal = open_store(tmp_path / "x.db")
    add(db, seal)
    assert audit_log.verify(db, seal).rows == 3
    assert fault(db, seal) == ""
    close(db, seal)


def test_rows_go_a_year_after_they_were_written_and_the_chain_goes_on() -> None:
    with filled() as (db, seal):
        later = Actor("clock", NOW + audit_log.KEPT + audit_log.SLACK + timedelta(hours=1))
        for _ in range(2):  # after one year, and again a moment later
            with transaction(db):
                audit_log.prune(db, seal, later)
        rows = audit_log.listing(db)
        assert [(row.number, row.action) for row in rows] == [(9, "audit prune")]
        add(db, seal, later)
        assert (fault(db, seal), audit_log.verify(db, seal, "3:" + "a" * 16).fault) == ("", "")
        with pytest.raises(sqlite.IntegrityError):
            db.execute("DELETE FROM audit WHERE number = 10")
        with burglar(db):
            db.execute("DELETE FROM audit WHERE number = 9")
        assert fault(db, seal) == "row 1 is missing"


def test_a_forged_row_of_age_hides_nothing() -> None:
    with filled() as (db, seal):
        hash = db.execute("SELECT hash FROM audit WHERE number = 4").fetchone()["hash"]
        db.execute(
            "INSERT INTO audit VALUES (9, '', 'clock', 'audit prune', 'rows:4', ?, '', '')", (f'{{"hash": "{hash}"}}',)
        )
        db.execute("DELETE FROM audit WHERE number <= 4")
        assert fault(db, seal) == "row 9 was changed"


def test_a_person_is_a_pseudonym_that_needs_the_key() -> None:
    with filled(0) as (db, seal):
        name = audit_log.pseudonym(seal, "0123456789abcdef")
        assert re.fullmatch(r"person:[0-9a-f]{16}", name)
        assert name == audit_log.pseudonym(seal, "0123456789abcdef")
        assert "0123456789abcdef" not in name
        assert db


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bot.storage.database import transaction
from bot.storage.store import open_store
from bot.storage.tables import audit_log

db, seal = open_store(Path(sys.argv[1]))
while True:
    with transaction(db):
        for _ in range(3):
            audit_log.write(db, seal, audit_log.Actor("clock", datetime.now(UTC)), "tick", "pack:x", erased=1)
    print(flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("commits", [1, 7, 40])
def test_a_kill_at_any_moment_leaves_a_chain_that_is_whole(tmp_path: Path, commits: int) -> None:
    path = tmp_path / "x.db"
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        for _ in range(commits):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    db, seal = open_store(path)
    found = audit_log.verify(db, seal)
    close(db, seal)
    assert found.fault == ""
    assert found.rows >= 3 * commits
    assert found.rows % 3 == 0
