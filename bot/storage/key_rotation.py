"""Rotation: a new master key and a new look-up key; cut short anywhere, nothing is lost and the next start goes on."""

import secrets
from pathlib import Path

from bot.storage.database import Connection, empty_log
from bot.storage.key_check import adopt_keys
from bot.storage.keys import master_key, ticket_keys
from bot.storage.keys.master_key import SealError, path_beside
from bot.storage.keys.person_keys import LOOK_UP
from bot.storage.keys.sealing import Seal


def rotate(db: Connection, seal: Seal, database: Path, given: str = "") -> None:
    """Wrap every key anew, and write every keyed hash anew; the keys of people and what they seal stay as they are.

    Slips get a new key, too; those that are out there hold until they have passed.

    `given` is the next master key where the environment is to have it. SealError, with nothing changed, if anybody
    else has the database open.
    """
    keys = seal.keys
    if not keys.lock_file():
        raise SealError(
            f"{path_beside(database, '.keys')} is in use. Stop `randevou serve` and all else that has it open."
        )
    next_master = master_key.create_next(database, given)
    keys.look_up = secrets.token_bytes(master_key.KEY)
    keys.write({**keys.unwrap_all(), LOOK_UP: keys.look_up}, [], next_master)
    if not given:
        master_key.replace_with_next(database)
    adopt_keys(db, seal)
    ticket_keys.create(db, keys)
    empty_log(db)
