"""The database file: how it is opened, and the one kind of transaction."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from bot.storage.schema import migrations

StoreError = sqlite3.Error
"""What any call to storage may raise: the whole transaction is undone and nothing may be acknowledged."""
Connection = sqlite3.Connection
BUSY_SECONDS = 10.0

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
"""As set and read back: WAL with FULL sync loses nothing at a power cut, if the disk honours fsync."""


class DatabaseError(Exception):
    """The database cannot be used; the message says why and what to do."""


def connect(path: Path) -> Connection:
    """Open or create the database, bring its tables up to date, and check that the settings took."""
    try:
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")
        found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
        damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
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
    database = Database(connection)
    if migrations.pending(database):
        with exclusive(connection):
            migrations.apply(database)
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
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has already undone it
            connection.execute("ROLLBACK")
        raise


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
