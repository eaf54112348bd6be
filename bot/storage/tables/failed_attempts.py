"""Failed attempts, counted by a keyed hash of their target: the PIN of a person, an address, or a code."""

from datetime import datetime, timedelta

from bot.storage.database import Connection
from bot.storage.keys.sealing import Seal

MOST_FAILURES = 5
"""Failed attempts in a row after which the target is closed for some time."""
HOUR = timedelta(hours=1)
"""How long a target is closed the first time; each further time lasts twice as long."""
LONGEST_PAUSE = 16
"""Hours that a target is closed at most; must be less than KEPT, so that the count is not deleted before."""
KEPT = timedelta(days=1)
"""How long a failed attempt is kept."""


def closed_hours(db: Connection, seal: Seal, what: str, now: datetime) -> int:
    """Return the hours for which a target stays closed, rounded up; 0 if it is open."""
    row = _tries(db, seal, what)
    left = datetime.fromisoformat(row[1]) - now if row and row[1] else timedelta(0)
    return max(0, -(-left // HOUR))


def add_failure(db: Connection, seal: Seal, what: str, now: datetime) -> int:
    """Count a failed attempt; return how many attempts are left before the target is closed.

    The target is closed for one hour the first time, then for two hours, then for four, up to LONGEST_PAUSE.
    """
    before = _tries(db, seal, what)
    wrong = (before[0] if before else 0) + 1
    closes = wrong % MOST_FAILURES == 0
    pause = min(HOUR * 2 ** min(wrong // MOST_FAILURES - 1, 10), HOUR * LONGEST_PAUSE) if closes else None
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
    return 0 if closes else MOST_FAILURES - wrong % MOST_FAILURES


def clear_failures(db: Connection, seal: Seal, what: str) -> None:
    """Delete the count of failed attempts, after a right one."""
    db.execute("DELETE FROM tries WHERE hash = :hash", {"hash": seal.hash("tries", what)})


def _tries(db: Connection, seal: Seal, what: str) -> tuple[int, str] | None:
    row = db.execute(
        "SELECT wrong, closed_until FROM tries WHERE hash = :hash", {"hash": seal.hash("tries", what)}
    ).fetchone()
    return (row["wrong"], row["closed_until"]) if row else None


def prune(db: Connection, now: datetime) -> None:
    """Delete failed attempts older than one day."""
    db.execute("DELETE FROM tries WHERE at < :before", {"before": (now - KEPT).isoformat()})
