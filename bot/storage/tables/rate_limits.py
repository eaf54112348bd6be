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
    whole = limit.most * limit.seconds
    values = {"hash": hash, "now": now.timestamp(), "whole": whole, "each": limit.seconds}
    until = "min(max(until, :now), :now + :whole)"
    taken = db.execute(
        f"""INSERT INTO bucket (hash, until) VALUES (:hash, :now + :each)
            ON CONFLICT (hash) DO UPDATE SET until = {until} + :each, told = told AND until > :now
            WHERE {until} - :now <= :whole - :each""",
        values,
    )
    if taken.rowcount == 1:
        return "room"
    told = db.execute("SELECT told FROM bucket WHERE hash = :hash AND until > :now", values).fetchone()
    db.execute(f"UPDATE bucket SET until = {until}, told = 1 WHERE hash = :hash", values)
    return "still full" if told and told["told"] else "full"


def prune(db: Connection, now: datetime) -> int:
    """Delete every bucket that is empty again; return how many."""
    return db.execute("DELETE FROM bucket WHERE until <= ?", (now.timestamp(),)).rowcount
