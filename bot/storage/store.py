"""Opens a database together with its keys."""

from pathlib import Path

from bot.storage.database import Connection, connect, naming_a_full_disk
from bot.storage.key_check import check_mark
from bot.storage.keys.person_keys import open_keys
from bot.storage.keys.sealing import Seal, seal_older_rows
from bot.storage.lost_commits import hold_if_older
from bot.storage.tables import outbox


def open_store(database: Path, key: str = "", *, give_up: bool = False) -> tuple[Connection, Seal]:
    """Open a database and the seal for its values; the keys become the companion of its transactions.

    `key` is the master key if no file has it. `give_up` accepts keys that are older than the database. Raises
    DatabaseError or SealError for a file that cannot be used, and StoreError if the disk is full.
    """
    with naming_a_full_disk(database):
        return _open(database, key, give_up)


def _open(database: Path, key: str, give_up: bool) -> tuple[Connection, Seal]:
    db = connect(database)
    try:
        in_use = bool(db.execute("SELECT EXISTS (SELECT 1 FROM person) OR EXISTS (SELECT 1 FROM audit)").fetchone()[0])
        keys = open_keys(database, key, in_use=in_use)
    except BaseException:
        db.close()
        raise
    try:
        seal = Seal(keys)
        check_mark(db, seal, database, in_use=in_use, give_up=give_up)
        db.companion = keys
        outbox.fill_in_channels(db, seal)
        hold_if_older(db, keys)
        seal_older_rows(db, seal)
    except BaseException:
        db.close()
        keys.close()
        raise
    return db, seal
