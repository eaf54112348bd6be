"""Keep what is stored: copies of the database and of its keys, never in one place, and keys that change."""

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
from bot.storage.tables import people

MOST_COPIES = 7
"""Copies of the keys: with one a day, whoever is erased is out of reach after a week, backups and all."""


@dataclass(frozen=True, slots=True)
class BackupFiles:
    """A pair of copies, and how many older copies of the keys were destroyed."""

    database: Path
    keys: Path
    destroyed: int


def backup(app: App, database: Path, folder: Path, keys_folder: Path, now: datetime) -> BackupFiles:
    """A consistent copy of the database into one folder, and of its keys into another, while others go on writing.

    The keys come second, so that they are never older than the database. ValueError for two folders of which one
    holds the other, FileExistsError for a second pair within one second.
    """
    one, other = folder.resolve(), keys_folder.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise ValueError("the keys open the database: choose two folders of which neither holds the other")
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    copied = _copy(app.db, folder / f"{database.stem}-{stamp}{database.suffix}")
    keys = _copy(app.seal.keys.db, keys_folder / f"{database.name}.keys-{stamp}")
    older = [path for path in sorted(keys_folder.glob(f"{database.name}.keys-*Z")) if path != keys]
    surplus = older[: max(len(older) + 1 - MOST_COPIES, 0)]
    for path in surplus:
        master_key.shred(path)
    return BackupFiles(copied, keys, len(surplus))


def _copy(db: Connection, target: Path) -> Path:
    """A copy gets its name when it is whole; what a crash left of an earlier one is destroyed."""
    if target.exists():
        raise FileExistsError(f"{target} exists already")
    part = target.with_name(f".{target.name.partition('-')[0]}.part")
    if part.exists():
        master_key.shred(part)
    try:
        copy_file(db, part)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part.rename(target)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at the keys found."""

    people: int
    without_key: int
    rows: int
    broken: int


def check(app: App) -> Checked:
    """Whether everybody has a key and every sealed row opens."""
    rows, broken = open_everything(app.db, app.seal)
    return Checked(len(people.everyone(app.db)), len(erasure.without_key(app)), rows, broken)


def rotate(app: App, database: Path, given: str = "") -> None:
    """Change the master key and the look-up key; `given` is the next master key for the environment."""
    rotate_keys(app.db, app.seal, database, given)


def give_up(app: App) -> int:
    """Erase everybody whose key is lost for good, and take these keys for the right ones; gives how many people."""
    with transaction(app.db):
        gone = erasure.sweep(app)
        set_mark(app.db, app.seal)
    return gone
