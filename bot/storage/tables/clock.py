"""The clock of a database: the last moment that was certain, a jump that was seen, and whether it is a rehearsal."""

from datetime import datetime, timedelta

from bot.storage.database import Connection
from bot.storage.tables.failed_attempts import HOUR, LONGEST_PAUSE

SEEN, JUMPED, REHEARSAL = "clock:seen", "clock:jumped", "clock:rehearsal"
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
}
"""The column of each table that says when something happened: never later than now."""
SOON = {
    ("outbox", "not_before"): timedelta(hours=1),
    ("tries", "closed_until"): HOUR * LONGEST_PAUSE,
    ("desk_words", "until"): timedelta(minutes=15),
}
"""Columns that may lie ahead, and how far at most."""


def last_seen(db: Connection) -> datetime | None:
    """Return the last moment that was certain (UTC); for a database of version 0.1 the newest moment in it."""
    if seen := _setting(db, SEEN):
        return datetime.fromisoformat(seen)
    row = db.execute(
        """SELECT max(at) AS at FROM (SELECT max(at) AS at FROM conversation UNION ALL SELECT max(at) FROM received
           UNION ALL SELECT max(created_at) FROM person)"""
    ).fetchone()
    return datetime.fromisoformat(row["at"]) if row["at"] else None


def save_seen(db: Connection, now: datetime) -> None:
    """Save a moment that is certain."""
    _save(db, SEEN, now.isoformat())


def has_jumped(db: Connection) -> bool:
    """Return whether a server saw the clock jump, and nobody has accepted it since."""
    return bool(_setting(db, JUMPED))


def mark_jumped(db: Connection, jumped: bool) -> None:
    """Save that the clock jumped, for the other programs on this database; or that it is right again."""
    _save(db, JUMPED, "1" if jumped else "")


def is_rehearsal(db: Connection) -> bool:
    """Return whether this is a rehearsal file: its time is what `--at` says."""
    return bool(_setting(db, REHEARSAL))


def mark_rehearsal(db: Connection) -> None:
    """Make this a rehearsal file, for ever."""
    _save(db, REHEARSAL, "1")


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


def _setting(db: Connection, name: str) -> str:
    row = db.execute("SELECT value FROM setting WHERE name = :name", {"name": name}).fetchone()
    return str(row["value"]) if row else ""


def _save(db: Connection, name: str, value: str) -> None:
    db.execute(
        """INSERT INTO setting (name, value) VALUES (:name, :value)
           ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value""",
        {"name": name, "value": value},
    )
