"""Tries that failed, counted by a keyed hash of what they were made on: a person's PIN, an address, a code."""

from datetime import datetime, timedelta

from bot.storage.database import Connection
from bot.storage.keys.sealing import Seal

MOST_WRONG = 5
"""Tries in a row that may fail; then nothing is tried for a while."""
CLOSED = timedelta(hours=1)
LONGEST = 16
"""Hours: each time it takes twice as long, and never so long that the counter is forgotten meanwhile."""
KEPT = timedelta(days=1)
"""How long a failed try is remembered."""


def closed_hours(db: Connection, seal: Seal, what: str, now: datetime) -> int:
    """For how many hours nothing may be tried on something, rounded up; 0 if it may."""
    row = _tries(db, seal, what)
    left = datetime.fromisoformat(row[1]) - now if row and row[1] else timedelta(0)
    return max(0, -(-left // CLOSED))


def add_failure(db: Connection, seal: Seal, what: str, now: datetime) -> int:
    """Count a try that failed; gives how many are left before nothing may be tried: after the last one, for an hour,
    then for two, then for four."""
    before = _tries(db, seal, what)
    wrong = (before[0] if before else 0) + 1
    closes = wrong % MOST_WRONG == 0
    pause = min(CLOSED * 2 ** min(wrong // MOST_WRONG - 1, 10), CLOSED * LONGEST) if closes else None
    db.execute(
        """INSERT INTO tries (hash, wrong, closed_until, at) VALUES (:hash, :wrong, :until, :at)
           ON CONFLICT (hash) DO UPDATE
           SET wrong = excluded.wrong, closed_until = excluded.closed_until, at = excluded.at""",
        {
            "hash": seal.hash("tries", what),
            "wrong": wrong,
            "until": (now + pause).isoformat() if pause else "",
            "at": now.isoformat(),
        },
    )
    return 0 if closes else MOST_WRONG - wrong % MOST_WRONG


def clear_failures(db: Connection, seal: Seal, what: str) -> None:
    """A try was right: those before it count no more."""
    db.execute("DELETE FROM tries WHERE hash = :hash", {"hash": seal.hash("tries", what)})


def _tries(db: Connection, seal: Seal, what: str) -> tuple[int, str] | None:
    row = db.execute(
        "SELECT wrong, closed_until FROM tries WHERE hash = :hash", {"hash": seal.hash("tries", what)}
    ).fetchone()
    return (row["wrong"], row["closed_until"]) if row else None


def prune(db: Connection, now: datetime) -> None:
    """Forget tries that have had their day."""
    db.execute("DELETE FROM tries WHERE at < :before", {"before": (now - KEPT).isoformat()})
