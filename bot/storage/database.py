"""The database file: how it is opened, copied and changed in transactions."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from sqlite_utils import Database

from bot.storage import sqlite
from bot.storage.own_files import DATABASE, DatabaseError, Kind, Place, check_number, check_or_create, is_full, release
from bot.storage.schema import migrations

Row = sqlite.Row
StoreError = sqlite.Error
"""Any call to storage may raise this: then the whole transaction is rolled back and nothing may be acknowledged."""
BUSY_SECONDS = 10.0
"""Seconds to wait for the lock of another process."""

STATEMENTS = 512
"""SQL statements that stay compiled: more than ours are. pysqlite3 keeps 100 by default, and turns need more."""

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
"""Settings, written and read back: WAL with FULL sync loses nothing in a power cut, if the disk honours fsync."""


class InUseError(sqlite.OperationalError):
    """Another connection has the file open, and this version of SQLite must have it alone."""


class Companion(Protocol):
    """A second file that is always written before the database: the keys."""

    def before_commit(self, connection: "Connection") -> None:
        """Write to the disk what the rows of this commit need; may raise StoreError."""

    def after_commit(self, connection: "Connection") -> None:
        """Delete what is not needed after the commit."""


class Connection(sqlite.Connection):
    """A connection to SQLite, and the companion of its transactions if it has one."""

    companion: Companion | None = None
    place: Place | None = None
    """The file that is open."""

    def close(self) -> None:
        """Close the file."""
        super().close()
        if self.place:
            release(self.place)
        self.place = None


def connect(path: Path) -> Connection:
    """Open or create the database, and apply the migrations that are missing.

    Raises DatabaseError for a file that is not ours, or that a newer version has changed.
    """
    connection = open_file(path)
    try:
        database = Database(connection)
        pending = migrations.pending(database)
        _refuse_newer(path, database)
        if pending:
            with exclusive(connection):
                migrations.apply(database)
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_newer(path: Path, database: Database) -> None:
    with closing(Database(memory=True)) as empty:
        known = {migration.name for migration in migrations.pending(empty)}
    newer = sorted({migration.name for migration in migrations.applied(database)} - known)
    if newer:
        raise DatabaseError(
            f"{path} was changed by a newer version of Randevou ({', '.join(newer)}). Install the newer version, or "
            "restore a copy of the database from before."
        )


def open_file(path: Path, kind: Kind = DATABASE, version: sqlite.Version = sqlite.VERSION) -> Connection:
    """Open or create an SQLite file of ours.

    Raises DatabaseError if it is not ours, is damaged or does not accept the settings, and StoreError or OSError if it
    cannot be opened now: another process has it, or the disk is full. With a `version` of SQLite that cannot share a
    file, the connection has it alone until it is closed, and any other one gets InUseError.
    """
    try:
        place = check_or_create(path, kind)
        connection = sqlite.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, factory=Connection, cached_statements=STATEMENTS
        )
    except OSError as error:
        if is_full(path, error):
            raise
        raise DatabaseError(f"{path}: {error.strerror}. Choose another file with --db.") from error
    connection.place = place
    connection.row_factory = Row
    try:
        _set_up(connection, path, kind, sqlite.why_alone(version))
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def naming_a_full_disk(path: Path) -> Iterator[None]:
    """Turn the errors of a full disk into a StoreError that names the database."""
    try:
        yield
    except (StoreError, OSError) as error:
        if is_full(path, error):
            raise StoreError(f"{path}: the disk is full") from error
        raise


def _set_up(connection: Connection, path: Path, kind: Kind, alone: str) -> None:
    """Check the file and set what it needs; `alone` says why no other connection may have it, if that is so."""
    try:
        if alone:
            connection.execute("PRAGMA locking_mode = exclusive")  # the first read or write then takes the lock
        number = connection.execute("PRAGMA application_id").fetchone()[0]
        check_number(path, kind, number)
        if number != kind.number:
            connection.execute(f"PRAGMA application_id = {kind.number}")  # before a log exists, so that all can see it
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")
        found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
        damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite.OperationalError as error:
        if "locked" in str(error) and alone:
            raise InUseError(f"{path} is in use. {alone}") from error
        if "locked" in str(error):  # another process has it: nothing is wrong with it
            raise
        if is_full(path, error):
            raise
        raise DatabaseError(f"{path}: {error}. Choose another file with --db.") from error
    except sqlite.Error as error:
        raise DatabaseError(f"{path}: {error}. Choose another file with --db, or restore a backup.") from error
    if found != PRAGMAS:
        raise DatabaseError(f"{path}: the settings {PRAGMAS} have no effect here, it has {found}. Use a local disk.")
    if damage != "ok":
        raise DatabaseError(f"{path} is damaged ({damage}). Restore the last backup.")


@contextmanager
def exclusive(connection: Connection) -> Iterator[None]:
    """Hold the write lock during migrations: other processes wait, and then find them done."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # SQLite has already rolled back if the disk is full
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Commit everything or nothing. The write lock is taken at once: a deferred BEGIN fails under contention."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        if connection.companion:
            connection.companion.before_commit(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite has already rolled back if the disk is full
            connection.execute("ROLLBACK")
        raise
    if connection.companion:
        connection.companion.after_commit(connection)


def wait_for_disk(connection: Connection, wait: bool) -> None:
    """Let each commit wait until it is on the disk, or not: then a power cut can lose the last ones, a kill none."""
    connection.execute(f"PRAGMA synchronous = {PRAGMAS['synchronous'] if wait else 1}")


@contextmanager
def synced(connection: Connection) -> Iterator[None]:
    """Commit everything or nothing, and wait for the disk, on a connection whose other commits do not."""
    wait_for_disk(connection, True)
    try:
        with transaction(connection):
            yield
    finally:
        wait_for_disk(connection, False)


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """Mark a part of a transaction that can be rolled back alone."""
    connection.execute("SAVEPOINT part")
    try:
        yield
    except Exception:
        if connection.in_transaction:
            connection.execute("ROLLBACK TO part")
            connection.execute("RELEASE part")
        raise
    connection.execute("RELEASE part")


def count_commit(connection: Connection, owed: str) -> tuple[int, bool]:
    """Count the commit that is about to be made; return its number, and whether the setting named `owed` stands."""
    row = connection.execute(
        """INSERT INTO setting (name, value) VALUES ('commits', '1')
           ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1
           RETURNING value, EXISTS (SELECT 1 FROM setting WHERE name = :owed) AS owed""",
        {"owed": owed},
    ).fetchone()
    return int(row["value"]), bool(row["owed"])


def next_id(connection: Connection, table: str) -> int:
    """Return the id of the next row of a table, for a row whose content depends on its own id.

    No earlier row had this id (AUTOINCREMENT): a deleted message may still be on its way, and be marked as sent later.
    """
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = :table", {"table": table}).fetchone()
    return int(last[0]) + 1 if last else 1


def empty_log(connection: Connection, wait: float = 0.0) -> bool:
    """Move the write-ahead log into the file and empty it; return False if another connection reads for so long.

    `wait` is in seconds.
    """
    try:
        connection.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")
        return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite.OperationalError:
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


def copy_file(connection: Connection, target: Path, mark: str = "") -> None:
    """Write a consistent copy as one file that only its owner can read; others may go on writing meanwhile.

    `mark` is a statement to run in the copy. Raises FileExistsError if the target exists, and DatabaseError if the copy
    is damaged.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    copy = sqlite.connect(target, isolation_level=None)
    try:
        connection.backup(copy)
        copy.execute(mark)
        copy.execute("PRAGMA journal_mode = delete")
        if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise DatabaseError(f"{target} is a damaged copy. Delete it, and check the disk.")
    finally:
        copy.close()
