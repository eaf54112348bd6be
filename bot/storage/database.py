"""The database file: how it is opened, and the one kind of transaction."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlite_utils import Database

from bot.storage.schema import migrations

StoreError = sqlite3.Error
"""What any call to storage may raise: the whole transaction is undone and nothing may be acknowledged."""
BUSY_SECONDS = 10.0

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
"""As set and read back: WAL with FULL sync loses nothing at a power cut, if the disk honours fsync."""


class DatabaseError(Exception):
    """The database cannot be used; the message says why and what to do."""


class Companion(Protocol):
    """A second file that is always one step ahead of the database: the keys."""

    def before_commit(self, connection: "Connection") -> None:
        """Put on the disk what the rows that are about to be committed need; may raise StoreError."""

    def after_commit(self, connection: "Connection") -> None:
        """Clear away what the commit has made superfluous."""


class Connection(sqlite3.Connection):
    """A connection to SQLite, and the companion of its transactions if it has one."""

    companion: Companion | None = None


def connect(path: Path) -> Connection:
    """Open or create the database and bring its tables up to date."""
    connection = open_file(path)
    database = Database(connection)
    if migrations.pending(database):
        with exclusive(connection):
            migrations.apply(database)
    return connection


def open_file(path: Path) -> Connection:
    """Open or create a file of SQLite, and check that it is sound and that the settings took."""
    try:
        path.touch(mode=0o600)  # for nobody else on the machine, and its log with it
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, factory=Connection)
        connection.row_factory = sqlite3.Row
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")
        found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
        damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except OSError as error:
        raise DatabaseError(f"{path}: {error.strerror}. Choose another file with --db.") from error
    except sqlite3.OperationalError as error:
        if "locked" in str(error):  # somebody else has it now: nothing is wrong with it
            raise
        raise DatabaseError(f"{path}: {error}. Choose another file with --db.") from error
    except sqlite3.Error as error:
        raise DatabaseError(f"{path}: {error}. Choose another file with --db, or restore a backup.") from error
    if found != PRAGMAS:
        raise DatabaseError(f"{path}: the settings {PRAGMAS} do not take here, it has {found}. Use a local disk.")
    if damage != "ok":
        raise DatabaseError(f"{path} is damaged ({damage}). Restore the last backup.")
    return connection


@contextmanager
def exclusive(connection: Connection) -> Iterator[None]:
    """One migration at a time, by whichever process comes first; the others wait and find it done."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Everything or nothing, with the write lock from the first line: a deferred BEGIN fails under contention."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        if connection.companion:
            connection.companion.before_commit(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has already undone it
            connection.execute("ROLLBACK")
        raise
    if connection.companion:
        connection.companion.after_commit(connection)


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """A part of a transaction that can be undone alone."""
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
    """The id that the next row of a table will have, for a row that must know its own before it is written.

    It was never another's (AUTOINCREMENT): a message that is gone may still be under way, and noted as sent later.
    """
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = :table", {"table": table}).fetchone()
    return int(last[0]) + 1 if last else 1


def empty_log(connection: Connection) -> bool:
    """Bring the write-ahead log into the file and leave nothing of it; False if somebody is reading just now."""
    try:
        connection.execute("PRAGMA busy_timeout = 0")
        return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


def copy_file(connection: Connection, target: Path) -> None:
    """A consistent copy as one file, readable by its owner only, while others go on writing.

    Raises FileExistsError rather than overwrite, and DatabaseError if the copy is not sound.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = delete")
        if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise DatabaseError(f"{target} is not a sound copy. Delete it, and look at the disk.")
    finally:
        copy.close()
