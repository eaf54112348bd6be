"""Notices that the database is older than it was: its log was deleted, or an older copy was put in its place.

Each commit has a number in the database, and is then noted with the keys. The note never comes first, so a database
behind its note has lost commits, however a process ended. A copy made by `randevou backup` is marked as well.
"""

from datetime import datetime

from bot.storage import setting_table
from bot.storage.database import Connection, transaction
from bot.storage.keys.person_keys import Keys
from bot.storage.tables import outbox
from bot.storage.tables.slots import utc

MARK_COPY = "INSERT OR REPLACE INTO setting (name, value) VALUES ('copy', '1')"
"""The statement that marks a database as a copy."""
COMMITS, COPY, HELD = "commits", "copy", "held"


def hold_if_older(db: Connection, keys: Keys) -> None:
    """Hold all messages that wait, if commits were lost or this is a copy: they may have been sent before."""
    seen = keys.commits_seen  # read first: the database only moves forward meanwhile
    if _number(db, COMMITS) >= seen and not _number(db, COPY):
        return
    with transaction(db):
        missing = max(keys.commits_seen - _number(db, COMMITS), 0)
        outbox.hold_all(db)
        setting_table.write(db, HELD, str((missing_commits(db) or 0) + missing))
        setting_table.write(db, COMMITS, str(_number(db, COMMITS) + missing))
        setting_table.delete(db, COPY)


def missing_commits(db: Connection) -> int | None:
    """Return how many commits are known to be lost, until an operator accepts it; None if nothing is held."""
    held = setting_table.read(db, HELD)
    return int(held) if held else None


def miscounted_slots(db: Connection, now: datetime) -> int:
    """Count the slots whose taken seats are not those that are booked or kept; the seats of past slots may be more."""
    row = db.execute(
        """SELECT count(*) FROM (
             SELECT taken, starts_at, coalesce(sum(seats), 0) AS booked FROM slots
             LEFT JOIN (SELECT slot, seats FROM booking UNION ALL SELECT slot, seats FROM waiting) AS held
             ON held.slot = slots.id GROUP BY slots.id)
           WHERE taken < booked OR (taken > booked AND starts_at > :now)""",
        {"now": utc(now)},
    ).fetchone()
    return int(row[0])


def accept(db: Connection) -> None:
    """Go on with this database as it is."""
    setting_table.delete(db, HELD)


def _number(db: Connection, name: str) -> int:
    return int(setting_table.read(db, name) or 0)
