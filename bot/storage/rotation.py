"""Rotation: a new master key and a new look-up key; cut short anywhere, nothing is lost and the next start goes on."""

import secrets
from pathlib import Path

from bot.storage import master, slips
from bot.storage.database import Connection, empty_log
from bot.storage.keys import LOOK_UP
from bot.storage.mark import renew
from bot.storage.master import SealError, beside
from bot.storage.seal import Seal


def rotate(db: Connection, seal: Seal, database: Path, given: str = "") -> None:
    """Wrap every key anew, and write every keyed hash anew; the keys of people and what they seal stay as they are.

    Slips get a new key, too; those that are out there hold until they have passed.

    `given` is the next master key where the environment is to have it. SealError, with nothing changed, if anybody
    else has the database open.
    """
    keys = seal.keys
    if not keys.take_alone():
        raise SealError(f"{beside(database, '.keys')} is in use. Stop `randevou serve` and all else that has it open.")
    next_master = master.prepare(database, given)
    keys.look_up = secrets.token_bytes(master.KEY)
    keys.write({**keys.everything(), LOOK_UP: keys.look_up}, [], next_master)
    if not given:
        master.finish(database)
    renew(db, seal)
    slips.begin(db, keys)
    empty_log(db)
