"""Rate limits: how much a chat, a person or a desk may do in some time, one bucket for each keyed hash."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.storage.database import Connection

Room = Literal["room", "full", "still full"]
"""`room`: allowed; `full`: refused, tell the sender now; `still full`: refused, the sender was told before."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` at once, then one every `seconds`; `most` is 1 or more, `seconds` is more than 0."""

    most: int
    seconds: float


def take(db: Connection, hash: str, limit: Limit, now: datetime) -> Room:
    """Take one, if there is room. Only `until`, the moment when the bucket is empty again, and `told` are stored.

    In any T seconds at most `most + T / seconds` are allowed. If the clock goes back, a bucket is never more than full.
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
    """Delete every bucket that is empty again; return how many."""
    return db.execute("DELETE FROM bucket WHERE until <= ?", (now.timestamp(),)).rowcount
