"""Copies the database and its keys to different places, checks the keys and changes them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.app import App
from bot.services.privacy import erasure
from bot.storage.database import Connection, copy_file, transaction
from bot.storage.key_check import set_mark
from bot.storage.key_rotation import rotate as rotate_keys
from bot.storage.keys import master_key
from bot.storage.keys.sealing import open_everything
from bot.storage.lost_commits import MARK_COPY, miscounted_slots
from bot.storage.tables import people

MOST_COPIES = 7
"""Copies of the keys that are kept: with one copy a day, no backup opens an erased person after a week."""


@dataclass(frozen=True, slots=True)
class BackupFiles:
    """The two copies, and how many older copies of the keys were destroyed."""

    database: Path
    keys: Path
    destroyed: int


def backup(
    app: App, database: Path, folder: Path, keys_folder: Path, now: datetime, *, certain: bool = True
) -> BackupFiles:
    """Copy the database into one folder and its keys into another, each consistent, while others go on writing.

    The keys are copied second, so that they are never older than the database. ValueError if one folder holds the
    other, FileExistsError for a second pair of copies within one second. No older copy is destroyed unless the time is
    `certain`: the names of the copies, and so their order, come from it.
    """
    one, other = folder.resolve(), keys_folder.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise ValueError("the keys open the database: choose two folders of which neither holds the other")
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    copied = _copy(app.db, folder / f"{database.stem}-{stamp}{database.suffix}", MARK_COPY)
    keys = _copy(app.seal.keys.db, keys_folder / f"{database.name}.keys-{stamp}")
    older = [path for path in sorted(keys_folder.glob(f"{database.name}.keys-*Z")) if path != keys]
    surplus = older[: max(len(older) + 1 - MOST_COPIES, 0)] if certain else []
    for path in surplus:
        master_key.shred(path)
    return BackupFiles(copied, keys, len(surplus))


def _copy(db: Connection, target: Path, mark: str = "") -> Path:
    """Copy to a part file first and rename it when it is whole; destroy the part file that a crash left."""
    if target.exists():
        raise FileExistsError(f"{target} exists already")
    part = target.with_name(f".{target.name.partition('-')[0]}.part")
    if part.exists():
        master_key.shred(part)
    try:
        copy_file(db, part, mark)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part.rename(target)


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """What a check of the keys found."""

    people: int
    without_key: int
    rows: int
    broken: int
    miscounted: int
    """Slots whose taken seats are not those of their bookings."""


def check(app: App, now: datetime) -> KeyCheck:
    """Count people without a key, sealed rows that do not open, and slots that do not agree with their bookings."""
    rows, broken = open_everything(app.db, app.seal)
    people_here, lost = len(people.everyone(app.db)), len(erasure.without_key(app))
    return KeyCheck(people_here, lost, rows, broken, miscounted_slots(app.db, now))


def rotate(app: App, database: Path, given: str = "") -> None:
    """Change the master key and the look-up key. `given` is the next master key of the environment."""
    rotate_keys(app.db, app.seal, database, given)


def give_up(app: App) -> int:
    """Erase all people whose key is lost, and accept these keys as the right ones; return how many people."""
    with transaction(app.db):
        gone = erasure.sweep(app)
        set_mark(app.db, app.seal)
    return gone
