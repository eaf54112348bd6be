"""Buckets: how much a chat, a person or a desk may do in a while, counted by a keyed hash of who it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.storage.database import Connection

Room = Literal["room", "full", "still full"]
"""There is room; there is none, and nobody was told yet; there is none, and it has been said."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many at once, and then one in so many seconds; `most` is 1 or more, `seconds` more than 0."""

    most: int
    seconds: float


def take(db: Connection, hash: str, limit: Limit, now: datetime) -> Room:
    """Take one, if there is room. `until` is when the bucket will be as good as new: that is all that is kept.

    In any time of T seconds at most `most + T / seconds` are let through. A clock that goes back fills no bucket more
    than full.
    """
    moment, whole = now.timestamp(), limit.most * limit.seconds
    row = db.execute("SELECT until, told FROM bucket WHERE hash = ?", (hash,)).fetchone()
    until = min(max(row["until"], moment), moment + whole) if row else moment
    told = bool(row and row["told"] and until > moment)
    room = until - moment <= whole - limit.seconds
    if room:
        until, after = until + limit.seconds, told
    else:
        after = True
    if room or not told or (row and until != row["until"]):
        db.execute(
            """INSERT INTO bucket (hash, until, told) VALUES (?, ?, ?)
               ON CONFLICT (hash) DO UPDATE SET until = excluded.until, told = excluded.told""",
            (hash, until, after),
        )
    return "room" if room else "still full" if told else "full"


def prune(db: Connection, now: datetime) -> int:
    """Forget every bucket that is as good as new; gives how many."""
    return db.execute("DELETE FROM bucket WHERE until <= ?", (now.timestamp(),)).rowcount
