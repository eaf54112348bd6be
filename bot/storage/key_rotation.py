"""Key rotation: a new master key and a new look-up key.

If a rotation is interrupted, nothing is lost: the next start opens the database, and the rotation can be repeated.
"""

import secrets
from pathlib import Path

from bot.storage.database import Connection, empty_log
from bot.storage.key_check import adopt_keys
from bot.storage.keys import master_key, ticket_keys
from bot.storage.keys.master_key import SealError, path_beside
from bot.storage.keys.person_keys import LOOK_UP
from bot.storage.keys.sealing import Seal


def rotate(db: Connection, seal: Seal, database: Path, given: str = "") -> None:
    """Wrap every key with a new master key, and write every keyed hash again with a new look-up key.

    The keys of people, and the values sealed with them, do not change. New tickets get a new key; existing tickets
    stay valid until their appointments are past.

    `given` is the next master key if it is kept in the environment. Raises SealError, with nothing changed, if another
    process has the database open.
    """
    keys = seal.keys
    if not keys.lock_file():
        raise SealError(
            f"{path_beside(database, '.keys')} is in use. Stop `randevou serve` and all other programs that use it."
        )
    next_master = master_key.create_next(database, given)
    keys.look_up = secrets.token_bytes(master_key.KEY_BYTES)
    keys.write({**keys.unwrap_all(), LOOK_UP: keys.look_up}, [], next_master)
    if not given:
        master_key.replace_with_next(database)
    adopt_keys(db, seal)
    ticket_keys.create(db, keys)
    empty_log(db)
