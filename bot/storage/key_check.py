"""Checks that the keys belong to the database and are new enough, by a mark stored in the database."""

from pathlib import Path

from bot.storage import setting_table
from bot.storage.database import Connection, transaction
from bot.storage.keys.master_key import SealError, path_beside
from bot.storage.keys.person_keys import AUDIT, SERIAL
from bot.storage.keys.sealing import Seal, open_everything
from bot.storage.tables import audit_log, bookings, draws, identities, people, request_codes

MARK = "key"
"""The setting that says which keys belong to the database."""


def check_mark(db: Connection, seal: Seal, database: Path, *, in_use: bool, give_up: bool = False) -> None:
    """Raise SealError for the keys of another database, and for keys older than the database has used before.

    With such keys no person would be found, and every person without a key would count as erased. `give_up` accepts
    older keys.
    """
    path = path_beside(database, ".keys")
    for table, name in {"audit": AUDIT, "identity": identities.NAME, "draw": draws.KEY}.items():
        used = db.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()[0]
        if used and not seal.keys.has_key(name) and not give_up:
            raise SealError(f"{path} lacks the key of the table {table} in {database}. Restore its newest copy.")
    if in_use and int(setting_table.read(db, SERIAL) or 0) > seal.keys.serial and not give_up:
        raise SealError(
            f"{path} is older than {database} needs. Restore its newest copy, or a copy of the database that is "
            "even older than these keys. If you have neither: randevou keys give-up"
        )
    if setting_table.read(db, MARK) == _mark(seal):
        return
    rows, broken = open_everything(db, seal)
    if rows == broken and (in_use or seal.keys.serial) and not audit_log.is_ours(db, seal):
        raise SealError(f"{path} belongs to another database than {database}. Restore the right one of the two.")
    adopt_keys(db, seal)


def adopt_keys(db: Connection, seal: Seal) -> None:
    """Accept these keys as the right ones: write every hash again with the current look-up key.

    This happens at the first start of a database, in a rotation, and after a copy from before a rotation was restored.
    """
    with transaction(db):
        people.rehash(db, seal)
        bookings.rehash(db, seal)
        request_codes.rehash(db, seal)
        set_mark(db, seal)


def set_mark(db: Connection, seal: Seal) -> None:
    """Store the mark of these keys: from now on the database accepts only these keys, and no older ones."""
    setting_table.write(db, MARK, _mark(seal))
    setting_table.write(db, SERIAL, str(seal.keys.serial))


def _mark(seal: Seal) -> str:
    return seal.hash("database", "key")
