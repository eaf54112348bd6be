"""Reminders: the bookings whose people were reminded, and those whose people were not."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from bot.storage.database import Connection
from bot.storage.tables.slots import utc


class ToRemind(NamedTuple):
    """A booking whose person was not reminded yet; `starts_at` and `made` are in UTC."""

    id: int
    person: str
    site: str
    starts_at: datetime
    made: datetime


def waiting(db: Connection, pack: str, earliest: datetime, latest: datetime) -> list[ToRemind]:
    """Return the bookings between two moments whose people were not reminded yet."""
    rows = db.execute(
        """SELECT booking.id, person, site, starts_at, booked_at FROM booking JOIN slots ON slots.id = booking.slot
           WHERE booking.pack = :pack AND state = 'booked' AND reminded = 0
           AND starts_at BETWEEN :earliest AND :latest ORDER BY person""",
        {"pack": pack, "earliest": utc(earliest), "latest": utc(latest)},
    )
    return [
        ToRemind(
            row["id"],
            row["person"],
            row["site"],
            datetime.fromisoformat(row["starts_at"]),
            datetime.fromisoformat(row["booked_at"]),
        )
        for row in rows
    ]


def mark(db: Connection, ids: Iterable[int]) -> None:
    """Note that the people of these bookings were reminded."""
    db.executemany("UPDATE booking SET reminded = 1 WHERE id = ?", [(id,) for id in ids])
