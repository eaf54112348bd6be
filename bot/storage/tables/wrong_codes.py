"""Codes that were tried and that no appointment has, each once by its keyed hash, for one day."""

from datetime import UTC, datetime, timedelta

from bot.storage.database import Connection
from bot.storage.keys.sealing import Seal
from bot.storage.tables import failed_attempts

KEPT = failed_attempts.KEPT
"""How long a wrong code is kept after it was first tried, and counted."""


def closed_hours(db: Connection, most: int, now: datetime) -> int:
    """Return the hours until another wrong code may be tried, rounded up; 0 if fewer than `most` were tried."""
    row = db.execute(
        "SELECT count(*) AS number, min(at) AS first FROM wrong_code WHERE at > :since", {"since": _utc(now - KEPT)}
    ).fetchone()
    if row["number"] < most:
        return 0
    left = datetime.fromisoformat(row["first"]) + KEPT - now
    return -(-left // timedelta(hours=1))


def add(db: Connection, seal: Seal, code: str, now: datetime, *, wrong: bool) -> None:
    """Store a code if it is wrong and not counted already. The statement is the same in every case."""
    db.execute(
        """INSERT INTO wrong_code (hash, at) SELECT :hash, :at WHERE :wrong
           ON CONFLICT (hash) DO UPDATE SET at = excluded.at WHERE at <= :since""",
        {"hash": seal.hash("wrong code", code), "at": _utc(now), "wrong": wrong, "since": _utc(now - KEPT)},
    )


def prune(db: Connection, now: datetime) -> None:
    """Delete wrong codes that count no longer."""
    db.execute("DELETE FROM wrong_code WHERE at <= :before", {"before": _utc(now - KEPT)})


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
