"""The database file: how it is opened, copied and changed in transactions."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlite_utils import Database

from bot.storage import sqlite
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


class DatabaseError(Exception):
    """The database cannot be used; the message says why and what to do."""


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


def connect(path: Path) -> Connection:
    """Open or create the database, and apply the migrations that are missing."""
    connection = open_file(path)
    database = Database(connection)
    if migrations.pending(database):
        with exclusive(connection):
            migrations.apply(database)
    return connection


def open_file(path: Path, version: sqlite.Version = sqlite.VERSION) -> Connection:
    """Open or create an SQLite file; raise DatabaseError if it is damaged or does not accept the settings.

    With a `version` of SQLite that cannot share a file, the connection has it alone until it is closed, and any other
    one gets InUseError.
    """
    alone = sqlite.why_alone(version)
    try:
        path.touch(mode=0o600)  # no other user of the machine may read it or its log
        connection = sqlite.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, factory=Connection, cached_statements=STATEMENTS
        )
        connection.row_factory = Row
        if alone:
            connection.execute("PRAGMA locking_mode = exclusive")  # the first read or write then takes the lock
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")
        found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
        damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except OSError as error:
        raise DatabaseError(f"{path}: {error.strerror}. Choose another file with --db.") from error
    except sqlite.OperationalError as error:
        if "locked" in str(error) and alone:
            raise InUseError(f"{path} is in use. {alone}") from error
        if "locked" in str(error):  # another process has it: nothing is wrong with it
            raise
        raise DatabaseError(f"{path}: {error}. Choose another file with --db.") from error
    except sqlite.Error as error:
        raise DatabaseError(f"{path}: {error}. Choose another file with --db, or restore a backup.") from error
    if found != PRAGMAS:
        raise DatabaseError(f"{path}: the settings {PRAGMAS} have no effect here, it has {found}. Use a local disk.")
    if damage != "ok":
        raise DatabaseError(f"{path} is damaged ({damage}). Restore the last backup.")
    return connection


@contextmanager
def exclusive(connection: Connection) -> Iterator[None]:
    """Hold the write lock during migrations: other processes wait, and then find them done."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
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


def copy_file(connection: Connection, target: Path) -> None:
    """Write a consistent copy as one file that only its owner can read; others may go on writing meanwhile.

    Raises FileExistsError if the target exists, and DatabaseError if the copy is damaged.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    copy = sqlite.connect(target, isolation_level=None)
    try:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = delete")
        if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise DatabaseError(f"{target} is a damaged copy. Delete it, and check the disk.")
    finally:
        copy.close()
