"""The clock of a database: the last moment that was certain, a jump that was seen, and whether it is a rehearsal."""

from datetime import datetime, timedelta

from bot.storage import setting_table
from bot.storage.database import Connection
from bot.storage.tables.failed_attempts import HOUR, LONGEST_PAUSE

SEEN, DOUBT, REHEARSAL = "clock:seen", "clock:doubt", "clock:rehearsal"
"""Names in the table of settings."""
PAST = {
    "person": "created_at",
    "consent": "at",
    "conversation": "at",
    "received": "at",
    "screen": "at",
    "tries": "at",
    "asking": "at",
    "booking": "booked_at",
    "staff": "since",
    "wrong_code": "at",
    "shift_note": "at",
    "waiting": "since",
}
"""The column of each table that says when something happened: never later than now."""
SOON = {
    ("outbox", "not_before"): timedelta(hours=1),
    ("tries", "closed_until"): HOUR * LONGEST_PAUSE,
    ("desk_words", "until"): timedelta(minutes=15),
    ("waiting", "kept_until"): timedelta(days=7),
    ("waiting", "unread_until"): timedelta(days=7),
}
"""Columns that may lie ahead, and how far at most."""


def last_seen(db: Connection) -> datetime | None:
    """Return the last moment that was certain (UTC); for a database of version 0.1 the newest moment in it."""
    if seen := setting_table.read(db, SEEN):
        return datetime.fromisoformat(seen)
    row = db.execute(
        """SELECT max(at) AS at FROM (SELECT max(at) AS at FROM conversation UNION ALL SELECT max(at) FROM received
           UNION ALL SELECT max(created_at) FROM person)"""
    ).fetchone()
    return datetime.fromisoformat(row["at"]) if row["at"] else None


def save_seen(db: Connection, now: datetime) -> None:
    """Save a moment that is certain."""
    setting_table.write(db, SEEN, now.isoformat())


def last_doubt(db: Connection) -> str:
    """Return the name of the last doubt about the clock, of any program on this database; empty if it is over."""
    return setting_table.read(db, DOUBT)


def save_doubt(db: Connection, doubt: str) -> None:
    """Save why the clock is in doubt."""
    setting_table.write(db, DOUBT, doubt)


def end_doubt(db: Connection) -> None:
    """Note that the clock is certain again."""
    setting_table.delete(db, DOUBT)


def is_rehearsal(db: Connection) -> bool:
    """Return whether this is a rehearsal file: its time is what `--at` says."""
    return bool(setting_table.read(db, REHEARSAL))


def mark_rehearsal(db: Connection) -> None:
    """Make this a rehearsal file, for ever."""
    setting_table.write(db, REHEARSAL, "1")


def is_used(db: Connection) -> bool:
    """Return whether the database holds anything about a person."""
    return db.execute("SELECT 1 FROM person LIMIT 1").fetchone() is not None


def bring_back(db: Connection, now: datetime) -> None:
    """Move times that lie too far ahead back to now: a clock that was ahead wrote them.

    Otherwise a message would wait, a PIN stay closed and a conversation be kept until that time comes.
    """
    limits = {(table, column): timedelta(0) for table, column in PAST.items()} | SOON
    for (table, column), ahead in limits.items():
        latest = (now + ahead).isoformat()
        db.execute(f"UPDATE {table} SET {column} = :latest WHERE {column} > :latest", {"latest": latest})
