"""The mark in the database by which it knows its own keys, and how new they must be."""

from pathlib import Path

from bot.storage.database import Connection, transaction
from bot.storage.keys.master_key import SealError, path_beside
from bot.storage.keys.sealing import Seal, open_everything
from bot.storage.tables import bookings, people


def check_mark(db: Connection, seal: Seal, database: Path, *, in_use: bool, give_up: bool = False) -> None:
    """Refuse the keys of another database, and older ones than the database has seen.

    Under them nobody would be known, and everybody without a key would pass for erased. `give_up` takes older ones.
    """
    path = path_beside(database, ".keys")
    if in_use and int(_setting(db, "keys", "0")) > seal.keys.serial and not give_up:
        raise SealError(
            f"{path} is an older copy than {database} needs. Restore its newest copy, or a copy of the database that "
            "is older still. If there is none: randevou keys give-up"
        )
    if _setting(db, "key", "") == _mark(seal):
        return
    rows, broken = open_everything(db, seal)
    if rows == broken and (in_use or seal.keys.serial):
        raise SealError(f"{path} belongs to another database than {database}. Restore the right one of the two.")
    adopt_keys(db, seal)


def adopt_keys(db: Connection, seal: Seal) -> None:
    """Take these keys for the right ones: every hash is written anew, under the look-up key of now.

    A database is new to its keys at its first start, in a rotation, and where a copy from before one was put back.
    """
    with transaction(db):
        people.rehash(db, seal)
        bookings.rehash(db, seal)
        set_mark(db, seal)


def set_mark(db: Connection, seal: Seal) -> None:
    """From now on these are the keys of this database, and none that are older."""
    db.executemany(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [("key", _mark(seal)), ("keys", str(seal.keys.serial))],
    )


def _mark(seal: Seal) -> str:
    return seal.hash("database", "key")


def _setting(db: Connection, name: str, default: str) -> str:
    row = db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return str(row["value"]) if row else default
